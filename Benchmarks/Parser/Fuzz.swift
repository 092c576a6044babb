import Foundation
import ParleyCore
import ParleyWire

/// Mutates answers and reads each whole and in random pieces: nothing may crash, and both must read the same.
struct Fuzz {
    private static let maximumGrowthBytes = 64 << 20

    let count: Int
    var random: Random
    var seeds: [[UInt8]]
    private var quick: [[UInt8]] = []

    init(count: Int, seed: UInt64, files: [String]) {
        self.count = count
        random = Random(state: seed)
        seeds = Self.builtIn.map { Array($0.utf8) }
        for file in files {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
            let start = text.range(of: "data:")?.lowerBound ?? text.startIndex
            seeds.append(Array(text[start...].utf8.prefix(700)))
        }
        quick = seeds.filter { !String(decoding: $0, as: UTF8.self).contains("rror") }
    }

    func run() -> Bool {
        var fuzz = self
        let before = Self.resident()
        for number in 0..<count {
            let input = fuzz.mutated()
            let whole = Outcome(input, cuts: [])
            let cuts = fuzz.cuts(input.count)
            let split = Outcome(input, cuts: cuts)
            guard whole == split else {
                print("input \(number) reads differently when it is split at \(cuts):")
                print(input.map { String(format: "%02x", $0) }.joined())
                print("whole: \(whole)\nsplit: \(split)")
                return false
            }
            _ = fuzz.relayed(input)
            if number % 1_000_000 == 999_999 {
                print("\(number + 1) inputs, \((Self.resident() - before) >> 10) KiB grown")
            }
        }
        let growth = Self.resident() - before
        print(
            "\(count) inputs of \(seeds.count) kinds: no crash, all read the same in pieces, \(growth >> 10) KiB grown")
        return growth < Self.maximumGrowthBytes
    }

    // MARK: Making inputs

    private mutating func mutated() -> [UInt8] {
        // Sentences about errors are searched for numbers, which takes a hundred times as long as reading text.
        var bytes = random.below(50) == 0 ? seeds[random.below(seeds.count)] : quick[random.below(quick.count)]
        for _ in 0..<random.below(6) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let at = random.below(bytes.count)
        switch random.below(8) {
        case 0: bytes[at] ^= 1 << UInt8(random.below(8))
        case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(Self.spice[random.below(Self.spice.count)], at: at)
        case 4: bytes.insert(contentsOf: Self.words[random.below(Self.words.count)].utf8, at: at)
        case 5: bytes.removeSubrange(at..<min(bytes.count, at + random.below(40)))
        case 6: bytes.append(contentsOf: seeds[random.below(seeds.count)].prefix(400))
        default:
            let piece = Array(bytes[at..<min(bytes.count, at + random.below(60))])
            bytes.insert(contentsOf: piece, at: random.below(bytes.count))
        }
    }

    private mutating func cuts(_ length: Int) -> [Int] {
        guard length > 1 else { return [] }
        return (0..<random.below(8)).map { _ in 1 + random.below(length - 1) }.sorted()
    }

    /// What is passed on of an input, however it is split.
    private mutating func relayed(_ input: [UInt8]) -> Int {
        var reader = RelayReader(provider: "fuzz", isEventStream: random.below(2) == 0)
        reader.feed(input.span)
        let passed = reader.take().bytes.count
        return passed + reader.finish(cut: ReplyFailure(.truncated, "cut")).count
    }

    private static let spice =
        Array("\"\\{}[]:,\n\r\u{0} ue-+.0".utf8) + [0xC3, 0xA9, 0xF0, 0x9F, 0xED, 0xA0, 0xFF, 0xEF]
    private static let words = [
        "data: ", "\n\n", "\r\n", "event: error\n", "[DONE]", "\\ud83d", "\\ude00", "\\u0000", "<think>", "</think>",
        "null", "1e999", "{\"error\":", "\"choices\":[{\"delta\":{\"content\":\"", "\"reasoning\":\"", "[[[[[[[[",
        "\"usage\":{\"prompt_tokens\":1}", "\"finish_reason\":\"stop\"", ": comment\n", "\u{FEFF}",
    ]

    private static func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }
}

/// What came of reading one input.
private struct Outcome: Equatable {
    var content = ""
    var reasoning = ""
    var usage: Usage?
    var finish: String?
    var isWhole: Bool
    var failure: ReplyFailure?

    init(_ input: [UInt8], cuts: [Int]) {
        var reader = CompletionReader(provider: "fuzz", isEventStream: true)
        isWhole = false
        var at = 0
        for end in cuts + [input.count] {
            reader.feed(input.span.extracting(at..<end))
            take(reader.take().parts)
            at = end
        }
        take(reader.finish())
        isWhole = reader.isWhole
        failure = reader.failure
    }

    private mutating func take(_ parts: [ReplyPart]) {
        for part in parts {
            switch part {
            case .text(let text): content += text
            case .reasoning(let text): reasoning += text
            case .usage(let told): usage = told
            case .finish(let word): finish = word
            default: break
            }
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same on every machine.
struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

extension Fuzz {
    private static let builtIn = [
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n",
        "data:{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\\u00e9\\ud83d\\ude00\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\r\n\r\ndata: [DONE]",
        "data: {\"choices\":[{\"delta\":{\"content\":\"<th\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ink>hm</think>\\nso\"}}]}\n\ndata: [DONE]\n\n",
        "data: {\"choices\":[{\"delta\":{\"reasoning\":\"r\",\"reasoning_content\":\"r\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"thinking\":[{\"text\":\"t\"}]}]}}]}\n\n",
        ": ping\n\nevent: error\ndata: {\"error\":{\"message\":\"This model's maximum context length is 8192 tokens\",\"code\":\"context_length_exceeded\"}}\n\n",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
        "{\"object\":\"error\",\"message\":\"no\",\"code\":404}",
        "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}]",
        "<html><head><title>502 Bad Gateway</title></head></html>",
        "data: {\"choices\":[{\"text\":\"t\",\"delta\":{\"content\":\"t\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"u\"},\"message\":{\"content\":\"tu\"}}]}\n\ndata: {\"choices\":[{\"message\":{\"content\":\"tu\"},\"finish_reason\":\"eos\"}]}\n\n",
        "error: {\"code\":500,\"message\":\"KV cache\"}\n\ndata: [DONE]\n\n",
        "data: {\"choices\":[],\"x_groq\":{\"error\":\"over capacity\"}}\n\n",
    ]
}
