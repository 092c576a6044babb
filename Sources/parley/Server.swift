import CMalloc
import Foundation
import Hummingbird
import Logging
import NIOCore
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyStore
import ParleyTeam
import ParleyUpstream
import ParleyWeb
import ServiceLifecycle
import UnixSignals

/// The running server: everything wired by hand, in one place, and started and stopped in order.
struct Server {
    /// A graceful end may take this long; then what still runs is cancelled.
    private static let shutdownLimit = Duration.seconds(7)

    let settings: Settings

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        MemoryLimits.set()
        // The other half of the cores is for libcurl's thread, SQLite and rendering.
        NIOSingletons.groupLoopCountSuggestion = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        let sink = LogSink()
        let logger = Logger(label: "parley") { _ in
            LineLog(logLevel: Logger.Level(rawValue: settings.logLevel.rawValue) ?? .info, sink: sink)
        }
        for note in settings.notes { logger.warning("\(note)") }
        try requireFreeAddress()
        let limits = FileLimits.raised(generations: settings.maximumGenerations)
        let house = try await House(settings: settings, generations: limits.generations, logger: logger)
        defer { house.close() }
        var configuration = ServiceGroupConfiguration(
            services: try await house.services(connections: limits.connections).map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        let impatience = SecondSignal.watch()
        defer { withExtendedLifetime(impatience) {} }
        try await ServiceGroup(configuration: configuration).run()
        logger.notice("stopped")
        sink.flush()
    }

    /// Takes the address and gives it back, so that one that cannot be had is told before anything else was begun.
    /// It is not listened on: who came then would wait for ever.
    private func requireFreeAddress() throws {
        let listen = settings.listen
        guard let address = try? SocketAddress.makeAddressResolvingHost(listen.host, port: listen.port) else {
            throw CommandFailure(message: "Cannot listen on \(listen): the name is not known here.")
        }
        let file = socket(Int32(address.protocol.rawValue), Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var isReusable: Int32 = 1
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
        let isFree = address.withSockAddr { bind(file, $0, socklen_t($1)) == 0 }
        guard isFree else {
            throw CommandFailure(message: "Cannot listen on \(listen): \(String(cString: strerror(errno))).")
        }
    }
}

/// How many files this process may have open, and what that leaves for whom.
enum FileLimits {
    /// Raises the soft limit to the hard one; connections and generations together leave 64 for everything else.
    static func raised(generations: Int) -> (connections: Int, generations: Int) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 1 << 20)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let room = max(64, Int(clamping: limit.rlim_cur) - 64)
        let allowed = min(generations, room / 2)
        return (room - allowed, allowed)
    }
}

/// How the allocator keeps what is freed. Its own choices are made for programs that use again soon what they had;
/// here a long answer comes and goes, and its memory should go back to the box.
enum MemoryLimits {
    static func set() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
    }
}

/// What the process uses.
enum MemoryUse {
    static func now() -> ProcessMemory {
        let heap = mallinfo2()
        return ProcessMemory(resident: resident(), heap: Int(heap.uordblks + heap.hblkhd))
    }

    /// The second field of /proc/self/statm, in pages (proc(5)).
    private static func resident() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Gives free pages back to the box: the allocator does so only at the end of its heap, and one small piece there keeps
/// all that a long answer or a crowd of readers has used.
struct MemoryReturn: Service {
    private static let every = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.every)
                malloc_trim(0)
            }
        }
    }
}
