import ParleyCore
import Testing

struct PersonTests {
    @Test(arguments: [
        ("Ada", "Ada"), (" Ada Lovelace\n", "Ada Lovelace"), ("Zoe\u{308}", "Zoë"), ("山田", "山田"), ("👩‍💻", "👩‍💻"),
        (String(repeating: "n", count: 64), String(repeating: "n", count: 64)),
    ])
    func aNameIsKeptTidied(text: String, name: String) throws {
        #expect(try Person.name(from: text) == name)
    }

    @Test(arguments: [
        "", "  \n", "a\nb", "a\u{0}b", "a\u{202E}b", "a\u{200B}b", "a\u{2028}b", "\u{FEFF}a",
        String(repeating: "n", count: 65),
    ])
    func aNameThatCannotBeSeenIsRefused(text: String) {
        #expect(throws: ParleyError(.invalid, "A name has 1 to 64 visible characters.")) { try Person.name(from: text) }
    }

    /// The database counts code points.
    @Test func aNameThatIsTakenFitsItsColumn() {
        let name = try? Person.name(from: String(repeating: "👩‍👩‍👧‍👦", count: 40))
        #expect((name?.unicodeScalars.count ?? 0) <= 64)
    }

    @Test func whoIsDisabledIsNoAdmin() {
        #expect(Person(name: "Ada", role: .admin).isAdmin)
        #expect(!Person(name: "Ada", role: .admin, isDisabled: true).isAdmin)
        #expect(!Person(name: "Ada", role: .member).isAdmin)
    }

    @Test func onlyTheOwnerMayDoAnything() {
        #expect(Deed.allCases.allSatisfy(Access.owner.permits))
        #expect(!Deed.allCases.contains(where: Access.none.permits))
    }
}
