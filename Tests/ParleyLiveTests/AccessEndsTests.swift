import Foundation
import ParleyCore
import Testing

@testable import ParleyLive

/// What let somebody in is over: their streams end, whenever that is heard.
@Suite(.serialized) struct AccessEndsTests {
    private static let key = Data([1])

    private func listener(
        of person: Person, endsAt: Date? = nil, provenAt: ContinuousClock.Instant = .now
    ) -> Listener {
        Listener(
            person: person.asName, credential: Self.key, endsAt: endsAt, provenAt: provenAt, conversationID: nil,
            hearsHints: true, hangUp: {})
    }

    private func isEnded(_ listener: Listener, in house: LiveHouse, after change: () -> Void = {}) async throws -> Bool
    {
        var stream = try await EventStream(
            database: house.database, feed: house.feed, listener: listener, after: nil, rendering: .text)
        if !listener.isClosed { _ = await stream.next() }
        change()
        return listener.isClosed ? await stream.next() == nil : false
    }

    @Test func aStreamEndsWithItsCredentialOrItsPerson() async throws {
        try await LiveHouse.open { house in
            let ada = house.ada
            let ended1 = try await isEnded(listener(of: ada), in: house) { house.feed.end(credential: Self.key) }
            #expect(ended1)
            let ended2 = try await isEnded(listener(of: ada), in: house) { house.feed.end(person: ada.id) }
            #expect(ended2)
            let ended3 = try await isEnded(listener(of: ada), in: house) { house.feed.end(credential: Data([2])) }
            #expect(!ended3)
            let ended4 = try await isEnded(listener(of: ada), in: house) { house.feed.end(person: Person.ID()) }
            #expect(!ended4)
        }
    }

    /// The request was let in, then its session ended, and only then its stream is opened.
    @Test func aStreamThatOpensAfterTheEndOfWhatLetItInEndsAtOnce() async throws {
        try await LiveHouse.open { house in
            let before = ContinuousClock.now
            house.feed.end(credential: Self.key)
            let ended5 = try await isEnded(listener(of: house.ada, provenAt: before), in: house)
            #expect(ended5)
            let ended6 = try await isEnded(listener(of: house.ada), in: house)
            #expect(!ended6)
            house.feed.end(person: house.ada.id)
            let ended7 = try await isEnded(listener(of: house.ada, provenAt: before), in: house)
            #expect(ended7)
            let ended8 = try await isEnded(listener(of: house.ada), in: house)
            #expect(!ended8)
        }
    }

    @Test func aStreamEndsWhenItsTimeHasRunOut() async throws {
        try await LiveHouse.open { house in
            let late = listener(of: house.ada, endsAt: .now - 1)
            let ended9 = try await isEnded(late, in: house) { house.feed.tick() }
            #expect(ended9)
            let early = listener(of: house.ada, endsAt: .now + 60)
            let ended10 = try await isEnded(early, in: house) { house.feed.tick() }
            #expect(!ended10)
        }
    }

    @Test func whatHasEndedIsForgottenInTime() {
        var endings = Endings()
        endings.add(credential: Self.key)
        let person = Person(name: "Ada", role: .member)
        let old = listener(of: person, provenAt: .now - .seconds(5))
        #expect(endings.hold(old))
        endings.forgetOld(at: .now + .seconds(500))
        #expect(endings.hold(old))
        endings.forgetOld(at: .now + .seconds(601))
        #expect(!endings.hold(old))
    }

    @Test func whatIsRememberedIsBounded() {
        var endings = Endings()
        for index in 0..<50_000 { endings.add(credential: Data("\(index)".utf8)) }
        let newest = Listener(
            person: Person(name: "A", role: .member).asName, credential: Data("49999".utf8),
            provenAt: .now - .seconds(60), conversationID: nil, hearsHints: true, hangUp: {})
        #expect(endings.hold(newest))
        #expect(endings.count <= 20_000)
    }
}
