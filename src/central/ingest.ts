import type { Ledger } from "../central-ports.ts";
import { decodeBatch } from "../core/batch.ts";
import { hexOf } from "../core/hex.ts";
import { BATCH_MEDIA_TYPE, MAX_BATCH_BYTES, type Position } from "../core/protocol.ts";
import { gunzip } from "../core/zlib.ts";
import type { Clock } from "../ports.ts";
import { type ApiAnswer, type Endpoint, ledgerBusy, refuse } from "./endpoint.ts";
import { type SignedRequest, signedEndpoint } from "./signed-request.ts";

const BATCH = { mediaType: BATCH_MEDIA_TYPE, encoding: "gzip", maxBytes: MAX_BATCH_BYTES };

/** Takes batches from kiosks: who is it, is it whole, does it continue what we hold. Nothing is stored unless all three hold. */
export function createIngest({ ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }): Endpoint {
  async function receive({ kiosk, content, signatureInput, signature, created }: SignedRequest): Promise<ApiAnswer> {
    const unpacked = gunzip(content, MAX_BATCH_BYTES);
    if (!unpacked.ok) return unpacked.reason === "too-large" ? refuse(413, "too-large") : refuse(400, "malformed");
    const batch = decodeBatch(unpacked.value);
    if (typeof batch === "string") return refuse(batch === "too-large" ? 413 : 400, batch);

    const outcome = await ledger.append(kiosk, { batch, content, signatureInput, signature, receivedAt: clock.now(), created });
    switch (outcome.kind) {
      case "stored":
        return { status: 200, body: { json: positionJson(outcome.position) } };
      case "elsewhere":
        return { status: 409, body: { json: positionJson(outcome.position) } };
      case "contradicted":
        return { status: 422, body: { json: { error: outcome.contradiction, seq: outcome.seq } } };
      case "busy":
        return ledgerBusy();
    }
  }
  return signedEndpoint(ledger, BATCH, receive);
}

function positionJson({ size, chain }: Position): { readonly size: number; readonly chain: string } {
  return { size, chain: hexOf(chain) };
}
