import ParleyCore
import Testing

struct ModelRulesTests {
    private let ada = Person(name: "Ada", role: .admin)
    private let bob = Person(name: "Bob", role: .member)
    private let model = ModelKey(provider: "p", model: "m")
    private let rest = ModelKey(provider: "p", model: ModelRules.rest)

    private func permits(_ rules: [ModelKey: ModelRule], _ person: Person, _ name: String, isListed: Bool = true)
        -> Bool
    {
        ModelRules(rules).permits(ModelKey(provider: "p", model: name), to: person, isListed: isListed)
    }

    @Test func withoutARuleAModelIsForAll() {
        #expect(permits([:], bob, "m") && permits([:], bob, "any", isListed: false))
    }

    @Test(arguments: [
        (ModelRule.Audience.everyone, true, true), (.admins, true, false), (.people, false, true),
        (.nobody, false, false),
    ])
    func aRuleSaysForWhom(allowed: ModelRule.Audience, admin: Bool, member: Bool) {
        let rule = ModelRule(allowed: allowed, people: allowed == .people ? [bob.id] : [])
        #expect(permits([model: rule], ada, "m") == admin && permits([model: rule], bob, "m") == member)
    }

    @Test func anAdminWhoMayNotComeInIsNone() {
        let gone = Person(name: "Gone", role: .admin, isDisabled: true)
        #expect(!permits([model: ModelRule(allowed: .admins)], gone, "m"))
    }

    @Test func theRestIsWhatHasNoRule() {
        let rules = [rest: ModelRule(allowed: .nobody), model: .open]
        #expect(permits(rules, bob, "m") && !permits(rules, bob, "other") && !permits(rules, ada, "x", isListed: false))
        #expect(ModelRules(rules).permits(ModelKey(provider: "q", model: "other"), to: bob, isListed: true))
    }

    /// A provider knows a model by more names than it lists.
    @Test func aHiddenModelHasNoOtherName() {
        let rules = [model: ModelRule(allowed: .admins)]
        for name in ["M", "m ", "m-2026-11-20", "m:latest", "models/m"] {
            #expect(!permits(rules, bob, name, isListed: false))
            #expect(permits(rules, ada, name, isListed: false))
        }
        #expect(permits(rules, bob, "listed"))
        let named = rules.merging([ModelKey(provider: "p", model: "m-small"): .open]) { $1 }
        #expect(permits(named, bob, "m-small", isListed: false))
    }
}
