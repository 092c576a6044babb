public import ParleyCore

/// Limits as an admin sends them; what is left out is off.
public struct LimitsBody: Decodable, Sendable {
    public var scope: String
    public var limits: UsageLimits

    private enum Keys: String, CodingKey {
        case scope, running
        case messagesPerMinute = "messages_per_minute"
        case tokensPerDay = "tokens_per_day"
        case tokensPerMonth = "tokens_per_month"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        scope = try container.decode(String.self, forKey: .scope)
        limits = UsageLimits(
            running: try container.decodeIfPresent(Int.self, forKey: .running),
            messagesPerMinute: try container.decodeIfPresent(Int.self, forKey: .messagesPerMinute),
            tokensPerDay: try container.decodeIfPresent(Int.self, forKey: .tokensPerDay),
            tokensPerMonth: try container.decodeIfPresent(Int.self, forKey: .tokensPerMonth))
    }
}

/// One thing to change of the models: a rule, the default, or what all of them are told first.
public enum ModelPatchBody: Decodable, Sendable {
    case rule(ModelRule?, ModelKey)
    case usual(String?)
    case systemPrompt(String?)

    private enum Keys: String, CodingKey {
        case provider, model, allowed, people
        case usual = "default"
        case systemPrompt = "system_prompt"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let given = [Keys.provider, .usual, .systemPrompt].filter { container.contains($0) }
        guard given.count == 1 else {
            throw ParleyError(
                .invalid, "One of these is changed at a time: provider, model and allowed; default; system_prompt.")
        }
        switch given[0] {
        case .usual: self = .usual(try container.decode(String?.self, forKey: .usual))
        case .systemPrompt: self = .systemPrompt(try container.decode(String?.self, forKey: .systemPrompt))
        default: self = try Self.rule(in: container)
        }
    }

    private static func rule(in container: KeyedDecodingContainer<Keys>) throws -> ModelPatchBody {
        let key = ModelKey(
            provider: try container.decode(String.self, forKey: .provider),
            model: try container.decode(String.self, forKey: .model))
        guard let word = try container.decode(String?.self, forKey: .allowed) else { return .rule(nil, key) }
        guard let allowed = ModelRule.Audience(rawValue: word) else {
            throw ParleyError(.invalid, "allowed must be everyone, admins, people or nobody.")
        }
        let people = try container.decodeIfPresent([String].self, forKey: .people) ?? []
        guard people.count <= ModelRule.maximumPeople else {
            throw ParleyError(.invalid, "people has at most \(ModelRule.maximumPeople.grouped) ids.")
        }
        guard (allowed == .people) == !people.isEmpty else {
            throw ParleyError(.invalid, "people goes with allowed people, and has at least one id.")
        }
        let ids = try Set(people).sorted().map { text in
            guard let id = Person.ID(text) else { throw ParleyError(.invalid, "people must be ids of people.") }
            return id
        }
        return .rule(ModelRule(allowed: allowed, people: ids), key)
    }
}

public struct NewPresetBody: Decodable, Sendable {
    public var name: String
    public var model: String?
    public var systemPrompt: String?
    public var params: ParamsBody?
    public var scope: PresetScope

    private enum CodingKeys: String, CodingKey {
        case name, model, params, scope
        case systemPrompt = "system_prompt"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        systemPrompt = try container.decodeIfPresent(String.self, forKey: .systemPrompt)
        params = try container.decodeIfPresent(ParamsBody.self, forKey: .params)
        guard let scope = PresetScope(rawValue: try container.decode(String.self, forKey: .scope)) else {
            throw ParleyError(.invalid, "scope must be team or own.")
        }
        self.scope = scope
    }
}

/// Whose a preset is.
public enum PresetScope: String, Sendable {
    case team, own
}

/// A change of a preset; for model and system prompt, null differs from being left out.
public struct PresetPatchBody: Decodable, Sendable {
    public var name: String?
    public var model: String??
    public var systemPrompt: String??
    public var params: ParamsBody?

    private enum Keys: String, CodingKey {
        case name, model, params
        case systemPrompt = "system_prompt"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        params = try container.decodeIfPresent(ParamsBody.self, forKey: .params)
        if container.contains(.model) { model = .some(try container.decode(String?.self, forKey: .model)) }
        if container.contains(.systemPrompt) {
            systemPrompt = .some(try container.decode(String?.self, forKey: .systemPrompt))
        }
    }
}
