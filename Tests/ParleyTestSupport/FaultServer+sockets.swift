import Foundation

/// The few socket calls that a `FaultServer` makes.
enum FaultSocket {
    struct Failed: Error {
        var call: String
        var number: Int32
    }

    /// POLLRDHUP of poll(2), which Swift's Glibc module leaves out.
    private static let halfClosed: Int16 = 0x2000

    static func onThread(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.stackSize = 256 << 10
        thread.start()
    }

    static func listenOnLoopback() throws -> Int32 {
        var address = loopback(port: 0)
        return try listen(AF_INET, &address)
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return address
    }

    static func canConnect(to port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    static func listen(at path: String) throws -> Int32 {
        unlink(path)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return try listen(AF_UNIX, &address)
    }

    private static func listen<Address>(_ family: Int32, _ address: inout Address) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(call: "socket", number: errno) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard bound == 0, Glibc.listen(descriptor, 4_096) == 0 else { throw Failed(call: "bind", number: errno) }
        return descriptor
    }

    static func port(of descriptor: Int32) -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return address.sin_family == sa_family_t(AF_INET) ? Int(UInt16(bigEndian: address.sin_port)) : 0
    }

    /// Lets the kernel take little, so that a client who does not read is felt soon.
    static func shrinkSendBuffer(_ descriptor: Int32) {
        var size: Int32 = 64 << 10
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Nil where the other side has closed.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    static func isClosed(_ descriptor: Int32, withinMilliseconds wait: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: halfClosed, revents: 0)
        guard poll(&entry, 1, wait) > 0 else { return false }
        return entry.revents & (halfClosed | Int16(POLLHUP | POLLERR)) != 0
    }

    /// The length of a request, once its head is there: the head, and as much body as it announces.
    static func length(of request: [UInt8]) -> Int? {
        let beginning = request.prefix(16 << 10)
        guard let end = beginning.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        let head = String(decoding: beginning[..<end], as: UTF8.self).lowercased()
        return end + (head.firstMatch(of: /content-length: *([0-9]+)/).flatMap { Int($0.1) } ?? 0)
    }
}
