// What central says of a receipt (docs/protocol.md). The proof is for whoever asks to check; nothing here has to be believed.
import * as v from "valibot";
import { CountSchema, HashSchema } from "./protocol.ts";
import { MAX_TLOG_PROOF_BYTES } from "./tlog-proof.ts";

/** Largest answer, bytes. */
export const MAX_RECEIPT_ANSWER_BYTES = 2 * MAX_TLOG_PROOF_BYTES;

const proof = v.pipe(v.string(), v.maxLength(MAX_TLOG_PROOF_BYTES));
const keyText = v.pipe(v.string(), v.maxLength(512));

/** Body of a 200: the entry is there, and this is the proof (a .tlog-proof). `key` is the kiosk's as it was enrolled, `witness` central's own. */
export const ProvenReceiptSchema = v.looseObject({
  proof,
  key: keyText,
  witness: v.exactOptional(keyText),
  entry: v.looseObject({ at: v.number(), reason: v.pipe(v.string(), v.maxLength(64)) }),
});
export type ProvenReceipt = v.InferOutput<typeof ProvenReceiptSchema>;

/** Body of a 409: another entry stands at this place; its hash, and the proof of it. */
export const OtherEntrySchema = v.looseObject({
  error: v.literal("other-entry"),
  leaf: HashSchema,
  proof,
  key: keyText,
  witness: v.exactOptional(keyText),
});

/** Body of a 403: the kiosk that is enrolled by this key has not signed the receipt. */
export const RefusedReceiptSchema = v.looseObject({ error: v.literal("signature"), key: keyText });

/** Body of a 404: `not-yet`: no signed tree here reaches that far; it has `size` entries. */
export const MissingReceiptSchema = v.looseObject({
  error: v.picklist(["not-yet", "unknown-kiosk"]),
  size: v.exactOptional(CountSchema),
});
