public import Logging
public import ParleyCore
public import ParleyLive
public import ParleyStore

/// A setting as an admin sees it.
public struct SettingEntry: Hashable, Sendable {
    public var key: String
    /// One word, or a list; nil where it is not told.
    public var value: [String]?
    public var isList: Bool
    /// `file`, `environment`, `command_line`, `default` or `admin`.
    public var source: String
    /// The words it may be; nil where it may be more than a few.
    public var allowed: [String]?
    public var isEditable = false

    public init(key: String, value: [String]?, isList: Bool, source: String, allowed: [String]?) {
        self.key = key
        self.value = value
        self.isList = isList
        self.source = source
        self.allowed = allowed
    }
}

/// The settings, and the few of them that an admin may change while the server runs. What the server was started with
/// is stronger.
public final class AdminSettings: Sendable {
    private static let editable: Set<String> = ["when_busy", "passwords"]
    private static let unset = "default"

    private let database: Database
    private let given: [SettingEntry]
    private let live: LiveSettings
    /// Why a value must not be set now, in words; nil where it may be.
    private let objection: @Sendable (_ key: String, _ value: String) async throws -> String?
    private let logger: Logger
    private let turns = Turns()

    /// - Parameter given: What the server was started with.
    public init(
        database: Database, given: [SettingEntry], live: LiveSettings, logger: Logger,
        objection: @escaping @Sendable (_ key: String, _ value: String) async throws -> String? = { _, _ in nil }
    ) {
        self.database = database
        self.given = given
        self.live = live
        self.logger = logger
        self.objection = objection
    }

    /// Puts what is kept to use; at the start and after each change.
    public func apply() async throws {
        let values = try await all().filter { Self.editable.contains($0.key) }.compactMap { entry in
            entry.value?.first.map { (entry.key, $0) }
        }
        live.replace(Dictionary(values) { first, _ in first })
    }

    public func all() async throws -> [SettingEntry] {
        let kept = try await database.settings()
        return given.map { entry in
            var entry = entry
            entry.isEditable = Self.editable.contains(entry.key) && entry.source == Self.unset
            if entry.isEditable, let value = kept[entry.key], entry.allowed?.contains(value) ?? false {
                (entry.value, entry.source) = ([value], "admin")
            }
            return entry
        }
    }

    /// All or none is wrong with them; then one after the other is kept. Nil takes a setting back.
    public func change(_ values: [String: String?], by caller: Caller) async throws -> [SettingEntry] {
        try await turns.take { [self] in
            let entries = Dictionary(uniqueKeysWithValues: try await all().map { ($0.key, $0) })
            for (key, value) in values { try await require(key, value, entries[key]) }
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                let old = entries[key].flatMap { $0.source == "admin" ? $0.value?.first : nil }
                guard old != value else { continue }
                let detail = ["key": key, "value": value ?? Self.unset]
                try await database.setSetting(
                    key, to: value, note: AuditNote(.settingsChanged, by: caller, detail: detail))
                logger.notice("a setting was changed", metadata: ["key": "\(key)", "value": "\(value ?? Self.unset)"])
            }
            try await apply()
            return try await all()
        }
    }

    private func require(_ key: String, _ value: String?, _ entry: SettingEntry?) async throws {
        guard let entry, Self.editable.contains(key) else {
            let keys = given.map(\.key).filter(Self.editable.contains).sorted().joined(separator: ", ")
            throw ParleyError(.invalid, "Only these settings can be changed here: \(keys).")
        }
        guard entry.isEditable else {
            throw ParleyError(
                .conflict, "\(key) was set when the server was started (\(entry.source)); change it there.")
        }
        guard let value else { return }
        guard let allowed = entry.allowed, allowed.contains(value) else {
            throw ParleyError(.invalid, "\(key) must be \((entry.allowed ?? []).joined(separator: " or ")).")
        }
        if let objection = try await objection(key, value) { throw ParleyError(.conflict, objection) }
    }
}
