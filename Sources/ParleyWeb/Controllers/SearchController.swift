import Hummingbird
import ParleyCore
import ParleyLive
import ParleyWire

struct SearchController {
    let conversations: Conversations

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let cursor = try request.query("cursor").map { text throws(ParleyError) in
            guard let cursor = Int64(text) else {
                throw ParleyError(.invalid, "cursor must be a next_cursor of an earlier answer.")
            }
            return cursor
        }
        let page = try await conversations.search(
            request.query("q") ?? "", for: context.person, after: cursor,
            limit: try request.limit(default: 20, most: 100))
        return .json(
            JSONWriter.object { json in
                json.key("hits")
                json.array(page.hits) { json, hit in
                    json.object { json in
                        json.field("conversation_id", hit.conversationID.string)
                        json.field("message_id", hit.messageID.string)
                        json.field("title", hit.title)
                        json.key("snippet")
                        json.array(hit.snippet) { json, run in
                            json.object { json in
                                json.field("text", run.text)
                                json.field("match", run.isMatch)
                            }
                        }
                        json.field("created_at", hit.createdAt)
                    }
                }
                json.field("next_cursor", page.next.map(String.init))
            })
    }
}
