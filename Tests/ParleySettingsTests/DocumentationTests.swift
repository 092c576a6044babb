import Foundation
import ParleyUpstream
import Testing

@testable import ParleySettings

/// What the documents say about settings is what the code does.
struct DocumentationTests {
    private func document(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        return try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
    }

    @Test func theReadmeNamesEverySettingWithItsVariable() throws {
        let readme = try document("README.md")
        for key in SettingKey.allCases {
            #expect(readme.contains("| `\(key.rawValue)` | `\(key.environmentName)` |"))
        }
    }

    @Test func theReadmeNamesEveryFieldOfAProvider() throws {
        let readme = try document("README.md")
        for field in Provider.fields {
            #expect(readme.contains("`\(field)`"), "\(field)")
        }
    }

    @Test func theExampleAsItIsMeansTheDefaults() throws {
        var expected = Settings()
        expected.file = "parley.yaml"
        #expect(try load(yaml: document("parley.example.yaml")) == expected)
    }

    @Test func theExampleWithoutItsMarksIsGoodToo() throws {
        let lines = try document("parley.example.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        // "# Words" is a remark; "#key:" and "#  - entry" are settings.
        let isSetting = { (line: Substring) in
            line.hasPrefix("#  ") || (line.hasPrefix("#") && !line.hasPrefix("# "))
        }
        let yaml = lines.map { isSetting($0) ? $0.dropFirst() : $0 }.joined(separator: "\n")
        let settings = try load(yaml: yaml)
        #expect(settings.providers.map(\.name) == ["openai", "gpu"])
        #expect(settings.publicURL == "https://chat.example.org")
        for key in SettingKey.allCases {
            #expect(lines.contains { $0.hasPrefix("#\(key.rawValue):") }, "\(key.rawValue) is missing")
        }
    }
}
