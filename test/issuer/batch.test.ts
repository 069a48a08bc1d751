import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { type BatchTerms, MAX_LINE_BYTES, verifyBatch } from "../../src/issuer/batch.ts";
import { int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, ED_KEY, makeCredential } from "../support/credential-maker.ts";
import { CARD_KEY, cardOf, makeCard, makeJws, splitCard } from "../support/health-card-maker.ts";
import { CITIZEN_CARD, issuedText } from "../support/issued.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { memoryPicture, memoryWorld, NOW } from "../support/issuer-parts.ts";

const KEY = newIssuerKey("EdDSA", { kid: "k1" });
const PUBLIC = publicForm(KEY);
const TEXT = issuedText(KEY, NOW);

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function answersTo(stdin: AsyncIterable<Uint8Array>, terms: Partial<BatchTerms> = {}): Promise<readonly Record<string, unknown>[]> {
  const world = memoryWorld({ stdin });
  expect(await verifyBatch({ trust: undefined, policy: WANT_EVERYTHING, ...terms }, world.parts)).toBe(0);
  return world
    .stdout()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function answerTo(line: object, terms: Partial<BatchTerms> = {}): Promise<Record<string, unknown>> {
  const [answer = {}] = await answersTo(chunksOf(`${JSON.stringify(line)}\n`), terms);
  return answer;
}

describe("a line is answered with", () => {
  test("everything that is known of an accepted credential", async () => {
    expect(await answerTo({ id: 7, text: TEXT, keys: [PUBLIC] })).toEqual({
      id: 7,
      verdict: "accept",
      reason: "granted",
      format: "claim169",
      type: "citizen",
      issuer: "https://issuer.example",
      keyId: "k1",
      credential: expect.stringMatching(/^[0-9a-f]{64}$/),
      claims: { id: "VD-0001", fullName: "Trần Văn Thử" },
      warnings: [],
    });
  });

  test("only verdict, reason, format and warnings where nothing may be believed", async () => {
    expect(await answerTo({ id: "a", text: TEXT, keys: [] })).toEqual({
      id: "a",
      verdict: "cannot-check",
      reason: "issuer-unknown",
      format: "claim169",
      type: "citizen",
      warnings: [],
    });
    expect(await answerTo({ id: "b", text: "" })).toEqual({
      id: "b",
      verdict: "unreadable",
      reason: "not-understood",
      format: null,
      warnings: [],
    });
  });

  test("the symbol as text, as base64, or out of a picture: the same", async () => {
    const keys = [PUBLIC];
    const { id: _, ...answer } = await answerTo({ text: TEXT, keys });
    expect(await answerTo({ id: 1, symbol: Buffer.from(TEXT).toString("base64"), keys })).toEqual({ id: 1, ...answer });
    const image = Buffer.from(memoryPicture("x", TEXT)).toString("base64");
    expect(await answerTo({ id: 2, image, keys })).toEqual({ id: 2, ...answer, symbols: 2 });
  });

  test("the number of codes where a picture has none", async () => {
    expect(await answerTo({ id: 1, image: Buffer.from(memoryPicture()).toString("base64") })).toMatchObject({
      reason: "not-understood",
      symbols: 0,
    });
  });
});

describe("time", () => {
  test.each([[NOW], [String(NOW)], [new Date(NOW * 1000).toISOString()], [undefined]])("at %j is now", async (at) => {
    expect(await answerTo({ id: 1, text: TEXT, at, keys: [PUBLIC] })).toMatchObject({ reason: "granted" });
  });

  test("of the line counts before that of the command line", async () => {
    expect(await answerTo({ id: 1, text: TEXT, keys: [PUBLIC] }, { at: NOW + 7200 })).toMatchObject({ reason: "expired" });
    expect(await answerTo({ id: 1, text: TEXT, keys: [PUBLIC], at: NOW }, { at: NOW + 7200 })).toMatchObject({ reason: "granted" });
  });

  test("counts a time without an offset as UTC, as public test data mean it", async () => {
    const at = new Date(NOW * 1000).toISOString().slice(0, -1);
    expect(await answerTo({ id: 1, text: TEXT, keys: [PUBLIC], at }, { at: NOW + 7200 })).toMatchObject({ reason: "granted" });
  });
});

describe("keys", () => {
  const { issuer: _, kid: __, ...anyIssuerAnyKid } = PUBLIC;
  test.each([
    ["absent: no trust, as on a kiosk's first day", undefined, "trust-missing"],
    ["an empty list: trust in nobody", [], "issuer-unknown"],
    ["the issuer's", [PUBLIC], "granted"],
    ["without issuer and identifier: serves any", [anyIssuerAnyKid], "granted"],
    ["with the identifier inside the JWK", [{ jwk: { ...PUBLIC.jwk, kid: "k1" } }], "granted"],
    ["with another identifier", [{ ...PUBLIC, kid: "k2" }], "issuer-unknown"],
    ["of another issuer", [{ ...PUBLIC, issuer: "https://other.example" }], "issuer-mismatch"],
    ["another one under the same identifier", [publicForm(newIssuerKey("EdDSA", { kid: "k1" }))], "signature-invalid"],
    ["of another algorithm under the same identifier", [publicForm(newIssuerKey("ES256", { kid: "k1" }))], "signature-invalid"],
  ])("%s", async (_, keys, reason) => {
    expect(await answerTo({ id: 1, text: TEXT, keys })).toMatchObject({ id: 1, reason });
  });

  test("of the command line count where the line has none", async () => {
    const { trust } = trustInKeys([PUBLIC]);
    expect(await answerTo({ id: 1, text: TEXT }, { trust })).toMatchObject({ reason: "granted" });
    expect(await answerTo({ id: 1, text: TEXT, keys: [] }, { trust })).toMatchObject({ reason: "issuer-unknown" });
  });

  test("of an unsupported kind are named, and the others are used", async () => {
    const keys = [{ kid: "rsa-1", jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } }, PUBLIC];
    expect(await answerTo({ id: 1, text: TEXT, keys })).toMatchObject({ reason: "granted", rejectedKeys: ["rsa-1"] });
  });
});

describe("keys as others write them", () => {
  const { jwk, kid } = PUBLIC;
  test.each<[string, unknown]>([
    ["a bare JWK among the entries", [{ ...jwk, kid }]],
    [
      "beside one of ours",
      [
        { ...PUBLIC, kid: "k2" },
        { ...jwk, kid },
      ],
    ],
    ["a JWK set", { keys: [{ ...jwk, kid, use: "sig", alg: "EdDSA" }] }],
  ])("%s", async (_, keys) => {
    expect(await answerTo({ id: 1, text: TEXT, keys })).toMatchObject({ id: 1, reason: "granted" });
  });

  test.each<[string, object]>([
    ["encryption", { use: "enc" }],
    ["another algorithm", { alg: "ES256" }],
    ["signing", { key_ops: ["sign"] }],
  ])("a JWK that is for %s is named and not used", async (_, members) => {
    const keys = { keys: [{ ...jwk, kid, ...members }] };
    expect(await answerTo({ id: 1, text: TEXT, keys })).toMatchObject({ reason: "issuer-unknown", rejectedKeys: ["k1"] });
  });
});

describe("lists of revoked SMART Health Cards", () => {
  const text = makeCard({ payload: cardOf({ rid: "rid-1" }) });
  const jwkOf = (members: object = {}) => ({ ...CARD_KEY.jwk, kid: CARD_KEY.kid, ...members });
  const crl = { kid: CARD_KEY.kid, method: "rid", ctr: 1, rids: ["rid-1"] };
  const line = (members: object) => ({ id: 1, text, at: NOW, keys: { keys: [jwkOf({ crlVersion: 1 })] }, ...members });

  test.each<[string, object, string]>([
    ["as its issuer publishes it", { crl }, "revoked"],
    ["with members of the issuer's own", { crl: { ...crl, note: "" } }, "revoked"],
    ["in a list", { crl: [{ ...crl, kid: "other" }, crl] }, "revoked"],
    ["that does not name the card", { crl: { ...crl, rids: [] } }, "granted"],
    ["that is older than the key demands", { crl, keys: [jwkOf({ crlVersion: 2 })] }, "status-unknown"],
    ["that is missing", {}, "status-unknown"],
    ["that nobody demands", { keys: [jwkOf()] }, "granted"],
    ["for a key that has no name here", { crl, keys: [{ jwk: CARD_KEY.jwk }] }, "revoked"],
    ["for a key that has another name here", { crl, keys: [{ jwk: jwkOf(), kid: Buffer.from(CARD_KEY.kid).toString("hex") }] }, "revoked"],
  ])("%s", async (_, members, reason) => {
    expect(await answerTo(line(members))).toMatchObject({ id: 1, reason });
  });

  test("of the command line count where the line has none, also for the line's own keys", async () => {
    const lists = { ridLists: [{ ...crl, method: "rid" as const }] };
    const { trust } = trustInKeys([{ jwk: { kty: "EC", ...jwkOf() } }]);
    expect(await answerTo(line({}), { lists })).toMatchObject({ reason: "revoked" });
    expect(await answerTo(line({ crl: { ...crl, rids: [] } }), { lists })).toMatchObject({ reason: "granted" });
    expect(await answerTo({ id: 1, text, at: NOW }, { lists, trust })).toMatchObject({ reason: "revoked" });
    expect(await answerTo({ id: 1, text, at: NOW, crl: [] }, { lists, trust })).toMatchObject({ reason: "granted" });
  });

  test("do not stay for the next line with the same keys", async () => {
    const lines = [line({ crl }), line({ crl: { ...crl, rids: [] } }), line({ crl })];
    const answers = await answersTo(chunksOf(...lines.map((each) => `${JSON.stringify(each)}\n`)));
    expect(answers.map((answer) => answer["reason"])).toEqual(["revoked", "granted", "revoked"]);
  });

  test.each<[object, RegExp]>([
    [{ crl: { ...crl, method: "hash-fhir" } }, /^crl\.0\.method: /],
    [{ crl: { ...crl, rids: ["x".repeat(25)] } }, /^crl\.0\.rids\.0: /],
    [{ crl: { ...crl, rids: ["base64=="] } }, /^crl\.0\.rids\.0: /],
    [{ crl: { ...crl, ctr: "1" } }, /^crl\.0\.ctr: /],
    [{ crl: null }, /^crl\.0: /],
    [{ crl: Array(1001).fill(crl) }, /^crl: /],
    [{ tokenStatusLists: {} }, /^tokenStatusLists: /],
    [{ tokenStatusLists: [{ uri: "u", bits: 3, lst: "" }] }, /^tokenStatusLists\.0\.bits: /],
    [{ tokenStatusLists: [{ uri: "u", bits: 1, lst: "AAAA" }] }, /^tokenStatusLists\.0\.lst: /],
  ])("%j is an error, not a list that says nothing", async (members, error) => {
    expect(await answerTo(line(members))).toEqual({ id: 1, error: expect.stringMatching(error) });
  });
});

describe("Token Status Lists of a line", () => {
  const uri = "https://issuer.example/status/1";
  const credential = (idx: number) => {
    const status = map([text("status_list"), map([text("idx"), int(idx)], [text("uri"), text(uri)])]);
    return makeCredential({ payload: claimsSet({ more: [[int(65_535), status]] }) }).text;
  };
  // Of two bits each: valid, revoked, suspended, a status of the issuer's own.
  const lst = deflateSync(Uint8Array.of(0b11_10_01_00)).toString("base64url");

  test.each<[number, string]>([
    [0, "granted"],
    [1, "revoked"],
    [2, "suspended"],
    [3, "status-unknown"],
    [4, "status-unknown"],
  ])("say of the credential at %i that it is %s", async (index, reason) => {
    const line = { id: 1, text: credential(index), at: AT, keys: [{ jwk: ED_KEY.jwk, kid: ED_KEY.kid }] };
    expect(await answerTo({ ...line, tokenStatusLists: [{ uri, bits: 2, lst }] })).toMatchObject({ reason });
    expect(await answerTo({ ...line, tokenStatusLists: [{ uri: `${uri}0`, bits: 2, lst }] })).toMatchObject({ reason: "status-unknown" });
    expect(await answerTo(line)).toMatchObject({ reason: "status-unknown" });
  });

  test.each<[number, string]>([
    [0, "granted"],
    [1, "revoked"],
    [2, "suspended"],
    [3, "status-unknown"],
  ])("none of which takes back what another of the same URI says of the one at %i: %s", async (index, reason) => {
    const line = { id: 1, text: credential(index), at: AT, keys: [{ jwk: ED_KEY.jwk, kid: ED_KEY.kid }] };
    const all = { uri, bits: 1, lst: deflateSync(Uint8Array.of(0)).toString("base64url") };
    for (const tokenStatusLists of [
      [all, { uri, bits: 2, lst }],
      [{ uri, bits: 2, lst }, all],
    ]) {
      expect(await answerTo({ ...line, tokenStatusLists })).toMatchObject({ reason });
    }
  });
});

describe("a card in several codes", () => {
  const keys = [{ jwk: CARD_KEY.jwk }];
  const [one = "", two = "", three = ""] = splitCard(makeJws(), 3);
  const reasonsOf = async (lines: readonly object[]) => {
    const answers = await answersTo(chunksOf(...lines.map((line, id) => `${JSON.stringify({ id, keys, at: NOW, ...line })}\n`)));
    return answers.map(({ reason, error }) => error ?? reason);
  };
  const more = "more-parts-needed";

  test("is judged as the whole in the line with the last of them, whatever stands between", async () => {
    const lines = [{ text: three }, { text: CITIZEN_CARD }, {}, { text: one }, { symbol: Buffer.from(two).toString("base64") }];
    const error = "a line has exactly one of text, symbol and image";
    expect(await reasonsOf(lines)).toEqual([more, "document-read", error, more, "granted"]);
    // And again from the beginning.
    expect(await reasonsOf([{ text: one }, { text: two }, { text: three }, { text: three }, { text: two }, { text: one }])).toEqual([
      more,
      more,
      "granted",
      more,
      more,
      "granted",
    ]);
  });

  test("in one picture or in several is judged as the whole", async () => {
    const image = (...symbols: readonly string[]) => ({ image: Buffer.from(memoryPicture(...symbols)).toString("base64") });
    expect(await reasonsOf([image(two, one, CITIZEN_CARD, three)])).toEqual(["granted"]);
    expect(await reasonsOf([image(one, three), image(two)])).toEqual([more, "granted"]);
  });

  test("is forgotten after a minute of the lines' own time", async () => {
    const at = (seconds: number) => new Date((NOW + seconds) * 1000).toISOString();
    expect(await reasonsOf([{ text: one }, { text: two, at: at(59) }, { text: three, at: at(118) }])).toEqual([more, more, "granted"]);
    expect(await reasonsOf([{ text: one }, { text: two, at: at(59) }, { text: three, at: at(119) }])).toEqual([more, more, more]);
  });
});

describe("the policy of a line", () => {
  test("is partial: what it does not say is as without one", async () => {
    expect(await answerTo({ id: 1, text: TEXT, keys: [PUBLIC], policy: {} })).toMatchObject({
      reason: "granted",
      claims: { id: "VD-0001" },
    });
    expect(await answerTo({ id: 1, text: CITIZEN_CARD, policy: { documents: [] } })).toMatchObject({ reason: "type-not-wanted" });
    const policy = { disclose: { citizen: ["fullName"] } };
    expect(await answerTo({ id: 1, text: TEXT, keys: [PUBLIC], policy })).toMatchObject({ claims: { fullName: "Trần Văn Thử" } });
  });

  test("takes the place of that of the command line", async () => {
    const terms = { policy: { id: "none", documents: [] } };
    expect(await answerTo({ id: 1, text: CITIZEN_CARD }, terms)).toMatchObject({ reason: "type-not-wanted" });
    expect(await answerTo({ id: 1, text: CITIZEN_CARD, policy: {} }, terms)).toMatchObject({ reason: "document-read" });
  });
});

describe("a bad line gets an error under its name, and the next goes on", () => {
  const [text, none] = ["x", null];
  const TWO_OF_ONE_ID = [18, 60].map((minimumAge) => ({ id: "old-enough", minimumAge }));
  test.each([
    ["{nope", none, /^not a line of JSON in UTF-8$/],
    ["[]", none, /^a line is a JSON object$/],
    ["null", none, /^a line is a JSON object$/],
    ['"text"', none, /^a line is a JSON object$/],
    [Uint8Array.of(0xff), none, /^not a line of JSON in UTF-8$/],
    [JSON.stringify({ text: 5 }), none, /^text: /],
    [JSON.stringify({ id: {}, text }), none, /^id: /],
    [JSON.stringify({ id: 1 }), 1, /^a line has exactly one of text, symbol and image$/],
    [JSON.stringify({ id: 1, text, symbol: "eA==" }), 1, /^a line has exactly one of text, symbol and image$/],
    [JSON.stringify({ id: 1, symbol: "eA" + "=" }), 1, /^symbol: not base64$/],
    [JSON.stringify({ id: 1, image: "bm8gcGljdHVyZQ==" }), 1, /^image: not a picture$/],
    [JSON.stringify({ id: 1, text, at: "yesterday" }), 1, /^at: a time is RFC 3339 or epoch seconds$/],
    [JSON.stringify({ id: 1, text, at: -5 }), 1, /^at: /],
    [JSON.stringify({ id: 1, text, at: 1e300 }), 1, /^at: /],
    [JSON.stringify({ id: 1, text, keys: {} }), 1, /^keys: /],
    [JSON.stringify({ id: 1, text, keys: [{ kid: "k" }] }), 1, /^keys\.0: a key has either jwk or certificate$/],
    [JSON.stringify({ id: 1, text, keys: [{ certificate: "~" }] }), 1, /^keys\.0\.certificate: /],
    [JSON.stringify({ id: 1, text, policy: { requireExpriy: [] } }), 1, /^policy\.requireExpriy: /],
    [JSON.stringify({ id: 1, text, policy: { disclose: { student: ["clas"] } } }), 1, /^policy: disclose\.student: no attribute "clas"$/],
    [JSON.stringify({ id: 1, text, policy: { conditions: TWO_OF_ONE_ID } }), 1, /^policy\.conditions: two conditions have one id$/],
  ])("%j", async (line, id, error) => {
    const answers = await answersTo(chunksOf(line, "\n", `${JSON.stringify({ id: "next", text: CITIZEN_CARD })}\n`));
    expect(answers).toEqual([{ id, error: expect.stringMatching(error) }, expect.objectContaining({ id: "next", verdict: "read-only" })]);
  });

  test("a line that is too long, without keeping it", async () => {
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent <= MAX_LINE_BYTES; sent += 1 << 20) yield Buffer.alloc(1 << 20, "x");
      yield Buffer.from(`\n${JSON.stringify({ id: "next", text: "x" })}`);
    }
    expect(await answersTo(stream())).toEqual([
      { id: null, error: `a line has at most ${MAX_LINE_BYTES} bytes` },
      expect.objectContaining({ id: "next", verdict: "unreadable" }),
    ]);
  });
});

test("whatever a line holds, it is answered once, never accepted, and never by an internal error", async () => {
  const anything = fc.jsonValue({ maxDepth: 2 });
  const key = fc.record(
    { kid: anything, issuer: anything, jwk: fc.oneof(anything, fc.constant(PUBLIC.jwk)), certificate: anything },
    { requiredKeys: [] },
  );
  const base64 = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("base64"));
  const line = fc.record(
    {
      id: anything,
      text: fc.oneof(anything, fc.constant(TEXT.slice(0, -1)), fc.string({ unit: "binary" })),
      symbol: fc.oneof(anything, base64),
      image: fc.oneof(anything, base64),
      at: fc.oneof(anything, fc.double(), fc.integer()),
      keys: fc.oneof(anything, fc.array(key, { maxLength: 3 })),
      policy: fc.oneof(anything, fc.dictionary(fc.constantFrom("id", "credentials", "documents", "disclose"), anything)),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(line, anything), async (value) => {
      const answers = await answersTo(chunksOf(`${JSON.stringify(value)}\n`));
      expect(answers).toHaveLength(1);
      expect(answers[0]?.["error"] ?? "").not.toContain("internal error");
      expect(answers[0]?.["verdict"]).not.toBe("accept");
    }),
    { numRuns: 300 },
  );
});

describe("the stream", () => {
  test("is answered in order, however its bytes arrive, blank lines left out, members of the caller ignored", async () => {
    const lines = Array.from({ length: 20 }, (_, id) => JSON.stringify({ id, text: `Thử ${id}`, note: "mine" })).join("\r\n\n");
    const bytes = Buffer.from(lines);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await answersTo(chunksOf(...single))).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, id) => id));
  });

  test("is read no faster than answers are taken", async () => {
    let read = 0;
    let taken = 0;
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (; read < 50; read++) yield Buffer.from(`${JSON.stringify({ id: read, text: "x" })}\n`);
    }
    const out = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      taken++;
      expect(read - taken).toBeLessThan(2);
    };
    await verifyBatch({ trust: undefined, policy: WANT_EVERYTHING }, { ...memoryWorld().parts, stdin: stream(), out });
    expect(taken).toBe(50);
  });
});
