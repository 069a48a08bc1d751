import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import * as v from "valibot";
import { expect, test } from "vitest";
import { openAcknowledgement, witnessedAt } from "../../src/core/acknowledgement.ts";
import { parseAddCheckpoint } from "../../src/core/add-checkpoint.ts";
import { decodeBatch } from "../../src/core/batch.ts";
import { ContradictionSchema, StandingSchema } from "../../src/core/protocol.ts";
import { parseVerifierKey } from "../../src/core/signed-note.ts";
import { decodeStickBatch } from "../../src/core/stick-batch.ts";
import { unbrotli } from "../../src/core/zlib.ts";
import { syncVectors } from "../support/sync-vectors.ts";

type Vectors = Awaited<ReturnType<typeof syncVectors>>;
const vectors: Vectors = JSON.parse(readFileSync(new URL("../vectors/sync.json", import.meta.url), "utf8"));

/** What may differ from one version of the compressor to the next, and the signature over it. */
function withoutContent({ request: _, stickFile: __, p256: { device }, ...others }: Vectors): object {
  return { ...others, device256: device };
}

test("the vectors are what this program writes, and it reads them", async () => {
  expect(withoutContent(await syncVectors())).toEqual(withoutContent(vectors));
  const unpacked = unbrotli(Buffer.from(vectors.request.content, "base64"), 100_000);
  expect(unpacked.ok && Buffer.from(unpacked.value).toString("utf8")).toBe(vectors.batch);
  expect(decodeBatch(Buffer.from(vectors.batch))).toMatchObject({ from: 1, old: 1, entries: [{ summary: { seq: 1 } }] });
  expect(decodeBatch(Buffer.from(vectors.setAside))).toMatchObject({ entries: [{ summary: { seq: 0 } }, { body: new Uint8Array() }] });
  expect(decodeBatch(Buffer.from(vectors.lost))).toMatchObject({ entries: [{ isLost: false }, { isLost: true, body: new Uint8Array() }] });
  expect(decodeBatch(Buffer.from(vectors.admission))).toMatchObject({ entries: [], checkpoint: { size: 1 }, held: { size: 2 } });
  expect(parseAddCheckpoint(Buffer.from(vectors.addCheckpoint))).toMatchObject({ old: 1, proof: [{ length: 32 }] });
  const witness = parseVerifierKey(vectors.witness);
  if (!witness) throw new Error("no witness");
  expect(witnessedAt(Buffer.from(vectors.answer.witnessed), [witness])).toBe(1_795_437_073);
  for (const [note, whole] of [
    [vectors.answer.acknowledgement, 2],
    [vectors.acknowledgementWithSetAside, 1],
  ] as const)
    expect(openAcknowledgement(Buffer.from(note), "hanoi-01", [witness])).toMatchObject({ size: 2, whole });
});

test("a .batch file is the request, byte for byte, and what central answers is what a kiosk reads", () => {
  const { stickFile, request, elsewhere, answer, contradiction, withSealed } = vectors;
  const { kiosk, contentDigest, fields, content } = decodeStickBatch(Buffer.from(stickFile, "base64")) ?? expect.fail("not whole");
  expect([kiosk, contentDigest, Buffer.from(content).toString("base64")]).toEqual(["hanoi-01", request.contentDigest, request.content]);
  expect(fields).toEqual({ "signature-input": request["signature-input"], signature: request.signature });
  for (const { size, ...others } of [elsewhere, answer]) expect(v.parse(StandingSchema, { size, ...others }).size).toBe(size);
  expect(v.parse(ContradictionSchema, contradiction)).toEqual({ error: "forked", seq: 1 });
  expect(decodeBatch(Buffer.from(withSealed))).toMatchObject({ sealed: [{ length: 329 }], entries: [{}, {}] });
});

// From here on with nothing of the product: what docs/protocol.md says is enough to check what a kiosk sends and central answers.
const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

function keyOf(text: string) {
  const raw = Buffer.from(text.split("+").slice(2).join("+"), "base64").subarray(1);
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
}

test("a reader written from the page alone comes to the same: digest, signature, chain, proof, cosignatures", () => {
  const { contentDigest, content, method, path, signature } = vectors.request;
  const packed = Buffer.from(content, "base64");
  expect(contentDigest).toBe(`sha-256=:${sha256(packed).toString("base64")}:`);
  const parameters = vectors.request["signature-input"].slice("tram=".length);
  const base = `"@method": ${method}\n"@path": ${path}\n"content-digest": ${contentDigest}\n"@signature-params": ${parameters}`;
  expect(verify(null, Buffer.from(base), keyOf(vectors.device), Buffer.from(signature.slice("tram=:".length, -1), "base64"))).toBe(true);

  const [headerLine = "", body = ""] = brotliDecompressSync(packed).toString("utf8").split("\n");
  const header = JSON.parse(headerLine);
  const leaf = sha256(Uint8Array.of(0), Buffer.from(body));
  expect(sha256(Buffer.from(header.chainBefore, "hex"), leaf).toString("hex")).toBe(header.chainAfter);
  // The tree of two: the witnessed tree of one entry is its leaf, and the proof is the other one.
  const { leaf: first } = JSON.parse(readFileSync(new URL("../vectors/journal.json", import.meta.url), "utf8")).entries[0];
  expect(header.oldProof).toEqual([leaf.toString("base64")]);
  const root = sha256(Uint8Array.of(1), Buffer.from(first, "hex"), leaf).toString("base64");
  expect(header.checkpoint.split("\n").slice(0, 3)).toEqual(["tram/kiosk/hanoi-01", "2", root]);
  expect(vectors.setAside).toContain(`{"setAside":"${leaf.toString("hex")}"}`);
  expect(vectors.lost).toContain(`{"lost":"${leaf.toString("hex")}"}`);

  for (const [note, origin, more] of [
    [vectors.answer.witnessed, "tram/kiosk/hanoi-01", ""],
    [vectors.answer.acknowledgement, "tram/kiosk/hanoi-01/held", ""],
    [vectors.acknowledgementWithSetAside, "tram/kiosk/hanoi-01/held", "set-aside 1\n"],
  ] as const) {
    const [text = "", lines = ""] = note.split(/(?<=\n)\n/);
    expect(text).toBe(`${origin}\n2\n${root}\n${more}`);
    const line = lines.split("\n").find((line) => line.startsWith("\u2014 tram/central ")) ?? "";
    const bytes = Buffer.from(line.split(" ")[2] ?? "", "base64");
    const signed = `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}`;
    expect(verify(null, Buffer.from(signed), keyOf(vectors.witness), bytes.subarray(12))).toBe(true);
  }
});

test("a P-256 device signs requests and receipts as r‖s, and checkpoints as DER under an id of its own", () => {
  const { device, checkpoint, request, receipt } = vectors.p256;
  const spki = Buffer.from(device.split("+").slice(2).join("+"), "base64").subarray(1);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  const id = sha256(spki).subarray(0, 4).toString("hex");
  expect(device.split("+")[1]).toBe(id);
  const { contentDigest, content, method, path, signature } = request;
  expect(contentDigest).toBe(`sha-256=:${sha256(Buffer.from(content, "base64")).toString("base64")}:`);
  const parameters = request["signature-input"].slice("tram=".length);
  const base = `"@method": ${method}\n"@path": ${path}\n"content-digest": ${contentDigest}\n"@signature-params": ${parameters}`;
  const plain = { key, dsaEncoding: "ieee-p1363" } as const;
  expect(verify("sha256", Buffer.from(base), plain, Buffer.from(signature.slice("tram=:".length, -1), "base64"))).toBe(true);

  const [text = "", line = ""] = checkpoint.split(/(?<=\n)\n/);
  const bytes = Buffer.from(line.trimEnd().split(" ")[2] ?? "", "base64");
  expect(bytes.subarray(0, 4).toString("hex")).toBe(id);
  expect(verify("sha256", Buffer.from(text), key, bytes.subarray(4))).toBe(true);

  const letters = Buffer.from(receipt.slice("TRAM-RECEIPT:".length), "base64url");
  const [leaf, signed] = [letters.subarray(-96, -64), letters.subarray(-64)];
  const words = `tram/kiosk/hanoi-01/receipt\n0\n${leaf.toString("base64")}\n`;
  expect(verify("sha256", Buffer.from(words), plain, signed)).toBe(true);
});
