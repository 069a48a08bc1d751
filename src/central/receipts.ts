import type { ApiRequest, Endpoint } from "../api-ports.ts";
import type { EnrolledKiosk, Ledger } from "../central-ports.ts";
import type { Witness } from "../core/acknowledgement.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { isKioskId } from "../core/protocol.ts";
import { RECEIPT_SIGNATURE_FIELD, type Receipt, receiptSignatureIn } from "../core/receipt.ts";
import { isReceiptSignedBy } from "../core/receipt-signature.ts";
import { importJwk } from "../core/signature.ts";
import { type NoteKey, noteKey, verifierKeyText } from "../core/signed-note.ts";
import { tlogProofText } from "../core/tlog-proof.ts";
import { refuse } from "./endpoint.ts";

/** Proofs in the making at once: the first about a long journal hashes all of it. */
const MAX_UNDER_WAY = 8;
const OVERLOADED_SECONDS = "2";

/**
 * Proves the entry of a receipt, and says when and how that scan was answered, to whoever shows the receipt: all of it, with the kiosk's
 * signature. Attack: an entry's hash alone stands in the proofs of others. Where another entry stands at its place, the proof of that one is the answer.
 */
export function createReceiptEndpoint({
  ledger,
  witness: witnessNow,
}: {
  readonly ledger: Pick<Ledger, "kiosk" | "prove">;
  /** Central as a witness, if it has a key for that. */
  readonly witness: () => Promise<Witness | undefined>;
}): Endpoint {
  let underWay = 0;
  return async (request) => {
    const receipt = receiptOf(request);
    if (!receipt) return refuse(400, "bad-request");
    const kiosk = await ledger.kiosk(receipt.kiosk);
    if (!kiosk) return refuse(404, "unknown-kiosk");
    const key = keyOf(kiosk);
    if (!isReceiptSignedBy(receipt, key.publicKey))
      return { status: 403, body: { json: { error: "signature", key: verifierKeyText(key) } } };
    if (underWay >= MAX_UNDER_WAY) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    underWay++;
    try {
      const { seq, leaf } = receipt;
      const proven = await ledger.prove(kiosk.id, seq);
      if (!proven) return { status: 404, body: { json: { error: "not-yet", size: kiosk.position.size } } };
      const witness = await witnessNow();
      const common = {
        proof: tlogProofText({ index: seq, hashes: proven.hashes, checkpoint: proven.checkpoint }),
        key: verifierKeyText(key),
        ...(witness && { witness: verifierKeyText(witness.key) }),
      };
      if (!sameBytes(proven.leaf, leaf))
        return { status: 409, body: { json: { error: "other-entry", leaf: hexOf(proven.leaf), ...common } } };
      return { status: 200, body: { json: { ...common, entry: { at: proven.at, reason: proven.reason } } } };
    } finally {
      underWay--;
    }
  };
}

/** The receipt that is asked about, not yet believed; undefined where a part of it is missing or has another spelling. */
function receiptOf({ params, url, headers }: ApiRequest): Receipt | undefined {
  const [kiosk = "", number = ""] = [params["kiosk"], params["seq"]];
  const [, leaf] = /^\?leaf=([0-9a-f]{64})$/.exec(url.search) ?? [];
  const field = headers[RECEIPT_SIGNATURE_FIELD];
  const signature = typeof field === "string" ? receiptSignatureIn(field) : undefined;
  if (!isKioskId(kiosk) || !/^(0|[1-9][0-9]{0,14})$/.test(number) || leaf === undefined || !signature) return undefined;
  return { kiosk, seq: Number(number), leaf: Buffer.from(leaf, "hex"), signature };
}

function keyOf({ id, publicJwk }: EnrolledKiosk): NoteKey {
  const publicKey = importJwk(publicJwk);
  const key = publicKey && noteKey(journalOrigin(id), publicKey);
  if (!key) throw new Error(`receipts: the ledger's key of ${id} is none`);
  return key;
}
