import Foundation
public import ParleyCore

/// What clients send, as the contract names it.
public struct SetupBody: Decodable, Sendable {
    public var token: String
    public var name: String
    public var password: String
}

public struct LoginBody: Decodable, Sendable {
    public var name: String
    public var password: String
}

public struct NewConversationBody: Decodable, Sendable {
    public var title: String?
    public var model: String?
    public var systemPrompt: String?
    public var params: ParamsBody?
    public var clientID: String?

    private enum CodingKeys: String, CodingKey {
        case title, model, params
        case systemPrompt = "system_prompt"
        case clientID = "client_id"
    }
}

/// A change of a conversation; for the system prompt, null differs from being left out.
public struct ConversationPatchBody: Decodable, Sendable {
    public var title: String?
    public var model: String?
    public var systemPrompt: String??
    public var params: ParamsBody?
    public var archived: Bool?
    public var pinned: Bool?
    public var summarize: Bool?
    public var summary: String??
    public var teamAccess: String?

    private enum Keys: String, CodingKey {
        case title, model, params, archived, pinned, summarize, summary
        case systemPrompt = "system_prompt"
        case teamAccess = "team_access"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        params = try container.decodeIfPresent(ParamsBody.self, forKey: .params)
        archived = try container.decodeIfPresent(Bool.self, forKey: .archived)
        pinned = try container.decodeIfPresent(Bool.self, forKey: .pinned)
        summarize = try container.decodeIfPresent(Bool.self, forKey: .summarize)
        teamAccess = try container.decodeIfPresent(String.self, forKey: .teamAccess)
        if container.contains(.summary) {
            summary = .some(try container.decode(String?.self, forKey: .summary))
        }
        if container.contains(.systemPrompt) {
            systemPrompt = .some(try container.decode(String?.self, forKey: .systemPrompt))
        }
    }
}

public struct SendBody: Decodable, Sendable {
    public var content: String
    public var parentID: String?
    /// A further first message, which has no parent. Not said by a parent of null, which many write for none.
    public var beginsAnew: Bool?
    public var model: String?
    public var clientID: String?
    /// False: people talk among themselves.
    public var ask: Bool?

    private enum CodingKeys: String, CodingKey {
        case content, model, ask
        case parentID = "parent_id"
        case beginsAnew = "begins_anew"
        case clientID = "client_id"
    }
}

public struct ReplyBody: Decodable, Sendable {
    public var to: String
    public var model: String?
    public var continues: String?
    public var clientID: String?

    private enum CodingKeys: String, CodingKey {
        case to, model, continues
        case clientID = "client_id"
    }
}

/// Sampling parameters as a client sends them.
public struct ParamsBody: Decodable, Sendable {
    private enum Value: Decodable {
        case integer(Int), number(Double), text(String), texts([String]), null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Int.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else {
                self = .texts(try container.decode([String].self))
            }
        }
    }

    private let values: [String: Value]

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Value].self)
    }

    /// The parameters; throws in plain words where one is not allowed. Null means not set.
    public func params() throws(ParleyError) -> CompletionParams {
        var given: [String: CompletionParams.Value] = [:]
        for (name, value) in values {
            switch value {
            case .integer(let value): given[name] = .integer(value)
            case .number(let value): given[name] = .number(value)
            case .text(let value): given[name] = .text(value)
            case .texts(let value): given[name] = .texts(value)
            case .null: break
            }
        }
        return try CompletionParams(given)
    }
}
