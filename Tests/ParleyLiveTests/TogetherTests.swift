import Foundation
import ParleyCore
import ParleyStore
import ParleyTestSupport
import Synchronization
import Testing

@testable import ParleyLive

@Suite("Several people in one conversation", .timeLimit(.minutes(3)))
struct TogetherTests {
    /// Says a piece for each that is let through, and ends when told.
    private static func endless() -> ScriptedModel {
        ScriptedModel { call in
            for number in 0..<100_000 {
                await call.say("\(number) ")
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    private func caller(_ person: Person) -> Caller { Caller(person: person.asName, address: "127.0.0.1") }

    private func named(_ name: String, _ access: TeamAccess, in id: Conversation.ID, _ house: LiveHouse) async throws
        -> Person
    {
        let person = try await house.add(name)
        _ = try await house.conversations.share(id, with: person.id, access: access, by: caller(house.ada))
        return person
    }

    @Test func whoIsTakenOutGetsNoFurtherByte() async throws {
        try await LiveHouse.open(Self.endless()) { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let posted = try await house.send("Go", in: conversation.id)
            let reader = try await house.listen(to: conversation.id, by: bob)
            await reader.read { $0.deltas > 20 }
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(house.ada))
            await reader.read { $0.isDeleted }
            let page = await reader.page
            #expect(page.problems == [] && page.events.last == "conversation")
            #expect(page.events.dropLast().last != nil && house.feed.people(in: conversation.id).isEmpty)
            _ = try await house.stop(conversation.id)
            #expect(page[posted.assistant.id]?.content.isEmpty == false)
        }
    }

    /// A stream takes its place before its right to it is proved; until then nobody hears of it.
    @Test func whoMayNotReadIsNotSeenKnocking() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let eve = try await house.add("Eve")
            let seat = Seat(house.listener(to: conversation.id, by: eve), in: house.feed)
            #expect(house.feed.people(in: conversation.id).isEmpty)
            house.feed.setTyping(true, by: eve.id, in: conversation.id)
            #expect(house.feed.people(in: conversation.id).isEmpty)
            withExtendedLifetime(seat) {}
            #expect(await code { try await house.listen(to: conversation.id, by: eve) } == .notFound)
            let reader = try await house.listen(to: conversation.id)
            #expect(house.feed.people(in: conversation.id).map(\.name.name) == ["Ada"])
            _ = reader
        }
    }

    @Test func whoIsLetInAgainGetsAHint() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let listener = house.listener(to: conversation.id, by: bob)
            var stream = try await house.conversations.events(for: listener, after: nil, rendering: .text)
            _ = await stream.next()
            #expect(listener.takeHints().isEmpty)
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(house.ada))
            _ = await stream.next()
            _ = listener.takeHints()
            _ = try await house.conversations.share(
                conversation.id, with: bob.id, access: .read, by: caller(house.ada))
            #expect(listener.takeHints() == [conversation.id])
        }
    }

    /// Taken out between the asking and the reading: no listener was there to be told.
    @Test func whoIsTakenOutBeforeTheirAnswerBeginsReadsNothingOfIt() async throws {
        try await LiveHouse.open(Self.endless()) { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let wish = SendWish(content: "Go", parentID: nil, model: nil, clientID: nil)
            let posted = try await house.conversations.send(wish, in: conversation.id, by: bob)
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(house.ada))
            let listener = Listener(
                person: bob.asName, credential: Data([1]), conversationID: nil, answersIn: conversation.id,
                hearsHints: false, hangUp: {})
            var stream = try await house.conversations.stream(of: posted, for: listener, person: bob)
            #expect(await stream.next() == nil)
            _ = try await house.stop(conversation.id)
        }
    }

    /// What is long is written in slices; access is asked for again before each.
    @Test func theRestOfALongSnapshotIsNotForWhoIsTakenOut() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .read, in: conversation.id, house)
            let listener = house.listener(to: conversation.id, by: bob)
            var stream = try await house.conversations.events(for: listener, after: nil, rendering: .text)
            #expect(await stream.next() != nil)
            #expect(await stream.mayGoOn())
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(house.ada))
            #expect(await !stream.mayGoOn())
        }
    }

    /// The line stands in the middle of an event then: it can only break off.
    @Test func theRestOfALongTextIsNotForWhoIsTakenOut() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let text = String(repeating: "long paste ", count: 20_000)
            try await house.send(text, in: conversation.id)
            _ = try await house.stop(conversation.id)
            let bob = try await named("Bob", .read, in: conversation.id, house)
            let listener = house.listener(to: conversation.id, by: bob)
            var stream = try await house.conversations.events(for: listener, after: nil, rendering: .text)
            var told = 0
            for _ in 0..<3 { told += await stream.next()?.count ?? 0 }
            #expect(told > 32 << 10 && told < text.utf8.count)
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(house.ada))
            #expect(await stream.next() == nil)
        }
    }

    /// The note is a must for who is not named, and none for who is; it never stands in the way of reading.
    @Test func readingWhatIsOpenToTheTeamIsNotedOnceAnHour() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let (bob, carol) = (try await house.add("Bob"), try await named("Carol", .read, in: conversation.id, house))
            var change = ConversationWish()
            change.teamAccess = .read
            _ = try await house.conversations.change(conversation.id, by: house.ada, change)
            _ = try await house.conversations.join(conversation.id, by: bob)
            for _ in 0..<3 {
                for person in [house.ada, bob, carol] {
                    await house.conversations.noteReading(of: conversation.id, by: caller(person))
                }
            }
            let notes = try await house.database.auditEntries(
                AuditQuery(kind: .conversationRead, person: nil, before: nil, limit: 10))
            #expect(notes.map(\.note.actor?.name) == ["Bob"])
        }
    }

    @Test func whoStoppedItIsKeptAndTold() async throws {
        try await LiveHouse.open(Self.endless()) { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let reader = try await house.listen(to: conversation.id)
            let posted = try await house.send("Go", in: conversation.id)
            await reader.read { $0.deltas > 5 }
            _ = try await house.conversations.stop(conversation.id, by: bob, address: "192.0.2.7")
            await reader.read { $0.isEnded(posted.assistant.id) }
            #expect(await reader.page[posted.assistant.id]?.message.stoppedBy?.name == "Bob")
            #expect(await reader.page[posted.assistant.id]?.message.requestedBy?.name == "Ada")
            let stored = try await house.stored(posted.assistant)
            #expect(stored.stoppedBy == bob.asName && stored.requestedBy == house.ada.asName)
            let note = try await house.database.auditEntries(.init(kind: .stopped)).first?.note
            #expect(note?.actor == bob.asName && note?.person == house.ada.asName && note?.address == "192.0.2.7")
        }
    }

    @Test func aReaderMayNotStop() async throws {
        try await LiveHouse.open(Self.endless()) { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .read, in: conversation.id, house)
            try await house.send("Go", in: conversation.id)
            #expect(await code { try await house.conversations.stop(conversation.id, by: bob) } == .forbidden)
            #expect(house.feed.replyCount == 1)
        }
    }

    @Test func whoTypesIsSeenAndForgotten() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let reader = try await house.listen(to: conversation.id)
            let bobs = try await house.listen(to: conversation.id, by: bob)
            try await house.conversations.note(typing: true, in: conversation.id, by: bob)
            await reader.read { $0.typing == ["Bob"] }
            try await house.conversations.note(typing: false, in: conversation.id, by: bob)
            await reader.read { $0.typing.isEmpty && $0.people == ["Ada", "Bob"] }
            await bobs.leave()
        }
    }

    @Test func notesAndMessagesComeInTheirOrder() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let reader = try await house.listen(to: conversation.id)
            let bob = try await named("Bob", .read, in: conversation.id, house)
            _ = try await house.conversations.share(
                conversation.id, with: bob.id, access: .write, by: caller(house.ada))
            try await house.conversations.unshare(conversation.id, with: bob.id, by: caller(bob))
            await reader.read { $0.notes.count == 3 }
            let page = await reader.page
            #expect(page.notes.map(\.kind) == ["added", "access", "left"] && page.problems == [])
            #expect(page.notes.map(\.revision) == page.notes.map(\.revision).sorted())
            let again = try await house.listen(to: conversation.id)
            await again.read { $0.notes.count == 3 }
        }
    }

    @Test func aHintSaysWhatIsNewForThatPersonAlone() async throws {
        try await LiveHouse.open { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .read, in: conversation.id, house)
            let eve = try await house.add("Eve")
            let bobs = try await house.listen(to: nil, by: bob)
            let eves = try await house.listen(to: nil, by: eve)
            let wish = SendWish(content: "Look, @Bob", parentID: nil, model: nil, clientID: nil)
            _ = try await house.conversations.say(wish, in: conversation.id, by: house.ada)
            house.feed.tick()
            await bobs.read { $0.hints.contains { $0.unread == true && $0.mentioned == true } }
            #expect(await eves.page.events.isEmpty)
            try await house.conversations.markRead(conversation.id, upTo: .max, by: bob)
            house.feed.tick()
            await bobs.read { $0.hints.last?.unread == false }
        }
    }

    @Test func whatWaitsIsSentInItsTurn() async throws {
        let isOpen = Mutex(false)
        let model = ScriptedModel { call in
            await call.say("Yes.")
            _ = await isSoon { isOpen.withLock { $0 } }
            call.end()
        }
        try await LiveHouse.open(model, isQueueing: true) { house in
            let conversation = try await house.conversation()
            let bob = try await named("Bob", .write, in: conversation.id, house)
            let reader = try await house.listen(to: conversation.id)
            try await house.send("One", in: conversation.id)
            for (text, id) in [("Two", "2"), ("Three", "3"), ("Two", "2")] {
                let wish = SendWish(content: text, parentID: nil, model: nil, clientID: id)
                guard
                    case .queued(_, let place) = try await house.conversations.sendOrQueue(
                        wish, in: conversation.id, by: bob)
                else {
                    Issue.record("\(text) was sent at once")
                    return
                }
                #expect(place == (text == "Two" ? 1 : 2))
            }
            isOpen.withLock { $0 = true }
            await reader.read { $0.shown.count == 6 && $0.running == nil && $0.queue.isEmpty }
            let page = try await house.conversations.transcript(conversation.id, for: bob, before: nil, limit: 50)
            #expect(page.messages.filter { $0.role == .user }.map(\.content) == ["One", "Two", "Three"])
            #expect(page.messages.map(\.role).filter { $0 == .assistant }.count == 3)
        }
    }
}
