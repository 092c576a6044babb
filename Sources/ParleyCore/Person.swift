public import Foundation

/// Someone who may sign in.
public struct Person: Hashable, Sendable {
    public typealias ID = Identifier<Person>

    public enum Role: String, Sendable, CaseIterable {
        /// `reviewer` reads and never writes.
        case admin, member, reviewer

        public var mayTalk: Bool { self != .reviewer }

        public func isStronger(than other: Role) -> Bool { strength > other.strength }

        private var strength: Int {
            switch self {
            case .admin: 2
            case .member: 1
            case .reviewer: 0
            }
        }
    }

    public static let maximumNameLength = 64

    public var id: ID
    public var name: String
    public var role: Role
    public var isDisabled: Bool
    public var createdAt: Date

    public var isAdmin: Bool { role == .admin && !isDisabled }

    public init(id: ID = ID(), name: String, role: Role, isDisabled: Bool = false, createdAt: Date = Date()) {
        self.id = id
        self.name = name
        self.role = role
        self.isDisabled = isDisabled
        self.createdAt = createdAt
    }

    /// A name as it is kept: trimmed, one line, no control or direction characters, 1 to 64 characters.
    public static func name(from text: String) throws(ParleyError) -> String {
        let name = text.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.unicodeScalars.count <= maximumNameLength, name.unicodeScalars.allSatisfy(isVisible)
        else {
            throw ParleyError(.invalid, "A name has 1 to \(maximumNameLength) visible characters.")
        }
        return name
    }

    /// A name as it is told from others: what looks the same is the same, and letters' case does not matter.
    public static func folded(_ name: String) -> String {
        let folded = name.precomposedStringWithCompatibilityMapping.lowercased()
        return String(String.UnicodeScalarView(folded.unicodeScalars.filter { $0 != "\u{200D}" }))
    }

    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: scalar == "\u{200D}"
        default: true
        }
    }
}

/// Who wrote a message or owns a conversation, as others see it.
public struct PersonName: Hashable, Sendable {
    public var id: Person.ID
    public var name: String

    public init(id: Person.ID, name: String) {
        self.id = id
        self.name = name
    }
}

extension Person {
    public var asName: PersonName { PersonName(id: id, name: name) }
}
