import ParleyCore
import ParleyWire

/// What became of an answer, however it arrived.
struct Answer: Equatable, Sendable {
    var content = ""
    var reasoning = ""
    var usage: Usage?
    var finish: String?
    var isWhole = false
    var failure: ReplyFailure.Code?
    var words: String?

    /// Feeds a body in pieces; after each piece the parts are taken, as the loop does it.
    static func read(_ body: [UInt8], cutAt cuts: [Int] = [], isEventStream: Bool = true) -> Answer {
        var reader = CompletionReader(provider: "test", isEventStream: isEventStream)
        var answer = Answer()
        var start = 0
        for end in cuts + [body.count] {
            let piece = Array(body[start..<end])
            reader.feed(piece.span)
            answer.take(reader.take().parts)
            start = end
        }
        answer.take(reader.finish())
        answer.isWhole = reader.isWhole
        answer.failure = reader.failure?.code
        answer.words = reader.failure?.providerMessage
        return answer
    }

    private mutating func take(_ parts: [ReplyPart]) {
        for part in parts {
            switch part {
            case .connecting, .retrying, .connected, .head, .bytes, .passed, .silence: break
            case .text(let text): content += text
            case .reasoning(let text): reasoning += text
            case .usage(let told): usage = told
            case .finish(let word): finish = word
            }
        }
    }
}

/// Events with these data, and the mark that says the stream is whole.
func stream(_ data: String..., done: Bool = true) -> String {
    data.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
}

/// A chunk whose delta has these members.
func delta(_ members: String) -> String {
    #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{\#(members)},"finish_reason":null}]}"#
}

struct AnswerCase: CustomStringConvertible, Sendable {
    var title: String
    var body: [UInt8]
    var answer: Answer

    init(
        _ title: String, _ body: String, _ content: String = "", reasoning: String = "", usage: Usage? = nil,
        finish: String? = nil, isWhole: Bool = true, fails code: ReplyFailure.Code? = nil, words: String? = nil
    ) {
        self.title = title
        self.body = Array(body.utf8)
        answer = Answer(
            content: content, reasoning: reasoning, usage: usage, finish: finish, isWhole: isWhole && code == nil,
            failure: code, words: words)
    }

    var description: String { title }
}
