import ParleyCore
import Synchronization
import Testing

@testable import ParleyTeam

@Suite("What is asked at most so often, and so many at once")
struct ReachabilityTests {
    @Test func aProviderIsAskedOnceInAWhile() async {
        let asked = Mutex(0)
        let reach = Reachability(every: .seconds(3_600), patience: .seconds(600)) { _ throws(ReplyFailure) in
            asked.withLock { $0 += 1 }
        }
        for _ in 0..<5 { #expect(await reach.statuses(of: ["a", "a"])["a"]?.isReachable == true) }
        #expect(asked.withLock { $0 } == 1)
        reach.forget("a")
        #expect(await reach.statuses(of: ["a"], waits: false).isEmpty)
        _ = await reach.statuses(of: ["a"])
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func aFaultIsToldInWords() async {
        let reach = Reachability(patience: .seconds(600)) { _ throws(ReplyFailure) in
            throw ReplyFailure(.auth, "The key is wrong.", providerMessage: "No.")
        }
        #expect(await reach.statuses(of: ["bad"])["bad"]?.error == "The key is wrong. The provider said: No.")
    }

    /// Waiting for this one would last for ever.
    @Test(.timeLimit(.minutes(3))) func aSilentOneIsNotWaitedForLong() async {
        let gate = AsyncStream<Void>.makeStream()
        let reach = Reachability(patience: .milliseconds(100)) { _ throws(ReplyFailure) in
            for await _ in gate.stream {}
        }
        #expect(await reach.statuses(of: ["silent"])["silent"] == nil)
        gate.continuation.finish()
    }

    /// An answer of the server that was there before is not the new one's.
    @Test func aLateAnswerOfWhatWasForgottenIsDropped() async {
        let gate = AsyncStream<Void>.makeStream()
        let calls = Mutex(0)
        let reach = Reachability(patience: .seconds(600)) { _ throws(ReplyFailure) in
            let isFirst = calls.withLock { calls in
                calls += 1
                return calls == 1
            }
            guard isFirst else { return }
            for await _ in gate.stream {}
            throw ReplyFailure(.unreachable, "It is gone.")
        }
        _ = await reach.statuses(of: ["a"], waits: false)
        while calls.withLock({ $0 }) == 0 { await Task.yield() }
        reach.forget("a")
        #expect(await reach.statuses(of: ["a"])["a"]?.isReachable == true)
        gate.continuation.finish()
        try? await Task.sleep(for: .milliseconds(50))
        #expect(await reach.statuses(of: ["a"])["a"]?.isReachable == true)
    }

    @Test func seatsAreGivenBack() throws {
        let seats = Seats(2)
        var taken = [try seats.take(), try seats.take()]
        let refused = #expect(throws: ParleyError.self) { try seats.take() }
        #expect(refused?.code == .rateLimit && refused?.retryAfter == 3)
        taken.removeLast()
        taken.append(try seats.take())
        #expect(throws: ParleyError.self) { try seats.take() }
    }

    @Test func turnsComeOneAfterTheOtherWhateverHappensInThem() async throws {
        let turns = Turns()
        let log = Log()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try? await turns.take {
                        let before = log.entries.withLock { $0.count }
                        await Task.yield()
                        log.entries.withLock { $0.append(before) }
                        if number % 3 == 0 { throw ParleyError.notFound }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(log.entries.withLock { $0 } == Array(0..<20))
    }
}

/// In which order things were done.
private final class Log: Sendable {
    let entries = Mutex<[Int]>([])
}
