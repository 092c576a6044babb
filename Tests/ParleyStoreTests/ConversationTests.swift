import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

@Suite(.serialized) struct ConversationTests {
    private func list(
        _ shelf: Shelf, of person: Person? = nil, archived: Bool = false, after: ListCursor? = nil, limit: Int = 50
    ) async throws -> ConversationList {
        try await shelf.database.conversations(
            for: (person ?? shelf.ada).id, archived: archived, after: after, limit: limit)
    }

    @Test func aConversationIsReadAsItWasKept() async throws {
        let shelf = try await Shelf()
        let params = try CompletionParams([
            "temperature": .number(0.7), "top_p": .integer(1), "stop": .texts(["a", "\u{1}\""]),
            "reasoning_effort": .text("low"),
        ])
        let time = Date(timeIntervalSince1970: 1_795_183_331.25)
        let new = Conversation(
            title: "T", titleSource: .person, model: "m", provider: "p", systemPrompt: "Be \"brief\".\n",
            params: params,
            owner: shelf.ada.asName, createdAt: time, updatedAt: time)
        let kept = try await shelf.database.add(new, clientID: nil)
        #expect(kept == new)
        #expect(try await shelf.database.conversation(new.id, for: shelf.ada.id) == new)
    }

    @Test func theSameClientIDGivesTheSameConversation() async throws {
        let shelf = try await Shelf()
        let ids = try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try await shelf.database.add(Conversation(owner: shelf.ada.asName), clientID: "c").id }
            }
            return try await group.reduce(into: Set<Conversation.ID>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test func theClientIDOfADeletedConversationIsNoTrap() async throws {
        let shelf = try await Shelf()
        let first = try await shelf.database.add(Conversation(owner: shelf.ada.asName), clientID: "c")
        _ = try await shelf.database.trash(first.id, for: shelf.ada.id, now: .now)
        let again = await code { try await shelf.database.add(Conversation(owner: shelf.ada.asName), clientID: "c") }
        #expect(again != .internalError, "a constraint of the table is no answer for a person")
    }

    @Test func theNewestActivityIsFirst() async throws {
        let shelf = try await Shelf()
        let now = Date()
        var ids: [Conversation.ID] = []
        for index in 0..<5 {
            let conversation = try await shelf.conversation()
            try await shelf.talk("Q", "A", in: conversation, now: now + Double(index))
            ids.append(conversation.id)
        }
        #expect(try await list(shelf).conversations.map(\.id) == ids.reversed())
    }

    @Test func pagesOfTheListAreTheWholeList() async throws {
        let shelf = try await Shelf()
        // Three of them in the same millisecond.
        let times = [1, 2, 2, 2, 3, 4, 5].map { Date(timeIntervalSince1970: 1_800_000_000 + $0) }
        for time in times { try await shelf.talk("Q", "A", in: try await shelf.conversation(), now: time) }
        let all = try await list(shelf)
        #expect(all.conversations.count == 7)
        #expect(all.next == nil)
        for limit in 1...7 {
            var seen: [Conversation.ID] = []
            var cursor: ListCursor?
            repeat {
                let page = try await list(shelf, after: cursor.flatMap { ListCursor($0.text) }, limit: limit)
                seen += page.conversations.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(seen == all.conversations.map(\.id), "pages of \(limit)")
        }
    }

    @Test func whatIsPinnedComesFirstAndOnce() async throws {
        let shelf = try await Shelf()
        var ids: [Conversation.ID] = []
        for index in 0..<5 {
            let conversation = try await shelf.conversation()
            try await shelf.talk("Q", "A", in: conversation, now: Date() + Double(index))
            ids.append(conversation.id)
        }
        var wish = ConversationChange()
        wish.isPinned = true
        _ = try await shelf.database.change(ids[0], for: shelf.ada.id, wish)
        let first = try await list(shelf, limit: 2)
        #expect(first.conversations.map(\.id) == [ids[0], ids[4], ids[3]])
        let second = try await list(shelf, after: first.next, limit: 2)
        #expect(second.conversations.map(\.id) == [ids[2], ids[1]])
        #expect(second.next == nil)
    }

    @Test(arguments: ["", "x", "12", "-", "12-" + String(repeating: "a", count: 41), "99999999999999999999-a", "١-a"])
    func aCursorThatIsNoneIsRefused(text: String) {
        #expect(ListCursor(text) == nil)
    }

    @Test func emptyArchivedDeletedAndStrangeOnesAreNotListed() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let (archived, deleted) = (try await shelf.conversation(), try await shelf.conversation())
        let bobs = try await shelf.conversation(of: bob)
        for conversation in [archived, deleted, bobs] { try await shelf.talk("Q", "A", in: conversation) }
        _ = try await shelf.conversation()
        var wish = ConversationChange()
        wish.isArchived = true
        _ = try await shelf.database.change(archived.id, for: shelf.ada.id, wish)
        _ = try await shelf.database.trash(deleted.id, for: shelf.ada.id, now: .now)
        #expect(try await list(shelf).conversations.isEmpty)
        #expect(try await list(shelf, archived: true).conversations.map(\.id) == [archived.id])
        #expect(try await list(shelf, of: bob).conversations.map(\.id) == [bobs.id])
    }

    @Test func onlyWhatIsWishedChanges() async throws {
        let shelf = try await Shelf()
        let old = try await shelf.conversation(title: "Old")
        var wish = ConversationChange()
        wish.systemPrompt = .some("Be brief.")
        wish.isPinned = true
        let changed = try await shelf.database.change(old.id, for: shelf.ada.id, wish)
        #expect(changed.title == "Old")
        #expect(changed.systemPrompt == "Be brief.")
        #expect(changed.isPinned && !changed.isArchived)
        #expect(changed.revision == old.revision + 1)
        var removal = ConversationChange()
        removal.systemPrompt = .some(nil)
        #expect(try await shelf.database.change(old.id, for: shelf.ada.id, removal).systemPrompt == nil)
        let bob = try await shelf.add("Bob")
        let stranger = wish
        #expect(await code { try await shelf.database.change(old.id, for: bob.id, stranger) } == .notFound)
    }

    @Test func aModelsTitleNeverReplacesAPersons() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        try await shelf.talk("Q", "A", in: conversation)
        try await shelf.database.suggestTitle("By model", for: conversation.id)
        var now = try await shelf.database.conversation(conversation.id, for: shelf.ada.id)
        #expect(now.title == "By model" && now.titleSource == .model)
        try await shelf.database.suggestTitle("By model again", for: conversation.id)
        var wish = ConversationChange()
        wish.title = "By Ada"
        now = try await shelf.database.change(conversation.id, for: shelf.ada.id, wish)
        #expect(now.title == "By Ada" && now.titleSource == .person)
        let revision = now.revision
        try await shelf.database.suggestTitle("By model", for: conversation.id)
        now = try await shelf.database.conversation(conversation.id, for: shelf.ada.id)
        #expect(now.title == "By Ada" && now.revision == revision)
    }

    @Test func theTrashHidesEverything() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let talk = try await shelf.talk("Q", "A", in: conversation)
        let trashed = try await shelf.database.trash(conversation.id, for: shelf.ada.id, now: .now)
        #expect(trashed.deletedAt != nil)
        #expect(trashed.revision > talk.answer.revision)
        let (database, ada, id) = (shelf.database, shelf.ada.id, conversation.id)
        #expect(await code { try await database.conversation(id, for: ada) } == .notFound)
        #expect(await code { try await database.transcript(id, for: ada, before: nil, limit: 9) } == .notFound)
        #expect(await code { try await database.message(talk.user.id, in: id, for: ada) } == .notFound)
        #expect(await code { try await database.change(id, for: ada, ConversationChange()) } == .notFound)
        #expect(await code { try await database.trash(id, for: ada, now: .now) } == .notFound)
        #expect(await code { try await database.post(shelf.posting("Hi", in: conversation)) } == .notFound)
    }

    @Test func whatIsBeingWrittenIsNotThrownAway() async throws {
        let shelf = try await Shelf()
        let conversation = try await shelf.conversation()
        let posted = try await shelf.database.post(shelf.posting("Q", in: conversation))
        let trash = { try await shelf.database.trash(conversation.id, for: shelf.ada.id, now: .now) }
        #expect(await code(of: trash) == .generationInProgress)
        try await shelf.finish(posted.assistant, "A", .stopped)
        #expect(await code(of: trash) == nil)
    }
}
