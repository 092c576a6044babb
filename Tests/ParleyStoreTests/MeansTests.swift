import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

/// Limits, rules for models, settings and presets.
@Suite(.serialized) struct MeansTests {
    private func caller(_ person: Person) -> Caller { Caller(person: person.asName, address: "10.0.0.1") }

    private func notes(_ shelf: Shelf) async throws -> [AuditNote] {
        try await shelf.database.auditEntries(AuditQuery()).map(\.note).filter { $0.kind != .personAdded }.reversed()
    }

    @Test func limitsAreKeptAndTakenAway() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let limits = UsageLimits(running: 1, tokensPerMonth: 5)
        for scope in [LimitScope.server, .everyone, .person(bob.id)] {
            try await shelf.database.setLimits(limits, for: scope, by: caller(shelf.ada))
        }
        var book = try await shelf.database.limits()
        #expect(book.server == limits && book.everyone == limits && book.people == [bob.id: limits])
        try await shelf.database.setLimits(.none, for: .person(bob.id), by: caller(shelf.ada))
        try await shelf.database.setLimits(UsageLimits(running: 2), for: .everyone, by: caller(shelf.ada))
        book = try await shelf.database.limits()
        #expect(book.people.isEmpty && book.everyone == UsageLimits(running: 2))
        let notes = try await notes(shelf)
        #expect(notes.map(\.kind) == Array(repeating: .limitChanged, count: 5))
        #expect(notes[0].detail["scope"] == "server" && notes[0].detail["tokens_per_month"] == "5")
        #expect(notes[2].person == bob.asName && notes[2].detail["messages_per_minute"] == "off")
        #expect(notes[2].actor == shelf.ada.asName && notes[2].address == "10.0.0.1")
    }

    @Test func nobodyHasNoLimits() async throws {
        let shelf = try await Shelf()
        let call = { try await shelf.database.setLimits(.none, for: .person(Person.ID()), by: caller(shelf.ada)) }
        #expect(await code(of: call) == .unprocessable)
        #expect(try await notes(shelf).isEmpty, "what did not happen is not written down")
    }

    @Test func rulesAreKeptAndTakenAway() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let (model, rest) = (ModelKey(provider: "p", model: "m"), ModelKey(provider: "p", model: ModelRules.rest))
        let some = ModelRule(allowed: .people, people: [bob.id])
        try await shelf.database.setModelRule(some, for: model, by: caller(shelf.ada))
        try await shelf.database.setModelRule(ModelRule(allowed: .nobody), for: rest, by: caller(shelf.ada))
        #expect(try await shelf.database.modelRules().rules == [model: some, rest: ModelRule(allowed: .nobody)])
        try await shelf.database.setModelRule(nil, for: model, by: caller(shelf.ada))
        #expect(try await shelf.database.modelRules().rules.keys.map(\.model) == ["*"])
        #expect(try await notes(shelf).map { $0.detail["allowed"] } == ["people", "nobody", "none"])
        let stranger = ModelRule(allowed: .people, people: [Person.ID()])
        let call = { try await shelf.database.setModelRule(stranger, for: model, by: caller(shelf.ada)) }
        #expect(await code(of: call) == .unprocessable)
    }

    @Test func aSettingIsKeptWithItsNote() async throws {
        let shelf = try await Shelf()
        let note = AuditNote(.settingsChanged, by: caller(shelf.ada), detail: ["setting": "x"])
        try await shelf.database.setSetting("x", to: "1", note: note)
        try await shelf.database.setSetting("x", to: "2\u{0}", note: note)
        #expect(try await shelf.database.settings() == ["x": "2\u{FFFD}"])
        try await shelf.database.setSetting("x", to: nil, note: note)
        #expect(try await shelf.database.settings() == [:])
        #expect(try await notes(shelf).count == 3)
        #expect(try await shelf.database.auditFinding() == nil)
    }

    // MARK: Presets

    private func add(_ shelf: Shelf, _ name: String, of person: Person?) async throws -> Preset {
        let params = try CompletionParams(["temperature": .number(0.5)])
        let preset = Preset(owner: person?.id, name: name, model: "m", systemPrompt: "Be brief.", params: params)
        return try await shelf.database.add(preset, by: caller(person ?? shelf.ada))
    }

    @Test func theTeamsPresetsAndOnesOwnAreListed() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        for (name, person) in [("b", shelf.ada), ("A", shelf.ada), ("z", bob), ("team", nil)] as [(String, Person?)] {
            _ = try await add(shelf, name, of: person)
        }
        let mine = try await shelf.database.presets(for: shelf.ada.id)
        #expect(mine.map(\.name) == ["team", "A", "b"])
        #expect(mine[0].owner == nil && mine[1].owner == shelf.ada.id)
        #expect(mine[0].params.values[.temperature] == .number(0.5) && mine[0].systemPrompt == "Be brief.")
        #expect(try await shelf.database.presets(for: bob.id).map(\.name) == ["team", "z"])
        #expect(try await notes(shelf).map { $0.detail["preset"] } == ["team"], "one's own is nobody else's business")
    }

    @Test func onlyItsOwnerChangesAPreset() async throws {
        let shelf = try await Shelf()
        let bob = try await shelf.add("Bob")
        let (own, team) = (try await add(shelf, "own", of: bob), try await add(shelf, "team", of: nil))
        var change = PresetChange()
        (change.name, change.model) = ("new", .some(nil))
        for (person, preset, expected) in [
            (shelf.ada, own, .notFound), (bob, team, .forbidden), (bob, own, nil), (shelf.ada, team, nil),
        ] as [(Person, Preset, ParleyError.Code?)] {
            let database = shelf.database
            let changing = await code { try await database.change(preset.id, for: person, change, by: caller(person)) }
            #expect(changing == expected)
        }
        let changed = try await shelf.database.presets(for: bob.id)
        #expect(changed.map(\.name) == ["new", "new"] && changed.allSatisfy { $0.model == nil })
        #expect(changed.allSatisfy { $0.systemPrompt == "Be brief." })
        for (person, preset, expected) in [
            (shelf.ada, own, .notFound), (bob, team, .forbidden), (bob, own, nil), (bob, own, .notFound),
        ] as [(Person, Preset, ParleyError.Code?)] {
            let database = shelf.database
            #expect(
                await code { try await database.deletePreset(preset.id, for: person, by: caller(person)) } == expected)
        }
    }

    @Test func presetsHaveAnEnd() async throws {
        let shelf = try await Shelf()
        for index in 0..<Preset.maximumCount { _ = try await add(shelf, "\(index)", of: shelf.ada) }
        #expect(await code { try await add(shelf, "one more", of: shelf.ada) } == .conflict)
        #expect(await code { try await add(shelf, "the team's", of: nil) } == nil)
    }
}
