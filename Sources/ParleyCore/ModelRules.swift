/// Who may use a model.
public struct ModelRule: Hashable, Sendable {
    public enum Audience: String, Sendable, CaseIterable {
        case everyone, admins, people, nobody
    }

    public static let maximumPeople = 1_000
    public static let open = ModelRule(allowed: .everyone)

    public var allowed: Audience
    /// Who, where it is chosen people.
    public var people: [Person.ID]

    public init(allowed: Audience, people: [Person.ID] = []) {
        self.allowed = allowed
        self.people = people
    }

    public func permits(_ person: Person) -> Bool {
        switch allowed {
        case .everyone: true
        case .admins: person.isAdmin
        case .people: people.contains(person.id)
        case .nobody: false
        }
    }
}

/// All rules that admins have made.
public struct ModelRules: Hashable, Sendable {
    /// Stands for all models of a provider that have no rule of their own.
    public static let rest = "*"

    public private(set) var rules: [ModelKey: ModelRule]

    public init(_ rules: [ModelKey: ModelRule] = [:]) {
        self.rules = rules
    }

    /// The rule that holds for a model.
    public func rule(for key: ModelKey) -> ModelRule {
        rules[key] ?? rules[ModelKey(provider: key.provider, model: Self.rest)] ?? .open
    }

    /// Whether a person may use a model.
    ///
    /// A name that a provider does not list may be another name of one that it does: providers know short names,
    /// dated names and names in other letters. So, where any model of a provider is kept from a person, of its other
    /// names only those with a rule of their own are open to them.
    public func permits(_ key: ModelKey, to person: Person, isListed: Bool) -> Bool {
        guard rule(for: key).permits(person) else { return false }
        return isListed || rules[key] != nil || !keepsAny(of: key.provider, from: person)
    }

    /// Whether any model of a provider is kept from a person.
    public func keepsAny(of provider: String, from person: Person) -> Bool {
        rules.contains { $0.key.provider == provider && !$0.value.permits(person) }
    }
}
