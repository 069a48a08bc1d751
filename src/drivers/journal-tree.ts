import { headOf } from "../core/held-tree.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { consistencyProof, inclusionProof, isConsistent, isIncluded, type NodeSource, treeRoot } from "../core/merkle-proof.ts";
import { TILE_LEAVES, TILE_LEVEL } from "../core/merkle-tile.ts";
import { EMPTY_FRONTIER, type Frontier, nodeHash, peaksOf, placesOf, rootOf, withLeaf } from "../core/merkle-tree.ts";
import { JournalDamaged } from "./journal-folder.ts";
import type { HeldEntries, JournalReader } from "./journal-reader.ts";
import { type KnownTreeFile, KnownTrees } from "./known-tree.ts";
import { type TileFile, TREE_FILE } from "./tile-file.ts";

/** Tiles whose leaves are kept in memory: a proof needs those around two places. */
const TILES_IN_MEMORY = 4;

/** A proof, and whether it shows what it should. */
interface Attempt {
  readonly proof: readonly Uint8Array[];
  readonly isRight: boolean;
}

/** Leaves of a tile from one on. */
interface KeptLeaves {
  readonly from: number;
  readonly hashes: readonly Uint8Array[];
}

/** What a proof is made from: the entries that are there when it begins, and the tree over all of them. */
interface Ground {
  readonly held: HeldEntries;
  readonly end: Frontier;
}

/**
 * Makes proofs about a journal's tree, from hashes of complete tiles in a file of its own, and from entries for the rest. The file is never
 * trusted: every proof is checked against the tree that the journal carries along, and where it does not hold, the file is made anew. Where an entry is
 * damaged, trees that are known of a place behind it stand in for what is before: proofs from there on need no entry of it.
 */
export class JournalTree {
  readonly #reader: JournalReader;
  readonly #file: TileFile;
  readonly #known: KnownTrees;
  /** Roots of complete tiles; undefined: its entries were removed, and the file did not know it. */
  #tiles: (Uint8Array | undefined)[] = [];
  /** Those of before the file was made anew: of entries that were removed there are no others, be one of them wrong. */
  #before: readonly (Uint8Array | undefined)[] = [];
  #isLoaded = false;
  /** Complete subtrees above tiles, by level and index. */
  readonly #nodes = new Map<string, Uint8Array>();
  /** Leaves of tiles, from the first that was there when they were read. */
  readonly #leaves = new Map<number, KeptLeaves>();
  #idle: Promise<unknown> = Promise.resolve();

  constructor(reader: JournalReader, file: TileFile, knownFile: KnownTreeFile) {
    this.#reader = reader;
    this.#file = file;
    this.#known = new KnownTrees(knownFile);
  }

  /** Proof that an entry is in the tree of `size`, which is `end` or was on the way to it. */
  async inclusion(seq: number, size: number, end: Frontier): Promise<readonly Uint8Array[]> {
    if (!(seq >= 0 && seq < size && size <= end.size)) throw new Error(`journal tree: entry ${seq} is not in a tree of ${size}`);
    return await this.#prove(end, (node) => {
      const head = { size, root: treeRoot(size, node) };
      const [proof, leaf] = [inclusionProof(seq, size, node), node(0, seq)];
      const isGrown = isConsistent(head, headOf(end), consistencyProof(size, end.size, node));
      return { proof, isRight: isGrown && isIncluded({ ...head, leaf: seq, leafHash: leaf }, proof) };
    });
  }

  /** Proof that the tree of `size`, which is `end` or was on the way to it, begins with that of `from`. */
  async consistency(from: number, size: number, end: Frontier): Promise<readonly Uint8Array[]> {
    if (!(from >= 0 && from <= size && size <= end.size)) throw new Error(`journal tree: no tree of ${from} in one of ${size}`);
    return await this.#prove(end, (node) => {
      const [older, newer] = [from, size].map((size) => ({ size, root: treeRoot(size, node) }));
      if (!older || !newer) throw new Error("unreachable");
      const proof = consistencyProof(from, size, node);
      const isGrown = isConsistent(newer, headOf(end), consistencyProof(size, end.size, node));
      return { proof, isRight: isGrown && isConsistent(older, newer, proof) };
    });
  }

  /** Root of the tree of `size`, which is `end` or was on the way to it. */
  async rootAt(size: number, end: Frontier): Promise<Uint8Array> {
    if (!(size >= 0 && size <= end.size)) throw new Error(`journal tree: there is no tree of ${size} yet`);
    const [root = new Uint8Array()] = await this.#prove(end, (node) => {
      const head = { size, root: treeRoot(size, node) };
      return { proof: [head.root], isRight: isConsistent(head, headOf(end), consistencyProof(size, end.size, node)) };
    });
    return root;
  }

  /** Keeps the tree of `size` for when an entry in it is damaged. */
  async keep(size: number, end: Frontier): Promise<void> {
    const peaks = await this.#prove(end, (node) => {
      const tree = { size, peaks: placesOf(size).map(({ level, index }) => node(level, index)) };
      return { proof: tree.peaks, isRight: isConsistent(headOf(tree), headOf(end), consistencyProof(size, end.size, node)) };
    });
    await this.#known.keep({ size, peaks });
  }

  /** One proof after the other, each from what is there when its turn comes. */
  #prove(end: Frontier, attempt: (node: NodeSource) => Attempt): Promise<readonly Uint8Array[]> {
    const proved = this.#idle.then(() => this.#reader.withHeld((held) => this.#proveFrom({ held, end }, attempt)));
    this.#idle = proved.catch(() => undefined);
    return proved;
  }

  /** With the files as they are; where that comes to nothing, with a new one of tiles, and then without the tree that was kept. */
  async #proveFrom(ground: Ground, attempt: (node: NodeSource) => Attempt): Promise<readonly Uint8Array[]> {
    for (let isAnew = false; ; isAnew = true) {
      if (isAnew) this.#forget();
      const proof = await this.#known.whileLearning(() => this.#tryFrom(ground, attempt, isAnew));
      if (proof) return proof;
      if (isAnew && !this.#known.refuseKept()) break;
    }
    const { size } = ground.held.before;
    const why = size > 0 ? `, or what ${TREE_FILE} has of the ${size} that were removed is damaged` : "";
    throw new Error(`journal tree: the entries do not make the tree that was signed${why}, see tram journal verify`);
  }

  async #tryFrom(ground: Ground, attempt: (node: NodeSource) => Attempt, isAnew: boolean): Promise<readonly Uint8Array[] | undefined> {
    const isWhole = await this.#grow(ground, isAnew);
    const { proof, isRight } = attempt(await this.#sourceFor(attempt, ground));
    return isWhole && isRight ? proof : undefined;
  }

  /** What is damaged is passed over; the tree before the next segment says as much of what lies before that as is needed from there on. */
  async #passOver(error: unknown, { held }: Ground): Promise<undefined> {
    if (!(error instanceof JournalDamaged) || !this.#known.isNeeded) throw error;
    const tree = await held.treeBehind(error.damage.seq);
    if (tree) this.#known.add(tree);
  }

  #forget(): void {
    this.#before = this.#tiles;
    this.#tiles = [];
    this.#nodes.clear();
    this.#leaves.clear();
  }

  /** Learns the tiles that are complete now; false where they are not those of the journal. */
  async #grow(ground: Ground, isAnew: boolean): Promise<boolean> {
    const count = Math.floor(ground.end.size / TILE_LEAVES);
    if (!this.#isLoaded) await this.#load(count, ground);
    const known = this.#tiles.length;
    await this.#addTiles(count, ground);
    for (const { peak, level, index } of peaksOf(ground.end))
      if (level >= TILE_LEVEL && !sameBytes(peak, await this.#node(level, index, ground))) return false;
    if (count > known || isAnew) await this.#file.write(this.#tiles, isAnew ? 0 : known);
    return true;
  }

  async #load(count: number, { held: { before } }: Ground): Promise<void> {
    const tiles = await this.#file.read(count);
    const unknown = tiles.findIndex((tile, index) => !tile && (index + 1) * TILE_LEAVES > before.size);
    this.#tiles = unknown === -1 ? [...tiles] : tiles.slice(0, unknown);
    this.#isLoaded = true;
  }

  async #addTiles(count: number, ground: Ground): Promise<void> {
    const { before, read } = ground.held;
    while (this.#tiles.length < count && this.#tiles.length * TILE_LEAVES < before.size) {
      const index = this.#tiles.length;
      const isGone = (index + 1) * TILE_LEAVES <= before.size;
      const tile = isGone
        ? this.#before[index]
        : await this.#node(TILE_LEVEL, index, ground).catch((error) => this.#passOver(error, ground));
      this.#tiles.push(tile);
    }
    while (this.#tiles.length < count) {
      let tile = EMPTY_FRONTIER;
      try {
        for await (const entry of read(this.#tiles.length * TILE_LEAVES, count * TILE_LEAVES)) {
          tile = withLeaf(tile, this.#reader.leafOf(entry));
          if (tile.size < TILE_LEAVES) continue;
          this.#tiles.push(rootOf(tile));
          tile = EMPTY_FRONTIER;
          await new Promise((resolve) => setImmediate(resolve)); // scans go on
        }
      } catch (error) {
        await this.#passOver(error, ground);
        this.#tiles.push(undefined);
      }
    }
  }

  /** All the nodes that an attempt asks for, looked up before: which those are, a first attempt with nothing tells. It asks whatever comes of it. */
  async #sourceFor(attempt: (node: NodeSource) => Attempt, ground: Ground): Promise<NodeSource> {
    const wanted = new Map<string, { readonly level: number; readonly index: number }>();
    attempt((level, index) => {
      wanted.set(`${level} ${index}`, { level, index });
      return new Uint8Array();
    });
    const found = new Map<string, Uint8Array>();
    for (const [name, { level, index }] of wanted) found.set(name, await this.#node(level, index, ground));
    return (level, index) => found.get(`${level} ${index}`) ?? new Uint8Array();
  }

  /** The root of a complete subtree of the first `end.size` entries. */
  async #node(level: number, index: number, ground: Ground): Promise<Uint8Array> {
    for (const known of [ground.held.before, ...this.#known.trees(ground.end)]) {
      if ((index + 1) * 2 ** level > known.size) continue;
      const peak = peaksOf(known).find((peak) => peak.level === level && peak.index === index);
      if (peak) return peak.peak;
    }
    const tile = level === TILE_LEVEL ? this.#tiles[index] : undefined;
    if (tile) return tile;
    if (level === 0) return await this.#leaf(index, ground);
    const name = `${level} ${index}`;
    const known = this.#nodes.get(name);
    if (known) return known;
    const hash = nodeHash(await this.#node(level - 1, 2 * index, ground), await this.#node(level - 1, 2 * index + 1, ground));
    if (level > TILE_LEVEL) this.#nodes.set(name, hash);
    return hash;
  }

  async #leaf(seq: number, ground: Ground): Promise<Uint8Array> {
    const { before } = ground.held;
    const tile = Math.floor(seq / TILE_LEAVES);
    const kept = this.#leaves.get(tile);
    const known = kept?.hashes[seq - kept.from];
    if (known) return known;
    if (seq < before.size && before.peaks.length === 0) throw this.#reader.headerDamaged(before.size);
    if (seq < before.size) throw new Error(`journal tree: entry ${seq} was removed`);
    const from = Math.max(before.size, tile * TILE_LEAVES);
    const until = Math.min(ground.end.size, (tile + 1) * TILE_LEAVES);
    const leaves = await this.#readLeaves(from, until, ground).catch(async (error: unknown) => {
      await this.#passOver(error, ground);
      // From a place behind the damage, where a tree is known.
      const places = this.#known.trees(ground.end).flatMap(({ size }) => (size > from && size <= seq ? [size] : []));
      return await this.#readLeaves(Math.max(from, ...places), until, ground);
    });
    this.#leaves.delete(tile);
    this.#leaves.set(tile, leaves);
    for (const old of this.#leaves.keys()) if (this.#leaves.size > TILES_IN_MEMORY) this.#leaves.delete(old);
    return leaves.hashes[seq - leaves.from] ?? new Uint8Array();
  }

  async #readLeaves(from: number, until: number, { held: { read } }: Ground): Promise<KeptLeaves> {
    const hashes: Uint8Array[] = [];
    for await (const entry of read(from, until)) hashes.push(this.#reader.leafOf(entry));
    return { from, hashes };
  }
}
