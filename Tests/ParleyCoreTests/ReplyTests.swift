import ParleyCore
import Testing

struct ReplyTests {
    private static let ada = PersonName(id: Person.ID(), name: "Ada")

    private static func reply(in state: Reply.State) -> Reply {
        var reply = Reply()
        switch state {
        case .queued: break
        case .connecting, .waiting, .retrying: _ = reply.enter(state)
        case .writing: _ = reply.take("x")
        case .stopping: _ = reply.stop(by: ada)
        case .ended: _ = reply.end(finishReason: "stop", failure: nil, isShutdown: false)
        }
        return reply
    }

    @Test(arguments: [Reply.State.queued, .connecting, .waiting, .retrying, .writing, .stopping, .ended])
    func thePremiseHolds(state: Reply.State) {
        #expect(Self.reply(in: state).state == state)
    }

    private static let steps: [Reply.State] = [.connecting, .waiting, .retrying]

    @Test(arguments: [.queued, .connecting, .waiting, .retrying, .writing, .stopping, .ended] as [Reply.State], steps)
    func theWayToTheFirstTokenIsFreeUntilThere(from: Reply.State, to: Reply.State) {
        var reply = Self.reply(in: from)
        let isOnTheWay = [.queued, .connecting, .waiting, .retrying].contains(from)
        #expect(reply.enter(to) == (isOnTheWay && from != to))
        #expect(reply.state == (isOnTheWay ? to : from))
    }

    @Test(
        arguments: [
            (.queued, .first, .writing), (.connecting, .first, .writing), (.waiting, .first, .writing),
            (.retrying, .first, .writing), (.writing, .kept, .writing), (.stopping, .refused, .stopping),
            (.ended, .refused, .ended),
        ] as [(Reply.State, Reply.Taken, Reply.State)])
    func textIsTakenUntilAStopOrTheEnd(from: Reply.State, taken: Reply.Taken, to: Reply.State) {
        var reply = Self.reply(in: from)
        let bytes = reply.bytes
        #expect(reply.take("né") == taken)
        #expect(reply.state == to)
        #expect(reply.bytes == bytes + (taken == .refused ? 0 : 3))
    }

    @Test(
        arguments: [
            (.queued, true), (.connecting, true), (.waiting, true), (.retrying, true), (.writing, true),
            (.stopping, false),
            (.ended, false),
        ] as [(Reply.State, Bool)])
    func oneStopActs(from: Reply.State, acts: Bool) {
        var reply = Self.reply(in: from)
        let bob = PersonName(id: Person.ID(), name: "Bob")
        #expect(reply.stop(by: bob) == acts)
        #expect(reply.state == (acts ? .stopping : from))
        #expect(reply.stoppedBy?.name == (acts ? "Bob" : from == .stopping ? "Ada" : nil))
    }

    @Test(
        arguments: [
            (.writing, false, false, .complete), (.writing, true, false, .error), (.queued, true, false, .error),
            (.writing, false, true, .complete), (.stopping, false, false, .stopped), (.stopping, true, false, .stopped),
            (.stopping, false, true, .interrupted), (.stopping, true, true, .interrupted),
        ] as [(Reply.State, Bool, Bool, Message.Status)])
    func theEndIsWhatCameFirst(from: Reply.State, fails: Bool, isShutdown: Bool, status: Message.Status) {
        var reply = Self.reply(in: from)
        let failure = fails ? ReplyFailure(.server, "x") : nil
        #expect(reply.end(finishReason: nil, failure: failure, isShutdown: isShutdown) == status)
        #expect(reply.state == .ended)
    }

    @Test func anAnswerThatGrowsTooLongIsToldSo() {
        var reply = Reply()
        let piece = String(repeating: "x", count: 1 << 20)
        for _ in 0..<4 { #expect([.first, .kept].contains(reply.take(piece))) }
        #expect(reply.take("y") == .tooLong)
        #expect(reply.bytes == Message.maximumReplyBytes)
    }

    /// Else a small piece would be put right behind a hole.
    @Test func nothingIsTakenAfterAPieceThatWasTooLong() {
        var reply = Reply()
        _ = reply.take(String(repeating: "x", count: Message.maximumReplyBytes - 10))
        #expect(reply.take("eleven signs") == .tooLong)
        #expect([.tooLong, .refused].contains(reply.take("y")))
        #expect(reply.bytes == Message.maximumReplyBytes - 10)
    }
}
