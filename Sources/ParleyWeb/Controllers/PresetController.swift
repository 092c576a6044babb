import HTTPTypes
import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// What new conversations may begin with.
struct PresetController {
    let means: Means

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let presets = try await means.presets(for: context.person)
        return .json(
            JSONWriter.object { json in
                json.key("presets")
                json.array(presets) { $0.preset($1) }
            })
    }

    @Sendable func create(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(NewPresetBody.self)
        let preset = Preset(
            owner: body.scope == .own ? context.person.id : nil, name: body.name,
            model: try body.model.map(Request.modelName), systemPrompt: body.systemPrompt,
            params: try body.params?.params() ?? CompletionParams())
        return Self.response(try await means.add(preset, by: context.person, context.caller), status: .created)
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(PresetPatchBody.self)
        var change = PresetChange()
        change.name = body.name
        change.model = try body.model.map { model in try model.map(Request.modelName) }
        change.systemPrompt = body.systemPrompt
        change.params = try body.params?.params()
        return Self.response(try await means.change(try context.presetID(), by: context.person, context.caller, change))
    }

    @Sendable func delete(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await means.deletePreset(try context.presetID(), by: context.person, context.caller)
        return .noContent
    }

    private static func response(_ preset: Preset, status: HTTPResponse.Status = .ok) -> Response {
        var json = JSONWriter()
        json.preset(preset)
        return .json(json.bytes, status: status)
    }
}

extension SignedInContext {
    fileprivate func presetID() throws -> Preset.ID {
        guard let id = Preset.ID(try parameters.require("preset")) else { throw ParleyError.notFound }
        return id
    }
}
