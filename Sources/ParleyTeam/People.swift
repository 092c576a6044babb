public import Foundation
public import Logging
public import ParleyCore
public import ParleyLive
public import ParleyStore

/// Who may come in, and how they prove it.
public final class People: Sendable {
    /// Someone who has proved who they are, and what let them in.
    public struct Identity: Sendable {
        public var person: Person
        /// The hash of the session or token.
        public var credential: Data
        public var isSession: Bool
    }

    public struct SignedIn: Sendable {
        public var person: Person
        public var session: Secret
    }

    static let setupLinkLife: TimeInterval = 86_400

    let database: Database
    let feed: LiveFeed
    /// Whether passwords let anybody in.
    public let passwords: PasswordSwitch
    private let logger: Logger
    private let hashing = Hashing()
    private let throttle = LoginThrottle()

    public init(
        database: Database, feed: LiveFeed, logger: Logger, passwords: PasswordSwitch = PasswordSwitch()
    ) {
        self.database = database
        self.passwords = passwords
        self.feed = feed
        self.logger = logger
    }

    // MARK: Coming in

    /// The one place where a secret becomes a person.
    /// - Parameter claim: What a trusted proxy says; it is stronger than a cookie, and a token is stronger than both.
    public func identify(
        session: String?, token: String?, claim: ProxyClaim? = nil, address: String = ""
    ) async throws -> Identity? {
        if let token {
            let hash = Secret.hash(token)
            let person = try await database.person(ofToken: hash)
            return person.map { Identity(person: $0, credential: hash, isSession: false) }
        }
        if let claim { return try await identify(claim, address: address) }
        guard let session else { return nil }
        let hash = Secret.hash(session)
        let person = try await database.person(ofSession: hash, now: .now)
        return person.map { Identity(person: $0, credential: hash, isSession: true) }
    }

    /// Starts a session. Every failure looks the same, and takes as long.
    public func signIn(
        name: String, password: String, address: String, agent: String, replacing old: String?
    ) async throws -> SignedIn {
        guard password.utf8.count <= Password.allowedBytes.upperBound, name.utf8.count <= 1_024 else {
            throw ParleyError(.invalid, "A password has at most 1,024 bytes.")
        }
        try passwords.requireOn()
        try throttle.requireRoom(for: address)
        let found = try await database.credentials(of: name.precomposedStringWithCanonicalMapping)
        let (isRight, isOld) = try await hashing.run {
            try Password.verify(password, against: found?.passwordHash ?? Password.nobody)
        }
        guard isRight, let found, found.passwordHash != nil, !found.person.isDisabled else {
            throttle.noteFailure(from: address)
            logger.notice("login failed", metadata: ["address": "\(address)"])
            throw ParleyError(.unauthenticated, "That name and password do not belong together.")
        }
        throttle.noteSuccess(from: address)
        if isOld {
            try await database.renewHash(
                of: found.person.id, hash: try await hashing.run { try Password.hash(password) })
        }
        logger.info("login", metadata: ["person": "\(found.person.id)", "address": "\(address)"])
        return try await startSession(of: found.person, agent: agent, replacing: old)
    }

    public func signOut(session: String) async throws {
        let hash = Secret.hash(session)
        try await database.endSession(hash: hash)
        feed.end(credential: hash)
    }

    private func startSession(of person: Person, agent: String, replacing old: String?) async throws -> SignedIn {
        let secret = Secret.session()
        let oldHash = old.map(Secret.hash)
        try await database.startSession(
            of: person.id, hash: Secret.hash(secret.text), replacing: oldHash, agent: agent, now: .now)
        if let oldHash { feed.end(credential: oldHash) }
        return SignedIn(person: person, session: secret)
    }

    // MARK: The first admin

    /// A fresh one-time link's secret; nil where there is an admin already.
    public func makeSetupLink() async throws -> Secret? {
        let secret = Secret.session()
        let expiry = Date(timeIntervalSinceNow: Self.setupLinkLife)
        let isKept = try await database.keepSetupLink(hash: Secret.hash(secret.text), expiresAt: expiry)
        return isKept ? secret : nil
    }

    public func needsSetup() async throws -> Bool {
        try await !database.hasAdmin()
    }

    /// Makes the first admin and signs them in, once.
    public func setUp(link: String, name: String, password: String, agent: String) async throws -> SignedIn {
        try passwords.requireOn()
        guard try await needsSetup() else {
            throw ParleyError(.conflict, "This Parley is set up already; please sign in.")
        }
        let person = Person(name: try Person.name(from: name), role: .admin)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.makeFirstAdmin(person, passwordHash: hash, linkHash: Secret.hash(link), now: .now)
        logger.notice("first admin made", metadata: ["person": "\(person.id)"])
        return try await startSession(of: person, agent: agent, replacing: nil)
    }

    // MARK: Keeping the list

    public func add(name: String, role: Person.Role, password: String) async throws -> Person {
        let person = Person(name: try Person.name(from: name), role: role)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.addPerson(person, passwordHash: hash)
        return person
    }

    public func all() async throws -> [Person] {
        try await database.people()
    }

    public func setPassword(of name: String, to password: String) async throws {
        let person = try await person(named: name)
        try Password.requireUsable(password, for: person.name)
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.setPassword(of: person.id, hash: hash)
        feed.end(person: person.id)
    }

    public func disable(_ name: String) async throws {
        let person = try await person(named: name)
        try await database.disable(person.id)
        feed.end(person: person.id)
    }

    public func createToken(for name: String, label: String) async throws -> Secret {
        let person = try await person(named: name)
        let secret = Secret.token()
        try await database.addToken(of: person.id, name: label, hash: Secret.hash(secret.text), now: .now)
        return secret
    }

    private func person(named name: String) async throws -> Person {
        guard let person = try await database.person(named: name.precomposedStringWithCanonicalMapping) else {
            throw ParleyError(.notFound, "There is nobody named \(name).")
        }
        return person
    }
}
