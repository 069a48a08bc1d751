import { decodeBase45 } from "./base45.ts";
import { type Checked, fail, pass } from "./checked.ts";
import { type CoseSign1, parseCoseSign1, readCoseSign1 } from "./cose.ts";
import { type CwtClaims, parseCwtClaims } from "./cwt.ts";
import type { HolderProof } from "./presentation.ts";
import { inflate } from "./zlib.ts";

/** A CWT credential taken apart to its claims, and the holder's signature around it where it is shown live. Nothing is believed yet. */
export interface OpenedCredential {
  readonly cose: CoseSign1;
  readonly cwt: CwtClaims;
  readonly proof: HolderProof | undefined;
}

/** The four zlib headers (levels 1, 2–5, 6, 7–9) in Base45 fix the first three characters. */
const ZLIB_IN_BASE45 = /^(V7F|Y9F|6BF|NCF)/;

/** What `typ` of a Key Binding Token may be: its media type, the number for it, or nothing (draft-ietf-spice-sd-cwt). */
const KEY_BINDING_TOKEN: readonly unknown[] = ["application/kb+cwt", 294, undefined];

/** True for text that begins like Base45 of a zlib stream. */
export function looksLikeEnvelope(text: string): boolean {
  return ZLIB_IN_BASE45.test(text);
}

/** Base45(zlib(COSE_Sign1(CWT))), or a Key Binding Token around the COSE_Sign1: the form of Claim 169, EU DCC and our typed credentials. */
export function openEnvelope(text: string): Checked<OpenedCredential> {
  const compressed = decodeBase45(text);
  if (!compressed.ok) return compressed;
  const message = inflate(compressed.value);
  return message.ok ? openMessage(message.value) : message;
}

/** The same without Base45 and zlib. */
export function openMessage(message: Uint8Array): Checked<OpenedCredential> {
  const cose = parseCoseSign1(message);
  if (!cose.ok) return cose;
  if (cose.value.presented === undefined) return openClaims(cose.value, undefined);
  const token = parseCwtClaims(cose.value.payload);
  if (!token.ok) return token;
  const proof = proofOf(cose.value, token.value);
  if (!proof || !cose.value.isAlgorithmSigned || !KEY_BINDING_TOKEN.includes(cose.value.contentType)) return fail("malformed");
  const credential = readCoseSign1(cose.value.presented);
  if (!credential.ok) return credential;
  // One holder, one signature: a token around a token says nothing more.
  return credential.value.presented === undefined ? openClaims(credential.value, proof) : fail("malformed");
}

function openClaims(cose: CoseSign1, proof: HolderProof | undefined): Checked<OpenedCredential> {
  const cwt = parseCwtClaims(cose.payload);
  return cwt.ok ? pass({ cose, cwt: cwt.value, proof }) : cwt;
}

/** The holder's side of a Key Binding Token (draft-ietf-spice-sd-cwt, "Key Binding Token"): `iat` is demanded, `aud` may be there. */
function proofOf({ algorithm, signedBytes, signature }: CoseSign1, { issuedAt, audience }: CwtClaims): HolderProof | undefined {
  return issuedAt === undefined ? undefined : { algorithm, signedBytes, signature, issuedAt, audience };
}
