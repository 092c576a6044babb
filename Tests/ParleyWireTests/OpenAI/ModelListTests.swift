import ParleyCore
import ParleyWire
import Testing

struct ModelListTests {
    private func models(_ body: String) -> [ListedModel]? {
        ModelList.models(in: Array(body.utf8).span)
    }

    @Test func anOpenAIListIsRead() {
        let list = models(#"{"object":"list","data":[{"id":"a","object":"model"},{"id":"b"}]}"#)
        #expect(list == [ListedModel(id: "a", contextWindow: nil), ListedModel(id: "b", contextWindow: nil)])
    }

    @Test(arguments: [
        #""max_model_len":4096"#, #""context_length":4096"#, #""context_window":4096"#, #""context_window":"4096""#,
        #""meta":{"n_ctx":4096,"n_ctx_train":131072}"#, #""meta":{"n_ctx_train":4096}"#,
        #""meta":{"n_ctx":0,"n_ctx_train":4096}"#,
        #""context_length":4096.0"#,
    ])
    func aWindowIsReadWhereverItStands(member: String) {
        #expect(models(#"{"data":[{"id":"a",\#(member)}]}"#) == [ListedModel(id: "a", contextWindow: 4_096)])
    }

    @Test(arguments: [
        #""context_length":null"#, #""context_length":-1"#, #""context_length":"x""#, #""context_length":1e300"#,
        #""meta":[]"#,
    ])
    func aWindowThatIsNoneIsNotRead(member: String) {
        #expect(models(#"{"data":[{"id":"a",\#(member)}]}"#) == [ListedModel(id: "a", contextWindow: nil)])
    }

    @Test(arguments: [
        #"[{"id":"a"}]"#, #"["a"]"#, #"{"models":[{"name":"a"}]}"#, #"{"models":[{"model":"a"}]}"#, #"{"data":["a"]}"#,
    ])
    func otherShapesAreRead(body: String) {
        #expect(models(body)?.map(\.id) == ["a"])
    }

    @Test func entriesWithoutANameAreLeftOutAndDoublesToo() {
        #expect(models(#"{"data":[{"id":""},{},1,null,{"id":"a"},{"id":"a"}]}"#)?.map(\.id) == ["a"])
    }

    @Test(arguments: [
        "", "{}", "null", "<html>", #"{"data":1}"#, #"{"data":["#, String(repeating: "[", count: 100_000),
    ])
    func whatIsNoListIsNone(body: String) {
        #expect(models(body) == nil)
    }

    @Test func anEmptyListIsAList() {
        #expect(models(#"{"data":[]}"#) == [])
    }
}
