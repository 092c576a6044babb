import Crypto
public import Foundation
public import Logging
public import ParleyCore
public import ParleyLive
public import ParleyStore
import Synchronization

/// Coming in by a provider of single sign-on: OpenID Connect's authorization code flow with PKCE.
public final class SignOn: Sendable {
    /// Where to send a browser, and what it must bring back as a cookie.
    public struct Begun: Sendable {
        public var location: String
        public var browser: Secret
    }

    /// What the provider sent a browser back with.
    public struct Return: Sendable {
        public var code: String?
        public var state: String?
        public var error: String?
        public var issuer: String?
        /// The cookie's secret.
        public var browser: String?
        public var address: String
        public var agent: String
        /// The session the browser had before.
        public var replacing: String?

        public init(
            code: String?, state: String?, error: String?, issuer: String?, browser: String?, address: String,
            agent: String, replacing: String?
        ) {
            self.code = code
            self.state = state
            self.error = error
            self.issuer = issuer
            self.browser = browser
            self.address = address
            self.agent = agent
            self.replacing = replacing
        }
    }

    /// How long a browser may stay at the provider.
    public static let life = Int(PendingSignOns.life / .seconds(1))
    private static let maximumExchanges = 64

    public let name: String
    let settings: SignOnSettings
    let secret: @Sendable () throws -> String?
    let wire: ProviderWire
    let directory: ProviderDirectory
    let database: Database
    let feed: LiveFeed
    let logger: Logger
    let now: @Sendable () -> Date
    let failures: FailureLog
    private let pending = Mutex(PendingSignOns())
    private let exchanging = Mutex(0)

    /// - Parameters:
    ///   - secret: The client's secret, read anew each time; nil for a client without one.
    ///   - failures: What is left of the audit for who does not come in, over all ways in.
    public init(
        settings: SignOnSettings, secret: @escaping @Sendable () throws -> String?, fetch: any HTTPFetch,
        database: Database, feed: LiveFeed, logger: Logger, failures: FailureBudget = FailureBudget(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        name = settings.name
        self.settings = settings
        self.secret = secret
        wire = ProviderWire(fetch: fetch)
        directory = ProviderDirectory(issuer: settings.issuer, wire: wire)
        self.database = database
        self.feed = feed
        self.logger = logger
        self.failures = FailureLog(database: database, logger: logger, budget: failures)
        self.now = now
    }

    // MARK: Going

    /// - Parameter next: Where the person wants to go on this server.
    public func begin(next: String, redirectURI: String, address: String) async throws(ParleyError) -> Begun {
        do {
            let doors = try await directory.doors()
            let (state, browser) = (Secret.session(), Secret.session())
            let entry = PendingSignOns.Entry(
                browser: Secret.hash(browser.text), nonce: Secret.session().text, verifier: Secret.session().text,
                redirectURI: redirectURI, next: next, address: address, begunAt: .now)
            pending.withLock { $0.add(entry, state: Secret.hash(state.text)) }
            return Begun(location: location(doors, entry, state: state.text), browser: browser)
        } catch {
            throw await note(error, address: address)
        }
    }

    private func location(_ doors: ProviderMetadata, _ entry: PendingSignOns.Entry, state: String) -> String {
        let challenge = Base64URL.encode(SHA256.hash(data: Data(entry.verifier.utf8)))
        let query = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", entry.redirectURI),
            ("scope", settings.scopes.joined(separator: " ")), ("state", state), ("nonce", entry.nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ].map { "\($0.0)=\($0.1.formEncoded)" }.joined(separator: "&")
        return doors.authorizationEndpoint + (doors.authorizationEndpoint.contains("?") ? "&" : "?") + query
    }

    // MARK: Coming back

    /// Signs the person in, and tells where they wanted to go.
    public func finish(_ back: Return) async throws(ParleyError) -> (signedIn: People.SignedIn, next: String) {
        do {
            guard let state = back.state, let browser = back.browser,
                let entry = pending.withLock({
                    $0.take(state: Secret.hash(state), browser: Secret.hash(browser), at: .now)
                })
            else { throw SignOnFailure.stale }
            let code = try await code(of: back)
            try takePlace()
            defer { exchanging.withLock { $0 -= 1 } }
            return (try await welcome(try await claims(for: code, entry), back), entry.next)
        } catch {
            throw await note(error, address: back.address)
        }
    }

    private func code(of back: Return) async throws -> String {
        let doors = try await directory.doors()
        guard back.issuer.map(settings.issuer.isExactly) ?? (doors.namesItself != true) else {
            throw SignOnFailure.token("the answer came from another issuer")
        }
        if let error = back.error {
            let words = "The sign-in was given up, or the provider refused it."
            throw SignOnFailure.refused(words, "the provider sent back the error \(error.asLogWord)")
        }
        guard let code = back.code, !code.isEmpty, code.utf8.count <= 4_096 else { throw SignOnFailure.stale }
        return code
    }

    private func takePlace() throws(ParleyError) {
        let isAdmitted = exchanging.withLock { count in
            guard count < Self.maximumExchanges else { return false }
            count += 1
            return true
        }
        guard isAdmitted else {
            throw ParleyError(.overloaded, "Too many people are signing in right now; try again soon.", retryAfter: 5)
        }
    }

    /// What the provider says of the person, every word of it checked.
    private func claims(for code: String, _ entry: PendingSignOns.Entry) async throws -> Claims {
        let doors = try await directory.doors()
        let exchange = CodeExchange(clientID: settings.clientID, secret: try secret(), wire: wire)
        let tokens = try await exchange.tokens(for: code, of: entry, at: doors)
        let token = try IDToken(tokens.idToken)
        let claims = try await directory.claims(of: token)
        try IDTokenRule(issuer: settings.issuer, clientID: settings.clientID, nonce: entry.nonce)
            .check(claims, at: now())
        return try await completed(claims, tokens, doors)
    }

    /// Some providers tell name and groups only at `userinfo`. What the ID token says is the stronger.
    private func completed(
        _ claims: Claims, _ tokens: CodeExchange.Tokens, _ doors: ProviderMetadata
    ) async throws -> Claims {
        let lacksGroups = settings.roles.looksAtGroups && claims.texts(settings.groupsClaim) == nil
        // Entra ID does so beyond 200 groups. To go on would take from an admin what they are.
        if lacksGroups, claims["_claim_names.\(settings.groupsClaim)"] != nil {
            throw SignOnFailure.provider(
                "the person is in too many groups for the token; let roles look at another claim")
        }
        let lacksName = claims.text(settings.nameClaim) == nil && claims.text("name") == nil
        guard lacksGroups || lacksName, let url = doors.userinfoEndpoint, let token = tokens.accessToken else {
            return claims
        }
        let json = try await wire.get(url, token: token, what: "userinfo")
        guard let more = try? JSONDecoder().decode(Claims.self, from: json) else {
            throw SignOnFailure.provider("userinfo: it is no JSON object")
        }
        guard try IDTokenRule.subject(of: more).isExactly(try IDTokenRule.subject(of: claims)) else {
            throw SignOnFailure.token("userinfo tells of somebody else")
        }
        return Claims(claims.values.merging(more.values) { own, _ in own })
    }
}
