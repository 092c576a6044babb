/// What changed between two renderings of one growing text.
public enum BlockChange {
    /// The index of the first block that differs, or nil when both are equal.
    public static func firstDifference(from old: [MarkdownNode], to new: [MarkdownNode]) -> Int? {
        let common = min(old.count, new.count)
        for index in 0..<common where old[index] != new[index] { return index }
        return old.count == new.count ? nil : common
    }
}
