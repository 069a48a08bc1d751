// A journal against what its kiosk has signed before: yesterday's checkpoint, or central's.
import { sameBytes } from "./journal-chain.ts";
import type { TreeHead } from "./merkle-proof.ts";
import { type Frontier, rootOf } from "./merkle-tree.ts";

/**
 * How a journal contradicts an older checkpoint of its own. `truncated`: the journal has fewer entries; its end was cut off, or the disk was
 * restored from an older image. `forked`: it agrees with one older checkpoint and not with a later one; so it went on twice from somewhere in
 * between, as a restored disk does. `rewritten`: it agrees with none that is older.
 */
export type HistoryContradiction = "truncated" | "forked" | "rewritten";

/** What a journal is to one checkpoint. */
export type HistoryFinding =
  | { readonly kind: "matches"; readonly size: number }
  /** Too many entries at the beginning were removed to tell. */
  | { readonly kind: "removed"; readonly size: number }
  | {
      readonly kind: HistoryContradiction;
      /** Entries that the checkpoint is about. */
      readonly size: number;
      /** Where the wrong or missing entries are: `from <= seq < until`. */
      readonly from: number;
      readonly until: number;
    };

/** Compares a journal with checkpoints while it is read. */
export interface HistoryWatch {
  /** Told of the tree before the first entry that is there, and after every entry. */
  reached(tree: Frontier): void;
  /** After the last entry: a finding for each checkpoint, smallest first. */
  findings(): readonly HistoryFinding[];
}

/** Watches for these checkpoints, all of them signed by the journal's own key, or by central after it had compared them. */
export function watchHistory(checkpoints: readonly TreeHead[]): HistoryWatch {
  const sorted = checkpoints.toSorted((a, b) => a.size - b.size);
  const verdicts = new Map<TreeHead, boolean>();
  let next = 0;
  let size: number | undefined;
  return {
    reached(tree) {
      size = tree.size;
      for (let checkpoint = sorted[next]; checkpoint && checkpoint.size <= tree.size; checkpoint = sorted[++next]) {
        if (checkpoint.size === tree.size) verdicts.set(checkpoint, sameBytes(checkpoint.root, rootOf(tree)));
      }
    },
    findings() {
      const end = size ?? 0;
      let matched: number | undefined;
      return sorted.map((checkpoint): HistoryFinding => {
        const { size } = checkpoint;
        if (size > end) return { kind: "truncated", size, from: end, until: size };
        const isSame = verdicts.get(checkpoint);
        if (isSame === undefined) return { kind: "removed", size };
        const before = matched;
        if (isSame) matched = size;
        return isSame
          ? { kind: "matches", size }
          : { kind: before === undefined ? "rewritten" : "forked", size, from: before ?? 0, until: size };
      });
    },
  };
}

/** True for a finding that somebody has to look at. */
export function isContradiction(finding: HistoryFinding): finding is Extract<HistoryFinding, { readonly kind: HistoryContradiction }> {
  return finding.kind !== "matches" && finding.kind !== "removed";
}
