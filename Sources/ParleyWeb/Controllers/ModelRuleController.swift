import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam
import ParleyWire

/// Who may use which model, for admins.
struct ModelRuleController {
    let means: Means

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .json(Self.json(try await means.models()))
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let sheet =
            switch try await request.json(ModelPatchBody.self) {
            case .rule(let rule, let key):
                try await means.setRule(rule, for: try Self.checked(key), by: context.caller)
            case .usual(let id): try await means.setDefaultModel(id, by: context.caller)
            case .systemPrompt(let text): try await means.setSystemPrompt(text, by: context.caller)
            }
        return .json(Self.json(sheet))
    }

    private static func checked(_ key: ModelKey) throws(ParleyError) -> ModelKey {
        ModelKey(provider: try Request.modelName(key.provider), model: try Request.modelName(key.model))
    }

    private static func json(_ sheet: ModelSheet) -> [UInt8] {
        JSONWriter.object { json in
            json.key("models")
            json.array(sheet.models) { $0.ruled($1) }
            json.field("default", sheet.usual)
            json.field("system_prompt", sheet.systemPrompt)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func ruled(_ model: RuledModel) {
        object { json in
            json.field("id", model.id)
            json.field("provider", model.key.provider)
            json.field("model", model.key.model)
            json.field("context_window", model.offered?.contextWindow)
            json.field("source", model.offered?.source.rawValue)
            json.field("allowed", model.allowed.rawValue)
            json.key("people")
            json.array(model.people) { $0.person($1) }
        }
    }
}
