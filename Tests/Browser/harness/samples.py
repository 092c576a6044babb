"""Texts that the models write."""

LOREM = " ".join(
    "Sentence %d of this answer says a little and goes on, so that the page has something to draw.%s"
    % (number, "\n\n" if number % 4 == 0 else "") for number in range(1, 41))

MARKDOWN = """Roughly, on the disk you described:

| rows per commit | rows/s | 40,000 rows |
|---|---:|---:|
| 1 | 700 | 57 s |
| 100 | 41,000 | 1.0 s |
| 1,000 | 92,000 | 0.4 s |

Past that the limit is no longer the disk but the **loop itself**. Group them:

```swift
try await database.write { db in
    for row in rows.prefix(1_000) {
        try row.insert(db)          // one commit for all
    }
}
```

1. Open the transaction once.
2. Insert a thousand rows, then commit.
3. Measure again; it should follow $t \\approx \\frac{n}{k}$.

See the [SQLite FAQ](https://sqlite.org/faq.html#q19) for *why*.
"""
