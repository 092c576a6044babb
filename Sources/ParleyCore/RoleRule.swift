/// Which role the groups somebody is in elsewhere give them here.
public struct RoleRule: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        /// The groups have spoken: it holds at every sign-in.
        case always(Person.Role)
        /// No groups are looked at: a new person begins with it, and an admin may change it.
        case atFirst(Person.Role)
        case nobody
    }

    /// The groups that give a role, letter for letter.
    public var groups: [Person.Role: Set<String>]
    /// What who is in none of them gets; nil: they may not come in.
    public var usual: Person.Role?

    public init(groups: [Person.Role: Set<String>] = [:], usual: Person.Role? = .member) {
        self.groups = groups
        self.usual = usual
    }

    public var looksAtGroups: Bool { groups.values.contains { !$0.isEmpty } }

    /// The strongest role that any of these groups gives.
    public func verdict(for theirs: [String]) -> Verdict {
        guard looksAtGroups else { return usual.map { .atFirst($0) } ?? .nobody }
        let theirs = Set(theirs)
        for role in [Person.Role.admin, .member, .reviewer] where !theirs.isDisjoint(with: groups[role] ?? []) {
            return .always(role)
        }
        return usual.map { .always($0) } ?? .nobody
    }
}
