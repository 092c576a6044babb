import Foundation
import Logging
public import ParleyCore
import ParleyStore
import Synchronization

/// A new key in the place of the old one.
extension Vault {
    /// Seals everything with a new key; returns how many providers it was and where the key is.
    public func rotate(by caller: Caller) async throws -> (count: Int, path: String) {
        try await turns.take { [self] in
            try await requireAllOpen()
            try requireOrder()
            let key = try begin()
            let count = try await reseal(with: key, by: caller)
            try finish(with: key)
            logger.notice("the key that seals providers' keys was replaced", metadata: ["providers": "\(count)"])
            return (count, file.path)
        }
    }

    private func requireAllOpen() async throws {
        let closed = try await database.providers().filter { (try? secrets(of: $0)) == nil }.map(\.name)
        guard closed.isEmpty else {
            throw ParleyError(
                .conflict,
                "The keys of these providers cannot be read: \(closed.joined(separator: ", ")). "
                    + "Enter them anew or remove these providers first.")
        }
    }

    /// What is on the disk is what is in use; a rotation that could not be finished is finished first.
    private func requireOrder() throws {
        let current = try key()
        if file.read().key == current { return }
        guard KeyFile.read(file.newPath).key == current else {
            throw ParleyError(.conflict, "\(file.path) does not hold the key that is in use; put that back first.")
        }
        try finish(with: current)
    }

    /// The new key is on the disk before anything is sealed with it.
    func begin() throws(ParleyError) -> SealingKey {
        let key = SealingKey.new()
        try file.writeNew(key)
        return key
    }

    /// Where this fails the new key's file stays: whether the rows want it, the next start sees from them.
    func reseal(with key: SealingKey, by caller: Caller) async throws -> Int {
        let note = AuditNote(.settingsChanged, by: caller, detail: ["key": "sealing_key", "change": "replaced"])
        return try await database.resealProviders(note: note) { [self] provider, sealed in
            guard let id = Sealing.keyID(of: sealed), let old = ring.withLock({ $0.key(id) }),
                let data = Sealing.open(sealed, for: place(of: provider), with: old)
            else { throw ParleyError(.conflict, "The key of the provider \(provider.name) cannot be read.") }
            return try Sealing.seal(data, for: place(of: provider), with: key)
        }
    }

    /// From here on the rows want the new key; where this breaks off, the next start goes on with it.
    func finish(with key: SealingKey) throws(ParleyError) {
        ring.withLock { ring in
            ring.others = [ring.current].compactMap { $0 }
            ring.current = key
        }
        if file.read() != .missing { try file.keepOld() }
        try file.promoteNew()
        file.dropOld()
        ring.withLock { $0.others = [] }
    }
}
