import ParleyCore

/// Values of the person who looks at a page, for every page that has them.
enum PersonView {
    static func values(of person: Person) -> [String: Any] {
        [
            "id": person.id.string, "name": person.name, "role": person.role.rawValue,
            "initials": TranscriptView.initials(of: person.name), "isAdmin": person.isAdmin,
        ]
    }
}
