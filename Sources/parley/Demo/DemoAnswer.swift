/// What the demo model says.
enum DemoAnswer {
    /// Words with the blanks after them, as a model's tokens come.
    static func words(of text: String) -> [Substring] {
        var words: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0 != " " && $0 != "\n" }
            let blanks = rest[word.endIndex...].prefix { $0 == " " || $0 == "\n" }
            words.append(rest[..<blanks.endIndex])
            rest = rest[blanks.endIndex...]
        }
        return words
    }

    static func text(for question: String) -> String {
        if question.hasPrefix("Give this conversation a title") { return "A first look at Parley" }
        let line = question.split(whereSeparator: \.isNewline).first.map { String($0.prefix(120)) } ?? ""
        return """
            You wrote: “\(line)”. I am the **demo model**: I only show how an answer comes. To talk with a real one, do one of these:

            - start **Ollama**, **llama.cpp**, **LM Studio** or **vLLM** on this machine; Parley finds it within 30 seconds
            - set `OPENAI_BASE_URL` and `OPENAI_API_KEY`, then start Parley again
            - list providers in `parley.yaml`:

            ```yaml
            providers:
              - name: gpu
                base_url: http://10.0.0.5:8000/v1
                api_key_file: /etc/parley/gpu.key
            ```

            Meanwhile you can try what a conversation does here:

            | do this | and this happens |
            |---|---|
            | press **Esc** while I write | I stop, and what I wrote stays |
            | reload the page while I write | nothing is lost, nothing comes twice |
            | open it in a second tab | both show the same, live |
            | kill the server | I am marked as interrupted, my text is kept |

            Maths is shown too: $e^{i\\pi} + 1 = 0$.
            """
    }
}
