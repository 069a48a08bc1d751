import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/core/decision.ts";
import { deskDecision } from "../../src/core/desk.ts";
import { displayJson, hasForbiddenCharacters } from "../../src/core/display-text.ts";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { JOURNAL_START, type JournalPart } from "../../src/core/journal-scan.ts";
import { EMPTY_FRONTIER } from "../../src/core/merkle-tree.ts";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { answerView } from "../../src/core/view.ts";
import { answerLines, answerOf } from "../../src/issuer/answer.ts";
import { exportJournal, showJournal } from "../../src/kiosk/journal-command.ts";
import { array, int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, ED_KEY, ISSUER, makeCredential, type Pair } from "../support/credential-maker.ts";
import { DYNAMIC, HEAD, napas, object, sealed } from "../support/emvco-maker.ts";
import { anEntry } from "../support/entries.ts";
import { judge, keyEntry, trustWith } from "../support/judging.ts";
import "../support/properties.ts";
import { makeTyped, TYPED_EXAMPLES } from "../support/typed-examples.ts";

/** What may leave a kiosk on no way: it turns text around, steers a terminal, types keys, or hides. */
const HOSTILE = "\u202eửht\u2066\u001b[31m\u0007\u0000\u009b\u200b\ufeff\u{e0041}\u2028\t\r\nThử";

/** An issuer that has lost its senses, with the right key. */
const MAD_ISSUER = `${ISSUER}/${HOSTILE}`;
const TRUST = trustWith({ issuers: [{ id: MAD_ISSUER, types: [...CREDENTIAL_TYPES], keys: [{ ...keyEntry(ED_KEY) }] }] });
const iss = text(MAD_ISSUER);
const hostile = text(HOSTILE);

const identity = map(
  ...Array.from({ length: 23 }, (_, index): Pair => [int(index + 1), hostile]),
  [int(24), array(hostile, map([hostile, hostile]))],
  [int(62), map([int(3), hostile])],
);
const hex = Buffer.from(HOSTILE).toString("hex");

const SYMBOLS: Readonly<Record<string, string>> = {
  "a signed identity": makeCredential({ payload: claimsSet({ iss, identity }) }).text,
  ...Object.fromEntries(
    TYPED_EXAMPLES.map((example) => [`a signed ${example.type} about somebody`, makeTyped(example, { iss, identity }).text]),
  ),
  "a citizen card": `099190000001||${HOSTILE}|15051990|Nữ${HOSTILE}|${HOSTILE}|20062021|${HOSTILE}|${HOSTILE}||`,
  "an insurance card": `GD4990000000001|${hex}|15/05/1990|2|${hex}|99 - 001|01/01/2026|-|20/12/2025|${HOSTILE}|${hex}|${HOSTILE}|-|${HOSTILE}|${HOSTILE}|${hex}|$`,
  "a payment code": sealed(
    HEAD,
    DYNAMIC,
    napas(HOSTILE),
    object("54", HOSTILE),
    object("59", HOSTILE),
    object("62", object("08", HOSTILE)),
  ),
  "a link": "https://vnеid.gov.vn@sở-y-tế.example/01/08930000000002/10/%E2%80%AE?21=%1B",
};

/** Everything is asked for, which no real policy does. */
const POLICY: Policy = {
  ...WANT_EVERYTHING,
  conditions: [{ id: "adult", minimumAge: 18, required: false }],
  fee: { bin: "970400", account: "0000000000" },
};
const DISCLOSING = (decision: Decision): Decision => ({ ...decision, ...(decision.claims && { disclosed: decision.claims }) });

/** Every text in a value, names of members too. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}

const cases = Object.entries(SYMBOLS).map(([name, symbol]) => [name, DISCLOSING(judge(symbol, { trust: TRUST, policy: POLICY }))] as const);

describe.each(cases)("of %s", (_, decision) => {
  const entry = anEntry({ ...decision, issuer: decision.issuer ?? MAD_ISSUER, keyId: HOSTILE, policy: HOSTILE });
  const view = answerView(decision, POLICY, 1, AT);

  test("something hostile came in, or nothing is tested", () => {
    expect(["granted", "document-read", "payment-code", "link-read"]).toContain(decision.reason);
    expect(Object.keys(decision.claims ?? {}).length).toBeGreaterThan(2);
  });

  test("nothing reaches the citizen screen that steers or hides", () => {
    for (const shown of textsIn(view)) expect([shown, hasForbiddenCharacters(shown)]).toEqual([shown, false]);
  });

  test("nothing reaches the desk", () => {
    const shown = deskDecision({ ...entry, seq: 0 }, view, decision);
    expect(shown.disclosed?.length).toBeGreaterThan(0);
    for (const part of textsIn(shown)) expect([part, hasForbiddenCharacters(part)]).toEqual([part, false]);
  });

  test("nothing reaches a terminal, and no line is added to those that are ours", () => {
    const lines = answerLines(decision, POLICY);
    for (const line of lines) expect([line, hasForbiddenCharacters(line) || line.includes("\n")]).toEqual([line, false]);
  });

  test("nothing reaches a program but as escapes in JSON", () => {
    const json = displayJson(answerOf(decision, POLICY));
    expect(hasForbiddenCharacters(json) || json.includes("\n")).toBe(false);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(answerOf(decision, POLICY))));
  });

  test("nothing of the person reaches the journal, and nothing that steers comes out of it", async () => {
    const body = entryToJson({ ...entry, seq: 0 });
    expect(new TextDecoder().decode(body)).not.toContain("Nguyễn");
    const printed: string[] = [];
    const inspect = async function* (): AsyncGenerator<JournalPart> {
      const record = { seq: 0, offset: 0, groupBefore: 0, chain: new Uint8Array(32), body, tree: EMPTY_FRONTIER };
      yield { kind: "entry", record, entry: { ...entry, seq: 0 } };
      yield { kind: "end", segments: 1, torn: undefined, end: JOURNAL_START, key: undefined };
    };
    const range = { from: 0, limit: 10 };
    await showJournal(inspect, "/x", range, false, (line) => void printed.push(line));
    await exportJournal(inspect, "/x", range, (line) => void printed.push(line));
    expect(printed).toHaveLength(2);
    for (const line of printed) expect([line, hasForbiddenCharacters(line) || line.includes("\n")]).toEqual([line, false]);
  });
});

test("whatever letters an issuer signs, they reach desk and screen only as text that is safe to show", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 60 }).map((value) => value.toWellFormed()),
      (value) => {
        const whole = map([int(1), text(value)], [int(4), text(value)], [int(10), text(value)], [int(70), text(value)]);
        const decision = DISCLOSING(judge(makeCredential({ payload: claimsSet({ identity: whole }) }).text));
        expect(decision.reason).toBe("granted");
        const view = answerView(decision, POLICY, 1, AT);
        const shown = [...textsIn(view), ...textsIn(deskDecision(anEntry(), view, decision)), ...answerLines(decision, POLICY)];
        expect(shown.filter(hasForbiddenCharacters)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
