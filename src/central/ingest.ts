import { decodeBatch } from "../core/batch.ts";
import { hexOf } from "../core/hex.ts";
import { contentDigest, isRequestSignedBy, keyThumbprint, parseSignature, type RequestSignature } from "../core/http-signature.ts";
import { BATCH_MEDIA_TYPE, isKioskId, MAX_BATCH_BYTES, type Position } from "../core/protocol.ts";
import { importJwk } from "../core/signature.ts";
import { gunzip } from "../core/zlib.ts";
import type { Clock, EnrolledKiosk, Ledger } from "../ports.ts";
import type { ApiAnswer, ApiRequest, Endpoint } from "./endpoint.ts";

/** Uploads in progress at once; each may hold a batch in memory. */
const MAX_UPLOADS = 64;
/** What a kiosk is asked to wait, in seconds, when we are overloaded and when the ledger is. */
const OVERLOADED_SECONDS = "5";
const LEDGER_BUSY_SECONDS = "10";

/** Takes batches from kiosks: who is it, is it whole, does it continue what we hold. Nothing is stored unless all three hold. */
export function createIngest({ ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }): Endpoint {
  let underWay = 0;

  async function receive(upload: ApiRequest): Promise<ApiAnswer> {
    const id = upload.params["id"] ?? "";
    if (!isKioskId(id)) return refuse(400, "kiosk-id");
    // The signature first: who is not enrolled gets no byte of his content read.
    const kiosk = await ledger.kiosk(id);
    if (!kiosk) return refuse(403, "unknown-kiosk");
    const signed = authenticate(upload, kiosk);
    if ("status" in signed) return signed;
    const { "content-type": type, "content-encoding": encoding } = upload.headers;
    if (type !== BATCH_MEDIA_TYPE || encoding !== "gzip") return refuse(415, "media-type");

    const content = await upload.body(MAX_BATCH_BYTES);
    if (!content) return refuse(413, "too-large");
    if (contentDigest(content) !== signed.digest) return refuse(400, "digest-mismatch");
    const unpacked = gunzip(content, MAX_BATCH_BYTES);
    if (!unpacked.ok) return unpacked.reason === "too-large" ? refuse(413, "too-large") : refuse(400, "malformed");
    const batch = decodeBatch(unpacked.value);
    if (typeof batch === "string") return refuse(batch === "too-large" ? 413 : 400, batch);

    const { signatureInput, signature, parsed } = signed;
    const receivedAt = clock.now();
    const outcome = await ledger.append(id, { batch, content, signatureInput, signature, receivedAt, created: parsed.created });
    switch (outcome.kind) {
      case "stored":
        return { status: 200, body: { json: positionJson(outcome.position) } };
      case "elsewhere":
        return { status: 409, body: { json: positionJson(outcome.position) } };
      case "contradicted":
        return { status: 422, body: { json: { error: outcome.contradiction, seq: outcome.seq } } };
      case "busy":
        return { ...refuse(503, "ledger-busy"), headers: { "retry-after": LEDGER_BUSY_SECONDS } };
    }
  }

  return async (upload) => {
    if (underWay >= MAX_UPLOADS) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    underWay++;
    try {
      return await receive(upload);
    } finally {
      underWay--;
    }
  };
}

interface Signed {
  readonly digest: string;
  readonly signatureInput: string;
  readonly signature: string;
  readonly parsed: RequestSignature;
}

/**
 * The signature fields of a request that this kiosk's key signed. `created` is not judged: a kiosk without a clock battery may
 * wake up in 1970, and the chain already makes a repeated request harmless (docs/protocol.md).
 */
function authenticate({ method, url, headers }: ApiRequest, kiosk: EnrolledKiosk): Signed | ApiAnswer {
  const { "content-digest": digest, "signature-input": signatureInput, signature } = headers;
  if (typeof digest !== "string" || typeof signatureInput !== "string" || typeof signature !== "string") return refuse(401, "unsigned");
  const parsed = parseSignature(signatureInput, signature);
  if (!parsed) return refuse(401, "signature-form");
  const key = importJwk(kiosk.publicJwk);
  if (!key || keyThumbprint(key) !== parsed.keyId) return refuse(403, "unknown-key");
  const isGenuine = isRequestSignedBy(key, { method, path: url.pathname, contentDigest: digest }, parsed);
  return isGenuine ? { digest, signatureInput, signature, parsed } : refuse(401, "signature");
}

function refuse(status: number, error: string): ApiAnswer {
  return { status, body: { json: { error } } };
}

function positionJson({ size, chain }: Position): { readonly size: number; readonly chain: string } {
  return { size, chain: hexOf(chain) };
}
