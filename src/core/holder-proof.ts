import { type Checked, fail, pass } from "./checked.ts";
import { hexOf } from "./hex.ts";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS } from "./live-code.ts";
import type { Presentation } from "./presentation.ts";
import { importJwk, isSignedBy, type PublicKey, sha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

/**
 * Identity of a live code whose holder proof is genuine and fresh, lower-case hex; undefined for a static code. Called with a
 * credential that is verified: only then is its `cnf` the issuer's word.
 */
export function verifyProof({ proof, holderKey }: Presentation, at: EpochSeconds): Checked<string | undefined> {
  if (!proof) return pass(undefined);
  const key = holderKey && keyOf(holderKey);
  // Attack: a stolen copy of the credential is wrapped with a key of the thief's own.
  if (!key || key.algorithm !== proof.algorithm) return fail("holder-proof-invalid");
  if (!isSignedBy(key, proof.signedBytes, proof.signature)) return fail("holder-proof-invalid");
  if (proof.issuedAt > at + CLOCK_DRIFT_SECONDS) return fail("holder-clock-wrong");
  // Attack: a photograph of the code, shown later or elsewhere.
  if (at >= proof.issuedAt + LIVE_SECONDS + CLOCK_DRIFT_SECONDS) return fail("presentation-expired");
  return pass(hexOf(sha256(proof.signedBytes)));
}

/** Holders whose keys are remembered: a wallet shows a new code every 15 seconds, and to make its key ready costs as much as to use it. */
const MAX_REMEMBERED = 256;
/** Pure answers, by the JSON of the key. */
const remembered = new Map<string, PublicKey>();

function keyOf(jwk: object): PublicKey | undefined {
  const name = JSON.stringify(jwk);
  const key = remembered.get(name) ?? importJwk(jwk);
  if (key && !remembered.has(name)) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(name, key);
  }
  return key;
}
