import { byteString, cborHead, joined, MAJOR, sigStructure } from "./cose-bytes.ts";
import type { EpochSeconds } from "./time.ts";

/** How long a live code can be shown, in seconds (this and the next two are the figures of the Dutch CoronaCheck). */
export const LIVE_SECONDS = 60;
/** How far the clocks of phone and kiosk may be apart, in seconds. */
export const CLOCK_DRIFT_SECONDS = 30;
/** Age at which a wallet shows a new live code, in seconds. */
export const RENEW_SECONDS = 15;

/** A live code but for its signature. */
export interface UnsignedLiveCode {
  /** What the holder's Ed25519 key signs. */
  readonly toSign: Uint8Array;
  /** The Key Binding Token with these 64 bytes of signature: what goes through zlib and Base45 into the QR code. */
  signed(signature: Uint8Array): Uint8Array;
}

/**
 * A wallet's half of the live presentation (docs/formats.md; draft-ietf-spice-sd-cwt, "Key Binding Token"): a credential as the issuer
 * made it, a tagged COSE_Sign1, shown at `issuedAt` and, with an audience, to this service point alone. Runs in browsers; the same
 * arguments give the same bytes (RFC 8949 §4.2.1). Reads nothing of the credential: whoever verifies it does.
 */
export function liveCode(credential: Uint8Array, issuedAt: EpochSeconds, audience?: string): UnsignedLiveCode {
  const protectedBytes = joined([PROTECTED_HEAD, credential, CONTENT_TYPE]);
  const issued = joined([Uint8Array.of(IAT), cborHead(MAJOR.unsigned, Math.floor(issuedAt))]);
  const payload =
    audience === undefined ? joined([mapOf(1), issued]) : joined([mapOf(2), Uint8Array.of(AUD), textString(audience), issued]);
  return {
    toSign: sigStructure(protectedBytes, payload),
    signed: (signature) => joined([SIGN1_HEAD, byteString(protectedBytes), EMPTY_MAP, byteString(payload), byteString(signature)]),
  };
}

/** `{1: -8 (EdDSA), 13: (kcwt)`, then the credential as it is; keys in the order of RFC 8949 §4.2.1. */
const PROTECTED_HEAD = Uint8Array.of(0xa3, 0x01, 0x27, 0x0d);
/** `16: 294 (application/kb+cwt)}` (RFC 9596 §2). */
const CONTENT_TYPE = Uint8Array.of(0x10, 0x19, 0x01, 0x26);
/** Tag 18 and an array of four (RFC 9052 §4.2). */
const SIGN1_HEAD = Uint8Array.of(0xd2, 0x84);
const EMPTY_MAP = mapOf(0);

/** CWT claim keys, each a CBOR integer of one byte (RFC 8392 §4). */
const AUD = 3;
const IAT = 6;

function mapOf(pairs: number): Uint8Array {
  return Uint8Array.of(0xa0 | pairs);
}

function textString(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return joined([cborHead(MAJOR.text, bytes.length), bytes]);
}
