public import Hummingbird
import Logging
public import NIOCore
import ParleyCore
public import ParleyTeam

/// A request before anybody knows who sends it.
public struct OpenContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    public let channel: any Channel
    /// Where the request really comes from, a trusted proxy's word included.
    public var address: String
    public var isHTTPS = false
    public var identity: People.Identity?
    /// Whom a trusted proxy names.
    var claim: ProxyClaim?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        address = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}

/// A request of somebody who has proved who they are: no identity, no context, no handler.
struct SignedInContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    let identity: People.Identity
    let isHTTPS: Bool
    let address: String

    var person: Person { identity.person }
    /// Who asks and from where, for the audit.
    var caller: Caller { Caller(person: person.asName, address: address) }

    init(context: OpenContext) throws {
        guard let identity = context.identity else { throw ParleyError.unauthenticated }
        coreContext = context.coreContext
        channel = context.channel
        isHTTPS = context.isHTTPS
        address = context.address
        self.identity = identity
    }
}
