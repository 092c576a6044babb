public import ParleyCore

/// The answer to `GET …/models`, in the shapes that providers give it.
public enum ModelList {
    public static let maximumCount = 5_000

    /// Nil where the body is no list of models.
    public static func models(in body: Span<UInt8>) -> [ListedModel]? {
        guard let value = try? JSONValue(body) else { return nil }
        guard let elements = value.array ?? value["data"]?.array ?? value["models"]?.array else { return nil }
        var seen: Set<String> = []
        return elements.prefix(maximumCount).compactMap(model(in:)).filter { seen.insert($0.id).inserted }
    }

    private static func model(in value: JSONValue) -> ListedModel? {
        let id = value.string ?? value["id"]?.string ?? value["model"]?.string ?? value["name"]?.string
        guard let id, !id.isEmpty, id.utf8.count <= 500 else { return nil }
        return ListedModel(id: id, contextWindow: window(of: value), server: server(of: value))
    }

    private static func server(of value: JSONValue) -> ListedModel.Server? {
        switch value["owned_by"]?.string {
        case "library": .ollama
        case "llamacpp": .llamaCpp
        case "vllm": .vLLM
        default: nil
        }
    }

    /// Every server has its own word for it; llama.cpp's `n_ctx` is what it runs with, `n_ctx_train` what it could.
    private static func window(of value: JSONValue) -> Int? {
        let candidates = [
            value["max_model_len"], value["context_length"], value["context_window"], value["max_context_length"],
            value["meta"]?["n_ctx"], value["meta"]?["n_ctx_train"],
        ]
        return candidates.lazy.compactMap { $0?.wholeNumber }.first { $0 > 0 }
    }
}
