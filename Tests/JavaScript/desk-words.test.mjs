import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agentWords } from "../../Public/js/text/agents.js";
import { ago, bytes, many, span, until } from "../../Public/js/text/amounts.js";
import { failureWords, roleName, sourceWords, wayWords } from "../../Public/js/text/desk-words.js";
import { auditFact, healthFacts, settingValue } from "../../Public/js/text/health-words.js";
import { fullness, hasNone, limits, usedWords } from "../../Public/js/text/limit-words.js";
import { ruleRows } from "../../Public/js/text/model-rules.js";
import { notificationWords } from "../../Public/js/text/notification-words.js";
import { changedOnly, headerLines, headerNames, headersIn, listIn, testWords } from "../../Public/js/text/provider-words.js";
import { proxyVerdict } from "../../Public/js/text/proxy-words.js";
import { holds, numberFault, numberIn } from "../../Public/js/text/typed.js";

const now = Date.parse("2026-11-20T14:00:00Z");
const at = (seconds) => new Date(now + seconds * 1000).toISOString();

describe("amounts", () => {
  test("bytes have the unit that people would take", () => {
    assert.deepEqual([0, 999, 1500, 48_234_496, 81_234_000_000, 99_950_000].map(bytes), ["0 bytes", "999 bytes", "1.5 KB", "48.2 MB", "81.2 GB", "100 MB"]);
    assert.equal(bytes(null), "unknown");
  });

  test("a span has its two largest parts", () => {
    assert.deepEqual([0, 59, 61, 3600, 93_600, 86_400 + 59].map(span), ["0 seconds", "59 seconds", "1 minute", "1 hour", "1 day 2 hours", "1 day"]);
    assert.equal(span(-5), "0 seconds");
  });

  test("a time is as long ago as it is, and a link of 24 hours ends in 24", () => {
    assert.equal(ago(at(-30), now), "just now");
    assert.equal(ago(at(-3600 * 5), now), "5 hours ago");
    assert.equal(ago(at(60), now), "just now");
    assert.equal(ago(null, now), "never");
    assert.equal(ago("nonsense", now), "");
    assert.equal(until(at(86_399), now), "in 24 hours");
    assert.equal(until(at(20), now), "in less than a minute");
    assert.equal(until(at(-1), now), "ended");
    assert.equal(until(null, now), "never");
  });

  test("one is one", () => {
    assert.equal(many(1, "person", "people"), "1 person");
    assert.equal(many(2000, "person", "people"), "2,000 people");
  });
});

describe("names of things", () => {
  test("a browser is named with its system, a program by its own name", () => {
    assert.equal(agentWords("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"), "Firefox on Linux");
    assert.equal(agentWords("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"), "Edge on Windows");
    assert.equal(agentWords("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1"), "Safari on iPhone");
    assert.equal(agentWords("curl/8.5.0"), "curl/8.5.0");
    assert.equal(agentWords("x".repeat(500)).length, 60);
    for (const nothing of ["", "  ", null, undefined]) assert.equal(agentWords(nothing), "an unnamed program");
  });

  test("what is not known here is named as the server names it", () => {
    assert.equal(roleName("reviewer"), "Reviewer");
    assert.equal(roleName("owner"), "owner");
    assert.equal(sourceWords("file"), "the settings file");
    assert.equal(sourceWords("moon"), "moon");
    assert.equal(wayWords("sso"), "single sign-on");
  });

  test("a failure says what to do, in the server’s words where it has some", () => {
    assert.equal(failureWords({ status: 409, message: "This is the last admin." }), "This is the last admin.");
    assert.equal(failureWords({ status: 0, code: "offline" }), "The server can not be reached.");
    assert.equal(failureWords({ status: 401, message: "x" }), "You are signed out.");
    for (const status of [403, 404, 409, 429, 500, 507]) assert.ok(failureWords({ status, code: "", message: "" }).endsWith("."));
  });
});

describe("notifications", () => {
  test("a page over https is not told that it is none, where the browser has none to show", () => {
    assert.match(notificationWords(false, undefined), /over https/);
    assert.doesNotMatch(notificationWords(true, undefined), /https/);
    assert.match(notificationWords(true, undefined), /iPhone/);
    for (const permission of ["default", "granted", "denied"]) assert.doesNotMatch(notificationWords(true, permission), /https|iPhone/);
  });
});

describe("what people type", () => {
  test("thousands may be set apart, as people do here and there; nothing is nothing", () => {
    for (const typed of ["50000", "50,000", "50.000", "50 000", " 50’000 ", "50'000", "50_000", "50\u00a0000"]) assert.equal(numberIn(typed), 50_000, typed);
    assert.deepEqual(["7", "1.000.000", "1 000 000", "0"].map((typed) => numberIn(typed)), [7, 1_000_000, 1_000_000, 0]);
    assert.equal(numberIn("  "), null);
  });

  test("a number with a point or a comma is never silently another one", () => {
    assert.deepEqual(["0,5", "0.5", "1,25", "0,125"].map((typed) => numberIn(typed, false)), [0.5, 0.5, 1.25, 0.125]);
    assert.deepEqual(["12,5", "0.5", "50.00"].map((typed) => numberIn(typed)), [12.5, 0.5, 50]);
    for (const typed of ["ten", "1,000.5", "1.000,5", "50,00,000", "1 00", "-5", "1e3", "0x10", "1,", ",5"]) assert.ok(Number.isNaN(numberIn(typed)), typed);
    for (const typed of ["1,500", "1.500"]) assert.ok(Number.isNaN(numberIn(typed, false)), typed);
    assert.equal(numberIn("1 500", false), 1500);
  });

  test("what is wrong with a number is said", () => {
    assert.equal(numberFault("", 1), "");
    assert.equal(numberFault("50.000", 1), "");
    assert.match(numberFault("0", 1), /from 1 on/);
    assert.match(numberFault("1.5", 0), /whole/);
    assert.match(numberFault("1,5", 0), /whole/);
    assert.equal(numberFault("21", 0, 20), "At most 20.");
    assert.equal(numberFault("0.5", 0.1, undefined, false), "");
    assert.equal(numberFault("0,5", 0.1, undefined, false), "");
    assert.match(numberFault("x", 0.1, undefined, false), /A number from 0.1 on/);
    assert.equal(numberFault("1.500", 0.1, undefined, false), "Write 1500, or 1.5: this could be both.");
  });

  test("a search finds whatever the case and the accents", () => {
    assert.ok(holds("Tomás Núñez", "nunez"));
    assert.ok(holds("Ada KOVAČ", " kovač "));
    assert.ok(holds("anybody", ""));
    assert.ok(!holds("Jonas", "ada"));
  });
});

describe("providers", () => {
  test("a test says what it found", () => {
    assert.equal(testWords({ reachable: true, models: ["a", "b"], ms: 119.6 }), "answers in 120 ms, with 2 models: a, b");
    assert.match(testWords({ reachable: true, models: [], ms: 5 }), /lists no models/);
    assert.equal(testWords({ reachable: false, error: "Connection refused" }), "does not answer: Connection refused");
    assert.ok(testWords({ reachable: true, models: Array.from({ length: 200 }, (_, i) => `m${i}`), ms: 1 }).endsWith("…"));
  });

  test("models and headers are read from lines", () => {
    assert.deepEqual(listIn("a\n b, c\n\na"), ["a", "b", "c"]);
    assert.deepEqual(headersIn("X-Team: research: two\n Other:x "), { "X-Team": "research: two", Other: "x" });
    assert.deepEqual(headersIn(""), {});
    for (const wrong of ["no colon", "bad name: x", "X-Empty:"]) assert.equal(headersIn(wrong), null, wrong);
    assert.deepEqual(headersIn("X-Team:\nNew: 1", ["X-Team"]), { "X-Team": null, New: "1" });
    assert.equal(headerLines(["X-Team", "X-B"]), "X-Team:\nX-B:");
    assert.deepEqual(headerNames(["a"]), ["a"]);
    assert.deepEqual(headerNames({ "X-A": null }), ["X-A"]);
    assert.deepEqual(headerNames(null), []);
  });

  test("a change sends only what differs", () => {
    assert.deepEqual(changedOnly({ a: 1, b: null, c: ["x"], d: "new" }, { a: 1, c: ["x"], d: "old" }), { d: "new" });
    assert.deepEqual(changedOnly({ a: null }, { a: 5 }), { a: null });
  });
});

describe("rules and limits", () => {
  test("every provider has a row for all that have no rule of their own", () => {
    const rows = ruleRows([
      { id: "*", provider: "b", model: "*", allowed: "admins" }, { id: "x", provider: "a", model: "x", allowed: "nobody", people: [] },
      { id: "y", provider: "b", model: "y", allowed: "people", people: [{ id: "1" }] },
    ]);
    assert.deepEqual(rows.map((row) => [row.provider, row.model, row.allowed]), [["b", "y", "people"], ["b", "*", "admins"], ["a", "x", "nobody"], ["a", "*", "everyone"]]);
  });

  test("what is used is told beside what may be", () => {
    const [running, , day] = limits;
    assert.equal(usedWords(day, 12_400, 50_000), "12,400 of 50,000 tokens today");
    assert.equal(usedWords(running, 1, null), "1 running now");
    assert.equal(fullness(5, 10), 0.5);
    assert.equal(fullness(5, 0), 1);
    assert.equal(fullness(500, 10), 1);
    assert.equal(fullness(500, null), 0);
    assert.ok(hasNone({ running: null }));
    assert.ok(!hasNone({ running: 0 }));
  });
});

describe("how the server is", () => {
  test("a broken audit is said in words", () => {
    assert.equal(auditFact({ entries: 1, intact: true }).words, "1 entry, chain whole");
    assert.ok(auditFact({ entries: 3, intact: false }).isBroken);
    assert.equal(auditFact(undefined).words, "not checked yet");
  });

  test("what is not known is said to be so", () => {
    const facts = new Map(healthFacts({}, now).map(([name, value]) => [name, value]));
    assert.equal(facts.get("Database"), "unknown");
    assert.equal(facts.get("Newest backup"), "none is known");
    assert.equal(settingValue("trusted_proxies", ["a", "b"]), "a, b");
    assert.equal(settingValue("public_url", null), "none");
    assert.match(settingValue("when_busy", "queue"), /waits its turn/);
  });
});

describe("the way to the browser", () => {
  const apart = (gap, first = 5) => Array.from({ length: 10 }, (_, index) => first + index * gap);

  test("events that come one by one are direct, those in one go were held back", () => {
    assert.equal(proxyVerdict(apart(200)).state, "direct");
    assert.equal(proxyVerdict(apart(0, 2000)).state, "buffered");
    assert.equal(proxyVerdict(apart(1, 2000)).state, "buffered");
  });

  test("one late event on a busy machine is no fault, pieces are", () => {
    const late = apart(200);
    late[4] = late[5] - 3;
    assert.equal(proxyVerdict(late).state, "direct");
    assert.equal(proxyVerdict([400, 401, 402, 1000, 1001, 1002, 1600, 1601, 1602, 2000]).state, "some");
    assert.equal(proxyVerdict(apart(200, 3000)).state, "some");
  });

  test("a stream that ends early is cut", () => {
    assert.match(proxyVerdict([]).words, /No event/);
    assert.match(proxyVerdict([1, 200, 400]).words, /3 of ten/);
    assert.equal(proxyVerdict([1]).state, "cut");
  });
});
