public import ParleyCore

/// What vLLM and llama.cpp are asked about tokens, and what they answer.
public enum TokenizeBody {
    /// - Parameter model: Nil where the server has but one.
    public static func messages(_ messages: [PromptMessage], model: String?) -> [UInt8] {
        JSONWriter.object { json in
            if let model { json.field("model", model) }
            json.key("messages")
            json.array(messages) { json, message in
                json.object { json in
                    json.field("role", message.role.rawValue)
                    json.field("content", message.content)
                }
            }
        }
    }

    /// A text whose template has its special tokens already, save the first.
    public static func text(_ content: String) -> [UInt8] {
        JSONWriter.object { json in
            json.field("content", content)
            json.field("add_special", true)
            json.field("parse_special", true)
        }
    }

    public static func prompt(in body: Span<UInt8>) -> String? {
        (try? JSONValue(body))?["prompt"]?.string
    }

    /// `count`, else how many `tokens` there are.
    public static func count(in body: Span<UInt8>) -> Int? {
        guard let value = try? JSONValue(body) else { return nil }
        return value["count"]?.wholeNumber ?? value["tokens"]?.array?.count
    }
}
