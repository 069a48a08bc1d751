import fc from "fast-check";
import { expect, test } from "vitest";
import { inclusionSides } from "../../src/core/inclusion-sides.ts";
import { MAX_TLOG_PROOF_BYTES, parseTlogProof, type TlogProof, tlogProofText } from "../../src/core/tlog-proof.ts";
import { receiptVectors } from "../support/receipt-vectors.ts";
import "../support/properties.ts";

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyProof: fc.Arbitrary<TlogProof> = fc.record(
  { extra: fc.uint8Array({ maxLength: 120 }), index: fc.nat(), hashes: fc.array(hash, { maxLength: 49 }), checkpoint: fc.string() },
  { requiredKeys: ["index", "hashes", "checkpoint"] },
);

test("a proof is read as it was written, also where its note holds empty lines", () => {
  fc.assert(
    fc.property(anyProof, (proof) => {
      const read = parseTlogProof(tlogProofText(proof));
      expect(read && tlogProofText(read)).toBe(tlogProofText(proof));
    }),
  );
});

test("it has one spelling", () => {
  const { proof } = receiptVectors();
  expect(parseTlogProof(proof)?.index).toBe(200);
  for (const changed of [
    proof.replace("@v1", "@v2"),
    proof.replace("index 200", "index 0200"),
    proof.replace("index 200", "index 200 "),
    proof.replace("extra ", "extra  "),
    proof.replace("extra ", "extra !"),
    proof.replace("=\n", "\n"),
    proof.replace("index 200\n", ""),
    `${"\n"}${proof}`,
    proof.replaceAll("\n", "\r\n"),
    proof.split("\n\n")[0] ?? "",
    proof.padEnd(MAX_TLOG_PROOF_BYTES + 1, "x"),
  ])
    expect(parseTlogProof(changed)).toBeUndefined();
});

test("the way from a leaf to the root takes as many hashes as the tree is deep there, and no other number", () => {
  for (let size = 1; size <= 70; size++)
    for (let leaf = 0; leaf < size; leaf++) {
      const fitting = Array.from({ length: 10 }, (_, hashes) => hashes).filter((hashes) => inclusionSides(leaf, size, hashes));
      expect(fitting).toHaveLength(1);
    }
  for (const [leaf, size] of [
    [5, 5],
    [-1, 5],
    [0.5, 5],
    [0, Number.NaN],
  ] as const)
    expect(inclusionSides(leaf, size, 3)).toBeUndefined();
});
