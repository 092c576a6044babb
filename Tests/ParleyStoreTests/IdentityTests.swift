import Foundation
import ParleyCore
import Testing

@testable import ParleyStore

/// People whom others vouch for.
struct IdentityTests {
    private func arrival(
        _ subject: String = "s-1", issuer: String = "https://id", name: String = "Grace",
        _ verdict: RoleRule.Verdict = .atFirst(.member), lacksGroups: Bool = false,
        createsPeople: Bool = true
    ) -> Arrival {
        Arrival(
            issuer: issuer, subject: subject, name: name, verdict: verdict, lacksGroups: lacksGroups,
            createsPeople: createsPeople, signedInBy: .sso, address: "10.0.0.1")
    }

    private func session(_ byte: UInt8) -> NewSession {
        NewSession(hash: Data(repeating: byte, count: 32), agent: "b", address: "10.0.0.1", signedInBy: .sso)
    }

    private func kinds(_ shelf: Shelf) async throws -> [AuditNote.Kind] {
        // Ada is there from the start.
        try await shelf.database.auditEntries(AuditQuery(limit: 100)).map(\.note.kind).reversed().dropFirst().map { $0 }
    }

    private func welcomed(_ arrived: Arrived) throws -> (Person, Bool) {
        guard case .welcome(let person, let hasNewRole) = arrived else {
            throw ParleyError(.internalError, "\(arrived)")
        }
        return (person, hasNewRole)
    }

    @Test func thePersonIsTheOneOfIssuerAndSubject() async throws {
        let shelf = try await Shelf()
        let (first, _) = try welcomed(try await shelf.database.arrive(arrival(), session(1), now: .now))
        let (again, _) = try welcomed(try await shelf.database.arrive(arrival(name: "Other"), session(2), now: .now))
        #expect(first.id == again.id && again.name == "Grace")
        for other in [arrival("s-2"), arrival("S-1"), arrival(issuer: "https://id/"), arrival("s-1 ")] {
            let (person, _) = try welcomed(try await shelf.database.arrive(other, nil, now: .now))
            #expect(person.id != first.id && person.name.hasPrefix("Grace "))
        }
        #expect(try await kinds(shelf).prefix(3) == [.personAdded, .login, .login])
        #expect(try await shelf.database.auditFinding() == nil)
    }

    @Test func aTakenNameIsNobodysProof() async throws {
        let shelf = try await Shelf()
        let (person, _) = try welcomed(try await shelf.database.arrive(arrival(name: "ADA"), session(1), now: .now))
        #expect(person.id != shelf.ada.id && person.name == "ADA 2" && person.role == .member)
        let long = String(repeating: "n", count: 64)
        for end in ["nn", " 2", " 3"] {
            let (one, _) = try welcomed(try await shelf.database.arrive(arrival(end, name: long), nil, now: .now))
            #expect(one.name.hasSuffix(end) && one.name.count == 64)
        }
    }

    @Test func groupsChangeARoleAndEndOtherSessions() async throws {
        let shelf = try await Shelf()
        let admin = arrival("s", .always(.admin))
        let (grace, _) = try welcomed(try await shelf.database.arrive(admin, session(1), now: .now))
        #expect(grace.role == .admin)
        let down = arrival("s", .always(.reviewer))
        let (same, hasNewRole) = try welcomed(try await shelf.database.arrive(down, session(2), now: .now))
        #expect(same.id == grace.id && same.role == .reviewer && hasNewRole)
        #expect(try await shelf.database.peek("SELECT count(*) FROM session") == ["1"])
        let (_, isAgain) = try welcomed(try await shelf.database.arrive(down, session(3), now: .now))
        #expect(!isAgain)
        #expect(try await shelf.database.peek("SELECT count(*) FROM session") == ["2"])
        #expect(try await kinds(shelf) == [.personAdded, .login, .roleChanged, .login, .login])
    }

    @Test func groupsThatNobodyToldTakeNothing() async throws {
        let shelf = try await Shelf()
        let database = shelf.database
        _ = try await database.arrive(arrival("s", .always(.admin)), session(1), now: .now)
        let untold = arrival("s", .always(.member), lacksGroups: true)
        let (person, hasNewRole) = try welcomed(try await database.arrive(untold, session(2), now: .now))
        #expect(person.role == .admin && !hasNewRole)
        #expect(try await database.peek("SELECT count(*) FROM session") == ["2"])
        let (lower, _) = try welcomed(try await database.arrive(arrival("s", .always(.reviewer)), nil, now: .now))
        #expect(lower.role == .reviewer)
        let (usual, _) = try welcomed(try await database.arrive(untold, nil, now: .now))
        #expect(usual.role == .member, "what is usual may still be given")
        let (new, _) = try welcomed(
            try await database.arrive(arrival("t", .always(.reviewer), lacksGroups: true), nil, now: .now))
        #expect(new.role == .reviewer)
        let none = try await database.arrive(arrival("s", .nobody, lacksGroups: true), nil, now: .now)
        guard case .nobody = none else {
            Issue.record("who must be in a group and is told in none does not come in")
            return
        }
    }

    @Test func anAdminWhomOthersVouchForIsFound() async throws {
        let shelf = try await Shelf()
        let database = shelf.database
        _ = try await database.arrive(arrival("m", .always(.member)), nil, now: .now)
        #expect(try await !database.hasAdmin(vouchedForBy: ["https://id"]), "ada has a password alone")
        let (grace, _) = try welcomed(try await database.arrive(arrival("s", .always(.admin)), nil, now: .now))
        #expect(try await database.hasAdmin(vouchedForBy: ["proxy", "https://id"]))
        #expect(try await !database.hasAdmin(vouchedForBy: ["https://former"]))
        #expect(try await !database.hasAdmin(vouchedForBy: []))
        try await database.disable(grace.id)
        #expect(try await !database.hasAdmin(vouchedForBy: ["https://id"]))
    }

    @Test func withoutGroupsAnAdminsWordStays() async throws {
        let shelf = try await Shelf()
        _ = try await shelf.database.arrive(arrival("s", .always(.reviewer)), nil, now: .now)
        let (person, hasNewRole) = try welcomed(
            try await shelf.database.arrive(arrival("s", .atFirst(.member)), nil, now: .now))
        #expect(person.role == .reviewer && !hasNewRole)
    }

    @Test func theLastAdminStaysOneAndThatIsNotedOnce() async throws {
        let shelf = try await Shelf()
        _ = try await shelf.database.arrive(arrival("s", .always(.admin)), nil, now: .now)
        try await shelf.database.disable(shelf.ada.id)
        for _ in 0..<3 {
            let (person, hasNewRole) = try welcomed(
                try await shelf.database.arrive(arrival("s", .always(.member)), nil, now: .now))
            #expect(person.role == .admin && !hasNewRole)
        }
        let notes = try await shelf.database.auditEntries(AuditQuery(kind: .roleChanged))
        #expect(notes.map { $0.note.detail["kept"] } == ["admin"])
    }

    @Test func whoIsInNoGroupIsSignedOut() async throws {
        let shelf = try await Shelf()
        guard case .nobody(nil) = try await shelf.database.arrive(arrival("s", .nobody), session(1), now: .now) else {
            Issue.record("a stranger without a group came in")
            return
        }
        let (grace, _) = try welcomed(try await shelf.database.arrive(arrival("s"), session(2), now: .now))
        guard case .nobody(let known) = try await shelf.database.arrive(arrival("s", .nobody), session(3), now: .now),
            known?.id == grace.id
        else {
            Issue.record("a person without a group came in")
            return
        }
        #expect(try await shelf.database.peek("SELECT count(*) FROM session") == ["0"])
    }

    @Test func nobodyIsMadeWhereNobodyIsToBe() async throws {
        let shelf = try await Shelf()
        let unknown = arrival("s", createsPeople: false)
        guard case .unknown = try await shelf.database.arrive(unknown, session(1), now: .now) else {
            Issue.record("a stranger was made a person")
            return
        }
        _ = try await shelf.database.arrive(arrival("s"), nil, now: .now)
        _ = try welcomed(try await shelf.database.arrive(unknown, session(1), now: .now))
        #expect(try await shelf.database.peek("SELECT count(*) FROM person") == ["2"])
    }

    @Test func whoIsShutOutStaysOut() async throws {
        let shelf = try await Shelf()
        let (grace, _) = try welcomed(try await shelf.database.arrive(arrival("s"), session(1), now: .now))
        try await shelf.database.disable(grace.id)
        guard case .disabled = try await shelf.database.arrive(arrival("s", .always(.admin)), session(2), now: .now)
        else {
            Issue.record("a disabled person came in")
            return
        }
        #expect(try await shelf.database.peek("SELECT count(*) FROM session") == ["0"])
    }

    @Test func aHundredFirstRequestsMakeOnePerson() async throws {
        let shelf = try await Shelf()
        let arrival = arrival("s")
        await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { _ = try? await shelf.database.arrive(arrival, nil, now: .now) } }
        }
        #expect(try await shelf.database.peek("SELECT count(*) FROM person") == ["2"])
    }
}
