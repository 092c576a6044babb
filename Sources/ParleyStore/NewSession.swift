public import Foundation
internal import GRDB
public import ParleyCore

/// A session about to begin; of its secret only the hash comes here.
public struct NewSession: Sendable {
    public var hash: Data
    /// The session of the same browser that it stands in for.
    public var replacing: Data?
    public var agent: String
    public var address: String
    public var signedInBy: SignInWay

    public init(
        hash: Data, replacing: Data? = nil, agent: String, address: String, signedInBy: SignInWay = .password
    ) {
        self.hash = hash
        self.replacing = replacing
        self.agent = agent
        self.address = address
        self.signedInBy = signedInBy
    }
}

extension Database {
    static func start(_ session: NewSession, of person: Person.ID, now: Date, in db: GRDB.Database) throws {
        if let old = session.replacing { try db.run("DELETE FROM session WHERE tokenHash = ?", [old]) }
        try db.run(
            """
            INSERT INTO session (tokenHash, personId, id, agent, address, signedInBy, createdAt, lastSeenAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                session.hash, person.string, SignedInSession.ID(at: now).string, String(session.agent.prefix(200)),
                String(session.address.prefix(100)), session.signedInBy.rawValue, now.stored, now.stored,
            ])
    }
}
