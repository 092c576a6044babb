import Hummingbird
import ParleyCore
import ParleyLive

/// Reads what a request names. An id that is none is simply not found.
extension Request {
    static func messageID(_ text: String) throws(ParleyError) -> Message.ID {
        guard let id = Message.ID(text) else { throw ParleyError.notFound }
        return id
    }

    static func conversationID(_ text: String) throws(ParleyError) -> Conversation.ID {
        guard let id = Conversation.ID(text) else { throw ParleyError.notFound }
        return id
    }

    static func modelName(_ text: String) throws(ParleyError) -> String {
        guard !text.isEmpty, text.utf8.count <= 1_024,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" })
        else { throw ParleyError(.invalid, "model must be a name of at most 1,024 bytes.") }
        return text
    }

    static func clientID(_ text: String?) throws(ParleyError) -> String? {
        guard let text else { return nil }
        guard (1...100).contains(text.utf8.count) else {
            throw ParleyError(.invalid, "client_id must have 1 to 100 bytes.")
        }
        return text.storable
    }

    func rendering() throws(ParleyError) -> Rendering {
        guard let text = query("render") else { return .text }
        guard let rendering = Rendering(rawValue: text) else {
            throw ParleyError(.invalid, "render must be text or blocks.")
        }
        return rendering
    }

    func listCursor() throws(ParleyError) -> ListCursor? {
        guard let text = query("cursor") else { return nil }
        guard let cursor = ListCursor(text) else {
            throw ParleyError(.invalid, "cursor must be a next_cursor of an earlier answer.")
        }
        return cursor
    }
}

extension SignedInContext {
    func conversationID() throws -> Conversation.ID {
        try Request.conversationID(try parameters.require("id"))
    }
}
