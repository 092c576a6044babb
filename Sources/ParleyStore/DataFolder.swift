import Foundation
public import ParleyCore
import Synchronization

/// The folder that holds everything Parley keeps; whoever has it locked is the one process that writes.
public struct DataFolder: Sendable {
    public let path: String

    public var database: String { path + "/parley.sqlite" }
    public var socket: String { path + "/parley.sock" }
    public var lockFile: String { path + "/parley.lock" }
    /// What seals the secrets in the database, where the settings name no other place.
    public var keyFile: String { path + "/parley.key" }

    /// Opens the folder, making it where it is missing; only its owner may look inside.
    public init(path: String) throws(ParleyError) {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        self.path = absolute
        do {
            try FileManager.default.createDirectory(
                atPath: absolute, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ParleyError(.storageUnavailable, "The data folder \(absolute) cannot be made: it is not writable.")
        }
        guard chmod(absolute, 0o700) == 0, access(absolute, W_OK) == 0 else {
            throw ParleyError(.storageUnavailable, "The data folder \(absolute) is not writable by this user.")
        }
    }

    /// Takes the lock for as long as the returned value lives; nil where another process holds it.
    public func lock() throws(ParleyError) -> FolderLock? {
        let file = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw ParleyError(.storageUnavailable, "The lock file \(lockFile) cannot be opened.")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return FolderLock(file: file)
    }
}

/// The right to write; given back when it goes away.
public final class FolderLock: Sendable {
    private let file: Int32

    init(file: Int32) {
        self.file = file
    }

    deinit {
        close(file)
    }
}
