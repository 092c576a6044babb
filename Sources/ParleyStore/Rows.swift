import Foundation
internal import GRDB
import ParleyCore

/// Times are kept as whole milliseconds since 1970.
extension Date {
    var stored: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(stored: Int64) {
        self.init(timeIntervalSince1970: Double(stored) / 1000)
    }
}

extension Row {
    func date(_ column: String) -> Date { Date(stored: self[column]) }
}

extension Person {
    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), name: row["name"], role: Role(rawValue: row["role"]) ?? .member,
            isDisabled: row["isDisabled"], createdAt: row.date("createdAt"))
    }
}

extension Conversation {
    /// What a query must select for `init(row:)`.
    static let columns = """
        conversation.*, owner.name AS ownerName,
        (SELECT group_concat(personId) FROM member WHERE member.conversationId = conversation.id
            AND (member.access IS NOT NULL OR conversation.teamAccess <> 'none')) AS members
        """
    static let tables = "conversation JOIN person AS owner ON owner.id = conversation.ownerId"

    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), title: row["title"],
            titleSource: (row["titleSource"] as String?).flatMap(TitleSource.init(rawValue:)), model: row["model"],
            provider: row["provider"], systemPrompt: row["systemPrompt"], params: StoredParams.decode(row["params"]),
            owner: PersonName(id: Person.ID(stored: row["ownerId"]), name: row["ownerName"]),
            revision: row["revision"], isPinned: row["ownPinned"] ?? row["isPinned"],
            isArchived: row["ownArchived"] ?? row["isArchived"],
            deletedAt: (row["deletedAt"] as Int64?).map(Date.init(stored:)), createdAt: row.date("createdAt"),
            updatedAt: row.date("updatedAt"), leaf: (row["leafId"] as String?).map(Message.ID.init(stored:)))
        summarizes = row["summarizes"]
        summary = Self.summary(row)
        teamAccess = TeamAccess(rawValue: row["teamAccess"]) ?? .none
        members = (row["members"] as String? ?? "").split(separator: ",").map { Person.ID(stored: String($0)) }
        access = (row["access"] as String?).flatMap(Access.init(rawValue:)) ?? .none
        isUnread = row["isUnread"] ?? false
        isMentioned = row["isMentioned"] ?? false
    }

    private static func summary(_ row: Row) -> ConversationSummary? {
        guard let content = row["summary"] as String?, let until = row["summaryUntilId"] as String? else { return nil }
        return ConversationSummary(
            content: content, untilMessageID: Message.ID(stored: until),
            source: ConversationSummary.Source(rawValue: row["summarySource"] ?? "") ?? .model,
            updatedAt: Date(stored: row["summaryAt"] ?? 0))
    }
}

extension Message {
    static let columns = """
        message.*, author.name AS authorName, requester.name AS requesterName, stopper.name AS stopperName,
        (SELECT group_concat(person.id || char(31) || person.name, char(30)) FROM mention
            JOIN person ON person.id = mention.personId WHERE mention.messageSeq = message.seq) AS mentions
        """
    static let joins = """
        LEFT JOIN person AS author ON author.id = message.authorId
        LEFT JOIN person AS requester ON requester.id = message.requestedById
        LEFT JOIN person AS stopper ON stopper.id = message.stoppedById
        """
    static let tables = "message \(joins)"

    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), conversationID: Conversation.ID(stored: row["conversationId"]),
            parentID: (row["parentId"] as String?).map(ID.init(stored:)), role: Role(rawValue: row["role"]) ?? .user,
            author: Self.author(row), content: row["content"], reasoning: row["reasoning"],
            status: Status(rawValue: row["status"]) ?? .error, finishReason: row["finishReason"],
            model: row["model"], provider: row["provider"], usage: Self.usage(row), timing: Self.timing(row),
            failure: Self.failure(row), cut: StoredCutText.decode(row["cut"]), revision: row["revision"],
            createdAt: row.date("createdAt"))
        if role == .assistant { requestedBy = Self.name(row["requestedById"], row["requesterName"]) }
        stoppedBy = Self.name(row["stoppedById"], row["stopperName"])
        mentions = Self.mentions(row["mentions"])
    }

    private static func name(_ id: String?, _ name: String?) -> PersonName? {
        id.map { PersonName(id: Person.ID(stored: $0), name: name ?? "") }
    }

    /// Names hold no control signs, so these two part them.
    private static func mentions(_ text: String?) -> [PersonName] {
        (text ?? "").split(separator: "\u{1E}").compactMap { pair in
            let parts = pair.split(separator: "\u{1F}", maxSplits: 1)
            return parts.count == 2 ? name(String(parts[0]), String(parts[1])) : nil
        }
    }

    private static func author(_ row: Row) -> PersonName? {
        name(row["authorId"], row["authorName"])
    }

    private static func usage(_ row: Row) -> Usage? {
        let usage = Usage(promptTokens: row["promptTokens"], completionTokens: row["completionTokens"])
        return usage.promptTokens == nil && usage.completionTokens == nil ? nil : usage
    }

    private static func timing(_ row: Row) -> Timing? {
        guard let duration = row["durationMilliseconds"] as Int? else { return nil }
        return Timing(
            firstTokenMilliseconds: row["firstTokenMilliseconds"], durationMilliseconds: duration,
            tokensPerSecond: row["tokensPerSecond"])
    }

    private static func failure(_ row: Row) -> ReplyFailure? {
        guard let code = row["errorCode"] as String? else { return nil }
        return ReplyFailure(
            ReplyFailure.Code(rawValue: code) ?? .server, row["errorMessage"] ?? "",
            providerMessage: row["errorProviderMessage"])
    }
}

extension TimelineNote {
    static let select = """
        SELECT note.*, actor.name AS actorName, person.name AS personName FROM note
            JOIN person AS actor ON actor.id = note.actorId LEFT JOIN person ON person.id = note.personId
        """

    init(row: Row) {
        self.init(
            id: ID(stored: row["id"]), conversationID: Conversation.ID(stored: row["conversationId"]),
            kind: Kind(rawValue: row["kind"]) ?? .access,
            actor: PersonName(id: Person.ID(stored: row["actorId"]), name: row["actorName"]),
            person: (row["personId"] as String?).map {
                PersonName(id: Person.ID(stored: $0), name: row["personName"] ?? "")
            }, detail: row["detail"], afterID: (row["afterId"] as String?).map(Message.ID.init(stored:)),
            revision: row["revision"], createdAt: row.date("createdAt"))
    }
}

/// Sampling parameters as a JSON object in their column.
enum StoredParams {
    private enum Value: Codable {
        case integer(Int), number(Double), text(String), texts([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Int.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else {
                self = .texts(try container.decode([String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .texts(let value): try container.encode(value)
            }
        }
    }

    static func encode(_ params: CompletionParams) throws -> String {
        guard !params.values.isEmpty else { return "{}" }
        var values: [String: Value] = [:]
        for (name, value) in params.values {
            values[name.rawValue] =
                switch value {
                case .integer(let value): .integer(value)
                case .number(let value): .number(value)
                case .text(let value): .text(value)
                case .texts(let value): .texts(value)
                }
        }
        return String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    }

    static func decode(_ text: String) -> CompletionParams {
        guard text != "{}", let values = try? JSONDecoder().decode([String: Value].self, from: Data(text.utf8)) else {
            return CompletionParams()
        }
        return CompletionParams(
            stored: values.mapValues { value in
                switch value {
                case .integer(let value): .integer(value)
                case .number(let value): .number(value)
                case .text(let value): .text(value)
                case .texts(let value): .texts(value)
                }
            })
    }
}

/// What was sent of the history, as a JSON object in its column.
enum StoredCutText {
    private struct Fields: Codable {
        var first: String?
        var trimmed: Int
        var shortened: [String]
        var window: Int
        var tokens: Int
        // What follows is not in the rows of the first version.
        var shortenedTokens: [Int]?
        var reserved: Int?
        var exact: Bool?
        var cutByProvider: Bool?
        var summarized: Bool?
        var ratio: Double?
        var params: String?
        /// Rows of `instruction`.
        var system: Int64?
        var summary: Int64?
    }

    static func encode(_ cut: StoredCut?, system: Int64? = nil, summary: Int64? = nil) throws -> String? {
        guard let cut else { return nil }
        var fields = Fields(
            first: cut.firstMessageID?.string, trimmed: cut.trimmedCount, shortened: cut.shortenedIDs.map(\.string),
            window: cut.window, tokens: cut.estimatedTokens)
        fields.shortenedTokens = cut.shortenedTokens.isEmpty ? nil : cut.shortenedTokens
        fields.reserved = cut.reservedOutput
        fields.exact = cut.isExact ? true : nil
        fields.cutByProvider = cut.isCutByProvider ? true : nil
        fields.summarized = cut.isSummarized ? true : nil
        fields.ratio = cut.tokenRatio
        fields.params = cut.params.values.isEmpty ? nil : try StoredParams.encode(cut.params)
        (fields.system, fields.summary) = (system, summary)
        return String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
    }

    /// The rows of the texts that were sent beside the messages.
    static func instructions(_ text: String?) -> (system: Int64?, summary: Int64?) {
        guard let text, let fields = try? JSONDecoder().decode(Fields.self, from: Data(text.utf8)) else {
            return (nil, nil)
        }
        return (fields.system, fields.summary)
    }

    static func decode(_ text: String?) -> StoredCut? {
        guard let text, let fields = try? JSONDecoder().decode(Fields.self, from: Data(text.utf8)) else { return nil }
        var cut = StoredCut(
            firstMessageID: fields.first.map(Message.ID.init(stored:)), trimmedCount: fields.trimmed,
            shortenedIDs: fields.shortened.map(Message.ID.init(stored:)), window: fields.window,
            estimatedTokens: fields.tokens)
        cut.shortenedTokens = fields.shortenedTokens ?? []
        cut.reservedOutput = fields.reserved ?? 0
        cut.isExact = fields.exact ?? false
        cut.isCutByProvider = fields.cutByProvider ?? false
        cut.isSummarized = fields.summarized ?? false
        // Older rows do not tell by which ratio they were estimated, so they teach none.
        cut.tokenRatio = fields.ratio ?? 0
        cut.params = fields.params.map(StoredParams.decode) ?? CompletionParams()
        return cut
    }
}
