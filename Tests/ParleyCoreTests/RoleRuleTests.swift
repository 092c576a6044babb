import Testing

@testable import ParleyCore

struct RoleRuleTests {
    private let rule = RoleRule(
        groups: [.admin: ["ops", "root"], .member: ["staff"], .reviewer: ["audit"]], usual: nil)

    @Test func theStrongestGroupDecides() {
        #expect(rule.verdict(for: ["audit", "staff", "root"]) == .always(.admin))
        #expect(rule.verdict(for: ["audit", "staff"]) == .always(.member))
        #expect(rule.verdict(for: ["audit"]) == .always(.reviewer))
    }

    @Test(arguments: [[], ["Ops"], ["ops "], ["op"], ["opsx"], ["ops,root"], [""]])
    func groupsAreComparedLetterForLetter(groups: [String]) {
        #expect(rule.verdict(for: groups) == .nobody)
    }

    @Test func whoIsInNoneGetsTheUsualRole() {
        var rule = rule
        rule.usual = .reviewer
        #expect(rule.verdict(for: ["other"]) == .always(.reviewer))
    }

    @Test func withoutGroupsARoleIsOnlyABeginning() {
        #expect(RoleRule().verdict(for: ["ops"]) == .atFirst(.member))
        #expect(RoleRule(usual: .reviewer).verdict(for: []) == .atFirst(.reviewer))
        #expect(RoleRule(usual: nil).verdict(for: ["ops"]) == .nobody)
        #expect(RoleRule(groups: [.admin: []]).verdict(for: []) == .atFirst(.member))
    }
}

struct NearestNameTests {
    @Test(arguments: [
        ("ada", "ada"), ("  Ada\nLovelace ", "AdaLovelace"), ("a\u{202E}b", "ab"), ("e\u{301}", "\u{E9}"),
        (String(repeating: "x", count: 100), String(repeating: "x", count: 64)),
    ])
    func aNameFromElsewhereBecomesOneOfOurs(text: String, name: String) {
        #expect(Person.nearestName(to: text) == name)
    }

    @Test(arguments: ["", " ", "\n\t", "\u{202E}\u{0}"])
    func sometimesNothingIsLeft(text: String) {
        #expect(Person.nearestName(to: text) == nil)
    }
}
