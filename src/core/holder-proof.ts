import { type Checked, fail, pass } from "./checked.ts";
import { hexOf } from "./hex.ts";
import type { Presentation } from "./presentation.ts";
import { importJwk, isSignedBy, sha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

/** How long a live code can be shown, in seconds; wallets make a new one every 15 s (the figures of the Dutch CoronaCheck). */
export const LIVE_SECONDS = 60;
/** How far the clocks of phone and kiosk may be apart, in seconds. */
export const CLOCK_DRIFT_SECONDS = 30;

/**
 * Identity of a live code whose holder proof is genuine and fresh, lower-case hex; undefined for a static code. Called with a
 * credential that is verified: only then is its `cnf` the issuer's word.
 */
export function verifyProof({ proof, holderKey }: Presentation, at: EpochSeconds): Checked<string | undefined> {
  if (!proof) return pass(undefined);
  const key = holderKey && importJwk(holderKey);
  // Attack: a stolen copy of the credential is wrapped with a key of the thief's own.
  if (!key || key.algorithm !== proof.algorithm) return fail("holder-proof-invalid");
  if (!isSignedBy(key, proof.signedBytes, proof.signature)) return fail("holder-proof-invalid");
  if (proof.issuedAt > at + CLOCK_DRIFT_SECONDS) return fail("holder-clock-wrong");
  // Attack: a photograph of the code, shown later or elsewhere.
  if (at >= proof.issuedAt + LIVE_SECONDS + CLOCK_DRIFT_SECONDS) return fail("presentation-expired");
  return pass(hexOf(sha256(proof.signedBytes)));
}
