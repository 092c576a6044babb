import Foundation
import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Certificates that nobody vouches for are refused, and there is no switch for it.
struct TrustTests {
    private static let openssl = "/usr/bin/openssl"
    private static let hasOpenSSL = FileManager.default.isExecutableFile(atPath: openssl)

    @Test func aPlainServerOnATLSAddressIsRefused() async throws {
        let server = try FaultServer(.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .awaitClose)
        let gathered = await Gathered(client("https://127.0.0.1:\(server.port)", key: .value("sk-secret")).ask())
        #expect(gathered.failure?.code == .unreachable)
        #expect(gathered.failure?.message.contains("can be trusted") == true)
    }

    @Test(.enabled(if: hasOpenSSL)) func aSelfSignedCertificateIsRefusedUnlessItIsNamed() async throws {
        let server = try await TLSServer(openssl: Self.openssl, host: "127.0.0.1")
        defer { server.stop() }
        let refused = await Gathered(client(server.url, timeouts: Provider.Timeouts(firstByteSeconds: 5)).ask())
        #expect(refused.failure?.code == .unreachable)
        #expect(refused.failure?.message.contains("certificate") == true)
        #expect(!refused.parts.contains(.connected))
        let trusted = client(server.url, environment: ["SSL_CERT_FILE": server.certificate]).ask()
        #expect(try await trusted.next() == [.connected])
        trusted.cancel()
    }

    @Test(.enabled(if: hasOpenSSL)) func aCertificateForAnotherHostIsRefused() async throws {
        let server = try await TLSServer(openssl: Self.openssl, host: "192.0.2.1")
        defer { server.stop() }
        let gathered = await Gathered(client(server.url, environment: ["SSL_CERT_FILE": server.certificate]).ask())
        #expect(gathered.failure?.code == .unreachable)
        #expect(!gathered.parts.contains(.connected))
    }
}

/// `openssl s_server` with a certificate that it signed itself.
private final class TLSServer {
    let certificate: String
    let url: String
    private let server: Process
    private let folder: URL

    init(openssl: String, host: String) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = folder.appending(path: "key.pem").path
        certificate = folder.appending(path: "cert.pem").path
        let request = try Self.start(
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "1",
            "-subj", "/CN=test", "-addext", "subjectAltName=IP:\(host)", "-keyout", key, "-out", certificate)
        try #require(try await eventually { !request.isRunning })
        let port = try FaultServer.freePort()
        url = "https://127.0.0.1:\(port)"
        server = try Self.start(
            openssl, "s_server", "-accept", "\(port)", "-cert", certificate, "-key", key, "-www", "-quiet")
        try #require(try await eventually { FaultServer.isListening(on: port) })
    }

    func stop() {
        // A child inherits the signals that Swift's threads block, SIGTERM among them; this one cannot be blocked.
        kill(server.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func start(_ program: String, _ arguments: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
