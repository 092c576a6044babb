import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite("Who a conversation is for")
struct SharingTests {
    private struct Table {
        let shelf: Shelf
        let conversation: Conversation
        let bob: Person
        let eve: Person

        init() async throws {
            shelf = try await Shelf()
            conversation = try await shelf.conversation()
            bob = try await shelf.add("Bob")
            eve = try await shelf.add("Eve")
            try await shelf.talk("Why?", "Because.", in: conversation)
        }

        var database: Database { shelf.database }

        func share(_ access: TeamAccess, with person: Person? = nil) async throws {
            _ = try await database.share(
                conversation.id, with: (person ?? bob).id, access: access, by: database.caller(shelf.ada.id),
                now: .now)
        }

        func open(_ access: TeamAccess) async throws {
            var change = ConversationChange()
            change.teamAccess = access
            _ = try await database.change(conversation.id, for: shelf.ada.id, change)
        }

        func access(of person: Person) async throws -> Access? {
            do {
                return try await database.conversation(conversation.id, for: person.id).access
            } catch let error as ParleyError where error.code == .notFound {
                return nil
            }
        }

        func list(of person: Person) async throws -> [Conversation] {
            try await database.conversations(for: person.id, archived: false, after: nil, limit: 50).conversations
        }
    }

    @Test func aStrangerFindsNothing() async throws {
        let table = try await Table()
        let id = table.conversation.id
        #expect(try await table.access(of: table.eve) == nil)
        #expect(await code { try await table.database.sharing(of: id, for: table.eve.id) } == .notFound)
        #expect(await code { try await table.database.markRead(id, upTo: 3, by: table.eve.id) } == .notFound)
        #expect(await code { try await table.database.join(id, by: table.eve.asName, now: .now) } == .notFound)
        #expect(try await table.shelf.found("because", by: table.eve).isEmpty)
    }

    @Test func aReaderReadsAndAWriterWrites() async throws {
        let table = try await Table()
        try await table.share(.read)
        #expect(try await table.access(of: table.bob) == .read)
        #expect(try await table.shelf.found("because", by: table.bob).count == 1)
        let posting = table.shelf.posting("Me too", in: table.conversation, by: table.bob)
        #expect(await code { try await table.database.post(posting) } == .forbidden)
        try await table.share(.write)
        #expect(try await table.access(of: table.bob) == .write)
        #expect(try await table.database.post(posting).user.author == table.bob.asName)
        #expect(
            await code { try await table.database.trash(table.conversation.id, for: table.bob.id, now: .now) }
                == .forbidden)
    }

    @Test func aReviewerOnlyReads() async throws {
        let table = try await Table()
        let rita = try await table.shelf.add("Rita", .reviewer)
        #expect(try await table.access(of: rita) == nil)
        try await table.share(.write, with: rita)
        #expect(try await table.access(of: rita) == .read)
    }

    @Test func whoIsDisabledFindsNothing() async throws {
        let table = try await Table()
        try await table.share(.write)
        try await table.database.disable(table.bob.id)
        #expect(try await table.access(of: table.bob) == nil)
    }

    @Test func whoIsTakenOutFindsNothingAnyMore() async throws {
        let table = try await Table()
        try await table.share(.write)
        let owner = table.database.caller(table.shelf.ada.id)
        _ = try await table.database.unshare(table.conversation.id, with: table.bob.id, by: owner, now: .now)
        #expect(try await table.access(of: table.bob) == nil)
        #expect(try await table.list(of: table.bob).isEmpty)
        let again = {
            try await table.database.unshare(table.conversation.id, with: table.bob.id, by: owner, now: .now)
        }
        #expect(await code(of: again) == .notFound)
    }

    @Test func aWriterTakesOutNobodyButThemselves() async throws {
        let table = try await Table()
        try await table.share(.write)
        try await table.share(.read, with: table.eve)
        let bob = table.database.caller(table.bob.id)
        let id = table.conversation.id
        #expect(
            await code { try await table.database.unshare(id, with: table.eve.id, by: bob, now: .now) } == .forbidden)
        _ = try await table.database.unshare(id, with: table.bob.id, by: bob, now: .now)
        #expect(try await table.access(of: table.bob) == nil)
    }

    @Test func whatIsOpenToTheTeamIsJoined() async throws {
        let table = try await Table()
        try await table.open(.read)
        #expect(try await table.access(of: table.eve) == .read)
        #expect(try await table.list(of: table.eve).isEmpty)
        let open = try await table.database.teamConversations(for: table.eve.id, after: nil, limit: 10).conversations
        #expect(open.map(\.id) == [table.conversation.id] && open.allSatisfy { !$0.isUnread })
        _ = try await table.database.join(table.conversation.id, by: table.eve.asName, now: .now)
        #expect(try await table.list(of: table.eve).map(\.id) == [table.conversation.id])
        try await table.open(.none)
        #expect(try await table.access(of: table.eve) == nil)
        #expect(try await table.list(of: table.eve).isEmpty)
    }

    @Test func aPlaceInTheListIsOnesOwn() async throws {
        let table = try await Table()
        try await table.share(.read)
        var change = ConversationChange()
        change.isPinned = true
        let revision = try await table.database.conversation(table.conversation.id, for: table.bob.id).revision
        let bobs = try await table.database.change(table.conversation.id, for: table.bob.id, change)
        #expect(bobs.isPinned && bobs.revision == revision)
        #expect(try await !table.database.conversation(table.conversation.id, for: table.shelf.ada.id).isPinned)
    }

    @Test func whatIsNewIsUnreadUntilItIsRead() async throws {
        let table = try await Table()
        try await table.share(.write)
        #expect(try await table.list(of: table.bob).first?.isUnread == true)
        let seen = try await table.database.markRead(table.conversation.id, upTo: 99, by: table.bob.id)
        #expect(!seen.isUnread)
        try await table.shelf.talk("Bob, and @bob?", "Yes.", in: table.conversation)
        let news = try await table.list(of: table.bob).first
        #expect(news?.isUnread == true && news?.isMentioned == true)
        _ = try await table.database.markRead(table.conversation.id, upTo: 2, by: table.bob.id)
        #expect(try await table.list(of: table.bob).first?.isUnread == true)
    }

    @Test func onlyWhoMayReadIsMentioned() async throws {
        let table = try await Table()
        try await table.share(.read)
        let posted = try await table.database.post(table.shelf.posting("@Bob and @Eve", in: table.conversation))
        #expect(posted.user.mentions == [table.bob.asName])
        #expect(
            try await table.shelf.page(table.conversation).messages.first { $0.id == posted.user.id }?.mentions.count
                == 1)
    }

    @Test func whatHappenedIsTold() async throws {
        let table = try await Table()
        let before = try await table.shelf.page(table.conversation).conversation.revision
        try await table.share(.read)
        try await table.share(.write)
        try await table.share(.write)
        try await table.open(.read)
        _ = try await table.database.join(table.conversation.id, by: table.eve.asName, now: .now)
        let page = try await table.shelf.page(table.conversation)
        #expect(page.notes.map(\.kind) == [.added, .access, .team, .joined])
        #expect(page.notes.map(\.detail) == ["read", "write", "read", ""])
        #expect(page.notes.allSatisfy { $0.afterID == page.messages.last?.id })
        let changes = try await table.database.changes(in: table.conversation.id, for: table.eve.id, after: before)
        #expect(changes?.notes == page.notes)
        let kinds = try await table.database.auditEntries(AuditQuery()).map(\.note.kind)
        #expect(kinds.prefix(3) == [.teamAccess, .shared, .shared])
    }

    @Test func peopleTalkWithoutTheModel() async throws {
        let table = try await Table()
        try await table.share(.write)
        var posting = table.shelf.posting("What do you think?", in: table.conversation, clientID: "c")
        posting.asksModel = false
        let said = try await table.database.say(posting)
        #expect(try await table.database.say(posting).isRepeat)
        let posted = try await table.database.post(table.shelf.posting("Model?", in: table.conversation, by: table.bob))
        #expect(posted.user.parentID == said.message.id)
        let history = try await table.database.history(upTo: posted.user.id, windowTokens: 10_000)
        #expect(history.map(\.speaker) == ["Ada", nil, "Ada", "Bob"])
    }

    @Test func whatPeopleSayAmongThemselvesComesWhileAnAnswerIsWritten() async throws {
        let table = try await Table()
        let posted = try await table.database.post(table.shelf.posting("Again?", in: table.conversation))
        var posting = table.shelf.posting("Meanwhile", in: table.conversation)
        posting.asksModel = false
        let said = try await table.database.say(posting)
        #expect(said.message.parentID == posted.assistant.id)
        try await table.shelf.finish(posted.assistant, "Done.")
        #expect(
            try await table.shelf.page(table.conversation).messages.map(\.content).suffix(2) == ["Done.", "Meanwhile"])
    }
}
