import { signersOfPath } from "./certificate-path.ts";
import { type Checked, fail, pass } from "./checked.ts";
import { hexOf } from "./hex.ts";
import { verifyProof } from "./holder-proof.ts";
import type { Policy } from "./policy.ts";
import type { Algorithm, Presentation } from "./presentation.ts";
import type { Scan } from "./scan.ts";
import { isSignedBy, sha256 } from "./signature.ts";
import { statusAgainst } from "./status.ts";
import { type EpochSeconds, isWithin } from "./time.ts";
import type { TrustedKey, TrustMaterial } from "./trust.ts";
import { type BudgetState, budgetOf } from "./trust-budget.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./trusted-time.ts";
import type { Warning } from "./warning.ts";

/** A presentation whose content may be believed. */
export interface Verified {
  /** Issuer of the key that verified the signature; what the credential names where the key serves any issuer. */
  readonly issuer: string | undefined;
  readonly keyId: string;
  /** The credential's identity: SHA-256 of its signed payload, lower-case hex. */
  readonly credential: string;
  /** Identity of the live code, lower-case hex; undefined for a static one. */
  readonly presentation: string | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Most keys tried for one credential: 3 ms of work, 30 ms on a Raspberry Pi 3. Key identifiers are short and may collide, and a credential
 * may name none; an attacker must not make us try hundreds.
 */
const MAX_CANDIDATES: Readonly<Record<Algorithm, number>> = { EdDSA: 32, ES256: 32, ES384: 5, ES512: 2, PS256: 32 };
/** Most keys without an identifier that are tried as well. Only a developer's list has any. */
const MAX_ANY_KID = 256;

/** Is this credential genuine and in force at this time? The order of the steps is the security: see the line in the middle. */
export function verify(
  presentation: Presentation,
  trust: TrustMaterial | undefined,
  policy: Pick<Policy, "trust">,
  { at, clock }: Pick<Scan, "at" | "clock">,
): Checked<Verified> {
  // Attack: an old trust list hides a withdrawn key; a clock set back makes expired things valid.
  if (!trust) return fail("trust-missing");
  if (clock || !Number.isFinite(at) || at < trust.issuedAt - CLOCK_TOLERANCE_SECONDS) return fail("clock-wrong");
  const { state } = budgetOf(trust, policy, at);
  if (state === "stopped") return fail("trust-expired");

  const key = findKey(presentation, trust, at);
  if (!key.ok) return key;
  // ---- Everything above works on bytes that anybody may have written. Below this line the content is the issuer's. ----

  // Attack: an issuer we trust for one thing signs in the name of another.
  const issuer = key.value.issuer ?? presentation.issuer;
  if (presentation.issuer !== undefined && presentation.issuer !== issuer) return fail("issuer-mismatch");
  if (!key.value.types.includes(presentation.type)) return fail("issuer-not-permitted");

  if (!isWithin(at, presentation.notBefore, undefined)) return fail("not-yet-valid");
  if (!isWithin(at, undefined, presentation.expires)) return fail("expired");

  const credential = hexOf(sha256(presentation.payload));
  const against = statusAgainst({ presentation, key: key.value, issuer, identity: credential }, trust, at);
  if (against) return fail(against);

  const proof = verifyProof(presentation, at);
  if (!proof.ok) return proof;
  const warnings = warningsOf(presentation, trust, state);
  return pass({ issuer, keyId: key.value.name, credential, presentation: proof.value, warnings });
}

/** The trusted key that made the signature. */
function findKey(presentation: Presentation, trust: TrustMaterial, at: EpochSeconds): Checked<TrustedKey> {
  const { keyId, certificates, algorithm, signedBytes, signature } = presentation;
  const signs = ({ key }: TrustedKey): boolean => isSignedBy(key, signedBytes, signature);
  const vouched = certificates ? usable(signersOfPath(certificates, trust, at), presentation) : [];
  // A certificate names one key where an identifier names none. Where there is an identifier, the shorter way is first.
  const certified = keyId ? undefined : vouched.find(signs);
  if (certified) return pass(certified);

  const named = keyId && trust.keys.byKid.get(hexOf(keyId));
  const possible = keyId ? [...(named ?? []), ...trust.keys.anyKid] : trust.keys.all;
  const inForce = possible.filter((key) => isWithin(at, key.validFrom, key.validUntil));
  const sorted = usable(inForce, presentation);
  const candidates = sorted.slice(0, MAX_CANDIDATES[algorithm] + Math.min(trust.keys.anyKid.length, MAX_ANY_KID));
  const key = candidates.find(signs) ?? (keyId && vouched.find(signs));
  if (key) return pass(key);
  // Where not every key was tried nobody may be called a forger.
  if (sorted.length > candidates.length) return fail("issuer-unknown");
  const wasNamed = vouched.length > 0 || inForce.some((candidate) => named?.includes(candidate));
  // A certificate that leads to nobody names a signer that we do not know.
  const isStranger = certificates !== undefined && keyId === undefined;
  const isSuspect = wasNamed || (!isStranger && candidates.some((candidate) => couldBeOf(candidate, presentation)));
  return fail(isSuspect ? "signature-invalid" : "issuer-unknown");
}

/** Keys for the algorithm of the credential, the likeliest first. */
function usable(keys: readonly TrustedKey[], presentation: Presentation): readonly TrustedKey[] {
  // Attack: the signer chooses another algorithm than the key is for. The key's own algorithm is the only one it is used with.
  const ofAlgorithm = keys.filter((key) => key.key.algorithm === presentation.algorithm);
  // What the credential says of itself is only a hint here, but a good one when many keys are possible.
  return ofAlgorithm.toSorted((a, b) => likelihood(b, presentation) - likelihood(a, presentation));
}

/** One key may stand in a list several times, for other issuers or types: the entry that fits best goes first. */
function likelihood(key: TrustedKey, { issuer, type }: Presentation): number {
  return Number(key.issuer === issuer) * 2 + Number(key.types.includes(type));
}

/** A credential that names no key and an issuer we have never heard of is not forged: it is unknown. */
function couldBeOf({ issuer }: TrustedKey, presentation: Presentation): boolean {
  return issuer === undefined || presentation.issuer === undefined || issuer === presentation.issuer;
}

function warningsOf(presentation: Presentation, trust: TrustMaterial, state: BudgetState): readonly Warning[] {
  const warnings: Warning[] = [];
  if (presentation.expires === undefined) warnings.push("no-expiry");
  if (state === "grace") warnings.push("trust-stale");
  if (trust.isDemo) warnings.push("demo-key");
  return warnings;
}
