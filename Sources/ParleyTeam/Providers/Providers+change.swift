import Foundation
import Logging
public import ParleyCore
import ParleyStore

extension Providers {
    public func add(_ draft: ProviderDraft, by caller: Caller) async throws -> ProviderEntry {
        try await vault.turns.take { [self] in
            let fields = try checked(draft)
            try requireFree(fields.name)
            var row = StoredProvider(
                name: fields.name, baseURL: fields.baseURL, settings: fields.plain.stored, sealed: nil,
                isEnabled: try draft.isEnabled() ?? true)
            row.sealed = try vault.seal(fields.secrets, for: row)
            let detail = ["provider": row.name, "change": "added", "base_url": row.baseURL]
            try await database.addProvider(row, note: AuditNote(.providerChanged, by: caller, detail: detail))
            return try await used(row, "added")
        }
    }

    public func change(_ name: String, _ draft: ProviderDraft, by caller: Caller) async throws -> ProviderEntry {
        try await vault.turns.take { [self] in
            let old = try await stored(name)
            var row = old
            let fields = try merged(old, draft, wantsSecrets: draft.touchesSecrets)
            row.baseURL = fields.baseURL
            row.settings = fields.plain.stored
            row.isEnabled = try draft.isEnabled() ?? old.isEnabled
            if draft.touchesSecrets || bench.origin(of: row.baseURL) != bench.origin(of: old.baseURL) {
                row.sealed = try vault.seal(fields.secrets, for: row)
            }
            var detail = ["provider": name, "change": "changed", "fields": draft.names]
            if row.baseURL != old.baseURL { detail["base_url"] = row.baseURL }
            try await database.changeProvider(row, note: AuditNote(.providerChanged, by: caller, detail: detail))
            return try await used(row, "changed")
        }
    }

    public func remove(_ name: String, by caller: Caller) async throws {
        try await vault.turns.take { [self] in
            let row = try await stored(name)
            let detail = ["provider": name, "change": "removed"]
            try await database.removeProvider(name, note: AuditNote(.providerChanged, by: caller, detail: detail))
            _ = try await used(row, "removed")
        }
    }

    private func used(_ row: StoredProvider, _ change: String) async throws -> ProviderEntry {
        try await install()
        reach.forget(row.name)
        logger.notice("a provider was \(change)", metadata: ["provider": "\(row.name)", "url": "\(row.baseURL)"])
        return entry(row, status: nil)
    }

    /// Admins change what admins have added.
    func stored(_ name: String) async throws -> StoredProvider {
        if let row = try await database.providers().first(where: { $0.name == name }) { return row }
        guard let other = bench.others.first(where: { $0.fields.name == name }) else { throw ParleyError.notFound }
        throw ParleyError(
            .conflict,
            other.source.isGiven
                ? "The provider \(name) stands in the settings this server was started with; change it there."
                : "The provider \(name) is there only as long as no other is added; there is nothing to change.")
    }

    private func requireFree(_ name: String) throws(ParleyError) {
        guard !givenNames.contains(name) else {
            throw ParleyError(
                .conflict,
                "The settings this server was started with have a provider named \(name); choose another name.")
        }
        // It would stand in the way of its own route.
        guard name != "test" else { throw ParleyError(.invalid, "name must not be test.") }
    }

    /// A new provider.
    func checked(_ draft: ProviderDraft) throws(ParleyError) -> ProviderFields {
        try draft.requireSize()
        var whole = draft.withoutFlags
        if case .pairs(let pairs)? = draft["headers"] { whole["headers"] = try .pairs(filled(pairs, from: nil)) }
        return try bench.check(whole)
    }

    /// A provider with what is changed of it. What is sealed stays with the server it was given for.
    /// - Parameter wantsSecrets: What stays sealed must be at hand, too.
    func merged(
        _ row: StoredProvider, _ draft: ProviderDraft, wantsSecrets: Bool
    ) throws(ParleyError) -> ProviderFields {
        try draft.requireSize()
        if let name = draft["name"], name != .text(row.name) {
            throw ParleyError(.unprocessable, "A provider keeps its name: conversations belong to it by that name.")
        }
        let plain = try row.plain()
        var whole = plain.draft(name: row.name, baseURL: row.baseURL).changed(by: draft.withoutFlags)
        try requireSecretsAnew(row, plain, draft, whole)
        let kept = try draft.needsOldSecrets(of: plain) ? opened(row, isNeeded: wantsSecrets) : nil
        if case .pairs(let pairs)? = draft["headers"] { whole["headers"] = try .pairs(filled(pairs, from: kept)) }
        var fields = try bench.check(whole)
        if draft["api_key"] == nil { (fields.secrets.key, fields.plain.hasKey) = (kept?.key, plain.hasKey) }
        if draft["headers"] == nil {
            (fields.secrets.headers, fields.plain.headerNames) = (kept?.headers ?? [:], plain.headerNames)
        }
        return fields
    }

    /// Another scheme, host or port is another server, which must not get the key of this one.
    private func requireSecretsAnew(
        _ row: StoredProvider, _ plain: ProviderFields.Plain, _ draft: ProviderDraft, _ whole: ProviderDraft
    ) throws(ParleyError) {
        guard let url = whole.text("base_url"), bench.origin(of: url) != bench.origin(of: row.baseURL),
            draft.needsOldSecrets(of: plain)
        else { return }
        let what = plain.hasKey && draft["api_key"] == nil ? "its key (api_key)" : "the values of its headers"
        throw ParleyError(
            .unprocessable, "With another server in base_url, enter \(what) anew: what was entered is for the old one.")
    }

    /// - Parameter isNeeded: Something new is sealed, so what stays must be at hand.
    private func opened(_ row: StoredProvider, isNeeded: Bool) throws(ParleyError) -> ProviderFields.Secrets? {
        do throws(VaultTrouble) {
            return try vault.secrets(of: row)
        } catch {
            guard isNeeded else { return nil }
            throw ParleyError(
                .unprocessable,
                "What is sealed cannot be read: \(error.reason). Enter the key and the values of all headers anew.")
        }
    }

    private func filled(
        _ pairs: [String: String?], from kept: ProviderFields.Secrets?
    ) throws(ParleyError) -> [String: String?] {
        var filled: [String: String?] = [:]
        for (name, value) in pairs {
            guard let value = value ?? kept?.headers[name] else {
                throw ParleyError(.unprocessable, "A header that is new needs a value.")
            }
            filled[name] = value
        }
        return filled
    }
}

extension ProviderDraft {
    private static let maximumBytes = 64 << 10
    private static let maximumEntries = 500

    func requireSize() throws(ParleyError) {
        let sizes = fields.values.map(\.size)
        let bytes = sizes.reduce(0) { $0 + $1.bytes }
        guard bytes <= Self.maximumBytes, sizes.allSatisfy({ $0.entries <= Self.maximumEntries }) else {
            throw ParleyError(
                .tooLarge, "A provider has at most 64 KiB of text, and \(Self.maximumEntries) models or headers.")
        }
    }

    /// Without what is no field of a provider itself.
    var withoutFlags: ProviderDraft {
        var draft = self
        draft["enabled"] = nil
        return draft
    }

    func isEnabled() throws(ParleyError) -> Bool? {
        switch self["enabled"] {
        case nil: return nil
        case .flag(let flag): return flag
        default: throw ParleyError(.invalid, "enabled must be true or false.")
        }
    }

    var touchesSecrets: Bool { self["api_key"] != nil || self["headers"] != nil }

    /// Which fields it has, for the audit: a few known words, whatever was sent.
    var names: String { fields.keys.sorted().joined(separator: ",") }

    /// Whether something that is sealed would stay.
    func needsOldSecrets(of plain: ProviderFields.Plain) -> Bool {
        let keepsKey = plain.hasKey && self["api_key"] == nil
        guard case .pairs(let pairs)? = self["headers"] else {
            return keepsKey || !plain.headerNames.isEmpty && self["headers"] == nil
        }
        return keepsKey || pairs.values.contains { $0 == nil }
    }
}

extension ProviderDraft.Value {
    fileprivate var size: (entries: Int, bytes: Int) {
        switch self {
        case .none, .flag, .other: (1, 0)
        case .text(let text): (1, text.utf8.count)
        case .list(let texts): (texts.count, texts.reduce(0) { $0 + $1.utf8.count })
        case .pairs(let pairs): (pairs.count, pairs.reduce(0) { $0 + $1.key.utf8.count + ($1.value?.utf8.count ?? 0) })
        }
    }
}
