import type { EnrolledKiosk, Ledger } from "../central-ports.ts";
import type { Witness } from "../core/acknowledgement.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { isKioskId } from "../core/protocol.ts";
import { importJwk } from "../core/signature.ts";
import { noteKey, verifierKeyText } from "../core/signed-note.ts";
import { tlogProofText } from "../core/tlog-proof.ts";
import { type Endpoint, refuse } from "./endpoint.ts";

/** Proofs in the making at once: the first about a long journal hashes all of it. */
const MAX_UNDER_WAY = 8;
const OVERLOADED_SECONDS = "2";

/**
 * Proves the entry of a receipt to whoever can name its hash, and says when and how that scan was answered; to nobody else. Where another entry
 * stands at its place, the proof of that one is the answer.
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
  return async ({ params, url }) => {
    const [id = "", number = ""] = [params["kiosk"], params["seq"]];
    const leaf = url.searchParams.get("leaf") ?? "";
    const isAsked = isKioskId(id) && /^(0|[1-9][0-9]{0,14})$/.test(number) && /^[0-9a-f]{64}$/.test(leaf);
    if (!isAsked) return refuse(400, "bad-request");
    const kiosk = await ledger.kiosk(id);
    if (!kiosk) return refuse(404, "unknown-kiosk");
    if (underWay >= MAX_UNDER_WAY) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    underWay++;
    try {
      const seq = Number(number);
      const proven = await ledger.prove(id, seq);
      if (!proven) return { status: 404, body: { json: { error: "not-yet", size: kiosk.position.size } } };
      const witness = await witnessNow();
      const common = {
        proof: tlogProofText({ index: seq, hashes: proven.hashes, checkpoint: proven.checkpoint }),
        key: keyTextOf(kiosk),
        ...(witness && { witness: verifierKeyText(witness.key) }),
      };
      if (!sameBytes(proven.leaf, Buffer.from(leaf, "hex")))
        return { status: 409, body: { json: { error: "other-entry", leaf: hexOf(proven.leaf), ...common } } };
      return { status: 200, body: { json: { ...common, entry: { at: proven.at, reason: proven.reason } } } };
    } finally {
      underWay--;
    }
  };
}

function keyTextOf({ id, publicJwk }: EnrolledKiosk): string {
  const publicKey = importJwk(publicJwk);
  const key = publicKey && noteKey(journalOrigin(id), publicKey);
  if (!key) throw new Error(`receipts: the ledger's key of ${id} is none`);
  return verifierKeyText(key);
}
