import { expect, test } from "vitest";
import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { decodeHeader, encodeHeader, HEADER_BYTES, isOldHeader, type SegmentHeader } from "../../src/core/journal-header.ts";
import { EMPTY_FRONTIER, type Frontier, rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { sha256 } from "../../src/core/signature.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

function treeOf(size: number): Frontier {
  let tree = EMPTY_FRONTIER;
  for (let leaf = 0; leaf < size; leaf++) tree = withLeaf(tree, sha256(Uint8Array.of(leaf & 0xff)));
  return tree;
}

function headerAfter(before: Frontier): SegmentHeader {
  const checkpoint = Uint8Array.from(Buffer.from(signCheckpoint({ size: before.size, root: rootOf(before) }, TEST_SIGNER)));
  return { segment: 3, before, chainBefore: new Uint8Array(32).fill(7), segmentBytes: 1_048_576, checkpoint };
}

const header = headerAfter(treeOf(875));

test.each([0, 1, 2, 3, 875, 1023, 1024])("a header after %i entries reads back", (size) => {
  const header = headerAfter(treeOf(size));
  const read = decodeHeader(encodeHeader(header));
  expect(read?.before.peaks.map((peak) => Buffer.from(peak))).toEqual(header.before.peaks.map((peak) => Buffer.from(peak)));
  expect({ ...read, before: header.before }).toEqual(header);
  expect(read?.before.size).toBe(size);
});

test("with any bit flipped it is none", () => {
  const bytes = encodeHeader(header);
  for (let bit = 0; bit < 8 * HEADER_BYTES; bit++) {
    if (decodeHeader(flipBit(bytes, bit)) || isOldHeader(flipBit(bytes, bit)))
      expect.fail(`bit ${bit & 7} of byte ${bit >> 3} was not seen`);
  }
});

test("with a size that nobody should allocate, or too small for one entry, it is none", () => {
  for (const segmentBytes of [0x7fff_ffff, 64, 8192]) expect(decodeHeader(encodeHeader({ ...header, segmentBytes }))).toBeUndefined();
});

test("with a checkpoint of another tree it is none", () => {
  const { checkpoint } = headerAfter(treeOf(874));
  expect(decodeHeader(encodeHeader({ ...header, checkpoint }))).toBeUndefined();
  const { before } = headerAfter(treeOf(876));
  expect(decodeHeader(encodeHeader({ ...header, before: { size: 875, peaks: before.peaks } }))).toBeUndefined();
  expect(decodeHeader(encodeHeader({ ...header, checkpoint: Buffer.from("nothing of the kind") }))).toBeUndefined();
});

test("a checkpoint that is longer than the room for it is a bug of whoever makes it", () => {
  expect(() => encodeHeader({ ...header, checkpoint: new Uint8Array(1025) })).toThrow("fits into no header");
});
