import Foundation
import Glibc
import ParleyCore

/// The file with the key, and those beside it while the key is being replaced.
struct KeyFile: Sendable {
    enum Content: Hashable, Sendable {
        case missing
        case key(SealingKey)
        /// It is there and cannot be used, for this reason.
        case unusable(String)

        var key: SealingKey? {
            guard case .key(let key) = self else { return nil }
            return key
        }
    }

    private static let maximumBytes = 4 << 10

    let path: String

    var newPath: String { path + ".new" }
    var oldPath: String { path + ".old" }

    func read() -> Content { Self.read(path) }

    static func read(_ path: String) -> Content {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            return errno == ENOENT ? .missing : .unusable("\(path) cannot be opened: \(lastError())")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        let data: Data
        do {
            data = try handle.read(upToCount: maximumBytes) ?? Data()
        } catch {
            return .unusable("\(path) cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = key(from: text) else {
            return .unusable("\(path) does not hold a key: 32 bytes as base64 or hex, on one line")
        }
        return .key(key)
    }

    private static func key(from text: String) -> SealingKey? {
        if let bytes = Data(base64Encoded: text), let key = SealingKey(bytes) { return key }
        guard text.utf8.count == 2 * SealingKey.byteCount, text.allSatisfy(\.isHexDigit) else { return nil }
        var bytes = Data()
        var rest = text[...]
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return SealingKey(bytes)
    }

    static func lastError() -> String { String(cString: strerror(errno)).lowercased() }
}

// MARK: Changing what is on the disk

extension KeyFile {
    /// Takes everybody else's rights away; says what was found. Nil where all is well.
    func mendMode() -> String? {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        guard let bits = (facts?[.posixPermissions] as? NSNumber)?.intValue, bits & 0o077 != 0 else { return nil }
        let mode = String(bits & 0o777, radix: 8)
        if chmod(path, 0o600) == 0 { return "\(path) could be read by others (mode \(mode)); it is 600 now" }
        return "\(path) can be read by others (mode \(mode)), and this user may not change that: chmod 600"
    }

    /// Makes the file, which must not be there yet; afterwards it is on the disk, whole.
    func write(_ key: SealingKey) throws(ParleyError) {
        let partial = path + ".partial"
        unlink(partial)
        try Self.write(key, to: partial)
        try Self.move(partial, to: path)
    }

    /// Writes the key that is to follow, beside the one in use.
    func writeNew(_ key: SealingKey) throws(ParleyError) {
        unlink(newPath)
        try Self.write(key, to: newPath)
        Self.synchronizeFolder(of: path)
    }

    func keepOld() throws(ParleyError) { try Self.move(path, to: oldPath) }
    func promoteNew() throws(ParleyError) { try Self.move(newPath, to: path) }
    func bringBackOld() throws(ParleyError) { try Self.move(oldPath, to: path) }

    func dropOld() {
        unlink(oldPath)
        Self.synchronizeFolder(of: path)
    }

    func dropNew() { unlink(newPath) }

    private static func write(_ key: SealingKey, to path: String) throws(ParleyError) {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw cannotWrite(path) }
        defer { close(file) }
        let line = Array((key.bytes.base64EncodedString() + "\n").utf8)
        guard Glibc.write(file, line, line.count) == line.count, fsync(file) == 0 else { throw cannotWrite(path) }
    }

    private static func move(_ path: String, to other: String) throws(ParleyError) {
        guard rename(path, other) == 0 else { throw cannotWrite(other) }
        synchronizeFolder(of: other)
    }

    private static func cannotWrite(_ path: String) -> ParleyError {
        ParleyError(.storageUnavailable, "The key file \(path) cannot be written: \(lastError()).")
    }

    /// A file's name is on the disk only when its folder is.
    private static func synchronizeFolder(of path: String) {
        let folder = Glibc.open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
