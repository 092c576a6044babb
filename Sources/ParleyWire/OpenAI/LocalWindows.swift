/// What servers on somebody's own machine tell of the windows they run with, beside OpenAI's protocol.
public enum LocalWindows {
    /// Ollama's own default where neither it nor its model says another; on large cards it takes more, which shows once
    /// a model is loaded (https://docs.ollama.com/context-length).
    public static let ollamaTokens = 4_096

    /// `GET /api/ps` of Ollama: the models that are loaded, by name.
    public static func running(in body: Span<UInt8>) -> [String: Int] {
        guard let models = (try? JSONValue(body))?["models"]?.array else { return [:] }
        var windows: [String: Int] = [:]
        for model in models.prefix(ModelList.maximumCount) {
            guard let window = positive(model["context_length"]) else { continue }
            for key in ["name", "model"] {
                if let name = model[key]?.string { windows[name] = window }
            }
        }
        return windows
    }

    /// `POST /api/show` of Ollama: what the model's file sets. Its `model_info` tells what the model could read, which is
    /// not what the server gives it.
    public static func shown(in body: Span<UInt8>) -> Int? {
        let parameters = (try? JSONValue(body))?["parameters"]?.string ?? ""
        for line in parameters.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count == 2, words[0] == "num_ctx", let window = Int(words[1]), window > 0 { return window }
        }
        return nil
    }

    /// `GET /props` of llama.cpp: the window of one slot, which is what a request has.
    public static func props(in body: Span<UInt8>) -> Int? {
        guard let value = try? JSONValue(body) else { return nil }
        return positive(value["default_generation_settings"]?["n_ctx"]) ?? positive(value["n_ctx"])
    }

    private static func positive(_ value: JSONValue?) -> Int? {
        value?.wholeNumber.flatMap { $0 > 0 ? $0 : nil }
    }
}
