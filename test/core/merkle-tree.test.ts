import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexOf } from "../../src/core/hex.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { consistencyProof, inclusionProof, isConsistent, isIncluded, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { EMPTY_FRONTIER, EMPTY_ROOT, type Frontier, nodeHash, peakCount, rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { flipBit } from "../support/journal-bytes.ts";

/** The leaves of the reference tree of certificate-transparency (merkle_tree_test), and the roots of its first 0 to 8. */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));

function frontierOf(leaves: readonly Uint8Array[]): Frontier {
  return leaves.reduce(withLeaf, EMPTY_FRONTIER);
}

/** Every node of the tree over these leaves, computed from its definition. */
function nodesOf(leaves: readonly Uint8Array[]): NodeSource {
  const node: NodeSource = (level, index) => {
    if (level === 0) return leaves[index] ?? expect.fail(`leaf ${index} is not there`);
    return nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  };
  const known = new Map<string, Uint8Array>();
  return (level, index) => {
    const name = `${level} ${index}`;
    const hash = known.get(name) ?? node(level, index);
    known.set(name, hash);
    return hash;
  };
}

test("the roots of the reference tree are right, grown leaf by leaf and from nodes", () => {
  const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, "hex")));
  for (const [size, root] of ROOTS.entries()) {
    const frontier = frontierOf(leaves.slice(0, size));
    expect(hexOf(rootOf(frontier))).toBe(root);
    expect(frontier.peaks).toHaveLength(peakCount(size));
    expect(hexOf(treeRoot(size, nodesOf(leaves)))).toBe(root);
  }
});

const MOST = 140;
const leaves = leavesOf(MOST);
const node = nodesOf(leaves);
const roots = Array.from({ length: MOST + 1 }, (_, size) => rootOf(frontierOf(leaves.slice(0, size))));
const root = (size: number) => roots[size] ?? expect.fail(`no root of ${size}`);
const leaf = (index: number) => leaves[index] ?? expect.fail(`no leaf ${index}`);

/** The proof with something wrong with it, in every way that a hash more, a hash less or an exchange can be. */
function tampered(proof: readonly Uint8Array[], bit: number): readonly (readonly Uint8Array[])[] {
  const extra = new Uint8Array(32).fill(bit & 0xff);
  return [
    [...proof, extra],
    [extra, ...proof],
    ...(proof.length > 0 ? [proof.slice(1), proof.slice(0, -1)] : []),
    ...proof.map((hash, index) => proof.with(index, flipBit(hash, bit))),
    ...(proof.length > 1 ? [proof.toReversed()] : []),
    ...(proof.length > 0 ? [proof.with(0, leaf(0).subarray(1))] : []),
  ];
}

describe("a proof that a leaf is in a tree", () => {
  test("is accepted for every leaf of every tree of up to 140, and refused with any change", () => {
    for (let size = 1; size <= MOST; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, node);
        const claim = { leaf: index, leafHash: leaf(index), size, root: root(size) };
        if (!isIncluded(claim, proof)) expect.fail(`leaf ${index} of ${size} was refused`);
        const wrong = tampered(proof, (7 * size + index) % 256).findIndex((change) => isIncluded(claim, change));
        if (wrong !== -1) expect.fail(`leaf ${index} of ${size}: change ${wrong} was accepted`);
        const others = [
          { ...claim, leafHash: flipBit(claim.leafHash, index) },
          { ...claim, root: flipBit(claim.root, index) },
          { ...claim, leaf: size },
          { ...claim, leaf: index + 1 },
          { ...claim, leaf: -1 },
        ];
        if (others.some((claim) => isIncluded(claim, proof))) expect.fail(`leaf ${index} of ${size}: a wrong claim was accepted`);
      }
    }
  });

  test("is refused for another tree, another size and no number at all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST }), fc.nat(MOST), fc.nat(), (size, otherSize, seed) => {
        const index = seed % size;
        const proof = inclusionProof(index, size, node);
        fc.pre(otherSize !== size && otherSize > index);
        expect(isIncluded({ leaf: index, leafHash: leaf(index), size, root: root(otherSize) }, proof)).toBe(false);
        for (const strange of [Number.NaN, 0.5, 2 ** 60, Number.POSITIVE_INFINITY])
          expect(isIncluded({ leaf: index, leafHash: leaf(index), size: strange, root: root(size) }, proof)).toBe(false);
      }),
    );
  });

  test("cannot be made for a leaf that is not there", () => {
    expect(() => inclusionProof(5, 5, node)).toThrow("leaf 5 is not in a tree of 5");
    expect(() => inclusionProof(-1, 5, node)).toThrow();
  });
});

describe("a proof that a tree has only grown", () => {
  test("is accepted for every two trees of up to 140, and refused with any change", () => {
    for (let size = 0; size <= MOST; size++) {
      for (let from = 0; from <= size; from++) {
        const proof = consistencyProof(from, size, node);
        const [older, newer] = [
          { size: from, root: root(from) },
          { size, root: root(size) },
        ];
        if (!isConsistent(older, newer, proof)) expect.fail(`${from} in ${size} was refused`);
        const wrong = tampered(proof, (7 * size + from) % 256).findIndex((change) => isConsistent(older, newer, change));
        if (wrong !== -1) expect.fail(`${from} in ${size}: change ${wrong} was accepted`);
        const others = [
          [{ ...older, root: flipBit(older.root, from) }, newer],
          // Of a tree that begins with nothing the proof says nothing.
          ...(from > 0 ? [[older, { ...newer, root: flipBit(newer.root, from) }]] : []),
          [newer, { ...older, size: older.size - 1 }],
        ] as const;
        if (others.some(([a, b]) => a && b && isConsistent(a, b, proof))) expect.fail(`${from} in ${size}: a wrong claim was accepted`);
      }
    }
  });

  test("is refused where an early leaf was exchanged", () => {
    const forged = leaves.with(3, leafHash(Buffer.from("another")));
    const newer = { size: MOST, root: rootOf(frontierOf(forged)) };
    for (let from = 4; from < MOST; from++) {
      const proof = consistencyProof(from, MOST, nodesOf(forged));
      expect(isConsistent({ size: from, root: root(from) }, newer, proof)).toBe(false);
    }
  });

  test("knows one root of the empty tree only", () => {
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, { size: 3, root: root(3) }, [])).toBe(true);
    expect(isConsistent({ size: 0, root: root(3) }, { size: 3, root: root(3) }, [])).toBe(false);
    expect(() => consistencyProof(6, 5, node)).toThrow("no tree of 6 in one of 5");
  });
});
