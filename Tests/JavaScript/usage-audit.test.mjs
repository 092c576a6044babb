import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { auditDetails, auditSentence, kindName } from "../../Public/js/text/audit-words.js";
import { barsIn, everyDay, lastDays, namedDays, roundTop, thisMonth } from "../../Public/js/text/chart.js";
import { chartLabel, dayWords, totalFigures, withShares } from "../../Public/js/text/usage-words.js";

const ada = { id: "1", name: "Ada" };
const jonas = { id: "2", name: "Jonas" };
const words = (entry) => auditSentence(entry).map((part) => part.name ?? part).join("");

describe("the audit", () => {
  test("each kind is a sentence that names who and whom", () => {
    assert.equal(words({ kind: "login", actor: ada, person: ada, detail: { by: "sso" } }), "Ada signed in by single sign-on");
    assert.equal(words({ kind: "login_failed", actor: null, person: null, detail: {} }), "A login failed");
    assert.equal(words({ kind: "login_failed", actor: null, person: jonas, detail: {} }), "A login as Jonas failed");
    assert.equal(words({ kind: "role_changed", actor: ada, person: jonas, detail: { from: "member", to: "admin" } }), "Ada changed the role of Jonas: admin");
    assert.equal(words({ kind: "invite_created", actor: ada, person: null, detail: { role: "member" } }), "Ada made an invite for a new member");
    assert.equal(words({ kind: "invite_created", actor: ada, person: jonas }), "Ada made an invite for a new password of Jonas");
    assert.equal(words({ kind: "backup", actor: null }), "The server’s console made a backup");
    assert.equal(words({ kind: "session_ended", actor: ada, person: ada }), "Ada ended a session of their own");
    assert.equal(words({ kind: "session_ended", actor: ada, person: jonas }), "Ada ended a session of Jonas");
    assert.equal(words({ kind: "conversation_read", actor: ada, person: jonas }), "Ada read a conversation of Jonas in which they are not named");
    assert.equal(words({ kind: "token_created", actor: null, person: jonas, detail: { token: "import" } }), "The server’s console made an API token for Jonas: import");
    assert.equal(words({ kind: "token_created", actor: jonas, person: jonas, detail: { token: "import" } }), "Jonas made an API token: import");
    assert.equal(words({ kind: "person_added", actor: null, person: jonas, detail: { role: "member" } }), "The server’s console added Jonas as member");
    assert.equal(words({ kind: "person_renamed", actor: ada, person: jonas, detail: { from: "Jo", to: "Jonas" } }), "Ada renamed Jo to Jonas");
    assert.equal(words({ kind: "provider_changed", actor: ada, detail: { provider: "rack", change: "added" } }), "Ada added a provider: rack");
    assert.equal(words({ kind: "settings_changed", actor: ada, detail: { preset: "Mail", change: "removed" } }), "Ada removed a preset of the team: Mail");
    assert.equal(words({ kind: "settings_changed", actor: ada, detail: { key: "when_busy", value: "queue" } }), "Ada changed a setting: when_busy");
  });

  test("names are parts of their own, so that each runs in its own direction", () => {
    const name = "فاطمة <b>";
    const parts = auditSentence({ kind: "person_disabled", actor: ada, person: { id: "3", name } });
    assert.deepEqual(parts, [{ name: "Ada" }, " disabled ", { name }]);
  });

  test("a kind that is not known here still says who did what", () => {
    assert.equal(words({ kind: "moon_landed", actor: ada }), "Ada: moon landed");
    assert.equal(kindName("moon_landed"), "Moon landed");
    assert.equal(kindName("password_reset"), "Password reset");
  });

  test("a thing may be called what every object of the language has", () => {
    for (const token of ["constructor", "__proto__", "toString"]) {
      assert.equal(words({ kind: "token_created", actor: ada, person: ada, detail: { token } }), `Ada made an API token: ${token}`);
      assert.equal(words({ kind: "login", person: ada, detail: { by: token } }), `Ada signed in by ${token}`);
    }
  });

  test("no detail breaks it, and none is too long", () => {
    for (const detail of [null, undefined, "", 5, [], {}, { to: { deep: true } }, { to: "x".repeat(500) }]) {
      assert.ok(words({ kind: "role_changed", actor: ada, person: jonas, detail }).startsWith("Ada changed the role of Jonas"));
    }
    assert.deepEqual(auditDetails({ seq: 7, kind: "login", detail: { user_agent: null, list: [1] }, hash: "ab" }),
      [["user agent", "none"], ["list", "[1]"], ["number", "7"], ["kind", "login"], ["hash", "ab"]]);
  });
});

describe("charts", () => {
  test("a day on which nothing was counted is there too", () => {
    const days = everyDay("2026-02-27", "2026-03-02", [{ day: "2026-02-28", answers: 3, prompt_tokens: 10, completion_tokens: 5 }]);
    assert.deepEqual(days.map(({ day }) => day), ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
    assert.equal(days[1].answers, 3);
    assert.equal(days[2].answers, 0);
    assert.ok(everyDay("1970-01-01", "2026-01-01", []).length <= 400);
    assert.deepEqual(everyDay("nonsense", "2026-01-01", []), []);
  });

  test("the top is a round number that holds the highest", () => {
    assert.deepEqual([0, 1, 3, 7, 10, 11, 41_900, 99_999].map(roundTop), [1, 1, 5, 10, 10, 20, 50_000, 100_000]);
    for (const value of [0.3, 5e-7, 123_456_789]) assert.ok(roundTop(value) >= value);
    assert.equal(roundTop(NaN), 1);
  });

  test("bars stand on the ground, inside their box, and none of something vanishes", () => {
    const { top, bars } = barsIn([0, 1, 100_000], { width: 300, height: 100 });
    assert.equal(top, 100_000);
    assert.equal(bars[0].height, 0);
    assert.ok(bars[1].height >= 1);
    assert.equal(bars[2].height, 100);
    for (const { x, y, width, height } of bars) {
      assert.ok(x >= 0 && x + width <= 300);
      assert.ok(Math.abs(y + height - 100) < 1e-9);
    }
    assert.deepEqual(barsIn([], { width: 300, height: 100 }).bars, []);
  });

  test("the first and the last day are named", () => {
    assert.deepEqual(namedDays(3), [0, 1, 2]);
    assert.deepEqual(namedDays(30), [0, 6, 12, 17, 23, 29]);
    assert.deepEqual(namedDays(0), []);
  });

  test("ranges end today, in UTC", () => {
    const late = Date.parse("2026-11-20T23:30:00Z");
    assert.deepEqual(lastDays(7, late), { from: "2026-11-14", to: "2026-11-20" });
    assert.deepEqual(thisMonth(late), { from: "2026-11-01", to: "2026-11-20" });
  });

  test("what is drawn is told in words", () => {
    const days = everyDay("2026-11-01", "2026-11-03", [{ day: "2026-11-02", answers: 1, prompt_tokens: 900, completion_tokens: 100 }]);
    assert.equal(chartLabel(days), "Tokens a day from 1 Nov to 3 Nov: 1,000 in all, the most on 2 Nov with 1,000");
    assert.equal(chartLabel(everyDay("2026-11-01", "2026-11-03", [])), "Tokens a day from 1 Nov to 3 Nov: none");
    assert.equal(dayWords("nonsense"), "nonsense");
  });

  test("shares add up, and nothing has no share", () => {
    const shares = withShares([{ prompt_tokens: 1, completion_tokens: 0 }, { prompt_tokens: 2, completion_tokens: 1 }]);
    assert.deepEqual(shares.map(({ share }) => share), [0.75, 0.25]);
    assert.deepEqual(withShares([{ prompt_tokens: 0 }]).map(({ share }) => share), [0]);
    assert.equal(totalFigures(undefined).length, 3);
    assert.equal(totalFigures({ estimated_tokens: 5 }).length, 4);
  });
});
