import Foundation
import ParleyTestSupport
import ParleyWire
import Testing

struct StreamOutputTests {
    private struct Said: Codable, Equatable {
        var before: String
        var content: String
        var reasoning: String
        var after: Int
    }

    private func frame(_ said: Said) -> StreamOutput {
        var output = StreamOutput()
        append(said, to: &output)
        return output
    }

    private func append(_ said: Said, to output: inout StreamOutput) {
        output.append("message", id: 3) { json in
            json.object { json in
                json.field("before", said.before)
                json.field("content", said.content)
                json.field("reasoning", said.reasoning)
                json.field("after", said.after)
            }
        }
    }

    /// What is in the frames, and how the bytes came.
    private func read(_ output: inout StreamOutput) throws -> (said: [Said], sizes: [Int]) {
        var bytes: [UInt8] = []
        var sizes: [Int] = []
        while let piece = output.take() {
            #expect(!piece.isEmpty)
            bytes += piece
            sizes.append(piece.count)
        }
        #expect(output.isEmpty && !output.isBegun)
        let said = try String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n\n").dropLast().map { frame in
            let lines = frame.split(separator: "\n")
            #expect(lines[0] == "event: message" && lines[1] == "id: 3")
            return try JSONDecoder().decode(Said.self, from: Data(lines[2].dropFirst("data: ".count).utf8))
        }
        return (said, sizes)
    }

    @Test func whatIsShortIsTakenInOnePiece() throws {
        let said = Said(before: "x", content: String(repeating: "a\n", count: 30_000), reasoning: "", after: 1)
        var output = frame(said)
        let read = try read(&output)
        #expect(read.said == [said])
        #expect(read.sizes.count == 1)
    }

    @Test func aLongTextIsTakenInSlices() throws {
        let said = Said(
            before: "x", content: String(repeating: "wörter \"und\" mehr 🙂\n", count: 8_000),
            reasoning: String(repeating: "é", count: 40_000), after: 1)
        var output = frame(said)
        #expect(output.bytes.count < 1_000, "a long text waits unescaped")
        let read = try read(&output)
        #expect(read.said == [said])
        #expect(read.sizes.max() ?? 0 <= 6 * 32 << 10)
    }

    @Test(arguments: 0..<8)
    func framesInARowComeWhole(seed: Int) throws {
        var random = SeededGenerator(seed)
        let piece = random.text(scalars: 500)
        let said = (0..<4).map { number in
            Said(
                before: random.text(scalars: 5),
                content: String(repeating: piece, count: .random(in: 0..<100, using: &random)),
                reasoning: String(repeating: piece, count: .random(in: 0..<100, using: &random)), after: number)
        }
        var output = StreamOutput()
        for one in said { append(one, to: &output) }
        let read = try read(&output)
        #expect(read.said.map { Array($0.content.unicodeScalars) } == said.map { Array($0.content.unicodeScalars) })
        #expect(read.said.map { Array($0.reasoning.unicodeScalars) } == said.map { Array($0.reasoning.unicodeScalars) })
        #expect(read.said.map(\.after) == [0, 1, 2, 3])
    }

    @Test func whatIsAddedMeanwhileComesBehind() throws {
        let said = Said(before: "", content: String(repeating: "long ", count: 50_000), reasoning: "", after: 0)
        var output = frame(said)
        var bytes = output.take() ?? []
        bytes += output.take() ?? []
        #expect(output.isBegun)
        append(said, to: &output)
        output.bytes += EventFrame.comment
        while let piece = output.take() { bytes += piece }
        var whole = frame(said)
        var expected: [UInt8] = []
        while let piece = whole.take() { expected += piece }
        #expect(bytes == expected + expected + EventFrame.comment)
    }
}
