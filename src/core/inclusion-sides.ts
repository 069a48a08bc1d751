// The way from a leaf of the tree to its root, without a hash: whoever has hashes only by promise (a browser) goes it as well.

/**
 * On which side of what was hashed so far each hash of an inclusion proof stands, nearest to the leaf first (RFC 9162 §2.1.3.2); undefined
 * where a tree of this size has no such leaf, or its proof another number of hashes.
 */
export function inclusionSides(leaf: number, size: number, hashes: number): readonly ("left" | "right")[] | undefined {
  if (!Number.isSafeInteger(leaf) || !Number.isSafeInteger(size) || leaf < 0 || leaf >= size) return undefined;
  const sides: ("left" | "right")[] = [];
  let [node, last] = [leaf, size - 1];
  while (sides.length < hashes) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      sides.push("left");
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else sides.push("right");
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? sides : undefined;
}

function half(number: number): number {
  return Math.floor(number / 2);
}
