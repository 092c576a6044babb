public import ParleyCore
public import ParleyLive
import ParleyStore

extension Means {
    /// The team's and one's own. Of the team's those whose model one may not use are left out, but for an admin, who
    /// looks after them.
    public func presets(for person: Person) async throws -> [Preset] {
        try await database.presets(for: person.id).filter { preset in
            guard preset.owner == nil, !person.isAdmin, let model = preset.model else { return true }
            return (try? catalog.choose(model: model, boundTo: nil, for: person)) != nil || !catalog.hasProvider
        }
    }

    public func add(_ preset: Preset, by person: Person, _ caller: Caller) async throws -> Preset {
        guard preset.owner != nil || person.isAdmin else {
            throw ParleyError(.forbidden, "Only an admin may add presets for the team.")
        }
        var preset = preset
        preset.name = try Person.name(from: preset.name)
        try Self.requirePrompt(preset.systemPrompt)
        return try await database.add(preset, by: caller)
    }

    public func change(
        _ id: Preset.ID, by person: Person, _ caller: Caller, _ change: PresetChange
    ) async throws -> Preset {
        var change = change
        change.name = try change.name.map { name throws(ParleyError) in try Person.name(from: name) }
        try Self.requirePrompt(change.systemPrompt ?? nil)
        return try await database.change(id, for: person, change, by: caller)
    }

    public func deletePreset(_ id: Preset.ID, by person: Person, _ caller: Caller) async throws {
        try await database.deletePreset(id, for: person, by: caller)
    }

    private static func requirePrompt(_ text: String?) throws(ParleyError) {
        guard (text?.utf8.count ?? 0) <= Conversations.maximumSystemPromptBytes else {
            throw ParleyError(
                .tooLarge, "A system prompt has at most \(Conversations.maximumSystemPromptBytes >> 10) KiB.")
        }
    }
}
