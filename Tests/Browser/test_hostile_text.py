"""Whatever a model, a provider or a person writes is text: nothing of it runs, and nothing of it fetches."""
import pytest
from playwright.sync_api import expect

from harness.payloads import ALL, FETCHING, RUN, SHORT

# What Markdown may become. Maths is drawn by KaTeX from its own nodes, so there only what could act is looked for.
STRANGERS = """() => {
  const allowed = new Set(("h1 h2 h3 h4 h5 h6 p ul ol li blockquote code pre em strong del br hr table thead tbody tr th td "
    + "a span div input copy-button button").split(" "));
  const attributes = new Set(("class dir href title target rel start data-align data-language type disabled checked "
    + "aria-label hidden").split(" "));
  const strange = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) strange.push(`${element.localName} ${name}`);
      if (["src", "href", "action", "data", "xlink:href", "srcset", "formaction"].includes(name) && /^\\s*(javascript|vbscript|file|blob)/i.test(value)) strange.push(value);
    }
    if (["IFRAME", "OBJECT", "EMBED", "VIDEO", "AUDIO", "SVG", "BASE", "IMG"].includes(element.tagName.toUpperCase()) && !element.closest(".katex")) strange.push(element.outerHTML.slice(0, 80));
  }
  for (const body of document.querySelectorAll(".message-body")) {
    for (const element of body.querySelectorAll("*")) {
      if (element.closest(".katex")) continue;
      if (!allowed.has(element.localName)) strange.push(`<${element.localName}>`);
      for (const { name } of element.attributes) if (!attributes.has(name)) strange.push(`${element.localName} ${name}`);
      if (element.localName === "a" && !/^(https?|mailto):/.test(element.href)) strange.push(element.href);
      if (element.localName === "a" && !/noopener/.test(element.rel)) strange.push(`a link without noopener: ${element.href}`);
    }
  }
  if (window.__xss) strange.push("a script has run");
  return strange;
}"""

PARTS = [ALL[start::4] for start in range(4)]


def expect_harmless(chat, count=None):
    if count is not None:
        expect(chat.messages).to_have_count(count)
    assert chat.page.evaluate(STRANGERS) == []
    assert "evil.example" not in "".join(one.url for one in chat.guard.requests)
    chat.guard.check()


def test_there_are_enough_of_them():
    assert len(ALL) > 90 and len(set(ALL)) == len(ALL)


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_text_of_people_and_models(house, open_browser, part):
    """Live while it streams in small pieces, then as stored, then without JavaScript."""
    payloads = PARTS[part]
    conversation = house.conversation()
    house.ask(conversation, "hello")
    chat = open_browser(house, "Ada")().open_conversation(conversation)
    for payload in payloads:
        house.ask(conversation, payload)
    expect_harmless(chat, 2 + 2 * len(payloads))
    chat.expect_ended()

    chat.page.reload()
    chat.wait_loaded()
    chat.page.wait_for_function("() => document.querySelectorAll('chat-message').length >= 20")
    expect_harmless(chat)

    plain = open_browser(house, "Ada", java_script_enabled=False)()
    plain.page.goto(house.url + "/c/" + conversation)
    assert plain.messages.count() >= 20
    assert plain.page.evaluate(STRANGERS) == []
    assert "evil.example" not in "".join(one.url for one in plain.guard.requests)
    plain.guard.check()


def test_thoughts_and_errors_of_providers(house, open_browser):
    chat = open_browser(house, "Ada")()
    for model, shown in (("think-echo", ".reasoning-text"), ("error-echo", ".provider-words")):
        conversation = house.conversation(model)
        for payload in ALL[::9] + [f"[x](javascript:{RUN})", *FETCHING[:2]]:
            house.ask(conversation, payload)
        chat.open_conversation(conversation)
        expect(chat.answers.last.locator(shown)).to_have_count(1)
        assert chat.page.locator(shown + " *").count() == 0
        expect_harmless(chat)
    conversation = house.conversation("html-error")
    house.ask(conversation, "a gateway's page")
    chat.open_conversation(conversation)
    expect(chat.last_status).to_have_attribute("data-kind", "error")
    expect_harmless(chat)


def test_titles_and_searches(house, open_browser):
    chat = open_browser(house, "Ada")()
    for title in SHORT:
        conversation = house.conversation()
        house.ask(conversation, title + " haystack")
        house.call("PATCH", "/api/conversations/" + conversation, {"title": title})
        chat.open_conversation(conversation)
        expect(chat.page.locator("h1")).to_have_text(title)
        chat.expect_title(title + " – Parley")
    chat.search_box.fill("haystack")
    expect(chat.hits).to_have_count(2 * len(SHORT))
    expect_harmless(chat)
    chat.open_menu().get_by_role("button", name="Delete").click()
    expect(chat.page.get_by_role("dialog")).to_contain_text(SHORT[-1])
    expect_harmless(chat)
    chat.page.get_by_role("button", name="Cancel").click()


def test_names_of_models(house, open_browser):
    chat = open_browser(house, "Ada")()
    for name in SHORT:
        conversation = house.conversation(name)
        house.ask(conversation, "whoever you are")
        chat.open_conversation(conversation)
        expect(chat.last_text).to_have_text("whoever you are")
        expect(chat.page.locator("#model")).to_have_value(name)
        expect_harmless(chat)


def test_names_of_people(own_house, open_browser):
    """As far as a name may be one of these at all."""
    server = own_house()
    name = "\"><img src=x onerror=window.__xss=1>{{{html}}}"
    server.add(name)
    conversation = server.conversation(by=name)
    server.ask(conversation, "it is me", by=name)
    chat = open_browser(server, name)().open_conversation(conversation)
    expect(chat.page.locator(".account-name")).to_have_text(name)
    expect(chat.messages.first.locator(".message-name")).to_have_text(name)
    expect_harmless(chat)
    chat.page.reload()
    chat.wait_loaded()
    expect_harmless(chat)


def test_addresses_are_not_echoed(house, open_browser):
    chat = open_browser(house, "Ada")()
    chat.guard.expect("404 (Not Found)", "400 (Bad Request)")
    for path in ("/c/<img src=x onerror=window.__xss=1>echo", "/nothing/\"><script>window.__xss=1</script>echo",
                 "/?before=<svg onload=window.__xss=1>echo", "/login?next=\"><img src=x onerror=window.__xss=1>echo",
                 "/login?next=javascript:window.__xss=1;echo"):
        chat.page.goto(house.url + path)
        source = chat.page.content()
        assert "__xss=1>echo" not in source and "__xss=1;echo" not in source and "</script>echo" not in source
        expect_harmless(chat)
