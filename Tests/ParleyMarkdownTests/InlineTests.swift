import ParleyMarkdown
import Testing

@Suite struct InlineTests {
    @Test(arguments: [
        ("**a** *b* ~~c~~ `d`", #"["p",["strong","a"]," ",["em","b"]," ",["del","c"]," ",["code","d"]]"#),
        ("***a***", #"["p",["em",["strong","a"]]]"#),
        ("2 * 3 * 4", #"["p","2 * 3 * 4"]"#),
        ("snake_case_name", #"["p","snake_case_name"]"#),
        (#"\*a\*"#, #"["p","*a*"]"#),
        ("`` a`b ``", #"["p",["code","a`b"]]"#),
        ("3~5 and 2~4", #"["p","3~5 and 2~4"]"#),
        ("~x~", #"["p","~x~"]"#),
        ("&lt;b&gt; &copy; &#65;&#x42; &nosuch; &hellip;", #"["p","<b> © AB &nosuch; …"]"#),
        ("&#0; &#xD800; &#9999999;", "[\"p\",\"\u{FFFD} \u{FFFD} \u{FFFD}\"]"),
        ("<b>x</b>", #"["p","<b>x</b>"]"#),
    ])
    func marksBecomeElements(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        ("[a](https://b.c)", #"["p",["a",{"href":"https://b.c"},"a"]]"#),
        ("[a](https://b.c \"t\")", #"["p",["a",{"href":"https://b.c","title":"t"},"a"]]"#),
        ("[a](mailto:b@c.d)", #"["p",["a",{"href":"mailto:b@c.d"},"a"]]"#),
        ("<https://b.c>", #"["p",["a",{"href":"https://b.c"},"https://b.c"]]"#),
        (
            "see https://b.c/~d?e=$f$.",
            #"["p","see ",["a",{"href":"https://b.c/~d?e=$f$"},"https://b.c/~d?e=$f$"],"."]"#
        ),
        ("www.b.c", #"["p",["a",{"href":"http://www.b.c"},"www.b.c"]]"#),
        ("b@c.de", #"["p",["a",{"href":"mailto:b@c.de"},"b@c.de"]]"#),
        ("[a][x]\n\n[x]: https://b.c", #"["p",["a",{"href":"https://b.c"},"a"]]"#),
        ("[a](https://b.c?d=1&amp;e=2)", #"["p",["a",{"href":"https://b.c?d=1&e=2"},"a"]]"#),
        ("[**a**](https://b.c)", #"["p",["a",{"href":"https://b.c"},["strong","a"]]]"#),
    ])
    func addressesBecomeLinks(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        ("[a](/b)", #"["p","a"]"#),
        ("[a](//b.c)", #"["p","a"]"#),
        ("[a](b.html)", #"["p","a"]"#),
        ("[a](#b)", #"["p","a"]"#),
        ("[a](https:b)", #"["p","a"]"#),
        ("[a](https:///b)", #"["p","a"]"#),
        ("[a](ftp://b.c)", #"["p","a"]"#),
        ("[a]()", #"["p","a"]"#),
        ("<tel:123>", #"["p","tel:123"]"#),
    ])
    func aTargetThatIsNoWholeAddressIsText(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        ("![alt](https://b.c/d.png)", #"["p",["a",{"href":"https://b.c/d.png"},"alt"]]"#),
        ("![](https://b.c/d.png)", #"["p",["a",{"href":"https://b.c/d.png"},"https://b.c/d.png"]]"#),
        ("![alt](d.png)", #"["p","alt"]"#),
        ("![](d.png)", #"["p","d.png"]"#),
        ("[![alt](https://b.c/d.png)](https://e.f)", #"["p",["a",{"href":"https://e.f"},"alt"]]"#),
        ("![x [y](https://e.f)](https://b.c/d.png)", #"["p",["a",{"href":"https://b.c/d.png"},"x y"]]"#),
    ])
    func anImageBecomesALink(text: String, expected: String) {
        #expect(json(text) == expected)
    }
}
