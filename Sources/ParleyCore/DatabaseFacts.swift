public import Foundation

/// How the database is doing on its disk.
public struct DatabaseFacts: Hashable, Sendable {
    public var sqlite: String
    public var schema: Int
    public var bytes: Int
    public var walBytes: Int
    /// Nil where the disk does not tell.
    public var freeDiskBytes: Int?
    public var newestBackup: Date?

    public init(
        sqlite: String, schema: Int, bytes: Int, walBytes: Int, freeDiskBytes: Int?, newestBackup: Date?
    ) {
        self.sqlite = sqlite
        self.schema = schema
        self.bytes = bytes
        self.walBytes = walBytes
        self.freeDiskBytes = freeDiskBytes
        self.newestBackup = newestBackup
    }
}
