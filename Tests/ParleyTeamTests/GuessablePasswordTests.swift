import ParleyCore
import Testing

@testable import ParleyTeam

@Suite struct GuessablePasswordTests {
    @Test(arguments: [
        "password", "Password1", "P@ssw0rd!", "passwort123", "drowssap", "12345678", "87654321", "19841984",
        "01.02.2003",
        "qwertyuiop", "1q2w3e4r5t", "1qaz2wsx", "zaq12wsx", "asdfghjkl;", "qwertz123", "azertyuiop", "abcd1234",
        "a1234567",
        "aaaaaaaa", "abcabcabc", "passpass", "aabbaabbab", "11112222", "iloveyou", "iloveyou2", "Summer2024!",
        "sunshine",
        "$unshine1", "trustno1", "letmein123", "football99", "BaseBall", "dragonball", "superman", "Liverpool1",
        "liverpoo",
        "michelle", "darthvader", "welcome2parley", "admin@123", "ParleyParley",
    ])
    func whatIsTriedFirstIsRefused(password: String) {
        #expect(GuessablePassword(password, of: "Ada").isGuessable)
    }

    @Test(arguments: [
        ("margarethe", "Margarethe"), ("Margarethe1984", "margarethe"), ("AdaLovelace", "Ada Lovelace"),
        ("lovelace!1", "ada lovelace"),
        ("eteragram", "Margarete"), ("ada12345parley", "ada"), ("Kovač-2026", "Ada Kovač"),
    ])
    func onesOwnNameIsRefused(password: String, name: String) {
        #expect(GuessablePassword(password, of: name).isGuessable)
    }

    @Test(arguments: [
        "correct horse battery staple", "eight ch", "kvjw82kd", "Xk3!pq8z", "blaue-tasse-47", "sonnenkringel",
        "wanderdune9",
        "another good password", "100% of %s %00", "quietharbour", "olivetreeshade", "tr0ub4dor&3", "я люблю чай",
        "水の上の月と星の光",
        "summer in the old garden", "Ada likes walking slowly home",
    ])
    func whatIsOnesOwnIsTaken(password: String) {
        #expect(!GuessablePassword(password, of: "Ada").isGuessable)
        #expect(throws: Never.self) { try Password.requireUsable(password, for: "Ada") }
    }

    @Test(arguments: [7, 8, 64, 200, 1_024, 1_025])
    func aPasswordHasEightCharactersAndAThousandBytes(length: Int) {
        let text = String(String(repeating: "kvjw82kd Xk3!pq8z ", count: 60).prefix(length))
        if (8...1_024).contains(length) {
            #expect(throws: Never.self) { try Password.requireUsable(text, for: "ada") }
        } else {
            #expect(throws: ParleyError.self) { try Password.requireUsable(text, for: "ada") }
        }
    }

    /// Every word of the list twice over must not take a noticeable time.
    @Test func noPasswordTakesLongToJudge() {
        let hostile = [
            String(repeating: "a", count: 23) + "b", "iaiaiaiaiaiaiaia", "sadsadsadsadxyq",
            String(repeating: "é", count: 512),
            "qwertyuiopasdfghjklzxcv", "loveloveloveloveloveloq",
        ]
        let begin = ContinuousClock.now
        for password in hostile { _ = GuessablePassword(password, of: String(password.prefix(23))).isGuessable }
        #expect(ContinuousClock.now - begin < .seconds(1))
    }
}
