import Foundation
import ParleyLive
import ParleyTestSupport
import Synchronization

/// Reads a live stream as a page does, and keeps the page that comes of it.
actor Reader {
    private var stream: EventStream?
    private let listener: Listener
    private(set) var page: Page
    /// What each `next()` gave, in bytes.
    private(set) var sizes: [Int] = []
    private var events = Event.Reader()
    private let isGivenUp = Flag()

    init(_ stream: EventStream, _ listener: Listener, _ page: Page) {
        self.stream = stream
        self.listener = listener
        self.page = page
        self.page.reconnect()
    }

    /// Takes what comes until the page is as wanted; false where the stream ends, or nothing happens, before.
    @discardableResult
    func read(within limit: Duration = .seconds(60), until isWanted: (Page) -> Bool) async -> Bool {
        let watchdog = Task { [listener, isGivenUp] in
            try await Task.sleep(for: limit)
            isGivenUp.set()
            listener.close()
        }
        defer { watchdog.cancel() }
        while !isWanted(page) {
            guard await take() else { return isWanted(page) }
        }
        return true
    }

    /// One piece of the stream; false at its end.
    func take() async -> Bool {
        guard var current = stream else { return false }
        let next = await current.next()
        if stream != nil { stream = current }
        guard let bytes = next else { return false }
        sizes.append(bytes.count)
        for event in events.read(bytes) { page.apply(event) }
        return true
    }

    /// Takes all there is until the stream ends; false where it did not end by itself.
    @discardableResult
    func readToTheEnd() async -> Bool {
        await read { _ in false }
        return !isGivenUp.isSet
    }

    /// Goes away, as a closed page does.
    func leave() {
        listener.close()
        stream = nil
    }
}

/// One event of a stream.
struct Event: Sendable {
    var name: String
    var id: Int?
    var data: String

    /// What `next()` gives is cut inside a frame only where a text is long, and then ends one by itself.
    struct Reader {
        private var begun: [UInt8] = []

        mutating func read(_ bytes: [UInt8]) -> [Event] {
            begun += bytes
            guard begun.suffix(2) == [0x0A, 0x0A] else { return [] }
            defer { begun = [] }
            return String(decoding: begun, as: UTF8.self).components(separatedBy: "\n\n").compactMap(Event.init(frame:))
        }
    }

    func decoded<Value: Decodable>(as type: Value.Type) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(type, from: Data(data.utf8))
    }
}

extension Event {
    fileprivate init?(frame: String) {
        self.init(name: "", id: nil, data: "")
        for line in frame.split(separator: "\n") {
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("id: ") { id = Int(line.dropFirst(4)) }
            if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
        }
        if data.isEmpty { return nil }
    }
}
