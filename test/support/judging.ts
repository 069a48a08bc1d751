import { decide } from "../../src/core/decide.ts";
import type { Decision } from "../../src/core/decision.ts";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import type { Reason } from "../../src/core/reason.ts";
import type { TrustList, TrustMaterial } from "../../src/core/trust.ts";
import { loadTrust } from "../../src/core/trust-loading.ts";
import type { ClockDoubt } from "../../src/core/trusted-time.ts";
import { AT, EC_KEY, ED_KEY, ISSUER, type TestKey } from "./credential-maker.ts";

/** A trust list with the keys of the test issuer. */
export const TRUST_LIST: TrustList = {
  version: 1,
  issuedAt: AT - 3600,
  expiresAt: AT + 30 * 86_400,
  issuers: [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY), keyEntry(EC_KEY)] }],
};

/** A test key as a trust list has it. */
export function keyEntry({ kid, jwk }: TestKey): TrustList["issuers"][number]["keys"][number] {
  return { kid, jwk: { kty: "", ...jwk } };
}

/** The trust list with some members replaced, made ready for scans. */
export function trustWith(changes: Partial<TrustList> = {}): TrustMaterial {
  return loadTrust({ ...TRUST_LIST, ...changes }).trust;
}

const TRUST = trustWith();

/** What differs from a kiosk that trusts the test issuer, wants everything and has seen nothing. */
export interface Circumstances {
  readonly at?: number;
  /** Why the time is not to be believed. */
  readonly clock?: ClockDoubt;
  readonly trust?: TrustMaterial | undefined;
  readonly policy?: Policy;
  /** When the credential was last accepted. */
  readonly acceptedAt?: number;
  /** Whether the live code was accepted before. */
  readonly wasPresented?: boolean;
}

/** The kiosk's decision on a symbol. */
export function judge(symbol: string | Uint8Array, circumstances: Circumstances = {}): Decision {
  const { at = AT, clock, policy = WANT_EVERYTHING, acceptedAt, wasPresented = false } = circumstances;
  const trust = "trust" in circumstances ? circumstances.trust : TRUST;
  return decide({ symbol: Buffer.from(symbol), source: "desk", at, ...(clock && { clock }) }, trust, policy, {
    lastAccepted: () => acceptedAt,
    wasPresented: () => wasPresented,
  });
}

/** The reason of the kiosk's decision on a symbol. */
export function reasonOf(symbol: string | Uint8Array, circumstances: Circumstances = {}): Reason {
  return judge(symbol, circumstances).reason;
}
