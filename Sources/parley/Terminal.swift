import Foundation

/// Text that came from people, on its way to a terminal.
enum Terminal {
    static func say(_ line: String) {
        print(plain(line))
    }

    /// One line without anything that moves a cursor, turns the direction of writing or hides what follows.
    static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\t": plain.unicodeScalars.append(scalar)
            // The joiner holds many emoji together.
            case .format where scalar == "\u{200D}": plain.unicodeScalars.append(scalar)
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                plain += "\\u{\(String(scalar.value, radix: 16))}"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}
