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

    let database: Database
    let feed: LiveFeed
    let logger: Logger
    /// Whether passwords let anybody in.
    public let passwords: PasswordSwitch
    let hashing = Hashing()
    let throttle = LoginThrottle()
    /// What may be written into the audit of who does not come in, over all ways in.
    public let failures = FailureBudget()
    let linkThrottle = LoginThrottle("Too many wrong links from here; try again later.")

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
        let begun = ContinuousClock.now
        if let token {
            let hash = Secret.hash(token)
            let entry = try await database.entry(ofToken: hash, now: .now)
            return entry.map { Identity($0, credential: hash, isSession: false, provenAt: begun) }
        }
        if let claim { return try await identify(claim, address: address, at: begun) }
        guard let session else { return nil }
        let hash = Secret.hash(session)
        let entry = try await database.entry(ofSession: hash, now: .now)
        return entry.map { Identity($0, credential: hash, isSession: true, provenAt: begun) }
    }

    /// Starts a session. Every failure looks the same, and takes as long.
    public func signIn(
        name: String, password: String, address: String, agent: String, replacing old: String?
    ) async throws -> SignedIn {
        try passwords.requireOn()
        try Password.requirePossible(password, name: name)
        try throttle.begin(name: name, from: address)
        let found: Credentials?
        let check: Password.Check
        do {
            found = try await database.credentials(of: name.precomposedStringWithCanonicalMapping)
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
        await noteFailure(of: person?.asName, by: .password, address: address, isLimited: true)
        return ParleyError(.unauthenticated, "That name and password do not belong together.")
    }

    /// Who did not come in is told so whether or not that could be written down.
    func noteFailure(
        of person: PersonName?, by way: SignInWay, address: String, reason: String? = nil, isLimited: Bool = false
    ) async {
        let log = FailureLog(database: database, logger: logger, budget: failures)
        do {
            try await log.note(person, from: address, by: way, reason: reason, isLimited: isLimited)
        } catch {
            logger.error("a failed login was not recorded", metadata: ["error": "\(error)"])
        }
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

    public func signOut(_ identity: Identity, address: String) async throws {
        guard identity.isSession else { return }
        let caller = Caller(person: identity.person.asName, address: address)
        try await database.endSession(
            hash: identity.credential, note: AuditNote(.logout, by: caller, person: identity.person.asName))
        feed.end(credential: identity.credential)
    }
}

extension People.Identity {
    init(_ entry: Entry, credential: Data, isSession: Bool, provenAt: ContinuousClock.Instant) {
        self.init(
            person: entry.person, credential: credential, isSession: isSession, sessionID: entry.sessionID,
            signedInBy: entry.signedInBy, hasPassword: entry.hasPassword, endsAt: entry.endsAt, provenAt: provenAt)
    }
}
