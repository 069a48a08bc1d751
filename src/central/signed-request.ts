import type { ApiAnswer, ApiRequest, Endpoint } from "../api-ports.ts";
import type { EnrolledKiosk, Ledger } from "../central-ports.ts";
import { contentDigest, isRequestSignedBy, parseSignature } from "../core/http-signature.ts";
import { networkOf } from "../core/network-of.ts";
import { isKioskId } from "../core/protocol.ts";
import type { PublicKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Clock } from "../ports.ts";
import { deviceKeys } from "./device-keys.ts";
import { refuse } from "./endpoint.ts";
import { createRateLimiter, type RateLimit, tooOften } from "./rate-limit.ts";
import { createWaitingBodies } from "./waiting-bodies.ts";

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
  /** It came on a stick, at any time after it was signed. */
  readonly isCarried: boolean;
}

/** What a request must look like before its content is read. */
export interface Expected {
  readonly mediaType: string;
  /** Absent: none. */
  readonly encoding?: string;
  readonly maxBytes: number;
}

/** Requests that are worked on at once, per endpoint; each holds its content in memory. */
const MAX_WORKED_ON = 64;
/** What a kiosk is asked to wait when that is reached, in seconds. */
const OVERLOADED_SECONDS = "5";

/** Where signed requests end. */
export interface SignedEndpointOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** How often one device may send from one network; absent: it is not counted. */
  readonly limit?: RateLimit | undefined;
}

/** An endpoint for the route of one kiosk, `:id` in its path, that answers only what this kiosk's key has signed. */
export function signedEndpoint(
  { ledger, clock, limit }: SignedEndpointOptions,
  expected: Expected,
  receive: (request: SignedRequest) => Promise<ApiAnswer>,
): Endpoint {
  let workedOn = 0;
  const keyOf = deviceKeys();
  const waiting = createWaitingBodies(clock);
  const limiter = limit && createRateLimiter(limit, clock);

  /** Attack: whoever has a recorded request can repeat it. He counts against the kiosk only where he sends from its own network. */
  function secondsToWait({ address }: ApiRequest, { kiosk }: SignedHead): number {
    return limiter && address !== undefined ? limiter.wait(`${kiosk} ${networkOf(address)}`) : 0;
  }

  async function waitFor(request: ApiRequest, head: SignedHead): Promise<SignedRequest | ApiAnswer> {
    const place = waiting.enter(head);
    if (!place) return overloaded();
    let isWhole = false;
    try {
      const signed = await withContent(request, head, expected, place.abandon.signal);
      isWhole = !("status" in signed);
      return signed;
    } finally {
      waiting.leave(place, isWhole);
    }
  }

  async function workOn(signed: SignedRequest): Promise<ApiAnswer> {
    if (workedOn >= MAX_WORKED_ON) return overloaded();
    workedOn++;
    try {
      return await receive(signed);
    } finally {
      workedOn--;
    }
  }

  return async (request) => {
    const head = await openHead(request, ledger, keyOf, expected);
    if ("status" in head) return head;
    const seconds = secondsToWait(request, head);
    if (seconds > 0) return tooOften(seconds);
    const signed = await waitFor(request, head);
    return "status" in signed ? signed : await workOn(signed);
  };
}

function overloaded(): ApiAnswer {
  return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
}

/** A request whose content has not been read yet. */
type SignedHead = Omit<SignedRequest, "content"> & { readonly digest: string };

async function openHead(request: ApiRequest, ledger: Ledger, keyOf: KeyOf, expected: Expected): Promise<SignedHead | ApiAnswer> {
  const id = request.params["id"] ?? "";
  // One spelling: what is signed is the path, and nothing else of the address may say anything.
  if (!isKioskId(id) || request.url.pathname.includes("%") || request.url.search !== "") return refuse(400, "kiosk-id");
  // The signature first: who is not enrolled gets no byte of his content read.
  const kiosk = await ledger.kiosk(id);
  if (!kiosk) return refuse(403, "unknown-kiosk");
  const signed = authenticate(request, kiosk, keyOf);
  if ("status" in signed) return signed;
  const { "content-type": type, "content-encoding": encoding } = request.headers;
  if (type !== expected.mediaType || encoding !== expected.encoding) return refuse(415, "media-type");
  return { kiosk: id, isCarried: request.isCarried ?? false, ...signed };
}

async function withContent(
  request: ApiRequest,
  { digest, ...head }: SignedHead,
  expected: Expected,
  abandoned: AbortSignal,
): Promise<SignedRequest | ApiAnswer> {
  const content = await request.body(expected.maxBytes, abandoned);
  if (!content) return refuse(413, "too-large");
  return contentDigest(content) === digest ? { content, ...head } : refuse(400, "digest-mismatch");
}

type KeyOf = ReturnType<typeof deviceKeys>;
type Authenticated = Omit<SignedHead, "kiosk" | "isCarried">;

/** The signature fields of a request that this kiosk's key signed, whatever time they name (docs/protocol.md says why that is harmless). */
function authenticate({ method, url, headers }: ApiRequest, kiosk: EnrolledKiosk, keyOf: KeyOf): Authenticated | ApiAnswer {
  const { "content-digest": digest, "signature-input": signatureInput, signature } = headers;
  if (typeof digest !== "string" || typeof signatureInput !== "string" || typeof signature !== "string") return refuse(401, "unsigned");
  const parsed = parseSignature(signatureInput, signature);
  if (!parsed) return refuse(401, "signature-form");
  const device = keyOf(kiosk);
  if (device?.keyId !== parsed.keyId) return refuse(403, "unknown-key");
  const { key } = device;
  const isGenuine = isRequestSignedBy(key, { method, path: url.pathname, contentDigest: digest }, parsed);
  return isGenuine ? { key, digest, signatureInput, signature, created: parsed.created } : refuse(401, "signature");
}
