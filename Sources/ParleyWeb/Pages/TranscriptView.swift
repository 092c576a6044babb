import Foundation
import ParleyCore
import ParleyMarkdown
import ParleyWire

/// Values of a message, ready for its template.
enum TranscriptView {
    static func values(of message: Message) -> [String: Any] {
        let name = name(of: message)
        var values: [String: Any] = [
            "id": message.id.string, "role": message.role.rawValue, "isPerson": message.role == .user,
            "isModel": message.role == .assistant, "name": name,
            "initials": message.role == .user ? initials(of: name) : initials(ofModel: message.model ?? "model"),
            "createdAt": RFC3339.text(message.createdAt), "timeText": clock(message.createdAt),
            "status": message.status.rawValue, "html": html(of: message),
            "isError": message.status == .error, "hasReasoning": !message.reasoning.isEmpty,
            "reasoning": message.reasoning,
        ]
        if let text = statusText(of: message) { values["statusText"] = text }
        if let words = message.failure?.providerMessage { values["providerMessage"] = words }
        if let figures = figures(of: message) { values["figures"] = figures }
        return values
    }

    /// The first letters of the first and last word, as on a round face; two letters of a single word.
    static func initials(of name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        guard let first = words.first else { return "?" }
        if words.count > 1, let last = words.last { return (first.prefix(1) + last.prefix(1)).uppercased() }
        return first.prefix(2).uppercased()
    }

    /// A model's face has its first letter and its first digit, or else its second letter, as the page's script says.
    static func initials(ofModel model: String) -> String {
        let name = shortName(ofModel: model).lowercased().filter { $0.isLetter || $0.isNumber }
        guard let first = name.first else { return "?" }
        let second = name.dropFirst().first(where: \.isNumber) ?? name.dropFirst().first
        return second.map { "\(first)\($0)" } ?? "\(first)"
    }

    private static func name(of message: Message) -> String {
        if let author = message.author { return author.name }
        let name = shortName(ofModel: message.model ?? "model")
        let isDemo = message.provider == "demo" && !name.lowercased().contains("demo")
        return isDemo ? "\(name) (demo)" : name
    }

    private static func shortName(ofModel model: String) -> String {
        model.split(separator: "/").last.map(String.init) ?? model
    }

    private static func html(of message: Message) -> String {
        var html = ""
        let isGrowing = message.status == .streaming
        for node in Markdown.blocks(of: message.content, isGrowing: isGrowing, keepsLineEnds: message.role == .user) {
            node.appendHTML(to: &html)
        }
        return html
    }

    private static func statusText(of message: Message) -> String? {
        switch message.status {
        case .complete: nil
        case .streaming: "being written; reload the page to see more"
        case .stopped: "stopped"
        case .interrupted: "interrupted when the server restarted"
        case .error: message.failure?.message ?? "failed"
        }
    }

    private static func figures(of message: Message) -> String? {
        var parts: [String] = []
        if let first = message.timing?.firstTokenMilliseconds {
            parts.append(String(format: "first token %.1f s", Double(first) / 1000))
        }
        if let rate = message.timing?.tokensPerSecond { parts.append("\(Int(rate.rounded())) tokens/s") }
        if let tokens = message.usage?.completionTokens { parts.append("\(grouped(tokens)) tokens") }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    /// 22725 → "22,725", as the page's script writes it.
    private static func grouped(_ number: Int) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    /// In UTC; the page's script puts it into the reader's own zone.
    private static func clock(_ date: Date) -> String {
        String(RFC3339.text(date).dropFirst(11).prefix(5))
    }
}
