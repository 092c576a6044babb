import Foundation
import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

struct ModelController {
    let catalog: ModelCatalog

    /// In OpenAI's shape. Nobody knows when a model was made, so all are as old as the protocol's epoch.
    @Sendable func listForPrograms(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let models = catalog.models(for: context.person)
        return .json(
            JSONWriter.object { json in
                json.field("object", "list")
                json.key("data")
                json.array(models) { $0.modelForPrograms($1) }
            })
    }

    /// One of them; names may have slashes.
    @Sendable func showForPrograms(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let path = request.uri.path.dropFirst("/v1/models/".count)
        let id = String(path).removingPercentEncoding ?? String(path)
        guard let model = catalog.models(for: context.person).first(where: { $0.id == id }) else {
            throw ParleyError.notFound
        }
        var json = JSONWriter()
        json.modelForPrograms(model)
        return .json(json.bytes)
    }

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let models = catalog.models(for: context.person)
        let usual = catalog.defaultModel(for: context.person)
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
                json.field("default", usual?.id)
                json.field("demo", catalog.isDemo)
            })
    }
}

extension JSONWriter {
    fileprivate mutating func modelForPrograms(_ model: OfferedModel) {
        object { json in
            json.field("id", model.id)
            json.field("object", "model")
            json.field("created", 0)
            json.field("owned_by", model.provider)
            json.field("context_window", model.contextWindow)
        }
    }
}
