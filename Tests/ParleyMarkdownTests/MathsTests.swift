import ParleyMarkdown
import Testing

@Suite struct MathsTests {
    @Test(arguments: [
        ("$x^2$", #"["p",["span",{"class":"math"},"x^2"]]"#),
        (#"\(a_1 * b_1\)"#, #"["p",["span",{"class":"math"},"a_1 * b_1"]]"#),
        ("$$\nx\n$$", #"["div",{"class":"math"},"x"]"#),
        ("\\[\na\n- b\n+ c\n\\]", #"["div",{"class":"math"},"a\n- b\n+ c"]"#),
        (
            "so $$x$$ then",
            #"["p","so "]"# + "\n" + #"["div",{"class":"math"},"x"]"# + "\n" + #"["p","then"]"#
        ),
        ("**$$x$$**", #"["p",["strong",["span",{"class":"math"},"x"]]]"#),
        ("- \\[x\\]", #"["ul",["li",["div",{"class":"math"},"x"]]]"#),
        ("> $$\n> x\n> $$", #"["blockquote",["div",{"class":"math"},"x"]]"#),
        (#"$\{a\} \\ b$"#, #"["p",["span",{"class":"math"},"\\{a\\} \\\\ b"]]"#),
        ("($x$)", #"["p","(",["span",{"class":"math"},"x"],")"]"#),
        ("$a | b$", #"["p",["span",{"class":"math"},"a | b"]]"#),
        ("$2x + 1$", #"["p",["span",{"class":"math"},"2x + 1"]]"#),
        ("令$x$为", #"["p","令",["span",{"class":"math"},"x"],"为"]"#),
    ])
    func formulasAreTakenAsTheyAre(text: String, expected: String) {
        #expect(json(text) == expected)
    }

    @Test(arguments: [
        "costs $5 and $10", "$5-$10", "from $5 to 10$", "US$5 and A$6", "$HOME and $PATH", "a $ b $ c", "$ x$", "$x $",
        "cheap ($), good ($$), best ($$$)", "$$$", "$", "$$", "$ $", "$5", "pay $5.", "$a$b", "a$b$c",
    ])
    func aDollarInProseStaysText(text: String) {
        #expect(json(text) == "[\"p\",\"\(text)\"]")
    }

    @Test(arguments: [
        ("`$x$`", #"["p",["code","$x$"]]"#),
        ("```\n$x$ \\(y\\)\n```", #"["pre",["code","$x$ \\(y\\)"]]"#),
        ("    $x$", #"["pre",["code","$x$"]]"#),
        (#"\[1\] and \[a\](b)"#, #"["p","[1] and [a](b)"]"#),
        (#"\$x\$"#, #"["p","$x$"]"#),
        ("\\(a", #"["p","(a"]"#),
        ("$$\na\n\nb", #"["p","$$\na"]"# + "\n" + #"["p","b"]"#),
    ])
    func whatIsNoFormulaStaysAsItIs(text: String, expected: String) {
        #expect(json(text) == expected)
    }
}
