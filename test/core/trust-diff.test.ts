import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { changesBetween, type TrustContent } from "../../src/core/trust-diff.ts";
import { emptyDraft, readDraft } from "../../src/core/trust-draft.ts";
import { momentsFrom, outlookAt } from "../../src/core/trust-outlook.ts";
import { findRoleKey, fingerprintOf } from "../../src/core/trust-root.ts";
import "../support/properties.ts";

const DAY = 86_400;
const NOW = 1_795_755_600;
/** The key of RFC 8037 appendix A, with the thumbprint of its A.3. */
const KEY = { kid: "k1", jwk: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } };
const ISSUER = { id: "https://issuer.example", types: ["citizen" as const], keys: [KEY] };

function content(changes: Partial<TrustContent["draft"]> = {}, lists: readonly RevocationList[] = []): TrustContent {
  return { draft: { issuers: [ISSUER], operatorKeys: [], groups: {}, ...changes }, lists, updates: [] };
}

function summary(before: TrustContent, after: TrustContent): readonly string[] {
  return changesBetween(before, after, NOW).map(({ text, isLoss }) => `${isLoss ? "! " : ""}${text.en}`);
}

describe("the difference to what is published", () => {
  test("is empty for the same contents, however they are spelt", () => {
    const { keys, types, id } = ISSUER;
    expect(changesBetween(content(), content({ issuers: [{ keys, types, id }] }), NOW)).toEqual([]);
  });

  test("names what would be lost", () => {
    expect(summary(content(), content({ issuers: [] }))).toEqual(["! issuer https://issuer.example removed: 1 keys"]);
    expect(summary(content(), content({ issuers: [{ ...ISSUER, keys: [] }] }))).toEqual([
      "! key https://issuer.example k1 removed: fingerprint 90fa cafe a9b1 5566 9854",
    ]);
  });

  test("tells the days of a key that ends", () => {
    const issuers = [{ ...ISSUER, keys: [{ ...KEY, validUntil: 1_798_736_400 }] }];
    expect(summary(content(), content({ issuers }))).toEqual([
      "key https://issuer.example k1 changed: fingerprint 90fa cafe a9b1 5566 9854, until 2027-01-01",
    ]);
  });

  test.each([
    ["is over", { validUntil: NOW }],
    ["has not begun any more", { validFrom: NOW + 1 }],
  ])("a key in force that %s is lost as one that goes is", (_, dates) => {
    const issuers = [{ ...ISSUER, keys: [{ ...KEY, ...dates }] }];
    expect(summary(content(), content({ issuers }))).toEqual([expect.stringMatching(/^! key .* k1 changed: .*no longer in force now/)]);
    // What did not count before is not lost, and what will end later is not lost yet.
    expect(
      changesBetween(content({ issuers }), content({ issuers: [{ ...ISSUER, keys: [{ ...KEY, validUntil: NOW - DAY }] }] }), NOW),
    ).toEqual([expect.objectContaining({ change: "changed", isLoss: false })]);
    expect(changesBetween(content(), content({ issuers }), NOW - DAY)[0]?.isLoss).toBe("validFrom" in dates);
  });

  test("names the types that an issuer loses", () => {
    const issuers = [{ ...ISSUER, types: ["student" as const] }];
    expect(summary(content(), content({ issuers }))).toEqual([
      "! issuer https://issuer.example changed: citizen → student; no longer accepted: citizen",
    ]);
  });

  test("sees another key under an old name as one that goes and one that comes", () => {
    const other = { ...KEY, jwk: { ...KEY.jwk, x: "5yPEgxx7r7EFO3PTAlLkGD24JKDZV7z7fGyDG2dCkyI" } };
    expect(changesBetween(content(), content({ issuers: [{ ...ISSUER, keys: [other] }] }), NOW)).toMatchObject([
      { subject: "key", change: "removed", name: "https://issuer.example k1", isLoss: true },
      { subject: "key", change: "added", name: "https://issuer.example k1", isLoss: false },
    ]);
    const [time, swapped] = [KEY, other].map(({ kid, jwk }) => ({ use: "time" as const, kid, jwk }));
    const changes = changesBetween(content({ operatorKeys: [time ?? []].flat() }), content({ operatorKeys: [swapped ?? []].flat() }), NOW);
    expect(changes.map(({ change, isLoss }) => [change, isLoss])).toEqual([
      ["removed", true],
      ["added", false],
    ]);
  });

  test("tells what else is new of an issuer", () => {
    const issuers = [{ ...ISSUER, types: ["citizen" as const, "student" as const], name: { vi: "Một", en: "One" } }];
    expect(summary(content(), content({ issuers }))).toEqual([
      "issuer https://issuer.example changed: citizen → citizen, student; name – → Một / One",
    ]);
  });
});

describe("a draft", () => {
  test("is read back as it was written", () => {
    const draft = emptyDraft({ demo: false, lifetimeDays: { root: 730, targets: 180, snapshot: 60, timestamp: 45 } });
    expect(readDraft(JSON.stringify({ ...draft, issuers: [ISSUER] }))).toEqual({ ok: true, draft: { ...draft, issuers: [ISSUER] } });
  });

  test.each(["d", "p", "k"])("with a private member %s is none", (part) => {
    const draft = emptyDraft({ demo: false, lifetimeDays: { root: 730, targets: 180, snapshot: 60, timestamp: 45 } });
    const issuers = [{ ...ISSUER, keys: [{ ...KEY, jwk: { ...KEY.jwk, [part]: "secret" } }] }];
    const read = readDraft(JSON.stringify({ ...draft, issuers }));
    expect(read).toMatchObject({ ok: false });
    expect(JSON.stringify(read)).not.toContain("secret");
  });

  test("whatever a file holds, reading it never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readDraft(text).ok).toBe(false);
      }),
    );
  });
});

describe("the outlook", () => {
  const now = 1_795_755_600;
  const expiries = { root: now + 700 * DAY, targets: now + 180 * DAY, snapshot: now + 60 * DAY, timestamp: now + 45 * DAY };

  test("looks at each day on which a key begins or ends, within 400 days, in order", () => {
    const keys = [{ ...KEY, validFrom: now + 10 * DAY, validUntil: now + 500 * DAY }];
    expect(momentsFrom(now, [{ ...ISSUER, keys }], expiries).map((at) => (at - now) / DAY)).toEqual([0, 1, 10, 30, 45]);
  });

  test("says what ends first, and which keys count, will count, have ended or soon end", () => {
    const keys = [
      { ...KEY, kid: "soon", validUntil: now + 10 * DAY },
      { ...KEY, kid: "later", validFrom: now + DAY },
      { ...KEY, kid: "over", validUntil: now },
    ];
    expect(outlookAt(now, [{ ...ISSUER, keys }], expiries)).toEqual({
      at: now,
      endsFirst: { role: "timestamp", at: now + 45 * DAY },
      secondsLeft: 45 * DAY,
      issuers: [{ issuer: ISSUER.id, inForce: ["soon"], notYet: ["later"], ended: ["over"], endingSoon: ["soon"] }],
    });
  });
});

describe("fingerprints", () => {
  const keyIds = [`3fa109bc77d2e4105b6c${"0".repeat(44)}`, `3fa109bcffffffffffff${"0".repeat(44)}`];
  // Only the names are looked at.
  const keys = keyIds.map((keyId) => ({ keyId })) as unknown as Parameters<typeof findRoleKey>[0];

  test("are groups that can be read out, and find the key again with or without their spaces", () => {
    const [first = ""] = keyIds;
    expect(fingerprintOf(first)).toBe("3fa1 09bc 77d2 e410 5b6c");
    expect(findRoleKey(keys, fingerprintOf(first))).toBe(keys[0]);
    expect(findRoleKey(keys, "3FA109BC77")).toBe(keys[0]);
  });

  test.each([
    ["ambiguous", "3fa109bc"],
    ["too short", "3fa109b"],
    ["no hex", "xyz"],
    ["of nobody", "00000000"],
    ["empty", ""],
  ])("that are %s find nothing", (_, given) => {
    expect(findRoleKey(keys, given)).toBeUndefined();
  });
});
