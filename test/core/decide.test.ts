import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import { verdictOf } from "../../src/core/reason.ts";
import { indexKeys } from "../../src/core/trust.ts";
import { int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, EXPIRES, ISSUER, makeCredential, PERSON } from "../support/credential-maker.ts";
import { judge, reasonOf, TRUST_LIST, trustWith } from "../support/judging.ts";

const VALID = makeCredential().text;
const FORGED = makeCredential({ signature: () => new Uint8Array(64) }).text;
const FOREVER = makeCredential({ payload: claimsSet({ exp: null }) }).text;
const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Xã Ví Dụ|20062021";
const INSURANCE = "9900000001|4e|15/05/1990|2|-|99 - 001|01/01/2026|-|20/12/2025|$";

const policy = (changes: Partial<Policy>): Policy => ({ ...WANT_EVERYTHING, ...changes });

describe("the types that a policy wants", () => {
  test.each<[string, Partial<Policy>, string, string]>([
    ["none named: every credential", {}, VALID, "granted"],
    ["this one", { credentials: ["student", "citizen"] }, VALID, "granted"],
    ["others", { credentials: ["student"] }, VALID, "type-not-wanted"],
    ["no credential at all", { credentials: [] }, VALID, "type-not-wanted"],
    ["no credential at all: cards are another matter", { credentials: [] }, CARD, "document-read"],
    ["none named: every document", {}, CARD, "document-read"],
    ["the other card", { documents: ["health-insurance-card"] }, CARD, "type-not-wanted"],
    ["this card", { documents: ["health-insurance-card"] }, INSURANCE, "document-read"],
    ["no document at all", { documents: [] }, "099190000001", "type-not-wanted"],
    ["no document at all: credentials are another matter", { documents: [] }, VALID, "granted"],
    ["others, and it is forged anyway", { credentials: ["student"] }, FORGED, "signature-invalid"],
  ])("%s", (_, changes, symbol, reason) => {
    expect(reasonOf(symbol, { policy: policy(changes) })).toBe(reason);
  });
});

describe("the issuers that a policy wants", () => {
  test.each<[readonly string[], string]>([
    [[ISSUER], "granted"],
    [["https://other.example", ISSUER], "granted"],
    [["https://other.example"], "issuer-not-permitted"],
    [[], "issuer-not-permitted"],
  ])("%j", (issuers, reason) => {
    expect(reasonOf(VALID, { policy: policy({ issuers: [...issuers] }) })).toBe(reason);
  });

  test("are those of the key, not what the credential says of itself", () => {
    const anonymous = makeCredential({ payload: claimsSet({ iss: null }) }).text;
    expect(reasonOf(anonymous, { policy: policy({ issuers: [ISSUER] }) })).toBe("granted");
    const anyIssuer = trustWith().keys.all.map((key) => ({ ...key, issuer: undefined }));
    const trust = { ...trustWith(), keys: indexKeys(anyIssuer.map((key) => ({ ...key, kids: undefined }))) };
    expect(reasonOf(anonymous, { trust, policy: policy({ issuers: [ISSUER] }) })).toBe("issuer-not-permitted");
  });
});

describe("an expiry that a policy demands", () => {
  test.each<[string, readonly ("citizen" | "student")[], string, string]>([
    ["of this type", ["citizen"], FOREVER, "expiry-missing"],
    ["of another type", ["student"], FOREVER, "granted"],
    ["of this type, which has one", ["citizen"], VALID, "granted"],
  ])("%s", (_, requireExpiry, symbol, reason) => {
    expect(reasonOf(symbol, { policy: policy({ requireExpiry: [...requireExpiry] }) })).toBe(reason);
  });
});

describe("a credential that comes again", () => {
  const again = (reentryAfterSeconds: number | undefined, acceptedAt: number | undefined, at = AT) =>
    reasonOf(VALID, {
      at,
      ...(acceptedAt !== undefined && { acceptedAt }),
      ...(reentryAfterSeconds !== undefined && { policy: policy({ reentryAfterSeconds: { citizen: reentryAfterSeconds } }) }),
    });

  test("is accepted again once the time of the policy has passed, to the second", () => {
    expect([0, 1, 59, 59.999, 60, 61].map((passed) => again(60, AT - passed))).toEqual([
      "already-used",
      "already-used",
      "already-used",
      "already-used",
      "granted",
      "granted",
    ]);
  });

  test("is accepted at once where the policy asks for no time", () => {
    expect([again(undefined, AT), again(0, AT), again(60, undefined)]).toEqual(["granted", "granted", "granted"]);
    expect(reasonOf(VALID, { acceptedAt: AT, policy: policy({ reentryAfterSeconds: { student: 60 } }) })).toBe("granted");
  });

  test("is not refused for a clock that was set back, where the policy asks for no time", () => {
    expect([again(undefined, AT + 3600), again(0, AT + 3600)]).toEqual(["granted", "granted"]);
    expect(again(60, AT + 3600)).toBe("already-used");
  });

  test("is the same credential under any other signature, tag or spelling", () => {
    const seen: string[] = [];
    const first = judge(VALID).credential;
    for (const symbol of [VALID, `${VALID}\r\n`, makeCredential({ tags: [] }).text, makeCredential({ tags: [61, 18] }).text]) {
      seen.push(judge(symbol).credential ?? "");
    }
    expect(new Set(seen)).toEqual(new Set([first]));
    expect(judge(makeCredential({ payload: claimsSet({ exp: int(EXPIRES + 1) }) }).text).credential).not.toBe(first);
  });
});

describe("what is disclosed", () => {
  test("is nothing where the policy names nothing", () => {
    expect(judge(VALID).disclosed).toEqual({});
    expect(judge(CARD).disclosed).toEqual({});
  });

  test("is what the policy names for this type, and no more", () => {
    const disclose: Policy["disclose"] = { citizen: ["fullName", "photo"], "citizen-card": ["dob"], student: ["id"] };
    expect(judge(VALID, { policy: policy({ disclose }) }).disclosed).toEqual({ fullName: "Nguyễn Thị Kiểm Thử" });
    expect(judge(CARD, { policy: policy({ disclose }) }).disclosed).toEqual({ dob: "1990-05-15" });
    expect(judge(INSURANCE, { policy: policy({ disclose }) }).disclosed).toEqual({});
  });

  test("is nothing inherited, whatever the policy names", () => {
    const names = ["__proto__", "constructor", "toString", "unknown"];
    expect(judge(VALID, { policy: policy({ disclose: { citizen: names } }) }).disclosed).toEqual({});
  });

  test.each<[string, string, Partial<Policy>]>([
    ["forged", FORGED, {}],
    ["not wanted", VALID, { credentials: [] }],
    ["of an issuer not wanted", VALID, { issuers: [] }],
    ["without the expiry that is demanded", FOREVER, { requireExpiry: ["citizen"] }],
    ["a card that is not wanted", CARD, { documents: [] }],
  ])("is nothing of what is %s", (_, symbol, changes) => {
    const decision = judge(symbol, { policy: policy({ ...changes, disclose: { citizen: ["fullName"], "citizen-card": ["fullName"] } }) });
    expect(verdictOf(decision.reason)).toBe("refuse");
    expect(decision).not.toHaveProperty("claims");
    expect(decision).not.toHaveProperty("disclosed");
    expect(JSON.stringify(decision)).not.toContain("Nguyễn");
  });
});

describe("an unsigned card", () => {
  test("is never accepted, whoever is trusted and whatever the policy is", () => {
    const anyPolicy = fc.constantFrom<Policy>(WANT_EVERYTHING, policy({ credentials: [] }), policy({ documents: ["citizen-card"] }));
    fc.assert(
      fc.property(fc.constantFrom(CARD, INSURANCE, "099190000001"), anyPolicy, fc.double(), (symbol, wanted, at) => {
        expect(["read-only", "refuse"]).toContain(verdictOf(reasonOf(symbol, { policy: wanted, at })));
      }),
    );
  });

  test("has no identity: nothing of it is remembered", () => {
    expect(judge(CARD)).not.toHaveProperty("credential");
    expect(judge(CARD)).not.toHaveProperty("issuer");
    expect(judge(CARD)).not.toHaveProperty("keyId");
  });
});

describe("time", () => {
  test("of validity is half-open, to the second, at both ends", () => {
    const symbol = makeCredential({ payload: claimsSet({ nbf: int(AT), exp: int(AT + 10) }) }).text;
    expect([AT - 1, AT - 0.001, AT, AT + 9, AT + 9.999, AT + 10].map((at) => reasonOf(symbol, { at }))).toEqual([
      "not-yet-valid",
      "not-yet-valid",
      "granted",
      "granted",
      "granted",
      "expired",
    ]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "that is none (%d) tells nothing of a card's own dates",
    (at) => {
      const expired = INSURANCE.replace("01/01/2026|-", "01/01/2000|01/01/2001");
      expect(judge(expired).warnings).toEqual(["expired-on-paper"]);
      expect(judge(expired, { at })).toMatchObject({ reason: "document-read", warnings: [] });
    },
  );

  test("whatever it is, never makes decide() throw, and accepts only inside every interval", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double(), fc.integer({ min: AT - 100_000, max: AT + 40_000_000 })),
        fc.constantFrom(VALID, FOREVER, CARD, INSURANCE),
        (at, symbol) => {
          const { reason } = judge(symbol, { at });
          if (reason === "granted") expect(at >= TRUST_LIST.issuedAt - 300 && at < TRUST_LIST.expiresAt).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("trust that runs out", () => {
  const end = TRUST_LIST.expiresAt;
  const grace = policy({ trust: { warnDays: 7, graceDays: 2 } });

  test.each<[string, number, Policy, string, readonly string[]]>([
    ["before its end", -1, WANT_EVERYTHING, "granted", []],
    ["at its end", 0, WANT_EVERYTHING, "trust-expired", []],
    ["a second before, with a grace of two days", -1, grace, "granted", []],
    ["at its end, with a grace", 0, grace, "granted", ["trust-stale"]],
    ["at the last second of the grace", 2 * 86_400 - 1, grace, "granted", ["trust-stale"]],
    ["at the end of the grace", 2 * 86_400, grace, "trust-expired", []],
  ])("%s", (_, seconds, given, reason, warnings) => {
    expect(judge(VALID, { at: end + seconds, policy: given })).toMatchObject({ reason, warnings });
  });

  test("leaves forged codes forged and cards readable, in its grace", () => {
    expect(reasonOf(FORGED, { at: end, policy: grace })).toBe("signature-invalid");
    expect(judge(CARD, { at: end + 1e6 })).toMatchObject({ reason: "document-read" });
  });
});

describe("a clock in doubt", () => {
  test.each(["behind", "ahead"] as const)("(%s) checks nothing signed, whatever time it shows", (clock) => {
    expect([VALID, FORGED, FOREVER].map((symbol) => reasonOf(symbol, { clock }))).toEqual(Array(3).fill("clock-wrong"));
  });

  test("reads a card, and says nothing of the card's own dates", () => {
    const expired = INSURANCE.replace("01/01/2026|-", "01/01/2000|01/01/2001");
    expect(judge(expired, { clock: "behind" })).toMatchObject({ reason: "document-read", warnings: [] });
  });
});

test("a credential tells its claims once it is granted, and its warnings always", () => {
  const symbol = makeCredential({ payload: claimsSet({ exp: null, identity: map(...PERSON, [int(24), text("closed")]) }) }).text;
  expect(judge(symbol)).toMatchObject({
    reason: "granted",
    claims: { fullName: "Nguyễn Thị Kiểm Thử", unknown: { 24: "closed" } },
    warnings: ["no-expiry"],
  });
});
