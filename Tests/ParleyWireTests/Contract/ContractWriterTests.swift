import Foundation
import ParleyCore
import ParleyWire
import Testing

struct ContractWriterTests {
    private static let conversationKeys: Set = [
        "id", "title", "title_source", "model", "provider", "system_prompt", "params", "owner", "revision", "leaf_id",
        "pinned", "archived", "summarize", "summary", "access", "team_access", "shared", "unread", "mentioned",
        "deleted_at", "created_at", "updated_at",
    ]
    private static let messageKeys: Set = [
        "id", "conversation_id", "parent_id", "role", "author", "content", "reasoning", "status", "finish_reason",
        "model",
        "provider", "usage", "timing", "error", "context", "created_at", "requested_by", "stopped_by", "mentions",
    ]

    @Test func aConversationHasTheContractsShape() throws {
        let told = try Sample.written { $0.conversation(Sample.conversation) }
        #expect(Set(told.keys) == Self.conversationKeys)
        #expect(told["title_source"] as? String == "words")
        #expect(told["system_prompt"] is NSNull)
        #expect((told["owner"] as? [String: String]) == ["id": Sample.ada.id.string, "name": "Ada"])
        #expect(told["created_at"] as? String == "2026-11-20T14:02:11.000Z")
        #expect(told["deleted_at"] is NSNull)
        let params = try #require(told["params"] as? [String: Any])
        #expect(Set(params.keys) == ["temperature", "stop", "seed"])
        #expect(params["temperature"] as? Double == 0.7)
    }

    @Test func whetherItRunsIsToldWhereThatIsKnown() throws {
        let told = try Sample.written { $0.conversation(Sample.conversation, isRunning: true) }
        #expect(Set(told.keys) == Self.conversationKeys.union(["running"]))
        #expect(told["running"] as? Bool == true)
    }

    @Test func aNewConversationHasTheSameKeys() throws {
        let told = try Sample.written { $0.conversation(Conversation(owner: Sample.ada)) }
        #expect(Set(told.keys) == Self.conversationKeys)
        #expect(told["title"] is NSNull)
        #expect((told["params"] as? [String: Any])?.isEmpty == true)
    }

    @Test func anAnswerHasTheContractsShape() throws {
        let told = try Sample.written { $0.message(Sample.message) }
        #expect(Set(told.keys) == Self.messageKeys)
        #expect(told["author"] is NSNull)
        #expect(told["error"] is NSNull)
        #expect((told["usage"] as? [String: Int]) == ["prompt_tokens": 812, "completion_tokens": 96])
        let timing = try #require(told["timing"] as? [String: Any])
        #expect(Set(timing.keys) == ["first_token_ms", "duration_ms", "tokens_per_second"])
    }

    @Test func blocksAreThereOnlyWhereTheyWereAskedFor() throws {
        let told = try Sample.written { $0.message(Sample.message, blocks: Array(#"[["p","Roughly …"]]"#.utf8)) }
        #expect(Set(told.keys) == Self.messageKeys.union(["blocks"]))
        #expect(told["blocks"] as? [[String]] == [["p", "Roughly …"]])
    }

    @Test func aFailureKeepsTheProvidersWordsApart() throws {
        var message = Sample.message
        message.failure = ReplyFailure(.rateLimit, "Too many.", providerMessage: "slow down")
        message.cut = StoredCut(
            firstMessageID: Sample.messageID, trimmedCount: 3, shortenedIDs: [Sample.messageID], window: 8_192,
            estimatedTokens: 99)
        let told = try Sample.written { $0.message(message) }
        #expect(
            told["error"] as? [String: String]
                == ["code": "rate_limit", "message": "Too many.", "provider_message": "slow down"])
        let context = try #require(told["context"] as? [String: Any])
        #expect(
            Set(context.keys) == [
                "first_message_id", "trimmed", "shortened", "window", "estimated_tokens", "counting", "cut_by_provider",
                "summarized",
            ])
    }

    @Test(arguments: ReplyFailure.Code.allCases)
    func everyFailureCodeIsTheContracts(code: ReplyFailure.Code) {
        let codes = [
            "auth", "not_found", "bad_request", "rate_limit", "quota", "context_length", "content_filter", "overloaded",
            "server",
            "unreachable", "truncated", "stalled", "timeout", "protocol", "provider_unavailable",
        ]
        #expect(codes.contains(code.rawValue))
    }

    @Test(
        arguments: [
            (.invalid, "invalid_request_error"), (.unprocessable, "invalid_request_error"),
            (.notFound, "invalid_request_error"),
            (.tooLarge, "invalid_request_error"), (.generationInProgress, "invalid_request_error"),
            (.unauthenticated, "authentication_error"), (.forbidden, "permission_error"),
            (.rateLimit, "rate_limit_error"),
            (.overloaded, "server_error"), (.storageFull, "server_error"), (.shuttingDown, "server_error"),
            (.internalError, "server_error"), (.providerUnavailable, "server_error"),
        ] as [(ParleyError.Code, String)])
    func anErrorHasOpenAIsShape(code: ParleyError.Code, type: String) throws {
        let told = try Sample.object(ErrorShape.json(ParleyError(code, "Plain \"words\".", retryAfter: 5)))
        #expect(Set(told.keys) == ["error"])
        #expect(
            told["error"] as? [String: String] == ["message": "Plain \"words\".", "type": type, "code": code.rawValue])
    }
}
