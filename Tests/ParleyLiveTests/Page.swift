import Foundation
import ParleyCore
import ParleyMarkdown

/// A conversation as a page knows it from events alone; it complains about every event that does not fit.
struct Page: Sendable {
    struct Shown: Sendable {
        var message: Told
        /// UTF-16 units, as JavaScript keeps them.
        var content: [UInt16]
        var reasoning: [UInt16]
        var blocks: [Node]
        /// The UTF-16 length of the text that the blocks were made of.
        var paintedLength: Int
        var revision: Int
        /// Shown from an earlier stream; the new one must tell the message again before it goes on.
        var isStale = false
    }

    private(set) var shown: [String: Shown] = [:]
    private(set) var conversation: ToldConversation?
    private(set) var revision = 0
    private(set) var isDeleted = false
    private(set) var hints: [ToldConversation] = []
    private(set) var people: [String] = []
    private(set) var typing: [String] = []
    private(set) var notes: [ToldNote] = []
    private(set) var queue: [String] = []
    private(set) var progress: [String] = []
    private(set) var events: [String] = []
    private(set) var deltas = 0
    private(set) var problems: [String] = []
    /// Blocks of a text shorter than one that was shown before.
    private(set) var stepsBack: [String] = []

    /// The answer that is being written.
    var running: Shown? { shown.values.first { $0.message.status == "streaming" } }

    var isWriting: Bool { running != nil }

    subscript(id: Message.ID) -> Shown? { shown[id.string] }

    /// Unit for unit: equal texts may differ in how they are written.
    func shows(_ text: String, thinking thought: String = "", of id: Message.ID) -> Bool {
        guard let shown = self[id] else { return false }
        return shown.content.elementsEqual(text.utf16) && shown.reasoning.elementsEqual(thought.utf16)
    }

    func isEnded(_ id: Message.ID) -> Bool {
        self[id].map { $0.message.status != "streaming" } ?? false
    }

    /// A new stream begins; what was being written may have gone on, or ended, in the meantime.
    mutating func reconnect() {
        for id in shown.keys where shown[id]?.message.status == "streaming" { shown[id]?.isStale = true }
    }

    mutating func apply(_ event: Event) {
        events.append(event.name)
        if let id = event.id { revision = max(revision, id) }
        switch event.name {
        case "snapshot": event.decoded(as: ToldSnapshot.self).map { apply($0) } ?? complain("unreadable \(event)")
        case "message": event.decoded(as: Told.self).map { apply($0, id: event.id) } ?? complain("unreadable \(event)")
        case "conversation": applyConversation(event)
        case "delta": event.decoded(as: ToldDelta.self).map { apply($0) } ?? complain("unreadable \(event)")
        case "blocks": event.decoded(as: ToldBlocks.self).map { apply($0) } ?? complain("unreadable \(event)")
        case "people": apply(event.decoded(as: ToldPeople.self)?.people ?? [])
        case "note": apply(event.decoded(as: ToldNote.self), id: event.id)
        case "queue": queue = event.decoded(as: ToldQueue.self)?.queue.map(\.content) ?? ["?"]
        case "progress": progress.append(event.decoded(as: ToldProgress.self)?.state ?? "?")
        default: complain("unknown event \(event.name)")
        }
    }

    private mutating func apply(_ people: [ToldPerson]) {
        self.people = people.map(\.name)
        typing = people.filter { $0.typing == true }.map(\.name)
    }

    private mutating func apply(_ note: ToldNote?, id: Int?) {
        guard let note, id == nil || note.revision == id else { return complain("an unreadable note") }
        if notes.contains(where: { $0.id == note.id }) { complain("a note was told twice") }
        notes.append(note)
    }

    private mutating func complain(_ words: String) {
        problems.append(words)
    }

    private mutating func apply(_ snapshot: ToldSnapshot) {
        shown = [:]
        conversation = snapshot.conversation
        apply(snapshot.people)
        notes = snapshot.notes
        queue = snapshot.queue.map(\.content)
        for message in snapshot.messages { shown[message.id] = Shown(message, revision: snapshot.revision) }
    }

    private mutating func apply(_ message: Told, id: Int?) {
        guard let id else { return complain("a message without a revision") }
        if let old = shown[message.id] { check(message, id: id, after: old) }
        if let parent = message.parentId, shown[parent] == nil { complain("an orphan: \(message.id)") }
        shown[message.id] = Shown(message, revision: id)
    }

    private mutating func check(_ message: Told, id: Int, after old: Shown) {
        let content = Array(message.content.utf16)
        if old.message.status == "streaming" {
            let isWhole = old.isStale || old.content == content && old.reasoning == Array(message.reasoning.utf16)
            // Blocks come at a pace, so their text comes with the last message; it never gets less.
            if message.blocks == nil, message.status != "streaming", !isWhole {
                complain("deltas make \(old.content.count) units, the message \(content.count)")
            }
            if content.count < old.content.count { complain("a text that shrank") }
        } else if message.status == "streaming" {
            complain("\(message.id) is running again")
        } else if old.revision >= id {
            complain("\(message.id) was told twice")
        }
    }

    private mutating func applyConversation(_ event: Event) {
        guard let told = event.decoded(as: ToldConversation.self) else { return complain("unreadable \(event)") }
        if event.id == nil, told.deletedAt == nil { return hints.append(told) }
        if told.deletedAt != nil { isDeleted = true }
        if told.title != nil { conversation = told }
    }

    private mutating func apply(_ delta: ToldDelta) {
        guard !isDeleted else { return complain("a delta after the end of the conversation") }
        guard let old = shown[delta.messageId] else { return complain("a delta before its message") }
        guard old.message.status == "streaming" else { return complain("a delta after its message's end") }
        guard !old.isStale else { return complain("a delta before its message, in a new stream") }
        deltas += 1
        let known = delta.content == nil ? old.reasoning.count : old.content.count
        if delta.offset != known { complain("a delta at \(delta.offset) where \(known) units are known") }
        shown[delta.messageId]?.content += Array((delta.content ?? "").utf16)
        shown[delta.messageId]?.reasoning += Array((delta.reasoning ?? "").utf16)
    }

    private mutating func apply(_ change: ToldBlocks) {
        guard let old = shown[change.messageId] else { return complain("blocks before their message") }
        guard old.message.status == "streaming" else { return complain("blocks after their message's end") }
        guard !old.isStale else { return complain("blocks before their message, in a new stream") }
        if change.from > old.blocks.count { complain("blocks from \(change.from) where \(old.blocks.count) are known") }
        if change.length < old.paintedLength { stepsBack.append("\(old.paintedLength) to \(change.length) units") }
        shown[change.messageId]?.blocks.replaceSubrange(min(change.from, old.blocks.count)..., with: change.blocks)
        shown[change.messageId]?.paintedLength = change.length
    }
}

extension Page.Shown {
    init(_ message: Told, revision: Int) {
        self.message = message
        self.revision = revision
        content = Array(message.content.utf16)
        reasoning = Array(message.reasoning.utf16)
        blocks = message.blocks ?? []
        paintedLength = content.count
    }

    var text: String { String(decoding: content, as: UTF16.self) }
    var thought: String { String(decoding: reasoning, as: UTF16.self) }
}
