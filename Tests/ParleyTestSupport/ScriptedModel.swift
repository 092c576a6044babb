public import ParleyCore
import Synchronization

/// A model whose every word the test says: by a script that answers each call, or by hand, call by call.
public final class ScriptedModel: ModelClient {
    /// Plays the upstream of one call; nil where the test does it by hand.
    public typealias Script = @Sendable (ScriptedCall) async -> Void

    private struct State {
        var script: Script?
        var calls: [ScriptedCall] = []
        var counter: (@Sendable ([PromptMessage]) -> Int)?
        var models: [ListedModel] = [ListedModel(id: "scripted", contextWindow: nil)]
    }

    private let state: Mutex<State>

    public init(_ script: Script? = nil) {
        state = Mutex(State(script: script))
    }

    /// Everything that was asked for, in order.
    public var calls: [ScriptedCall] { state.withLock { $0.calls } }

    /// A model that says these pieces and ends well.
    public static func saying(_ pieces: String...) -> ScriptedModel {
        ScriptedModel { call in
            for piece in pieces { await call.say(piece) }
            call.end()
        }
    }

    /// Plays calls from now on by another script.
    public func play(_ script: @escaping Script) {
        state.withLock { $0.script = script }
    }

    /// The call with this number, from 0, as soon as it was made.
    public func call(_ number: Int) async -> ScriptedCall? {
        guard await isSoon({ self.calls.count > number }) else { return nil }
        return calls[number]
    }

    public func complete(_ request: CompletionRequest) -> ReplyParts {
        let call = ScriptedCall(request)
        let script = state.withLock { state in
            state.calls.append(call)
            return state.script
        }
        if let script { Task { await script(call) } }
        return call.parts
    }

    /// How this model's server counts, where it does.
    public func counts(as server: ListedModel.Server, by counter: @escaping @Sendable ([PromptMessage]) -> Int) {
        state.withLock { state in
            state.models = [ListedModel(id: "scripted", contextWindow: nil, server: server)]
            state.counter = counter
        }
    }

    public func count(_ messages: [PromptMessage], model: String, provider: String) async -> Int? {
        state.withLock { $0.counter }?(messages)
    }

    public func relay(_ request: RelayRequest) -> ReplyParts {
        let parts = ReplyParts()
        parts.finish(ReplyFailure(.providerUnavailable, "Nothing is passed on here."))
        return parts
    }

    public func listModels(of provider: String) async throws(ReplyFailure) -> [ListedModel] {
        state.withLock { $0.models }
    }
}
