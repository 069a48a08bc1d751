import type { EnrolledKiosk, Ledger } from "../central-ports.ts";
import { contentDigest, isRequestSignedBy, keyThumbprint, parseSignature } from "../core/http-signature.ts";
import { isKioskId } from "../core/protocol.ts";
import { importJwk, type PublicKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type ApiAnswer, type ApiRequest, type Endpoint, refuse } from "./endpoint.ts";

/** What an enrolled kiosk's key has signed: who sent it, and the content, which is what was signed. */
export interface SignedRequest {
  readonly kiosk: string;
  readonly key: PublicKey;
  readonly content: Uint8Array;
  /** The fields that sign it, as they arrived. */
  readonly signatureInput: string;
  readonly signature: string;
  /** The kiosk's own time of signing; not judged, because a kiosk without a clock battery may wake up in 1970. */
  readonly created: EpochSeconds;
}

/** What a request must look like before its content is read. */
export interface Expected {
  readonly mediaType: string;
  /** Absent: none. */
  readonly encoding?: string;
  readonly maxBytes: number;
}

/** Requests with a body in progress at once, per endpoint; each may hold its content in memory. */
const MAX_UNDER_WAY = 64;
/** What a kiosk is asked to wait when that is reached, in seconds. */
const OVERLOADED_SECONDS = "5";

/** An endpoint for the route of one kiosk, `:id` in its path, that answers only what this kiosk's key has signed. */
export function signedEndpoint(ledger: Ledger, expected: Expected, receive: (request: SignedRequest) => Promise<ApiAnswer>): Endpoint {
  let underWay = 0;
  return async (request) => {
    if (underWay >= MAX_UNDER_WAY) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    underWay++;
    try {
      const signed = await open(request, ledger, expected);
      return "status" in signed ? signed : await receive(signed);
    } finally {
      underWay--;
    }
  };
}

async function open(request: ApiRequest, ledger: Ledger, expected: Expected): Promise<SignedRequest | ApiAnswer> {
  const id = request.params["id"] ?? "";
  if (!isKioskId(id)) return refuse(400, "kiosk-id");
  // The signature first: who is not enrolled gets no byte of his content read.
  const kiosk = await ledger.kiosk(id);
  if (!kiosk) return refuse(403, "unknown-kiosk");
  const signed = authenticate(request, kiosk);
  if ("status" in signed) return signed;
  const { "content-type": type, "content-encoding": encoding } = request.headers;
  if (type !== expected.mediaType || encoding !== expected.encoding) return refuse(415, "media-type");

  const content = await request.body(expected.maxBytes);
  if (!content) return refuse(413, "too-large");
  const { digest, ...who } = signed;
  if (contentDigest(content) !== digest) return refuse(400, "digest-mismatch");
  return { kiosk: id, content, ...who };
}

type Authenticated = Omit<SignedRequest, "kiosk" | "content"> & { readonly digest: string };

/** The signature fields of a request that this kiosk's key signed, whatever time they name (docs/protocol.md says why that is harmless). */
function authenticate({ method, url, headers }: ApiRequest, kiosk: EnrolledKiosk): Authenticated | ApiAnswer {
  const { "content-digest": digest, "signature-input": signatureInput, signature } = headers;
  if (typeof digest !== "string" || typeof signatureInput !== "string" || typeof signature !== "string") return refuse(401, "unsigned");
  const parsed = parseSignature(signatureInput, signature);
  if (!parsed) return refuse(401, "signature-form");
  const key = importJwk(kiosk.publicJwk);
  if (!key || keyThumbprint(key) !== parsed.keyId) return refuse(403, "unknown-key");
  const isGenuine = isRequestSignedBy(key, { method, path: url.pathname, contentDigest: digest }, parsed);
  return isGenuine ? { key, digest, signatureInput, signature, created: parsed.created } : refuse(401, "signature");
}
