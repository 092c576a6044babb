public import ParleyCore
public import ParleyLive
public import ParleyStore

/// What people have for talking with models: which models, how much of them, and what to begin with.
public final class Means: Sendable {
    let database: Database
    let catalog: ModelCatalog
    let meter: UsageMeter

    public init(database: Database, catalog: ModelCatalog, meter: UsageMeter) {
        self.database = database
        self.catalog = catalog
        self.meter = meter
    }

    /// Takes what is stored, before the first answer begins.
    public func load() async throws {
        try await catalog.rules.read(from: database)
        try await meter.readLimits()
    }
}
