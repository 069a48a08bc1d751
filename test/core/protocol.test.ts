import { readFileSync } from "node:fs";
import * as v from "valibot";
import { expect, test } from "vitest";
import { isRequestSignedBy, keyThumbprint, parseSignature } from "../../src/core/http-signature.ts";
import { MAX_ENTRY_BYTES } from "../../src/core/journal-entry.ts";
import {
  isEvent,
  isKioskId,
  MAX_BATCH_BYTES,
  MAX_BATCH_ENTRIES,
  MAX_BATCH_HEADER_BYTES,
  MAX_STATUS_BYTES,
  StatusMessageSchema,
} from "../../src/core/protocol.ts";
import { REASONS } from "../../src/core/reason.ts";
import { MAX_SEALED_BYTES } from "../../src/core/sealed-part.ts";
import { importJwk } from "../../src/core/signature.ts";
import { MAX_SIGNED_TIME_BYTES, openSignedTime } from "../../src/core/signed-time.ts";
import { syncVectors } from "../support/sync-vectors.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** The contents of the first code block in this language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
}

test("the page's request, batch and answer are the vectors'", async () => {
  const { request, batch, answer } = await syncVectors();
  expect(block("ndjson")).toBe(batch);
  expect(JSON.parse(block("json"))).toEqual(answer);
  expect(block("http")).toContain(`Content-Digest: ${request.contentDigest}\nSignature-Input: ${request["signature-input"]}\n`);
});

test("the page's request is signed by test-key-ed25519 of RFC 9421", () => {
  const key = importJwk({ kty: "OKP", crv: "Ed25519", x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs" });
  if (!key) throw new Error("the RFC's key was not imported");
  const request = block("http");
  const [, method, path] = /^([A-Z]+) (\S+) /.exec(request) ?? [];
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(request)?.[1] ?? "";
  const parsed = parseSignature(field("Signature-Input"), field("Signature"));
  expect(parsed?.keyId).toBe(keyThumbprint(key));
  const parts = { method: method ?? "", path: path ?? "", contentDigest: field("Content-Digest") };
  expect(parsed && isRequestSignedBy(key, parts, parsed)).toBe(true);
});

test.each([
  ["entries in a batch", MAX_BATCH_ENTRIES],
  ["a batch, unpacked", MAX_BATCH_BYTES],
  ["the header", MAX_BATCH_HEADER_BYTES],
  ["a sealed part", MAX_SEALED_BYTES],
  ["an entry", MAX_ENTRY_BYTES],
  ["a status", MAX_STATUS_BYTES],
  ["a signed time", MAX_SIGNED_TIME_BYTES],
])("the page's limit for %s is the program's", (name, limit) => {
  expect(page).toMatch(new RegExp(`\\| ${name} +\\| ${limit}\\b`));
});

/** All code blocks in this language. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map(([, contents = ""]) => contents);
}

test("the page's status is one that central takes", () => {
  const status = blocks("json").find((text) => text.includes('"sequence"')) ?? "";
  expect(v.safeParse(StatusMessageSchema, JSON.parse(status)).output).toEqual(JSON.parse(status));
  expect(status.length).toBeLessThan(MAX_STATUS_BYTES);
});

test("the page's signed time is signed by test-key-ed25519 of RFC 9421", () => {
  const key = importJwk({ kty: "OKP", crv: "Ed25519", x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs" });
  if (!key) throw new Error("the RFC's key was not imported");
  const answer = blocks("json").find((text) => text.includes('"nonce"')) ?? "";
  const { nonce, time } = JSON.parse(answer);
  expect(openSignedTime(Buffer.from(answer), nonce, [{ kid: keyThumbprint(key), key }])).toEqual({ ok: true, time });
});

const STATUS = {
  sequence: 1,
  version: "0.1.0",
  at: 1_795_437_000.5,
  trust: { version: 41, issuedAt: 1_795_400_000, expiresAt: 1_799_000_000, state: "good" },
  clock: { state: "ok", floor: 1_795_436_000 },
  backlog: 0,
};

test("what a newer kiosk says beside a status is left out, and the rest is taken", () => {
  expect(v.parse(StatusMessageSchema, { ...STATUS, mood: "fine", clock: { ...STATUS.clock, drift: 1 } })).toEqual(STATUS);
  const { trust: _, ...without } = STATUS;
  expect(v.parse(StatusMessageSchema, without)).toEqual(without);
});

test.each([
  ["the first number is 1", { sequence: 0 }],
  ["numbers are whole", { sequence: 1.5 }],
  ["the version has no line ends", { version: "1\n2" }],
  ["the version is short", { version: "1".repeat(65) }],
  ["a time is a number", { at: "now" }],
  ["a time is not before 1970", { at: -1 }],
  ["the clock's state is one of three", { clock: { state: "fine", floor: 1 } }],
  ["the trust's state is one of four", { trust: { ...STATUS.trust, state: "ok" } }],
  ["trust is absent, not nothing", { trust: null }],
  ["entries are counted", { backlog: -1 }],
])("a status is refused where it breaks its form: %s", (_, change) => {
  expect(v.is(StatusMessageSchema, { ...STATUS, ...change })).toBe(false);
});

test("an event is known by the beginning of its reason, also one of a newer kiosk, and no reason of a scan looks like one", () => {
  expect(["event-clock", "event-invented-next-year"].every(isEvent)).toBe(true);
  expect([...Object.keys(REASONS), "not-an-event-clock"].some(isEvent)).toBe(false);
});

test.each(["a", "hanoi-01", "0", "-", "x".repeat(64)])("%j can name a kiosk", (id) => {
  expect(isKioskId(id)).toBe(true);
});

test.each(["", "x".repeat(65), "Hanoi", "hà-nội", "a/b", "..", "a b", "a\n", "a\u0000"])("%j cannot name a kiosk", (id) => {
  expect(isKioskId(id)).toBe(false);
});
