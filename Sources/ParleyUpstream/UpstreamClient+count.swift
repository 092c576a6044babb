import Foundation
public import ParleyCore
import ParleyWire

/// Servers of one's own that tell how many tokens a prompt has.
extension UpstreamClient {
    private static let countLimits = TransferLimits(
        connectSeconds: 0.5, firstByteSeconds: 1, idleSeconds: 1, totalSeconds: 1)

    public func count(_ messages: [PromptMessage], model: String, provider: String) async -> Int? {
        guard let call = try? call(provider), call.provider.api == .chat else { return nil }
        return switch server(of: model, provider) {
        case .vLLM: await countByVLLM(messages, model, call)
        case .llamaCpp: await countByLlama(messages, call)
        case .ollama, nil: nil
        }
    }

    /// vLLM counts messages with the model's own template (docs.vllm.ai, "Tokenizer API").
    private func countByVLLM(_ messages: [PromptMessage], _ model: String, _ call: ProviderCall) async -> Int? {
        let body = await answer(to: TokenizeBody.messages(messages, model: model), at: "/tokenize", call)
        return body.flatMap { TokenizeBody.count(in: $0.span) }
    }

    /// llama.cpp puts messages into the model's template and counts the text (its server's README, "POST
    /// /apply-template" and "POST /tokenize").
    private func countByLlama(_ messages: [PromptMessage], _ call: ProviderCall) async -> Int? {
        let body = await answer(to: TokenizeBody.messages(messages, model: nil), at: "/apply-template", call)
        guard let prompt = body.flatMap({ TokenizeBody.prompt(in: $0.span) }) else { return nil }
        let counted = await answer(to: TokenizeBody.text(prompt), at: "/tokenize", call)
        return counted.flatMap { TokenizeBody.count(in: $0.span) }
    }

    private func answer(to body: [UInt8], at path: String, _ call: ProviderCall) async -> [UInt8]? {
        guard var transfer = try? call.transfer("POST", path, body: body, isBesideAPI: true) else { return nil }
        transfer.limits = Self.countLimits
        let response = try? await perform(transfer, call.server, maximumBytes: Self.maximumListBytes / 2)
        return response.flatMap { $0.status == 200 ? $0.body : nil }
    }
}
