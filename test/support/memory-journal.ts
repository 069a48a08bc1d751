import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { bodyToJson, type UnnumberedBody } from "../../src/core/journal-event.ts";
import { consistencyProof, inclusionProof, type NodeSource, treeRoot } from "../../src/core/merkle-proof.ts";
import { nodeHash } from "../../src/core/merkle-tree.ts";
import type { Appended, Journal, StoredEntry } from "../../src/ports.ts";
import { anEntry } from "./entries.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

/** A journal that lives as long as the test, and can be tampered with as no real one can. */
export interface MemoryJournal extends Journal {
  /** Appends bytes as they are, as a newer kiosk's or a faulty one's. */
  appendBytes(body: Uint8Array): void;
  /** Drops the newest entries, as a restored old disk image would. */
  truncate(size: number): void;
  /** Puts another entry in an old one's place and makes the chain fit again, as whoever holds the disk could. */
  rewrite(seq: number, entry: UnnumberedBody): void;
}

/** A journal with so many entries, one a second, each of its own. */
export function memoryJournal(size = 0, signer = TEST_SIGNER): MemoryJournal {
  let bodies: Uint8Array[] = [];
  let chains: Uint8Array[] = [];

  function add(entry: UnnumberedBody): StoredEntry & Appended {
    return addBytes(bodyToJson({ ...entry, seq: bodies.length }));
  }

  function addBytes(body: Uint8Array): StoredEntry & Appended {
    const seq = bodies.length;
    const chain = linkOf(chains.at(-1) ?? EMPTY_CHAIN, leafHash(body));
    bodies.push(body);
    chains.push(chain);
    return { seq, body, leaf: leafHash(body), chain };
  }

  /** Complete subtrees, which only tampering changes. */
  const nodes = new Map<string, Uint8Array>();
  const node: NodeSource = (level, index) => {
    const known = nodes.get(`${level} ${index}`);
    if (known) return known;
    const hash =
      level === 0 ? leafHash(bodies[index] ?? new Uint8Array()) : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    nodes.set(`${level} ${index}`, hash);
    return hash;
  };

  for (let seq = 0; seq < size; seq++) add(anEntry({ at: 1_790_000_000 + seq }));
  async function* read(from: number, until = Number.POSITIVE_INFINITY): AsyncGenerator<StoredEntry> {
    for (let seq = from; seq < Math.min(until, bodies.length); seq++) {
      const [body, chain] = [bodies[seq], chains[seq]];
      if (body && chain) yield { seq, body, chain };
    }
  }
  return {
    get size() {
      return bodies.length;
    },
    get chain() {
      return chains.at(-1) ?? EMPTY_CHAIN;
    },
    firstSeq: 0,
    beginning: async () => ({ seq: 0, chainBefore: EMPTY_CHAIN }),
    room: "enough",
    freeBytes: undefined,
    append: async (entry) => add(entry),
    checkpoint: async () => signCheckpoint({ size: bodies.length, root: treeRoot(bodies.length, node) }, signer),
    inclusionProof: async (seq, size) => inclusionProof(seq, size, node),
    consistencyProof: async (from, size) => consistencyProof(from, size, node),
    rootAt: async (size) => treeRoot(size, node),
    keepTree: async () => undefined,
    releasable: async () => 0,
    release: async () => 0,
    read,
    readThrough: read,
    close: async () => undefined,
    appendBytes: (body) => void addBytes(body),
    truncate(newSize) {
      nodes.clear();
      bodies = bodies.slice(0, newSize);
      chains = chains.slice(0, newSize);
    },
    rewrite(seq, entry) {
      nodes.clear();
      const kept = bodies.slice(seq + 1);
      bodies = bodies.slice(0, seq);
      chains = chains.slice(0, seq);
      add(entry);
      for (const body of kept) {
        bodies.push(body);
        chains.push(linkOf(chains.at(-1) ?? EMPTY_CHAIN, leafHash(body)));
      }
    },
  };
}
