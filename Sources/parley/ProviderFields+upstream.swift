import ParleyTeam
import ParleyUpstream

/// The use cases' words for a provider, and the upstream's.
extension Provider {
    /// With its secrets, where they were written down.
    var fields: ProviderFields {
        var secrets = ProviderFields.Secrets(headers: headers)
        if case .value(let key) = key { secrets.key = key }
        return ProviderFields(name: name, baseURL: baseURL, plain: plain, secrets: secrets)
    }

    /// Without what is secret, wherever its key comes from.
    var shown: ProviderFields {
        var fields = fields
        fields.secrets = ProviderFields.Secrets()
        fields.plain.hasKey = key != .none
        return fields
    }

    private var plain: ProviderFields.Plain {
        var plain = ProviderFields.Plain(
            connectTimeout: timeouts.connectSeconds, firstByteTimeout: timeouts.firstByteSeconds,
            idleTimeout: timeouts.idleSeconds, totalTimeout: timeouts.totalSeconds, maximumRetries: maximumRetries,
            api: api.rawValue)
        plain.models = models
        plain.contextWindow = contextWindow
        return plain
    }
}

extension UsableProvider {
    var provider: Provider {
        let plain = fields.plain
        var provider = Provider(
            name: fields.name, baseURL: fields.baseURL, key: key, models: plain.models,
            headers: fields.secrets.headers, contextWindow: plain.contextWindow,
            timeouts: Provider.Timeouts(
                connectSeconds: plain.connectTimeout, firstByteSeconds: plain.firstByteTimeout,
                idleSeconds: plain.idleTimeout, totalSeconds: plain.totalTimeout),
            maximumRetries: plain.maximumRetries)
        provider.api = Provider.API(rawValue: plain.api) ?? .chat
        return provider
    }

    private var key: Provider.KeySource {
        if let trouble { return .unreadable(trouble) }
        return fields.secrets.key.map { .value($0) } ?? .none
    }
}
