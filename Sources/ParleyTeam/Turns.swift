/// Lets one piece of work in at a time, in the order in which they came.
actor Turns {
    private var last: Task<Void, Never>?

    /// A piece of work that has its turn is carried out whole, whoever waits for it.
    func take<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let before = last
        let task = Task {
            await before?.value
            return try await work()
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}
