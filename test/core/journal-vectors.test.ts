import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { journalVectors } from "../support/journal-vectors.ts";

const vectors: ReturnType<typeof journalVectors> = JSON.parse(readFileSync(new URL("../vectors/journal.json", import.meta.url), "utf8"));

test("the journal's vectors are what this program writes", () => {
  expect(journalVectors()).toEqual(vectors);
});

// From here on with nothing of the product: what docs/journal.md says is enough to read a journal.
const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hex = (text: string) => Buffer.from(text, "hex");

function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? sha256();
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

test("a reader written from the page alone comes to the same leaves, chain, roots and records", () => {
  let chain: Buffer = Buffer.alloc(32);
  const leaves: Buffer[] = [];
  for (const [seq, entry] of vectors.entries.entries()) {
    const record = hex(entry.record);
    const bytes = record.readUInt16LE(4);
    expect(record.readUInt16LE(6)).toBe(bytes ^ 0xffff);
    const body = record.subarray(44, 44 + bytes);
    expect([body.toString(), JSON.parse(entry.body).seq]).toEqual([entry.body, seq]);
    leaves.push(sha256(Uint8Array.of(0), body));
    chain = sha256(chain, leaves.at(-1) ?? chain);
    expect(leaves.at(-1)?.toString("hex")).toBe(entry.leaf);
    expect([chain.toString("hex"), record.subarray(12, 44).toString("hex")]).toEqual([entry.chain, entry.chain]);
    expect(treeHash(leaves).toString("hex")).toBe(entry.root);
    expect(record.length % 8).toBe(0);
  }
  const before = vectors.entries.map(({ record }) => hex(record).readUInt32LE(8));
  const sizes = vectors.entries.map(({ record }) => record.length / 2);
  expect(before).toEqual(
    [0, 0, 0, sizes[2], sizes.slice(2, 4), sizes.slice(2, 5), sizes.slice(2, 6)].map((part) =>
      [part].flat().reduce<number>((sum, each) => sum + (each ?? 0), 0),
    ),
  );
});

test("and takes the checkpoint, the witness's line and the proofs", () => {
  const key = createPublicKey({
    key: {
      kty: "OKP",
      crv: "Ed25519",
      x: Buffer.from(vectors.key.split("+").slice(2).join("+"), "base64").subarray(1).toString("base64url"),
    },
    format: "jwk",
  });
  const text = vectors.checkpoint.slice(0, vectors.checkpoint.indexOf("\n\n") + 1);
  const last = vectors.entries.at(-1);
  expect(text).toBe(`tram/kiosk/hanoi-01\n7\n${hex(last?.root ?? "").toString("base64")}\n`);
  const signatureIn = (line: string) => Buffer.from(line.trimEnd().split(" ")[2] ?? "", "base64");
  const signature = signatureIn(vectors.checkpoint.split("\n\n")[1] ?? "");
  expect(signature.subarray(0, 4).toString("hex")).toBe(vectors.key.split("+")[1]);
  expect(verify(null, Buffer.from(text), key, signature.subarray(4))).toBe(true);
  const cosignature = signatureIn(vectors.witness.line);
  expect(Number(cosignature.readBigUInt64BE(4))).toBe(vectors.witness.at);
  const cosigned = Buffer.from(`cosignature/v1\ntime ${vectors.witness.at}\n${text}`);
  expect(verify(null, cosigned, key, cosignature.subarray(12))).toBe(true);

  const leaves = vectors.entries.map(({ leaf }) => hex(leaf));
  for (const { seq, size, proof } of vectors.inclusion) expect(path(seq, leaves.slice(0, size))).toEqual(proof);
});

test("and the header of a second segment, with the tree before it and its checkpoint", () => {
  const header = hex(vectors.secondSegment.header);
  const last = vectors.entries.at(-1);
  expect([header.readUInt32LE(8), header.readUInt32LE(12), Number(header.readBigUInt64LE(16)), header.readUInt32LE(56)]).toEqual([
    2, 1, 7, 1_048_576,
  ]);
  expect(header.subarray(24, 56).toString("hex")).toBe(last?.chain);
  const leaves = vectors.entries.map(({ leaf }) => hex(leaf));
  // Seven is 4 + 2 + 1, largest first.
  const peaks = [leaves.slice(0, 4), leaves.slice(4, 6), leaves.slice(6)].map(treeHash);
  expect(header.subarray(64, 160)).toEqual(Buffer.concat(peaks));
  expect(header.subarray(160, 1600).every((byte) => byte === 0)).toBe(true);
  expect(header.subarray(1600, 1600 + header.readUInt32LE(60)).toString()).toBe(vectors.checkpoint);
  expect(header.readUInt32LE(4092)).toBe(crc32(header.subarray(0, 4092)));
});

test("and what was removed, under a name and a key id of its own", () => {
  const name = "tram/kiosk/hanoi-01/released";
  const raw = Buffer.from(vectors.key.split("+").slice(2).join("+"), "base64");
  const id = sha256(Buffer.from(`${name}\n`), raw).subarray(0, 4);
  const [text = "", line = ""] = vectors.released.split(/(?<=\n)\n/);
  expect(text).toBe(`${name}\n7\n${hex(vectors.entries.at(-1)?.root ?? "").toString("base64")}\n`);
  const [dash, signer, base64 = ""] = line.trimEnd().split(" ");
  const bytes = Buffer.from(base64, "base64");
  expect([dash, signer, bytes.subarray(0, 4).toString("hex")]).toEqual(["\u2014", name, id.toString("hex")]);
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.subarray(1).toString("base64url") }, format: "jwk" });
  expect(verify(null, Buffer.from(text), key, bytes.subarray(4))).toBe(true);
});

/** PATH of RFC 6962 §2.1.1, as it stands there. */
function path(seq: number, leaves: readonly Buffer[]): readonly string[] {
  if (leaves.length === 1) return [];
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return seq < split
    ? [...path(seq, left), treeHash(right).toString("hex")]
    : [...path(seq - split, right), treeHash(left).toString("hex")];
}
