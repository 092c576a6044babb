import Synchronization

/// A value of the database that is kept in memory; whoever changes it there has it read again. Of two readings the one
/// that began later counts, so that an old one which took long does not undo a newer.
final class Latest<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var begun = 0
        var kept = 0
    }

    private static var maximumTries: Int { 3_600 }

    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value { state.withLock { $0.value } }

    /// A reading that fails is tried again by itself: what was stored must hold, whoever was told of an error.
    func read(_ reading: @escaping @Sendable () async throws -> Value) async throws {
        do {
            try await readOnce(reading)
        } catch {
            Task { await readLater(reading) }
            throw error
        }
    }

    private func readLater(_ reading: @Sendable () async throws -> Value) async {
        for _ in 0..<Self.maximumTries {
            try? await Task.sleep(for: .seconds(1))
            if (try? await readOnce(reading)) != nil { return }
        }
    }

    private func readOnce(_ reading: () async throws -> Value) async throws {
        let number = state.withLock { state in
            state.begun += 1
            return state.begun
        }
        let value = try await reading()
        state.withLock { state in
            guard number > state.kept else { return }
            (state.value, state.kept) = (value, number)
        }
    }
}
