import Foundation
import ParleyMarkdown

/// What events hold, as a page reads it.
struct Told: Decodable, Sendable {
    struct Failure: Decodable, Sendable {
        var code: String
        var message: String
    }

    var id: String
    var parentId: String?
    var role: String
    var content: String
    var reasoning: String
    var status: String
    var stoppedBy: ToldPerson?
    var requestedBy: ToldPerson?
    var blocks: [Node]?
    var error: Failure?
    var createdAt: String
}

struct ToldConversation: Decodable, Sendable {
    var id: String
    var title: String?
    var titleSource: String?
    var revision: Int?
    var pinned: Bool?
    var unread: Bool?
    var mentioned: Bool?
    var deletedAt: String?
}

struct ToldPerson: Decodable, Sendable {
    var name: String
    var typing: Bool?
}

struct ToldNote: Decodable, Sendable {
    var id: String
    var kind: String
    var actor: ToldPerson
    var person: ToldPerson?
    var detail: String
    var revision: Int
}

struct ToldSend: Decodable, Sendable {
    var content: String
    var author: ToldPerson
}

struct ToldQueue: Decodable, Sendable {
    var queue: [ToldSend]
}

struct ToldSnapshot: Decodable, Sendable {
    var revision: Int
    var conversation: ToldConversation
    var messages: [Told]
    var people: [ToldPerson]
    var notes: [ToldNote]
    var queue: [ToldSend]
    var progress: ToldProgress?
}

struct ToldPeople: Decodable, Sendable {
    var people: [ToldPerson]
}

struct ToldProgress: Decodable, Sendable {
    var messageId: String
    var state: String
}

struct ToldDelta: Decodable, Sendable {
    var messageId: String
    var offset: Int
    var content: String?
    var reasoning: String?
}

struct ToldBlocks: Decodable, Sendable {
    var messageId: String
    var from: Int
    var blocks: [Node]
    var length: Int
}

/// A rendered node, as JSON has it.
enum Node: Decodable, Equatable, Sendable {
    case text(String)
    case attributes([String: String])
    case list([Node])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let nodes = try? container.decode([Node].self) {
            self = .list(nodes)
        } else {
            self = .attributes(try container.decode([String: String].self))
        }
    }

    /// What a text should look like, rendered at once.
    static func rendered(_ text: String, isGrowing: Bool) -> [Node] {
        Markdown.blocks(of: text, isGrowing: isGrowing).compactMap { node in
            var json: [UInt8] = []
            node.appendJSON(to: &json)
            return try? JSONDecoder().decode(Node.self, from: Data(json))
        }
    }
}
