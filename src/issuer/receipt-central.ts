import * as v from "valibot";
import { MissingReceiptSchema, OtherEntrySchema, ProvenReceiptSchema, RefusedReceiptSchema } from "../core/receipt-answer.ts";
import { parseTlogProof, type TlogProof } from "../core/tlog-proof.ts";
import type { ProofAnswer } from "./receipt.ts";

/** What central's answer comes to. The proof in it is still to be checked; whatever is no answer of central's is `unreachable`. */
export function proofAnswerOf(reply: { readonly status: number; readonly body: unknown } | { readonly detail: string }): ProofAnswer {
  if ("detail" in reply) return { kind: "unreachable", detail: reply.detail };
  const { status, body } = reply;
  const proven = status === 200 ? v.safeParse(ProvenReceiptSchema, body) : undefined;
  if (proven?.success) return shownOf(parseTlogProof(proven.output.proof));
  const other = status === 409 ? v.safeParse(OtherEntrySchema, body) : undefined;
  if (other?.success) return shownOf(parseTlogProof(other.output.proof), other.output.leaf);
  const refused = status === 403 ? v.safeParse(RefusedReceiptSchema, body) : undefined;
  if (refused?.success) return { kind: "other-key-at-central", centralKey: refused.output.key.split("+", 2).join("+") };
  const missing = status === 404 ? v.safeParse(MissingReceiptSchema, body) : undefined;
  if (!missing?.success) return { kind: "unreachable", detail: `answer ${status}` };
  const { error, size = 0 } = missing.output;
  return error === "unknown-kiosk" ? { kind: "unknown-kiosk" } : { kind: "not-there-yet", size };
}

function shownOf(proof: TlogProof | undefined, leaf?: Uint8Array): ProofAnswer {
  if (!proof) return { kind: "proof-faulty", fault: "malformed" };
  return { kind: "proof", shown: { proof, ...(leaf && { leaf }) } };
}
