import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeBatch, encodeBatch } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { isRequestSignedBy, keyThumbprint, parseSignature } from "../../src/core/http-signature.ts";
import { MAX_ENTRY_BYTES } from "../../src/core/journal-entry.ts";
import { isKioskId, MAX_BATCH_BYTES, MAX_BATCH_ENTRIES } from "../../src/core/protocol.ts";
import { importJwk } from "../../src/core/signature.ts";
import { MAX_TRUST_BUNDLE_BYTES, TRUST_PAYLOAD_TYPE } from "../../src/core/trust-bundle.ts";
import { batchOf } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** The contents of the first code block in this language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
}

test("the page's batch is what a kiosk with these entries sends, and its answer is where central then stands", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry());
  await journal.append(anEntry({ at: 1_795_437_071.5, reason: "expired" }));
  expect(block("ndjson")).toBe(Buffer.from(encodeBatch(await batchOf(journal, 1))).toString("utf8"));
  expect(decodeBatch(Buffer.from(block("ndjson")))).toMatchObject({ from: 1, entries: [{ summary: { seq: 1 } }] });
  expect(JSON.parse(block("json"))).toEqual({ size: 2, chain: hexOf(journal.chain) });
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
  ["an entry", MAX_ENTRY_BYTES],
  ["a trust bundle", MAX_TRUST_BUNDLE_BYTES],
])("the page's limit for %s is the program's", (name, limit) => {
  expect(page).toMatch(new RegExp(`\\| ${name} +\\| ${limit}\\b`));
});

test("the page names the payload type of a trust bundle", () => {
  expect(page).toContain(TRUST_PAYLOAD_TYPE);
});

test.each(["a", "hanoi-01", "0", "-", "x".repeat(64)])("%j can name a kiosk", (id) => {
  expect(isKioskId(id)).toBe(true);
});

test.each(["", "x".repeat(65), "Hanoi", "hà-nội", "a/b", "..", "a b", "a\n", "a\u0000"])("%j cannot name a kiosk", (id) => {
  expect(isKioskId(id)).toBe(false);
});
