public import HTTPTypes
import Hummingbird
public import ParleyCore
import ParleyTeam

/// One way in: what is asked, who may ask it, and what a conversation it names must let them do.
public struct Route: Sendable {
    /// Who is let in at all.
    public enum Door: String, Sendable, CaseIterable {
        /// Anybody.
        case open
        /// Somebody who has proved who they are, by a session or a token.
        case person
        /// The same, with a browser's session: what a token must not do.
        case session
        /// An admin.
        case admin
        /// An admin with a browser's session.
        case adminSession = "admin_session"
    }

    public let method: HTTPRequest.Method
    public let path: String
    public let door: Door
    /// What the conversation in its path must permit; nil where none is named there. The store sees to it: this says
    /// what is expected, for the tests of the wall.
    public let deed: Deed?
    let handler: Handler

    enum Handler: Sendable {
        case open(@Sendable (WebParts) -> @Sendable (Request, OpenContext) async throws -> Response)
        case known(@Sendable (WebParts) -> @Sendable (Request, SignedInContext) async throws -> Response)
    }

    static func open(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (WebParts) -> @Sendable (Request, OpenContext) async throws -> Response
    ) -> Route {
        Route(method: method, path: path, door: .open, deed: nil, handler: .open(handler))
    }

    static func known(
        _ method: HTTPRequest.Method, _ path: String, _ door: Door = .person, to deed: Deed? = nil,
        _ handler: @escaping @Sendable (WebParts) -> @Sendable (Request, SignedInContext) async throws -> Response
    ) -> Route {
        Route(method: method, path: path, door: door, deed: deed, handler: .known(handler))
    }
}

extension Route {
    /// The route in words, as `parley routes` prints it.
    public var facts: [String: String] {
        var facts = [
            "method": method.rawValue, "path": path.hasPrefix("/") ? path : "/" + path, "door": door.rawValue,
        ]
        facts["deed"] = deed?.rawValue
        return facts
    }
}

extension Route.Door {
    /// What stands at this door after somebody has proved who they are.
    func require(_ identity: People.Identity) throws(ParleyError) {
        switch self {
        case .open, .person: break
        case .session: try Self.requireSession(identity)
        case .admin: try Self.requireAdmin(identity)
        case .adminSession:
            try Self.requireAdmin(identity)
            try Self.requireSession(identity)
        }
    }

    /// Who is no admin is not told that there is anything.
    private static func requireAdmin(_ identity: People.Identity) throws(ParleyError) {
        guard identity.person.isAdmin else { throw ParleyError.notFound }
    }

    private static func requireSession(_ identity: People.Identity) throws(ParleyError) {
        guard identity.isSession else {
            throw ParleyError(.forbidden, "This wants a browser that is signed in, not a token.")
        }
    }
}
