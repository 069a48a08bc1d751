import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/core/decision.ts";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import type { Claims } from "../../src/core/presentation.ts";
import { drawQr } from "../../src/core/qr-drawing.ts";
import { REASONS, type Reason, verdictOf } from "../../src/core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../../src/core/reason-texts.ts";
import { answerView } from "../../src/core/view.ts";
import { int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, makeCredential, type Pair } from "../support/credential-maker.ts";
import { judge } from "../support/judging.ts";

const NEXT = { vi: "Mời qua quầy 3.", en: "Please go to counter 3." };

function viewOf(decision: Decision, policy = WANT_EVERYTHING) {
  return answerView(decision, policy, 7, AT);
}

const personOf = (claims: Claims) => viewOf({ reason: "granted", warnings: [], claims }).person;

describe("the answer that people see", () => {
  test.each(Object.keys(REASONS) as Reason[])("%s: verdict, code and texts from the tables, nobody's name", (reason) => {
    const { code, detail, next } = REASON_TEXTS[reason];
    const verdict = verdictOf(reason);
    expect(viewOf({ reason, warnings: ["no-expiry"] })).toEqual({
      kind: "answer",
      id: 7,
      at: AT,
      verdict,
      reason,
      code,
      headline: headlineOf(reason),
      detail,
      next,
      warnings: ["no-expiry"],
    });
  });

  test("says the next step of the policy to whoever is accepted, and to nobody else", () => {
    for (const reason of Object.keys(REASONS) as Reason[]) {
      const { next } = viewOf({ reason, warnings: [] }, { ...WANT_EVERYTHING, nextStep: NEXT });
      expect(next).toEqual(reason === "granted" ? NEXT : REASON_TEXTS[reason].next);
    }
  });

  test("sends people with one type to a counter of its own, and everybody else where the policy sends them", () => {
    const own = { vi: "Mời qua quầy 5.", en: "Please go to counter 5." };
    const policy = { ...WANT_EVERYTHING, nextStep: NEXT, nextSteps: { prescription: own } };
    const nextOf = (decision: Partial<Decision>) => viewOf({ reason: "granted", warnings: [], ...decision }, policy).next;
    expect([nextOf({ type: "prescription" }), nextOf({ type: "student" }), nextOf({})]).toEqual([own, NEXT, NEXT]);
    expect(nextOf({ reason: "expired", type: "prescription" })).toEqual(REASON_TEXTS.expired.next);
  });
});

describe("the person on the screen", () => {
  test.each<[Claims, string | undefined]>([
    [{ fullName: "Nguyễn Thị Kiểm Thử", id: "VD-0001" }, "N. T. K. T. · …001"],
    [{ fullName: "nguyễn thị ửng", personalId: "099190000001" }, "N. T. Ử. · …001"],
    [{ fullName: "Ân Ở".normalize("NFD"), cardNo: "GD4990000000001" }, "Â. Ở. · …001"],
    [{ fullName: "A B C D E F G H" }, "A. B. C. D. E. F."],
    [{ fullName: "  Đỗ \n An  " }, "Đ. A."],
    [{ id: "VD-0001" }, "…001"],
    [{ fullName: "\u202e\u0007", id: "\u001b" }, undefined],
    [{ fullName: "👩 An" }, "👩. A."],
    [{ id: "x👩👩👩" }, "…👩👩👩"],
    [{ fullName: null, id: 12 }, undefined],
    [{ fullName: ["An"], id: { a: "b" } }, undefined],
    [{ fullName: "", id: "" }, undefined],
    [{}, undefined],
  ])("%j is %j", (claims, person) => {
    expect(personOf(claims)).toBe(person);
  });

  test("of a card is its holder's initials and last digits, too", () => {
    const card = judge("099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Xã Ví Dụ|20062021");
    expect(viewOf(card).person).toBe("N. T. K. T. · …001");
    expect(viewOf(judge("099190000001")).person).toBe("…001");
  });

  test.each<[string, Decision]>([
    ["forged", judge(makeCredential({ signature: () => new Uint8Array(64) }).text)],
    ["expired", judge(makeCredential({ payload: claimsSet({ exp: int(1) }) }).text)],
    ["not wanted", judge(makeCredential().text, { policy: { id: "x", credentials: [] } })],
  ])("is nobody where the code is %s", (_, decision) => {
    expect(decision.reason).not.toBe("granted");
    expect(viewOf(decision)).not.toHaveProperty("person");
  });
});

describe("a fee on the screen", () => {
  const FEE = { bin: "970400", account: "0000000000" };
  const decision: Decision = { reason: "granted", warnings: [], fee: { amountVnd: 50_000, reference: "H26-001" } };
  const policy = { ...WANT_EVERYTHING, fee: FEE };

  test("is an amount and a code to pay it with", () => {
    expect(viewOf(decision, policy).payment).toEqual({
      amountVnd: 50_000,
      qr: drawQr("00020101021238540010A00000072701240006970400011000000000000208QRIBFTTA53037045405500005802VN62110807H26-0016304EB09"),
    });
  });

  test.each<[string, Decision, Policy]>([
    ["the policy has no account", decision, WANT_EVERYTHING],
    ["nothing is to be paid", { reason: "granted", warnings: [] }, policy],
    ["it is not accepted", { ...decision, reason: "expired" }, policy],
    ["the journal failed", { reason: "journal-failed", warnings: [] }, policy],
    ["no banking app could pay it", { ...decision, fee: { amountVnd: 0.5, reference: "" } }, policy],
  ])("is not there where %s", (_, answered, terms) => {
    expect(viewOf(answered, terms)).not.toHaveProperty("payment");
  });
});

test("what is no document says so in its headline, in place of the verdict", () => {
  expect(viewOf(judge("https://example.invalid/")).headline).toEqual({ vi: "MÃ TRANG WEB", en: "A link" });
  expect(viewOf({ reason: "payment-code", warnings: [] }).headline.vi).toBe("MÃ THANH TOÁN");
  expect(viewOf({ reason: "document-read", warnings: [] }).headline.vi).toBe("ĐÃ ĐỌC – CHƯA XÁC THỰC");
});

describe("nothing of the claims leaks", () => {
  // Letters that stand in none of our texts, so that what is found of them came out of the claims.
  const secret = fc.array(fc.constantFrom(..."ЖЩЮЯДФБГ"), { minLength: 4, maxLength: 12 }).map((letters) => letters.join(""));
  const words = fc.array(secret, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));

  test("neither of a credential's, whatever attributes it has", () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 23, maxLength: 23 }), words, (values, closed) => {
        const pairs = values.map((value, index): Pair => [int(index + 1), text(value)]);
        const decision = judge(makeCredential({ payload: claimsSet({ identity: map(...pairs, [int(70), text(closed)]) }) }).text);
        expect(decision.reason).toBe("granted");
        const shown = JSON.stringify(viewOf(decision, { ...WANT_EVERYTHING, nextStep: NEXT }));
        for (const value of [...values, closed].flatMap((phrase) => phrase.split(" "))) expect(shown).not.toContain(value);
        expect(shown).not.toMatch(/[А-Я]{4}/);
      }),
      { numRuns: 60 },
    );
  });

  test("nor of a card's", () => {
    fc.assert(
      fc.property(words, words, words, (name, address, father) => {
        const decision = judge(`099190000001|099000001|${name}|15051990|Nữ|${address}|20062021|01012016|099318000099|${father}|`);
        expect(decision.reason).toBe("document-read");
        const shown = JSON.stringify(viewOf(decision));
        for (const value of [name, address, father, "0991", "0990", "1990", "2021", "2016"]) expect(shown).not.toContain(value);
        expect(shown).not.toMatch(/[А-Я]{4}/);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a link", () => {
  test("is answered with the host that it really leads to, and with nothing else of it", () => {
    const view = viewOf(judge("https://vneid.gov.vn@example.invalid:8443/gplx?id=099000000000"));
    expect(view).toMatchObject({ reason: "link-read", host: "example.invalid:8443" });
    expect(JSON.stringify(view)).not.toMatch(/gplx|099000000000|vneid/);
  });

  test("with a very long host shows its end, which tells whose it is", () => {
    const { host = "" } = viewOf(judge(`https://${"gov.vn.".repeat(20)}example.invalid/`));
    expect(host).toHaveLength(60);
    expect(host).toMatch(/^….*example\.invalid$/);
  });

  test("on another answer there is none, whatever the claims say", () => {
    expect(viewOf({ reason: "granted", warnings: [], claims: { host: "example.invalid" } })).not.toHaveProperty("host");
  });
});
