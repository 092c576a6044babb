import ParleyCore
import ParleyTestSupport
import Synchronization
import Testing

struct ReplyPartsTests {
    private let parts = ReplyParts(capacity: 1_000)

    private func all(_ parts: ReplyParts) async throws -> [ReplyPart] {
        var all: [ReplyPart] = []
        for try await batch in parts { all += batch }
        return all
    }

    @Test func whatArrivedTogetherIsTakenTogether() async throws {
        #expect(parts.send([.connected]))
        #expect(parts.send([.text("a"), .text("b")]))
        #expect(try await parts.next() == [.connected, .text("a"), .text("b")])
    }

    @Test func nothingIsNothing() async throws {
        #expect(parts.send([]))
        parts.finish()
        #expect(try await parts.next() == nil)
    }

    @Test func aFullBufferPausesItsProducerAndARoomyOneResumesIt() async throws {
        let resumed = Mutex(0)
        parts.onDemand(resume: { resumed.withLock { $0 += 1 } }, abort: {})
        let long = String(repeating: "x", count: 1_000)
        #expect(parts.send([.text("short")]))
        #expect(!parts.send([.text(long)]))
        #expect(resumed.withLock { $0 } == 0)
        #expect(try await parts.next() == [.text("short"), .text(long)])
        #expect(resumed.withLock { $0 } == 1)
        #expect(parts.send([.text("more")]))
        _ = try await parts.next()
        #expect(resumed.withLock { $0 } == 1, "who was not paused is not resumed")
    }

    @Test func whatIsSentToAFullBufferIsKept() async throws {
        for index in 0..<10 { _ = parts.send([.text(String(repeating: "\(index)", count: 500))]) }
        parts.finish()
        #expect(try await all(parts).count == 10)
    }

    @Test func theEndComesAfterAllParts() async throws {
        _ = parts.send([.text("last")])
        parts.finish()
        #expect(try await parts.next() == [.text("last")])
        #expect(try await parts.next() == nil)
        #expect(try await parts.next() == nil)
    }

    @Test func aFailureComesAfterAllParts() async throws {
        _ = parts.send([.text("last")])
        parts.finish(ReplyFailure(.stalled, "It stalled."))
        #expect(try await parts.next() == [.text("last")])
        await #expect(throws: ReplyFailure(.stalled, "It stalled.")) { try await parts.next() }
    }

    @Test func itFinishesOnce() async throws {
        parts.finish()
        parts.finish(ReplyFailure(.server, "Too late."))
        #expect(parts.send([.text("too late")]))
        #expect(try await parts.next() == nil)
    }

    @Test func aCancelReachesItsProducer() {
        let aborted = Mutex(0)
        parts.onDemand(resume: {}, abort: { aborted.withLock { $0 += 1 } })
        #expect(aborted.withLock { $0 } == 0)
        parts.cancel()
        #expect(aborted.withLock { $0 } == 1)
    }

    @Test func aCancelBeforeThereIsAProducerIsNotLost() {
        let aborted = Mutex(0)
        parts.cancel()
        parts.onDemand(resume: {}, abort: { aborted.withLock { $0 += 1 } })
        #expect(aborted.withLock { $0 } == 1)
    }

    @Test func aCancelAfterTheEndReachesNobody() {
        parts.onDemand(resume: {}, abort: { Issue.record("the producer is gone") })
        parts.finish()
        parts.cancel()
    }

    @Test func aCancelIsNoEnd() async throws {
        // Given a producer that hears the cancel and has one last word.
        parts.cancel()
        _ = parts.send([.text("last word")])
        parts.finish()
        #expect(try await parts.next() == [.text("last word")])
        #expect(try await parts.next() == nil)
    }

    @Test func whoWaitsIsWokenByAPartAndByTheEnd() async throws {
        for finishes in [true, false] {
            let parts = ReplyParts()
            let waiting = Task { try await parts.next() }
            try await Task.sleep(for: .milliseconds(5))
            if finishes { parts.finish() } else { _ = parts.send([.text("x")]) }
            #expect(try await waiting.value == (finishes ? nil : [.text("x")]))
        }
    }

    @Test func aPauseBeforeThereIsAProducerIsNotForGood() async throws {
        // Given a producer that filled the buffer before it said how it is resumed.
        let resumed = Mutex(false)
        #expect(!parts.send([.text(String(repeating: "x", count: 2_000))]))
        parts.onDemand(resume: { resumed.withLock { $0 = true } }, abort: {})
        _ = try await parts.next()
        #expect(resumed.withLock { $0 })
    }

    /// A producer on a thread of its own that pauses when it is told, as the network does.
    @Test(arguments: 0..<8)
    func nothingIsLostAndNothingTurnedAround(seed: Int) async throws {
        let parts = ReplyParts(capacity: 400)
        let mayGoOn = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        parts.onDemand(resume: { mayGoOn.continuation.yield() }, abort: {})
        let producer = Task {
            var wakes = mayGoOn.stream.makeAsyncIterator()
            for index in 0..<1_000 where !parts.send([.text("\(index)")]) { await wakes.next() }
            parts.finish()
        }
        var random = SeededGenerator(seed)
        var next = 0
        var biggest = 0
        for try await batch in parts {
            biggest = max(biggest, batch.reduce(0) { $0 + $1.byteCount })
            for case .text(let text) in batch {
                #expect(Int(text) == next)
                next += 1
            }
            if Int.random(in: 0..<10, using: &random) == 0 { await Task.yield() }
        }
        await producer.value
        #expect(next == 1_000)
        // One part may go past what is wanted; a wake-up that was under way, one more.
        #expect(biggest < 400 + 2 * 40, "\(biggest) bytes waited")
    }

    /// Parts are noted on the producer's thread as soon as somebody notes them; the first few may wait before that.
    @Test(arguments: 0..<4)
    func whatIsNotedKeepsItsOrder(seed: Int) async throws {
        for round in 0..<400 {
            let parts = ReplyParts(capacity: 1_000)
            let noted = Mutex<[Int]>([])
            let producer = Task.detached {
                for index in 0..<40 { _ = parts.send([.text("\(index)")]) }
                parts.finish(round % 2 == 0 ? nil : ReplyFailure(.server, "x"))
            }
            if seed > 0 { for _ in 0..<(round % (8 * seed)) { await Task.yield() } }
            do throws(ReplyFailure) {
                try await parts.forEach { batch in
                    noted.withLock { noted in
                        for case .text(let text) in batch { noted.append(Int(text) ?? -1) }
                    }
                }
                #expect(round % 2 == 0)
            } catch {
                #expect(round % 2 == 1)
            }
            await producer.value
            #expect(noted.withLock { $0 } == Array(0..<40))
        }
    }

    @Test func whatWaitedIsNotedFirstAndItsProducerResumed() async throws {
        let resumed = Mutex(0)
        parts.onDemand(resume: { resumed.withLock { $0 += 1 } }, abort: {})
        #expect(!parts.send([.text(String(repeating: "x", count: 2_000))]))
        let noted = Mutex<[ReplyPart]>([])
        let noting = Task { try await parts.forEach { batch in noted.withLock { $0 += batch } } }
        while resumed.withLock({ $0 == 0 }) { await Task.yield() }
        #expect(parts.send([.text("y")]))
        parts.finish()
        try await noting.value
        #expect(noted.withLock { $0.count } == 2)
        #expect(noted.withLock { $0.last } == .text("y"))
    }

    @Test func manyEndAtOnceFromAllSides() async throws {
        await withDiscardingTaskGroup { group in
            for round in 0..<500 {
                let parts = ReplyParts(capacity: 64)
                let ends = Mutex(0)
                group.addTask {
                    parts.onDemand(resume: {}, abort: { parts.finish() })
                    for index in 0..<round % 7 { _ = parts.send([.text("\(index)")]) }
                    if round % 3 == 0 { parts.finish(ReplyFailure(.server, "x")) }
                }
                group.addTask { parts.cancel() }
                group.addTask {
                    do {
                        while try await parts.next() != nil {}
                    } catch {}
                    ends.withLock { $0 += 1 }
                    #expect(ends.withLock { $0 } == 1)
                }
            }
        }
    }
}
