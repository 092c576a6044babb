import Foundation
import ParleyCore

/// The keys at hand: the one that seals, and others that may open what a broken-off rotation has left.
struct KeyRing: Sendable {
    var current: SealingKey?
    var others: [SealingKey] = []
    /// Why there is no key to seal with, as the end of a sentence.
    var trouble: String?

    func key(_ id: Data) -> SealingKey? {
        ([current].compactMap { $0 } + others).first { $0.id == id }
    }
}

extension KeyFile {
    /// Brings the files into order after whatever has happened, and reads them.
    ///
    /// A rotation writes `.new`, seals all rows with it, moves the old file to `.old`, `.new` into its place, and drops
    /// `.old`. Wherever it broke off, the rows tell which key they want.
    /// - Parameter wanted: The keys that the database's rows were sealed with.
    func settled(for wanted: Set<Data>) throws(ParleyError) -> KeyRing {
        let (now, new, old) = (read(), Self.read(newPath), Self.read(oldPath))
        let opensAll = { (content: Content) in content.key.map { key in wanted.allSatisfy { $0 == key.id } } ?? false }
        if opensAll(now) {
            dropNew()
            dropOld()
            return KeyRing(current: now.key)
        }
        if opensAll(new), !wanted.isEmpty || now == .missing {
            if now != .missing { try keepOld() }
            try promoteNew()
            dropOld()
            return KeyRing(current: new.key)
        }
        if opensAll(old), now == .missing {
            try bringBackOld()
            return KeyRing(current: old.key)
        }
        return try unsettled(now, others: [new, old].compactMap(\.key), isEmpty: wanted.isEmpty)
    }

    /// No file opens everything: nothing is moved, and nothing new is made where something waits for its key.
    private func unsettled(_ now: Content, others: [SealingKey], isEmpty: Bool) throws(ParleyError) -> KeyRing {
        switch now {
        case .key(let key): return KeyRing(current: key, others: others)
        case .unusable(let reason): return KeyRing(others: others, trouble: reason)
        case .missing where isEmpty && others.isEmpty:
            let key = SealingKey.new()
            try write(key)
            return KeyRing(current: key)
        case .missing: return KeyRing(others: others, trouble: "there is no key file \(path)")
        }
    }
}
