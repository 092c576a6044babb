import Foundation
import ParleyCore
import Synchronization

/// Finds a provider's key. A file is read again when it has changed, so a key can be replaced without a restart.
final class KeyReader: Sendable {
    private struct Stamp: Equatable {
        var changedSeconds: Int
        var changedNanoseconds: Int
        var inode: UInt
        var size: Int
    }

    private let environment: [String: String]
    private let files = Mutex<[String: (stamp: Stamp, key: String)]>([:])

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Nil where the provider wants none. No error tells anything of a key but where it should have been.
    func key(of provider: Provider) throws(ReplyFailure) -> String? {
        let key: String
        switch provider.key {
        case .none: return nil
        case .value(let value): key = value
        case .environment(let name):
            guard let value = environment[name] else {
                throw Self.missing(provider, "the environment variable \(name) is not set")
            }
            key = value
        case .file(let path): key = try fileKey(path, provider)
        }
        let trimmed = key.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw Self.missing(provider, "it is empty") }
        guard HeaderLine.isValue(trimmed) else {
            throw Self.missing(provider, "it has a line break or control character")
        }
        return trimmed
    }

    private func fileKey(_ path: String, _ provider: Provider) throws(ReplyFailure) -> String {
        guard let stamp = Self.stamp(of: path) else {
            throw Self.missing(provider, "the file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        if let known = files.withLock({ $0[path] }), known.stamp == stamp { return known.key }
        guard let key = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Self.missing(provider, "the file \(path) cannot be read")
        }
        files.withLock { $0[path] = (stamp, key) }
        return key
    }

    private static func stamp(of path: String) -> Stamp? {
        var file = stat()
        guard stat(path, &file) == 0 else { return nil }
        return Stamp(
            changedSeconds: file.st_mtim.tv_sec, changedNanoseconds: file.st_mtim.tv_nsec, inode: UInt(file.st_ino),
            size: Int(file.st_size))
    }

    private static func missing(_ provider: Provider, _ reason: String) -> ReplyFailure {
        ReplyFailure(.auth, "The API key of the provider \(provider.name) is missing: \(reason).")
    }
}
