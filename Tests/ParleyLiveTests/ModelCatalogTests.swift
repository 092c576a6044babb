import Foundation
import Logging
import ParleyCore
import ParleyTestSupport
import Testing

@testable import ParleyLive

struct ModelCatalogTests {
    private struct Lists: ModelClient {
        var lists: [String: [ListedModel]]

        func complete(_ request: CompletionRequest) -> ReplyParts { ReplyParts() }
        func count(_ messages: [PromptMessage], model: String, provider: String) async -> Int? { nil }
        func relay(_ request: RelayRequest) -> ReplyParts { ReplyParts() }

        func listModels(of provider: String) async throws(ReplyFailure) -> [ListedModel] {
            guard let list = lists[provider] else { throw ReplyFailure(.unreachable, "It is not there.") }
            return list
        }
    }

    private func catalog(_ profiles: [ProviderProfile]) async -> ModelCatalog {
        let lists = [
            "one": [ListedModel(id: "a", contextWindow: 32_768), ListedModel(id: "b", contextWindow: nil)],
            "two": [ListedModel(id: "b", contextWindow: 1_000), ListedModel(id: "c", contextWindow: nil)],
        ]
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let catalog = ModelCatalog(client: Lists(lists: lists), profiles: profiles, logger: logger)
        await catalog.refresh()
        return catalog
    }

    private let ada = Person(name: "Ada", role: .admin)
    private let both = [ProviderProfile(name: "one"), ProviderProfile(name: "two")]

    @Test func aNameThatTwoShareIsToldWithItsProvider() async {
        let models = await catalog(both).allModels
        #expect(models.map(\.id) == ["a", "b", "two/b", "c"])
        #expect(models.map(\.name) == ["a", "b", "b", "c"])
        #expect(models.map(\.contextWindow) == [32_768, 8_192, 1_000, 8_192])
        #expect(models.map(\.source) == [.provider, .default, .provider, .default])
    }

    @Test func whatTheSettingsSayGoesFirst() async {
        let profile = ProviderProfile(name: "one", models: ["z", "b"], contextWindow: 5_000)
        let models = await catalog([profile]).allModels
        #expect(models.map(\.id) == ["z", "b"])
        #expect(models.allSatisfy { $0.contextWindow == 5_000 && $0.source == .settings })
    }

    @Test(
        arguments: [
            (nil, nil, "one", "a"), ("b", nil, "one", "b"), ("two/b", nil, "two", "b"), ("c", nil, "two", "c"),
            ("unknown", nil, "one", "unknown"), ("unknown", "two", "two", "unknown"), (nil, "two", "two", "b"),
            ("a", "two", "two", "a"),
        ] as [(String?, String?, String, String)])
    func aNameFindsItsProvider(model: String?, bound: String?, provider: String, name: String) async throws {
        let chosen = try await catalog(both).choose(model: model, boundTo: bound, for: ada)
        #expect(chosen.provider == provider && chosen.model == name)
    }

    @Test func aProviderThatIsGoneIsNotReplaced() async {
        let catalog = await catalog(both)
        #expect(await code { try catalog.choose(model: "a", boundTo: "three", for: ada) } == .providerUnavailable)
        await catalog.setProfiles([])
        #expect(await code { try catalog.choose(model: "a", boundTo: nil, for: ada) } == .providerUnavailable)
        #expect(!catalog.hasProvider)
    }

    @Test func aProviderThatDoesNotAnswerHoldsUpNobody() async throws {
        let catalog = await catalog([ProviderProfile(name: "dead"), ProviderProfile(name: "one")])
        #expect(catalog.allModels.map(\.id) == ["a", "b"])
        #expect(await code { try catalog.choose(model: nil, boundTo: nil, for: ada) } == .providerUnavailable)
        #expect(try catalog.choose(model: "x", boundTo: nil, for: ada).provider == "dead")
    }
}
