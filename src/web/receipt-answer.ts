import { encodeReceipt, type Receipt, readReceiptCode, receiptFields, receiptPath } from "../core/receipt.ts";
import { parseTlogProof, tlogProofText } from "../core/tlog-proof.ts";
import { type CheckFault, checkReceipt, type ProvenTree } from "./receipt-check.ts";

const TIMEOUT_MS = 20_000;

/** What the page has found out. */
export type ReceiptState =
  | { readonly kind: "asking" }
  | { readonly kind: "not-a-receipt" }
  /** This browser computes no hashes here: the page did not come over HTTPS. */
  | { readonly kind: "insecure"; readonly receipt: Receipt }
  | { readonly kind: "unreachable"; readonly receipt: Receipt }
  | { readonly kind: "unknown-kiosk"; readonly receipt: Receipt }
  | { readonly kind: "not-yet"; readonly receipt: Receipt }
  | ({ readonly kind: "proven"; readonly entry: AnsweredEntry } & Shown)
  | ({ readonly kind: "other-entry"; readonly leaf: string } & Shown)
  | { readonly kind: "wrong"; readonly receipt: Receipt; readonly fault: CheckFault };

/** How the scan was answered, as central has it from the journal. */
export interface AnsweredEntry {
  readonly at: number;
  readonly reason: string;
}

interface Shown {
  readonly receipt: Receipt;
  readonly tree: ProvenTree;
  readonly kioskKey: string;
  readonly witnessKey?: string;
  /** A .tlog-proof with the receipt in it: for whoever checks this elsewhere. */
  readonly proofFile: string;
}

/** Body of the answer as this server writes it; what in it must be right is checked below, and the rest is only shown. */
interface Answer {
  readonly error?: string;
  readonly proof?: string;
  readonly key?: string;
  readonly witness?: string;
  readonly leaf?: string;
  readonly entry?: AnsweredEntry;
}

/** Asks central for the proof of the receipt in this address, and checks it. */
export async function askForReceipt(address: string): Promise<ReceiptState> {
  const receipt = readReceiptCode(address);
  if (!receipt) return { kind: "not-a-receipt" };
  if (!globalThis.isSecureContext) return { kind: "insecure", receipt };
  try {
    const response = await fetch(receiptPath(receipt), { headers: receiptFields(receipt), signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer: Answer = await response.json();
    if (response.status === 404) return { kind: answer.error === "not-yet" ? "not-yet" : "unknown-kiosk", receipt };
    // That the kiosk has not signed the receipt is found out here, too, by the key that central names.
    const isJudged = response.status === 200 || response.status === 409 || (response.status === 403 && answer.error === "signature");
    return isJudged ? await judged(receipt, answer) : { kind: "unreachable", receipt };
  } catch {
    return { kind: "unreachable", receipt };
  }
}

async function judged(receipt: Receipt, { proof = "", key = "", witness, leaf, entry }: Answer): Promise<ReceiptState> {
  const shownLeaf = leaf === undefined ? receipt.leaf : bytesOf(leaf);
  const keys = { kiosk: key, ...(witness !== undefined && { witness }) };
  const tree = await checkReceipt(receipt, { proofText: proof, leaf: shownLeaf }, keys);
  const parsed = parseTlogProof(proof);
  if (typeof tree === "string" || !parsed) return { kind: "wrong", receipt, fault: typeof tree === "string" ? tree : "proof" };
  const proofFile = tlogProofText({ ...parsed, extra: encodeReceipt(receipt) });
  const shown = { receipt, tree, kioskKey: key, ...(witness !== undefined && { witnessKey: witness }), proofFile };
  // The same entry is no contradiction, whatever central calls it.
  if (leaf !== undefined)
    return isSame(shownLeaf, receipt.leaf) ? { kind: "wrong", receipt, fault: "proof" } : { kind: "other-entry", leaf, ...shown };
  return entry ? { kind: "proven", entry, ...shown } : { kind: "wrong", receipt, fault: "proof" };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
