import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { type BatchTerms, MAX_LINE_BYTES, verifyBatch } from "../../src/issuer/batch.ts";
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
