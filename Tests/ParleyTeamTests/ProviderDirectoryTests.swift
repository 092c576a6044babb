import Foundation
import JWTKit
import ParleyCore
import Synchronization
import Testing

@testable import ParleyTeam

/// How often the provider is asked.
struct ProviderDirectoryTests {
    /// A provider that counts, and may be down.
    private final class Provider: HTTPFetch {
        let asked = Mutex<[String: Int]>([:])
        let isDown = Mutex(false)
        let keys: Mutex<Data>

        init(keys: Data) { self.keys = Mutex(keys) }

        func fetch(_ request: FetchRequest) async throws(ReplyFailure) -> FetchResponse {
            let path = String(request.url.dropFirst(SigningKeys.issuer.count))
            asked.withLock { $0[path, default: 0] += 1 }
            try? await Task.sleep(for: .milliseconds(20))
            if isDown.withLock({ $0 }) { throw ReplyFailure(.unreachable, "nobody there") }
            if path == "/keys" { return FetchResponse(status: 200, body: Array(keys.withLock { $0 })) }
            let base = SigningKeys.issuer
            let document = """
                {"issuer":"\(base)","authorization_endpoint":"\(base)/a","token_endpoint":"\(base)/t",
                "jwks_uri":"\(base)/keys"}
                """
            return FetchResponse(status: 200, body: Array(document.utf8))
        }

        func count(_ path: String) -> Int { asked.withLock { $0[path] ?? 0 } }
    }

    private final class Clock: Sendable {
        let now = Mutex(ContinuousClock.now)
        func pass(_ seconds: Double) { now.withLock { $0 += .seconds(seconds) } }
    }

    private static let discovery = "/.well-known/openid-configuration"
    private let keys: SigningKeys
    private let provider: Provider
    private let clock = Clock()
    private let directory: ProviderDirectory

    init() throws {
        keys = try SigningKeys()
        provider = Provider(keys: try keys.published())
        let clock = clock
        directory = ProviderDirectory(issuer: SigningKeys.issuer, wire: ProviderWire(fetch: provider)) {
            clock.now.withLock { $0 }
        }
    }

    @Test func itsDoorsAreAskedForOnceAnHour() async throws {
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try? await directory.doors() } }
        }
        #expect(provider.count(Self.discovery) == 1)
        clock.pass(3_599)
        _ = try await directory.doors()
        #expect(provider.count(Self.discovery) == 1)
        clock.pass(2)
        _ = try await directory.doors()
        #expect(provider.count(Self.discovery) == 2)
    }

    @Test func aFailureIsNotKept() async throws {
        provider.isDown.withLock { $0 = true }
        await #expect(throws: SignOnFailure.self) { try await directory.doors() }
        provider.isDown.withLock { $0 = false }
        _ = try await directory.doors()
    }

    @Test func anUnknownKeyIsAskedForOnceAMinute() async throws {
        let known = try IDToken(try await keys.token("RS256"))
        let unknown = try IDToken(try await keys.token("RS256", kid: "new"))
        _ = try await directory.key(for: known)
        for _ in 0..<5 { await #expect(throws: SignOnFailure.self) { try await directory.key(for: unknown) } }
        #expect(provider.count("/keys") == 1)
        clock.pass(61)
        for _ in 0..<5 { await #expect(throws: SignOnFailure.self) { try await directory.key(for: unknown) } }
        #expect(provider.count("/keys") == 2)
        _ = try await directory.key(for: known)
        #expect(provider.count("/keys") == 2)
        clock.pass(3_601)
        _ = try await directory.key(for: known)
        #expect(provider.count("/keys") == 3)
    }

    @Test func aKeyThatChangedUnderItsNameIsAskedForOnceAMinute() async throws {
        let newer = try SigningKeys()
        _ = try await directory.claims(of: try IDToken(try await keys.token("RS256")))
        provider.keys.withLock { $0 = (try? newer.published()) ?? Data() }
        let token = try IDToken(try await newer.token("RS256"))
        for _ in 0..<3 { await #expect(throws: SignOnFailure.self) { try await directory.claims(of: token) } }
        #expect(provider.count("/keys") == 1)
        clock.pass(61)
        _ = try await directory.claims(of: token)
        #expect(provider.count("/keys") == 2)
        let forged = try IDToken(try await keys.token("RS256"))
        for _ in 0..<3 { await #expect(throws: SignOnFailure.self) { try await directory.claims(of: forged) } }
        #expect(provider.count("/keys") == 2)
    }

    @Test func aProviderThatIsDownIsAskedForKeysOnceAMinute() async throws {
        _ = try await directory.key(for: try IDToken(try await keys.token("RS256")))
        let unknown = try IDToken(try await keys.token("RS256", kid: "new"))
        clock.pass(61)
        provider.isDown.withLock { $0 = true }
        for _ in 0..<5 { await #expect(throws: SignOnFailure.self) { try await directory.key(for: unknown) } }
        #expect(provider.count("/keys") == 2)
    }
}
