import Foundation
import Logging
import ParleyCore
import ParleyLive
import ParleySettings
import ParleyStore
import ParleyTeam
import ParleyUpstream

/// What the settings about coming in become.
extension Settings {
    var passwordSwitch: PasswordSwitch {
        PasswordSwitch(isOn: passwords == .on, hasOtherWayIn: signOn != nil || trustedHeader != nil)
    }

    /// Who vouches for people, as their identities name it.
    var issuers: [String] {
        [signOn?.issuer, trustedHeader == nil ? nil : People.proxyIssuer].compactMap(\.self)
    }

    func signOn(
        database: Database, feed: LiveFeed, client: UpstreamClient, failures: FailureBudget, logger: Logger
    ) -> SignOn? {
        guard let signOn else { return nil }
        let settings = self
        return SignOn(
            settings: signOn,
            secret: { try settings.signOnSecret(environment: ProcessInfo.processInfo.environment) }, fetch: client,
            database: database, feed: feed, logger: logger, failures: failures)
    }
}
