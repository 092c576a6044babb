import HTTPTypes
import Hummingbird
import ParleyCore
import Testing

@testable import ParleyWeb

@Suite("Who may ask for what")
struct RuleTests {
    private let settings = WebSettings(
        publicOrigin: "https://chat.example.org", allowedHosts: ["intranet"], machineName: "box",
        isTrustedProxy: { _ in false })

    private func request(
        _ method: HTTPRequest.Method, host: String = "127.0.0.1:8484", _ headers: HTTPFields = [:]
    ) -> Request {
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: "/api/x", headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: .init()))
    }

    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:8484", "[::1]:8484", "192.168.7.2", "localhost:1", "box", "BOX:8484", "intranet",
        "chat.example.org", "chat.example.org:443",
    ])
    func itsOwnNamesAreAnsweredTo(host: String) throws {
        try HostRule(settings: settings).check(request(.get, host: host))
    }

    @Test(arguments: [
        "evil.example", "chat.example.org.evil.example", "127.0.0.1.evil.example", "[::1", "999.1.1.1", "intranet2",
    ])
    func foreignNamesAreNot(host: String) {
        #expect(throws: ParleyError.self) { try HostRule(settings: settings).check(request(.get, host: host)) }
    }

    @Test func aChangeWithACookieMustComeFromOurOwnPages() {
        let rule = CrossSiteRule(settings: settings)
        let cookie: HTTPFields = [.cookie: "parley_session=x"]
        func allowed(_ more: HTTPFields, host: String = "127.0.0.1:8484") -> Bool {
            var headers = cookie
            for field in more { headers.append(field) }
            return (try? rule.check(request(.post, host: host, headers))) != nil
        }
        #expect(allowed([.secFetchSite: "same-origin"]))
        #expect(allowed([.secFetchSite: "none"]))
        #expect(!allowed([.secFetchSite: "cross-site", .origin: "https://chat.example.org"]))
        #expect(!allowed([.secFetchSite: "same-site"]))
        #expect(allowed([.origin: "http://127.0.0.1:8484"]))
        #expect(allowed([.origin: "https://chat.example.org"]))
        #expect(!allowed([.origin: "http://127.0.0.1:8485"]))
        #expect(!allowed([.origin: "null"]))
        #expect(!allowed([:]))
    }

    @Test func readingAndProgramsAreNotAskedWhereTheyComeFrom() throws {
        let rule = CrossSiteRule(settings: settings)
        try rule.check(request(.get, [.cookie: "a=b", .origin: "https://evil.example"]))
        try rule.check(request(.post, [.authorization: "Bearer x"]))
        let foreign: HTTPFields = [.authorization: "Bearer x", .secFetchSite: "cross-site"]
        try rule.check(request(.post, foreign))
        #expect(throws: ParleyError.self) {
            try rule.check(
                request(.post, [.authorization: "Bearer x", .cookie: "a=b", .origin: "https://evil.example"]))
        }
    }

    /// A browser sends it by itself, to a proxy that asks for a password, also for another site's page.
    @Test(arguments: ["Basic YWRhOng=", "Digest x", "Negotiate x", "Bearerx", ""])
    func aPasswordDoesNotMakeAProgram(authorization: String) {
        let rule = CrossSiteRule(settings: settings)
        for more: HTTPFields in [[.secFetchSite: "cross-site"], [.origin: "https://evil.example"]] {
            var headers = more
            headers[.authorization] = authorization
            #expect(throws: ParleyError.self) { try rule.check(request(.post, headers)) }
        }
    }

    @Test(arguments: [
        "//evil", "https://evil", "/\\evil", "\\evil", "javascript:alert(1)", "", "/c/a\nb", "/c/ü", "evil",
        "/" + String(repeating: "x", count: 300),
    ])
    func signingInLeadsOnlyToPlacesHere(wish: String) {
        #expect(Redirect.localPath(wish) == "/")
    }

    @Test func signingInLeadsBackToWhereOneWas() {
        #expect(Redirect.localPath("/c/0197?at=1") == "/c/0197?at=1")
        #expect(Redirect.localPath(nil) == "/")
    }

    @Test func theCookieIsFoundAmongOthersAndOnlyByItsWholeName() {
        let cookies: HTTPFields = [.cookie: "a=b; xparley_session=no; parley_session=yes; __Host-parley_session=tls"]
        #expect(SessionCookie.value(in: request(.get, cookies), isHTTPS: false) == "yes")
        #expect(SessionCookie.value(in: request(.get, cookies), isHTTPS: true) == "tls")
        #expect(SessionCookie.value(in: request(.get, [.cookie: "xparley_session=no"]), isHTTPS: false) == nil)
    }

    @Test func everyErrorHasAStatusThatFitsIt() {
        for code in ParleyError.Code.allCases {
            #expect((400..<600).contains(ErrorAnswer.status(of: code).code))
        }
        struct Unforeseen: Error {}
        #expect(ErrorAnswer.told(Unforeseen()).code == .internalError)
        #expect(!ErrorAnswer.told(Unforeseen()).message.contains("Unforeseen"))
    }

    @Test(arguments: [("Ada Kovač", "AK"), ("jonas", "JO"), ("🦊", "?"), ("李 雷", "李雷")])
    func facesShowInitials(name: String, initials: String) {
        #expect(TranscriptView.initials(of: name) == initials)
    }
}
