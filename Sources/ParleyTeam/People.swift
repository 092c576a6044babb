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
        /// A browser's session, rather than a program's token.
        public var isSession: Bool
        /// Nil where no row of a session stands behind it.
        public var sessionID: SignedInSession.ID?
        public var signedInBy: SignInWay
        public var hasPassword: Bool
        /// When it ends by itself: the earliest of all limits. Nil for a token without an end.
        public var endsAt: Date?
        /// When all this was looked up.
        public var provenAt: ContinuousClock.Instant

        public init(
            person: Person, credential: Data, isSession: Bool, sessionID: SignedInSession.ID? = nil,
            signedInBy: SignInWay, hasPassword: Bool, endsAt: Date? = nil, provenAt: ContinuousClock.Instant = .now
        ) {
            self.person = person
            self.credential = credential
            self.isSession = isSession
            self.sessionID = sessionID
            self.signedInBy = signedInBy
            self.hasPassword = hasPassword
            self.endsAt = endsAt
            self.provenAt = provenAt
        }
    }

    public struct SignedIn: Sendable {
        public var person: Person
        public var session: Secret
        public var signedInBy: SignInWay
        public var hasPassword: Bool
    }

<<<<<<< HEAD
    static let setupLinkLife: TimeInterval = 86_400

    let database: Database
    let feed: LiveFeed
    /// Whether passwords let anybody in.
    public let passwords: PasswordSwitch
    private let logger: Logger
    private let hashing = Hashing()
    private let throttle = LoginThrottle()
=======
    let database: Database
    let feed: LiveFeed
    let logger: Logger
    let hashing = Hashing()
    let throttle = LoginThrottle()
    let linkThrottle = LoginThrottle("Too many wrong links from here; try again later.")
>>>>>>> 111e0fb40d4a1a37e6f41be90f3d63c20232ff2e

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
<<<<<<< HEAD
    /// - Parameter claim: What a trusted proxy says; it is stronger than a cookie, and a token is stronger than both.
    public func identify(
        session: String?, token: String?, claim: ProxyClaim? = nil, address: String = ""
    ) async throws -> Identity? {
=======
    public func identify(session: String?, token: String?) async throws -> Identity? {
        let begun = ContinuousClock.now
>>>>>>> 111e0fb40d4a1a37e6f41be90f3d63c20232ff2e
        if let token {
            let hash = Secret.hash(token)
            let entry = try await database.entry(ofToken: hash, now: .now)
            return entry.map { Identity($0, credential: hash, isSession: false, provenAt: begun) }
        }
        if let claim { return try await identify(claim, address: address) }
        guard let session else { return nil }
        let hash = Secret.hash(session)
        let entry = try await database.entry(ofSession: hash, now: .now)
        return entry.map { Identity($0, credential: hash, isSession: true, provenAt: begun) }
    }

    /// Starts a session. Every failure looks the same, and takes as long.
    public func signIn(
        name: String, password: String, address: String, agent: String, replacing old: String?
    ) async throws -> SignedIn {
<<<<<<< HEAD
        guard password.utf8.count <= Password.allowedBytes.upperBound, name.utf8.count <= 1_024 else {
            throw ParleyError(.invalid, "A password has at most 1,024 bytes.")
        }
        try passwords.requireOn()
        try throttle.requireRoom(for: address)
=======
        try Password.requirePossible(password, name: name)
        try throttle.begin(name: name, from: address)
>>>>>>> 111e0fb40d4a1a37e6f41be90f3d63c20232ff2e
        let found = try await database.credentials(of: name.precomposedStringWithCanonicalMapping)
        let check: Password.Check
        do {
            check = try await verify(password, against: found?.passwordHash)
        } catch {
            throttle.forget(name: name, from: address)
            throw error
        }
        guard check.isRight, let found, let hash = found.passwordHash, !found.person.isDisabled else {
            throttle.fail(name: name, from: address)
            throw await refusal(of: found?.person, address: address)
        }
        throttle.succeed(name: name, from: address)
        let proven = check.isOld ? try await renewed(hash, of: found.person, password) : hash
        return try await startSession(
            of: found.person, by: .password, address: address, agent: agent, replacing: old, provenHash: proven)
    }

    /// The password against a hash, or against nobody's where there is none.
    func verify(_ password: String, against hash: String?) async throws -> Password.Check {
        var check = try await hashing.run { try Password.verify(password, against: hash ?? Password.nobody) }
        if hash == nil { check.isRight = false }
        return check
    }

    /// A name that nobody has is not written down: it may be a password in the wrong field.
    private func refusal(of person: Person?, address: String) async -> ParleyError {
        logger.notice("login failed", metadata: ["address": "\(address)"])
        let note = AuditNote(.loginFailed, by: Caller(person: nil, address: address), person: person?.asName)
        do {
            try await database.record(note)
        } catch {
            logger.error("a failed login was not recorded", metadata: ["error": "\(error)"])
        }
        return ParleyError(.unauthenticated, "That name and password do not belong together.")
    }

    private func renewed(_ old: String, of person: Person, _ password: String) async throws -> String {
        let hash = try await hashing.run { try Password.hash(password) }
        try await database.renewHash(of: person.id, from: old, to: hash)
        return hash
    }

    /// Starts a session of somebody who has proved who they are.
    func startSession(
        of person: Person, by way: SignInWay, address: String, agent: String, replacing old: String?,
        provenHash: String? = nil
    ) async throws -> SignedIn {
        let (secret, session) = newSession(by: way, address: address, agent: agent, replacing: old)
        let note = AuditNote(
            .login, by: Caller(person: person.asName, address: address), person: person.asName,
            detail: ["by": way.rawValue])
        try await database.startSession(of: person.id, session, provenHash: provenHash, note: note, now: .now)
        if let replaced = session.replacing { feed.end(credential: replaced) }
        logger.info("login", metadata: ["person": "\(person.id)", "address": "\(address)"])
        return SignedIn(
            person: person, session: secret, signedInBy: way,
            hasPassword: provenHash != nil ? true : try await hasPassword(person.id))
    }

    private func hasPassword(_ id: Person.ID) async throws -> Bool {
        try await database.credentials(of: id)?.passwordHash != nil
    }

    func newSession(
        by way: SignInWay = .password, address: String, agent: String, replacing old: String? = nil
    ) -> (secret: Secret, session: NewSession) {
        let secret = Secret.session()
        return (
            secret,
            NewSession(
                hash: Secret.hash(secret.text), replacing: old.map(Secret.hash), agent: agent, address: address,
                signedInBy: way)
        )
    }

<<<<<<< HEAD
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
=======
    public func signOut(_ identity: Identity, address: String) async throws {
        guard identity.isSession else { return }
        let caller = Caller(person: identity.person.asName, address: address)
        try await database.endSession(
            hash: identity.credential, note: AuditNote(.logout, by: caller, person: identity.person.asName))
        feed.end(credential: identity.credential)
    }
}

extension People.Identity {
    fileprivate init(_ entry: Entry, credential: Data, isSession: Bool, provenAt: ContinuousClock.Instant) {
        self.init(
            person: entry.person, credential: credential, isSession: isSession, sessionID: entry.sessionID,
            signedInBy: entry.signedInBy, hasPassword: entry.hasPassword, endsAt: entry.endsAt, provenAt: provenAt)
>>>>>>> 111e0fb40d4a1a37e6f41be90f3d63c20232ff2e
    }
}
