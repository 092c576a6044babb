import Foundation
public import ParleyCore
import ParleyStore

extension Providers {
    private static let trialSeconds = 10.0

    /// Asks a provider for its models: one that there is, by its name alone, or one as it would be. A key that is kept
    /// goes only where it would go anyway.
    public func test(_ draft: ProviderDraft) async throws -> ProviderTrial {
        let seat = try trials.take()
        defer { withExtendedLifetime(seat) {} }
        let begin = ContinuousClock.now
        var trial = ProviderTrial(models: [], milliseconds: 0)
        let ask = try await question(draft)
        do {
            trial.models = try await ask()
        } catch let failure as ReplyFailure {
            trial.error = failure.inWords
        }
        trial.milliseconds = Int((.now - begin) / .milliseconds(1))
        return trial
    }

    private func question(_ draft: ProviderDraft) async throws -> @Sendable () async throws -> [String] {
        let rows = try await database.providers()
        let row = draft.text("name").flatMap { name in rows.first { $0.name == name } }
        if draft.fields.count == 1, let name = draft.text("name") {
            return try question(about: name, row)
        }
        let fields = try row.map { try merged($0, draft, wantsSecrets: true) } ?? checked(draft.named("draft"))
        return asking(UsableProvider(fields: fields))
    }

    private func question(about name: String, _ row: StoredProvider?) throws -> @Sendable () async throws -> [String] {
        if let row { return asking(try vault.usable(row)) }
        guard bench.others.contains(where: { $0.fields.name == name }) else { throw ParleyError.notFound }
        return { [bench] in
            try await withLimit(seconds: Self.trialSeconds) { try await bench.models(ofUsed: name) }
        }
    }

    private func asking(_ provider: UsableProvider) -> @Sendable () async throws -> [String] {
        { [bench] in try await bench.models(of: provider, seconds: Self.trialSeconds) }
    }
}

extension ProviderDraft {
    /// With a name where it has none.
    fileprivate func named(_ name: String) -> ProviderDraft {
        var draft = self
        if let given = draft["name"], given != .none { return draft }
        draft["name"] = .text(name)
        return draft
    }
}

/// Ends what takes longer.
private func withLimit(
    seconds: Double, _ work: @escaping @Sendable () async throws -> [String]
) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw ReplyFailure(.timeout, "The provider did not answer within \(Int(seconds)) seconds.")
        }
        defer { group.cancelAll() }
        return try await group.next() ?? []
    }
}
