public import Foundation

/// One conversation of people with a model.
public struct Conversation: Hashable, Sendable {
    public typealias ID = Identifier<Conversation>

    public enum TitleSource: String, Sendable {
        case words, model, person
    }

    public static let maximumTitleLength = 200

    public var id: ID
    public var title: String?
    public var titleSource: TitleSource?
    public var model: String?
    public var provider: String?
    public var systemPrompt: String?
    public var params: CompletionParams
    public var owner: PersonName
    /// Counts every stored change of this conversation, from 1.
    public var revision: Int
    public var isPinned: Bool
    public var isArchived: Bool
    public var deletedAt: Date?
    public var createdAt: Date
    public var updatedAt: Date
    /// The last message of the branch that is shown.
    public var leaf: Message.ID?
    /// What falls out of the model's window is to be summarised.
    public var summarizes = false
    public var summary: ConversationSummary?
    /// What everybody in the team may do with it.
    public var teamAccess = TeamAccess.none
    /// Who else has it in their list.
    public var members: [Person.ID] = []
    /// What the person who reads this may do with it.
    public var access = Access.owner
    /// Something in it is new to that person, and
    public var isUnread = false
    /// names them.
    public var isMentioned = false

    /// Others may read it.
    public var isShared: Bool { !members.isEmpty || teamAccess != .none }

    public init(
        id: ID = ID(), title: String? = nil, titleSource: TitleSource? = nil, model: String? = nil,
        provider: String? = nil, systemPrompt: String? = nil, params: CompletionParams = CompletionParams(),
        owner: PersonName, revision: Int = 1, isPinned: Bool = false, isArchived: Bool = false,
        deletedAt: Date? = nil, createdAt: Date = Date(), updatedAt: Date = Date(), leaf: Message.ID? = nil
    ) {
        self.id = id
        self.title = title
        self.titleSource = titleSource
        self.model = model
        self.provider = provider
        self.systemPrompt = systemPrompt
        self.params = params
        self.owner = owner
        self.revision = revision
        self.isPinned = isPinned
        self.isArchived = isArchived
        self.deletedAt = deletedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.leaf = leaf
    }

    /// The first words of a message, as the title it gets at once.
    public static func title(fromWordsOf content: String) -> String {
        let words = visible(content.prefix(400)).split(whereSeparator: \.isWhitespace)
        var title = ""
        for word in words {
            if !title.isEmpty, title.count + word.count + 1 > 60 { return title.beginning(ofScalars: 199) + "…" }
            title += title.isEmpty ? String(word.prefix(60)) : " " + word
        }
        title = title.beginning(ofScalars: maximumTitleLength)
        return title.isEmpty ? "…" : title
    }

    /// A title as it is kept: one line, trimmed, no control signs, at most 200 Unicode scalars; nil where nothing is
    /// left.
    public static func tidyTitle(_ text: String) -> String? {
        let line = visible(text.prefix(2_000)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let title = line.beginning(ofScalars: maximumTitleLength)
        return title.isEmpty ? nil : title
    }

    private static func visible(_ text: Substring) -> String {
        let scalars = text.unicodeScalars.prefix(4_000).filter { scalar in
            scalar.properties.generalCategory != .control || scalar.properties.isWhitespace
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension String {
    /// As many whole characters as fit into so many Unicode scalars: what SQLite counts as a text's length.
    func beginning(ofScalars limit: Int) -> String {
        guard unicodeScalars.count > limit else { return self }
        let end = unicodeScalars.index(startIndex, offsetBy: limit)
        return String(self[..<wholeCharacters(upTo: end)])
    }

    /// The last border between two characters that is not past an index.
    func wholeCharacters(upTo end: Index) -> Index {
        end == endIndex || end == startIndex ? end : index(before: index(after: end))
    }
}
