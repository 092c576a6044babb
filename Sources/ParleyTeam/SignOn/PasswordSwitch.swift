public import ParleyCore
import Synchronization

/// Whether people may come in by a password. It never goes off while that is the only way in.
public final class PasswordSwitch: Sendable {
    /// Single sign-on or a trusted proxy.
    public let hasOtherWayIn: Bool
    private let on: Mutex<Bool>

    public init(isOn: Bool = true, hasOtherWayIn: Bool = false) {
        self.hasOtherWayIn = hasOtherWayIn
        on = Mutex(isOn || !hasOtherWayIn)
    }

    public var isOn: Bool { on.withLock { $0 } }

    public func set(_ isOn: Bool) throws(ParleyError) {
        guard isOn || hasOtherWayIn else {
            throw ParleyError(.conflict, "Passwords are the only way in; set up single sign-on first.")
        }
        on.withLock { $0 = isOn }
    }

    /// Stands before everything that takes or sets a password over HTTP; the commands around the server ask nobody.
    public func requireOn() throws(ParleyError) {
        guard isOn else {
            throw ParleyError(.forbidden, "Passwords are switched off here; please come in by single sign-on.")
        }
    }
}
