import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Listens on `parley.sock` in the data folder, for the commands around the server. Who may open the folder, may ask.
struct AdminSocket: Service {
    let desk: AdminDesk
    let path: String
    let logger: Logger

    func run() async throws {
        let router = Router()
        router.post("admin") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            let command = try JSONDecoder().decode(AdminCommand.self, from: Data(body.readableBytesView))
            let answer = try JSONEncoder().encode(await desk.answer(command))
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
        }
        var quiet = logger
        quiet.logLevel = .warning
        let path = path
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in chmod(path, 0o600) }, logger: quiet)
        defer { unlink(path) }
        try await application.run()
    }
}
