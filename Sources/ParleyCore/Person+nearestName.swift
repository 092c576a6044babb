import Foundation

extension Person {
    /// What comes closest to a name from elsewhere and may be one here; nil where nothing is left of it.
    public static func nearestName(to text: String) -> String? {
        var kept = String.UnicodeScalarView()
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars where isVisible(scalar) {
            kept.append(scalar)
            if kept.count == maximumNameLength { break }
        }
        return try? name(from: String(kept))
    }
}
