// Whether a receipt is true: the kiosk has signed it, and the entry that it names stands in the tree that the kiosk has signed.
import { cosignedAt, journalOrigin, openCheckpoint } from "./checkpoint.ts";
import { sameBytes } from "./journal-chain.ts";
import { isIncluded } from "./merkle-proof.ts";
import type { Receipt } from "./receipt.ts";
import { isReceiptSignedBy } from "./receipt-signature.ts";
import type { PublicKey } from "./signature.ts";
import { type NoteKey, noteKey } from "./signed-note.ts";
import type { EpochSeconds } from "./time.ts";
import type { TlogProof } from "./tlog-proof.ts";

/** Whose word counts. */
export interface ReceiptKeys {
  /** The device's, as somebody else than the receipt knows it. */
  readonly kiosk: PublicKey;
  /** Of who has seen the kiosk's trees in their order; absent: nobody is asked for. */
  readonly witness?: NoteKey;
}

/** A proof, and what it is said to be about. */
export interface ShownProof {
  readonly proof: TlogProof;
  /** Hash of the entry that stands at the receipt's place; absent: the receipt's own. */
  readonly leaf?: Uint8Array;
}

/**
 * Why a proof shows nothing about a receipt: `other-place`: it speaks of another entry. `other-log`, `malformed`, `unsigned`,
 * `signature-invalid`: its checkpoint is not this kiosk's. `not-included`: its hashes do not lead to the checkpoint.
 * `witness-invalid`: what should be the witness's signature is not.
 */
export type ProofFault = "other-place" | "other-log" | "malformed" | "unsigned" | "signature-invalid" | "not-included" | "witness-invalid";

/** What has come out. */
export type ReceiptJudgement =
  /** The kiosk with this key has not signed the receipt. */
  | { readonly kind: "forged" }
  /** The kiosk has signed it. Whether the entry is in its journal, nothing has shown. */
  | { readonly kind: "signed" }
  /**
   * The entry is in the kiosk's signed tree of `size` entries, unchanged; a witness that was asked for has seen this tree or has not. `otherWitness`:
   * it has not by its key, and the tree has a signature in its name by another one, NAME+ID, which is not checked.
   */
  | { readonly kind: "proven"; readonly size: number; readonly witnessedAt?: EpochSeconds; readonly otherWitness?: string }
  /** The kiosk has signed a tree with another entry at this place: it contradicts its own receipt. */
  | { readonly kind: "other-entry"; readonly size: number }
  | { readonly kind: "proof-faulty"; readonly fault: ProofFault };

/** What a receipt is worth, by the keys of whom one believes and a proof if there is one. */
export function judgeReceipt(receipt: Receipt, keys: ReceiptKeys, shown: ShownProof | undefined): ReceiptJudgement {
  if (!isReceiptSignedBy(receipt, keys.kiosk)) return { kind: "forged" };
  if (!shown) return { kind: "signed" };
  const { proof, leaf = receipt.leaf } = shown;
  if (proof.index !== receipt.seq) return { kind: "proof-faulty", fault: "other-place" };
  const key = noteKey(journalOrigin(receipt.kiosk), keys.kiosk);
  const checkpoint = key ? openCheckpoint(Buffer.from(proof.checkpoint, "utf8"), key) : "malformed";
  if (typeof checkpoint === "string") return { kind: "proof-faulty", fault: checkpoint };
  // Below this line the kiosk has signed the tree; what is in it is for the hashes to show.
  const { size, root, note } = checkpoint;
  if (!isIncluded({ leaf: receipt.seq, leafHash: leaf, size, root }, proof.hashes)) return { kind: "proof-faulty", fault: "not-included" };
  if (!sameBytes(leaf, receipt.leaf)) return { kind: "other-entry", size };
  const witnessedAt = keys.witness ? cosignedAt(note, keys.witness) : "absent";
  if (witnessedAt === "wrong") return { kind: "proof-faulty", fault: "witness-invalid" };
  if (witnessedAt !== "absent") return { kind: "proven", size, witnessedAt };
  const other = note.signatures.findLast(({ name }) => name === keys.witness?.name);
  return { kind: "proven", size, ...(other && { otherWitness: `${other.name}+${other.id}` }) };
}
