import Foundation
import ParleyCore
import ParleyWire

/// What the contract's examples show, as values.
enum Sample {
    static let conversationID = Conversation.ID(stored: "01970000-0000-7000-8000-000000000001")
    static let messageID = Message.ID(stored: "01970000-0000-7000-8000-000000000002")
    static let ada = PersonName(id: Person.ID(stored: "01970000-0000-7000-8000-000000000003"), name: "Ada")
    static let time = Date(timeIntervalSince1970: 1_795_183_331)

    static var conversation: Conversation {
        Conversation(
            id: conversationID, title: "Why does the import stall?", titleSource: .words, model: "qwen3-32b",
            provider: "local",
            params: CompletionParams(stored: ["temperature": .number(0.7), "stop": .texts(["a"]), "seed": .integer(1)]),
            owner: ada,
            revision: 42, createdAt: time, updatedAt: time)
    }

    static var message: Message {
        Message(
            id: messageID, conversationID: conversationID, parentID: messageID, role: .assistant, content: "Roughly …",
            status: .complete, finishReason: "stop", model: "qwen3-32b", provider: "local",
            usage: Usage(promptTokens: 812, completionTokens: 96),
            timing: Timing(firstTokenMilliseconds: 412, durationMilliseconds: 2_931, tokensPerSecond: 38.1),
            createdAt: time)
    }

    static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    static func written(_ fill: (inout JSONWriter) -> Void) throws -> [String: Any] {
        var json = JSONWriter()
        fill(&json)
        return try object(json.bytes)
    }
}
