import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { EMPTY_CHAIN, leafHash, nextChain } from "../../src/core/journal-chain.ts";
import { bodyToJson, type UnnumberedBody } from "../../src/core/journal-event.ts";
import { consistencyProof, inclusionProof, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { nodeHash } from "../../src/core/merkle-tree.ts";
import type { Journal, StoredEntry } from "../../src/ports.ts";
import { anEntry } from "./entries.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

/** A journal that lives as long as the test, and can be tampered with as no real one can. */
export interface MemoryJournal extends Journal {
  /** Drops the newest entries, as a restored old disk image would. */
  truncate(size: number): void;
  /** Puts another entry in an old one's place and makes the chain fit again, as whoever holds the disk could. */
  rewrite(seq: number, entry: UnnumberedBody): void;
}

/** A journal with so many entries, one a second, each of its own. */
export function memoryJournal(size = 0): MemoryJournal {
  let bodies: Uint8Array[] = [];
  let chains: Uint8Array[] = [];

  function add(entry: UnnumberedBody): StoredEntry {
    const seq = bodies.length;
    const body = bodyToJson({ ...entry, seq });
    const chain = nextChain(chains.at(-1) ?? EMPTY_CHAIN, body);
    bodies.push(body);
    chains.push(chain);
    return { seq, body, chain };
  }

  const node: NodeSource = (level, index) =>
    level === 0 ? leafHash(bodies[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));

  for (let seq = 0; seq < size; seq++) add(anEntry({ at: 1_790_000_000 + seq }));
  return {
    get size() {
      return bodies.length;
    },
    get chain() {
      return chains.at(-1) ?? EMPTY_CHAIN;
    },
    firstSeq: 0,
    room: "enough",
    append: async (entry) => add(entry),
    checkpoint: async () => signCheckpoint({ size: bodies.length, root: treeRoot(bodies.length, node) }, TEST_SIGNER),
    inclusionProof: async (seq, size) => inclusionProof(seq, size, node),
    consistencyProof: async (from, size) => consistencyProof(from, size, node),
    release: async () => 0,
    async *read(from, until = Number.POSITIVE_INFINITY) {
      for (let seq = from; seq < Math.min(until, bodies.length); seq++) {
        const [body, chain] = [bodies[seq], chains[seq]];
        if (body && chain) yield { seq, body, chain };
      }
    },
    close: async () => undefined,
    truncate(newSize) {
      bodies = bodies.slice(0, newSize);
      chains = chains.slice(0, newSize);
    },
    rewrite(seq, entry) {
      const kept = bodies.slice(seq + 1);
      bodies = bodies.slice(0, seq);
      chains = chains.slice(0, seq);
      add(entry);
      for (const body of kept) {
        bodies.push(body);
        chains.push(nextChain(chains.at(-1) ?? EMPTY_CHAIN, body));
      }
    },
  };
}
