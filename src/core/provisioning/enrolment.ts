// A request for enrolment: a device's public key and name, signed by the device itself (docs/operating.md, "Setting up and replacing a kiosk").
import { decodeBase32, encodeBase32 } from "../base32.ts";
import { CWT } from "../cwt.ts";
import { isKioskId } from "../protocol.ts";
import type { PrivateKey, PublicKey } from "../signature.ts";
import type { EpochSeconds } from "../time.ts";
import { type Claims, isGenuine, readClaims, signClaims } from "./signed-claims.ts";
import { readSigningKey, signingKeyClaim } from "./signing-key.ts";

const TYPE = "application/tram-enrolment+cwt";
const PREFIX = "TRAMENR1/";

/** Longest request, in letters; real ones have some 300, one small QR code. */
export const MAX_ENROLMENT_CHARACTERS = 1024;

/** COSE_Key in a confirmation (RFC 8747 §3.1). */
const COSE_KEY = 1;

/** What a device says of itself. */
export interface Enrolment {
  readonly kiosk: string;
  readonly key: PublicKey;
  /** By the device's own clock, which may be wrong: for people, nothing is decided by it. */
  readonly at: EpochSeconds;
}

/** The request as text, for a QR code or a file: letters of the alphanumeric mode only. */
export function writeEnrolment(kiosk: string, at: EpochSeconds, key: PrivateKey): string {
  const claims = new Map<number, unknown>([
    [CWT.sub, kiosk],
    [CWT.iat, Math.max(0, Math.floor(at))],
    [CWT.cnf, new Map([[COSE_KEY, signingKeyClaim(key.publicKey)]])],
  ]);
  return PREFIX + encodeBase32(signClaims(TYPE, claims, key));
}

/**
 * The request in a text, or undefined where it is none, or where the key in it has not signed it: nobody enrols a key that he does not
 * hold. Never throws.
 */
export function readEnrolment(text: string): Enrolment | undefined {
  const line = text.trim();
  if (line.length > MAX_ENROLMENT_CHARACTERS || !line.startsWith(PREFIX)) return undefined;
  const message = decodeBase32(line.slice(PREFIX.length));
  const unproven = message.ok ? readClaims(TYPE, message.value) : undefined;
  const request = unproven && readRequest(unproven.claims);
  return request && isGenuine(unproven, request.key) ? request : undefined;
}

function readRequest(claims: Claims): Enrolment | undefined {
  const [kiosk, at, confirmation] = [CWT.sub, CWT.iat, CWT.cnf].map((claim) => claims.get(claim));
  if (claims.size !== 3 || typeof kiosk !== "string" || !isKioskId(kiosk)) return undefined;
  if (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0) return undefined;
  const coseKey: unknown = confirmation instanceof Map && confirmation.size === 1 ? confirmation.get(COSE_KEY) : undefined;
  const key = readSigningKey(coseKey);
  return key && { kiosk, at, key };
}
