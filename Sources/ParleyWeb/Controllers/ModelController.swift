import Hummingbird
import ParleyLive
import ParleyWire

struct ModelController {
    let catalog: ModelCatalog

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let models = catalog.models
        return .json(
            JSONWriter.object { json in
                json.key("models")
                json.array(models) { json, model in
                    json.object { json in
                        json.field("id", model.id)
                        json.field("provider", model.provider)
                        json.field("context_window", model.contextWindow)
                        json.field("source", model.source.rawValue)
                    }
                }
                json.field("demo", catalog.isDemo)
            })
    }
}
