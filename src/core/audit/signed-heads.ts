// The tree heads of one kiosk that an export is held against: its own checkpoints, those in evidence, and those that somebody has on paper.
import { cosignedAt, openCheckpoint, type SignedCheckpoint } from "../checkpoint.ts";
import { sameBytes } from "../journal-chain.ts";
import { isConsistent, type TreeHead } from "../merkle-proof.ts";
import { type Frontier, rootOf } from "../merkle-tree.ts";
import type { NoteKey } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";
import type { HeadOrigin, KioskFinding } from "./findings.ts";
import { type CheckpointRecord, hashesOf, type KioskHead } from "./records.ts";

/** A tree head that the device has signed, from outside of the export's own checkpoints. */
export interface OtherHead extends TreeHead {
  readonly by: Exclude<HeadOrigin, "export">;
  /** It is certain that it was signed before the export was made. */
  readonly isOlder: boolean;
}

/** What the signed heads come to. */
export interface HeadsVerdict {
  readonly findings: readonly KioskFinding[];
  /** The device has signed the tree of these many of the entries; all of them: `until`. */
  readonly covered: number;
  /** Entries of the largest tree that the device has signed here. */
  readonly largest: number;
  /** When a witness cosigned a tree of all of the entries, the first time; undefined: none of those given has. */
  readonly witnessedAt: EpochSeconds | undefined;
}

/** Holds heads against the tree of an export's entries while that grows. */
export interface SignedHeads {
  /** Takes a checkpoint of the export; before any entry. */
  add(record: CheckpointRecord): void;
  addOther(head: OtherHead): void;
  /** Told of the tree before the first entry, and after each. */
  reached(tree: Frontier): void;
  /** `tree`: that of all entries; undefined where some were missing. */
  verdict(tree: Frontier | undefined): HeadsVerdict;
}

interface Kept {
  readonly checkpoint: SignedCheckpoint;
  readonly proof: readonly Uint8Array[] | undefined;
  state: "agrees" | "differs" | "unknown";
}

/** Watches for the heads of this kiosk. `key`: the device's, as the auditor knows it. */
export function signedHeads({ first, until, held }: KioskHead, key: NoteKey, witnesses: readonly NoteKey[]): SignedHeads {
  const kept: Kept[] = [];
  const others: OtherHead[] = [];
  const otherStates = new Map<OtherHead, boolean>();
  const findings: KioskFinding[] = [];
  /** By size, those that are compared when the tree has come to them. */
  const watched = new Map<number, ((root: Uint8Array) => void)[]>();
  const watch = (size: number, compare: (root: Uint8Array) => void) => {
    if (size < first || size > until) return;
    watched.set(size, [...(watched.get(size) ?? []), compare]);
  };
  let beginning: TreeHead | undefined;

  /** Of a tree that the entries do not come to: by its proof. */
  function byProof(one: Kept, end: TreeHead | undefined): void {
    const { checkpoint, proof } = one;
    if (one.state !== "unknown" || checkpoint.size > held || !proof) return;
    if (checkpoint.size < first && beginning) one.state = isConsistent(checkpoint, beginning, proof) ? "agrees" : "differs";
    if (checkpoint.size > until && end) one.state = isConsistent(end, checkpoint, proof) ? "agrees" : "differs";
  }

  function otherFindings(other: OtherHead, covered: number): readonly KioskFinding[] {
    const { size, root, by } = other;
    const equal = kept.find(({ checkpoint }) => checkpoint.size === size)?.checkpoint;
    const isSame = otherStates.get(other) ?? (equal && sameBytes(equal.root, root));
    // Evidence that agrees shows nothing here; whoever brings a head wants to be told.
    if (isSame === true) return by === "evidence" ? [] : [{ kind: "head-agrees", size, by }];
    if (isSame === false && (size <= covered || equal)) return [{ kind: "forked", size, by }];
    const largest = Math.max(until, ...kept.map(({ checkpoint }) => checkpoint.size));
    if (by === "evidence") return [];
    if (size < first) return [{ kind: "head-before", size, by }];
    if (size > largest && other.isOlder) return [{ kind: "cut-back", now: largest, held: size, by }];
    return size > until ? [{ kind: "head-after", size, by }] : [];
  }

  return {
    add({ checkpoint: note, proof: texts }) {
      const checkpoint = openCheckpoint(Buffer.from(note, "utf8"), key);
      if (typeof checkpoint === "string") {
        findings.push({ kind: "signature-invalid", size: Number(/^[^\n]*\n(\d{1,15})\n/.exec(note)?.[1] ?? 0) });
        return;
      }
      const one: Kept = { checkpoint, proof: hashesOf(texts), state: "unknown" };
      kept.push(one);
      watch(checkpoint.size, (root) => {
        one.state = sameBytes(root, checkpoint.root) ? "agrees" : "differs";
      });
    },
    addOther(head) {
      others.push(head);
      watch(head.size, (root) => otherStates.set(head, sameBytes(root, head.root)));
    },
    reached(tree) {
      const due = watched.get(tree.size);
      if (tree.size === first) beginning = { size: first, root: rootOf(tree) };
      if (!due) return;
      const root = rootOf(tree);
      for (const compare of due) compare(root);
      watched.delete(tree.size);
    },
    verdict(tree) {
      const end = tree && { size: tree.size, root: rootOf(tree) };
      for (const one of kept) byProof(one, end);
      const sizesThat = (state: Kept["state"]) => kept.filter((one) => one.state === state).map(({ checkpoint }) => checkpoint.size);
      const agreed = sizesThat("agrees");
      const covered = Math.min(until, Math.max(first, ...agreed));
      const all = agreed.filter((size) => size >= until);
      const times = kept
        .filter(({ state, checkpoint }) => state === "agrees" && checkpoint.size >= until)
        .flatMap(({ checkpoint }) => witnesses.map((witness) => cosignedAt(checkpoint.note, witness)))
        .filter((time) => typeof time === "number");
      return {
        findings: [
          ...findings,
          ...differing(sizesThat("differs"), agreed, { first, until }),
          ...others.flatMap((other) => otherFindings(other, all.length > 0 ? until : covered)),
        ],
        covered,
        largest: Math.max(0, ...kept.map(({ checkpoint }) => checkpoint.size)),
        witnessedAt: times.length > 0 ? Math.min(...times) : undefined,
      };
    },
  };
}

/**
 * Checkpoints that the entries do not make. Where a later one is made by them, the device has signed two trees; else somewhere behind the last
 * one that agrees stands what it has not signed. A proof that shows nothing blames no device: what is compared without one does.
 */
function differing(
  sizes: readonly number[],
  agreed: readonly number[],
  { first, until }: Pick<KioskHead, "first" | "until">,
): readonly KioskFinding[] {
  const isInside = (size: number) => size >= first && size <= until;
  const forks = sizes.filter((size) => isInside(size) && agreed.some((other) => other > size && other > first));
  const rest = sizes.filter((size) => !forks.includes(size));
  const found: KioskFinding[] = forks.map((size) => ({ kind: "forked", size, by: "export" }));
  const before = rest.find((size) => size < first);
  if (before !== undefined) found.push({ kind: "not-as-signed", from: before, until: first });
  const next = rest.filter((size) => size >= first);
  if (next.length > 0) {
    const at = Math.min(...next);
    const from = Math.max(first, ...agreed.filter((size) => size < at));
    found.push({ kind: "not-as-signed", from: Math.min(from, until), until: Math.min(at, until) });
  }
  return found;
}
