import ParleyCore
import ParleyTestSupport
import ParleyUpstream
import Testing

/// Servers on somebody's own machine are asked for their windows in their own way.
struct LocalWindowTests {
    private func server(_ answers: String...) throws -> FaultServer {
        try FaultServer { number in
            number < answers.count ? [.readRequest, .send(answers[number]), .finish] : [.readRequest, .finish]
        }
    }

    private func paths(_ server: FaultServer) -> [String] {
        server.connections.map { $0.request?.split(separator: " ").prefix(2).joined(separator: " ") ?? "" }
    }

    @Test func ollamaIsAskedWhatItRunsAndWhatItsModelsSet() async throws {
        let list =
            #"{"data":[{"id":"a","owned_by":"library"},{"id":"b","owned_by":"library"},"#
            + #"{"id":"c","owned_by":"library"}]}"#
        let running = answer("200 OK", #"{"models":[{"name":"a","context_length":16384}]}"#)
        let shown = answer("200 OK", #"{"parameters":"num_ctx 8000"}"#)
        let silent = answer("404 Not Found", "{}")
        let server = try server(answer("200 OK", list), running, shown, silent, answer("200 OK", list), running)
        let client = client(server.url)
        for _ in 0..<2 {
            let models = try await client.listModels(of: "test")
            #expect(models.map(\.id) == ["a", "b", "c"])
            #expect(models.map(\.contextWindow) == [16_384, 8_000, 4_096])
        }
        // What a model's file sets is asked once.
        #expect(
            paths(server) == [
                "GET /v1/models", "GET /api/ps", "POST /api/show", "POST /api/show", "GET /v1/models", "GET /api/ps",
            ])
    }

    @Test func llamaCppIsAskedForItsSlots() async throws {
        let list = #"{"data":[{"id":"m","owned_by":"llamacpp","meta":{"n_ctx_train":131072}}]}"#
        let props = #"{"default_generation_settings":{"n_ctx":2048}}"#
        let server = try server(answer("200 OK", list), answer("200 OK", props))
        #expect(try await client(server.url).listModels(of: "test").map(\.contextWindow) == [2_048])
        #expect(paths(server) == ["GET /v1/models", "GET /props"])
    }

    @Test func nobodyElseIsAsked() async throws {
        let server = try server(answer("200 OK", #"{"data":[{"id":"m","owned_by":"openai"}]}"#))
        #expect(try await client(server.url).listModels(of: "test").map(\.contextWindow) == [nil])
        #expect(paths(server) == ["GET /v1/models"])
    }
}
