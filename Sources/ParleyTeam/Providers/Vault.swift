import Foundation
public import Logging
public import ParleyCore
public import ParleyStore
import Synchronization

/// Keeps secrets: seals them for the database, opens them again, and replaces its key.
public final class Vault: Sendable {
    let database: Database
    let file: KeyFile
    let origin: @Sendable (String) -> String
    let logger: Logger
    let ring: Mutex<KeyRing>
    /// One change of what is sealed at a time, a new key among them.
    let turns = Turns()

    /// Opens the key file, making it where nothing has been sealed yet. Whatever is wrong with it is logged and told
    /// where it is needed; the server runs without it.
    /// - Parameter origin: Whom a provider's address belongs to: scheme, host and port.
    public init(
        database: Database, keyFile path: String, origin: @escaping @Sendable (String) -> String, logger: Logger
    ) async throws {
        self.database = database
        self.origin = origin
        self.logger = logger
        let file = KeyFile(path: URL(fileURLWithPath: path).standardizedFileURL.path)
        self.file = file
        let wanted = Set(try await database.providers().compactMap { $0.sealed.flatMap(Sealing.keyID) })
        if let note = file.mendMode() { logger.warning("\(note)") }
        do throws(ParleyError) {
            ring = Mutex(try file.settled(for: wanted))
        } catch {
            ring = Mutex(KeyRing(trouble: error.message))
        }
        if let trouble = ring.withLock({ $0.trouble }) {
            logger.error("keys of providers cannot be opened or kept", metadata: ["reason": "\(trouble)"])
        }
    }

    func place(of provider: StoredProvider) -> Sealing.Place {
        Sealing.Place(name: provider.name, origin: origin(provider.baseURL))
    }

    /// A provider with its secrets, or with why they cannot be had.
    public func usable(_ row: StoredProvider) throws(ParleyError) -> UsableProvider {
        var provider = UsableProvider(
            fields: ProviderFields(name: row.name, baseURL: row.baseURL, plain: try row.plain()))
        do throws(VaultTrouble) {
            provider.fields.secrets = try secrets(of: row)
        } catch {
            provider.trouble = "it cannot be decrypted on this server; an admin can enter it anew"
        }
        return provider
    }

    /// A provider's secrets; throws why they cannot be had, as the end of a sentence.
    func secrets(of provider: StoredProvider) throws(VaultTrouble) -> ProviderFields.Secrets {
        guard let sealed = provider.sealed else { return ProviderFields.Secrets() }
        let ring = ring.withLock { $0 }
        guard let id = Sealing.keyID(of: sealed) else { throw VaultTrouble("what is kept of it is damaged") }
        guard let key = ring.key(id) else {
            throw VaultTrouble(ring.trouble ?? "it was sealed with another key than the one in \(file.path)")
        }
        guard let data = Sealing.open(sealed, for: place(of: provider), with: key),
            let secrets = try? JSONDecoder().decode(ProviderFields.Secrets.self, from: data)
        else {
            throw VaultTrouble("what is kept of it was changed, or belongs to another name or address")
        }
        return secrets
    }

    /// Secrets as they are kept; nil for none.
    func seal(_ secrets: ProviderFields.Secrets, for provider: StoredProvider) throws -> Data? {
        guard !secrets.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try Sealing.seal(try encoder.encode(secrets), for: place(of: provider), with: try key())
    }

    /// The key to seal with. Where the file was missing at the start, it is looked for again, then made: whoever enters
    /// a key anew has given the old one up.
    func key() throws(ParleyError) -> SealingKey {
        if let key = ring.withLock({ $0.current }) { return key }
        let key: SealingKey
        switch file.read() {
        case .key(let found): key = found
        case .missing:
            key = SealingKey.new()
            try file.write(key)
            logger.notice("a new key file was made", metadata: ["file": "\(file.path)"])
        case .unusable(let reason):
            throw ParleyError(.storageUnavailable, "Keys of providers cannot be kept: \(reason).")
        }
        ring.withLock { ring in
            ring.current = key
            ring.trouble = nil
        }
        return key
    }
}

/// Why secrets cannot be opened, as the end of a sentence.
struct VaultTrouble: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
