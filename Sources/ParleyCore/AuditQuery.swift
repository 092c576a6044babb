/// Which rows of the audit are wanted, newest first.
public struct AuditQuery: Sendable {
    public var kind: AuditNote.Kind?
    /// Who did it, or whom it was done to.
    public var person: Person.ID?
    /// Only rows before this one.
    public var before: Int64?
    public var limit: Int

    public init(kind: AuditNote.Kind? = nil, person: Person.ID? = nil, before: Int64? = nil, limit: Int = 50) {
        self.kind = kind
        self.person = person
        self.before = before
        self.limit = limit
    }
}
