// What becomes of what a kiosk sends to a ledger.
import type { TreeHead } from "../merkle-proof.ts";
import type { Contradiction, Position } from "../protocol.ts";

/** A contradiction between a kiosk's journal and what central holds of it. */
export interface FoundContradiction {
  readonly contradiction: Contradiction;
  /** The entry from which on they differ, as far as is known. */
  readonly seq: number;
}

/** What central holds of a kiosk: its entries, their tree, and the note of the largest checkpoint of it that was witnessed. */
export interface HeldJournal extends Position {
  /** The first entry of which it holds the hash alone; absent: it has all of them whole. */
  readonly setAsideFrom?: number;
  readonly root: Uint8Array;
  readonly witnessed: (TreeHead & { readonly note: string }) | undefined;
}

/** What became of a batch in the ledger. */
export type LedgerOutcome =
  | { readonly kind: "stored"; readonly held: HeldJournal }
  | { readonly kind: "elsewhere"; readonly held: HeldJournal }
  | ({ readonly kind: "contradicted" } & FoundContradiction)
  /** The ledger has no turn or no room for it, or is not there: whether it was taken is not known, repeating may help. */
  | { readonly kind: "busy" };

/** What became of a checkpoint that came without entries. */
export type WitnessOutcome =
  /** Witnessed: the largest from now on, or still. */
  | { readonly kind: "witnessed" }
  /** Another size is the largest witnessed one, or this very size has another root. */
  | { readonly kind: "elsewhere"; readonly size: number }
  /** The proof does not show that this tree begins with the witnessed one. */
  | { readonly kind: "unproven" }
  | { readonly kind: "busy" };
