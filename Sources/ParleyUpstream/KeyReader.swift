import Foundation
import ParleyCore

/// Finds a provider's key. A file is read each time, so a key can be replaced without a restart.
struct KeyReader: Sendable {
    private static let maximumFileBytes = 64 << 10

    let environment: [String: String]

    /// Nil where the provider wants none. No error tells anything of a key but where it should have been.
    func key(of provider: Provider) throws(ReplyFailure) -> String? {
        let found: String
        switch provider.key {
        case .none: return nil
        case .value(let value): found = value
        case .environment(let name):
            guard let value = environment[name] else {
                throw missing(provider, "the environment variable \(name) is not set")
            }
            found = value
        case .file(let path):
            guard let value = Self.text(of: path) else { throw missing(provider, "the file \(path) cannot be read") }
            found = value
        case .unreadable(let reason): throw missing(provider, reason)
        }
        let key = found.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty else { throw missing(provider, "it is empty") }
        guard HeaderLine.isValue(key) else { throw missing(provider, "what is there has a line break in its middle") }
        return key
    }

    private static func text(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumFileBytes) else { return nil }
        return String(data: data, encoding: .utf8)
    }

    private func missing(_ provider: Provider, _ reason: String) -> ReplyFailure {
        ReplyFailure(.auth, "The API key of the provider \(provider.name) is missing: \(reason).")
    }
}
