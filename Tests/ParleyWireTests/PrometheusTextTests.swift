import ParleyCore
import ParleyWire
import Testing

struct PrometheusTextTests {
    @Test func aHistogramAddsItsBucketsUp() {
        var histogram = Histogram(bounds: [0.5, 2])
        for value in [0.25, 1, 4] { histogram.record(value) }
        var text = PrometheusText()
        text.family("wait_seconds", .histogram, "How long.")
        text.samples("wait_seconds", [("provider", "a\"b\\c\nd")], histogram)
        let label = #"provider="a\"b\\c\nd""#
        #expect(
            text.text == """
                # HELP wait_seconds How long.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{\(label),le="0.5"} 1
                wait_seconds_bucket{\(label),le="2.0"} 2
                wait_seconds_bucket{\(label),le="+Inf"} 3
                wait_seconds_sum{\(label)} 5.25
                wait_seconds_count{\(label)} 3

                """)
    }
}
