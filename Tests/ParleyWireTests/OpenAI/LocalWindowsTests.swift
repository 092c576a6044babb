import Testing

@testable import ParleyWire

struct LocalWindowsTests {
    @Test func ollamaTellsWhatIsLoaded() {
        let body =
            #"{"models":[{"name":"gemma3:4b","model":"gemma3:4b","size":6591830464,"context_length":8192},"#
            + #"{"name":"old:1b","model":"old:1b"},{"name":"odd","context_length":"many"},7]}"#
        #expect(LocalWindows.running(in: Array(body.utf8).span) == ["gemma3:4b": 8_192])
        for body in ["", "[]", "{}", #"{"models":null}"#, "<html>"] {
            #expect(LocalWindows.running(in: Array(body.utf8).span).isEmpty)
        }
    }

    /// What the model could read is not what it is run with.
    @Test(arguments: [
        (#"{"parameters":"stop   \"<|eot|>\"\nnum_ctx                        32768","model_info":{"x":1}}"#, 32_768),
        (#"{"parameters":"num_ctx 0"}"#, nil), (#"{"parameters":"num_ctx"}"#, nil), (#"{"parameters":null}"#, nil),
        (#"{"model_info":{"llama.context_length":131072}}"#, nil), ("", nil),
    ])
    func ollamaTellsWhatAModelsFileSets(body: String, window: Int?) {
        #expect(LocalWindows.shown(in: Array(body.utf8).span) == window)
    }

    @Test(arguments: [
        (#"{"default_generation_settings":{"n_ctx":4096,"params":{}},"total_slots":1}"#, 4_096),
        (#"{"n_ctx":512}"#, 512),
        (#"{"default_generation_settings":{"n_ctx":0}}"#, nil), ("[]", nil), ("no", nil),
    ])
    func llamaCppTellsTheWindowOfASlot(body: String, window: Int?) {
        #expect(LocalWindows.props(in: Array(body.utf8).span) == window)
    }
}
