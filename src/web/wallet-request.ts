import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import {
  type CredentialRequest,
  type HolderPublicJwk,
  WALLET_TYPES,
  type WalletCredential,
  type WalletSetup,
  type WalletType,
} from "../core/wallet.ts";
import { complaintIn, UNREACHABLE } from "./desk-request.ts";

/** A credential, or what happened and what to do. */
export type GivenCredential =
  | { readonly ok: true; readonly credential: WalletCredential }
  | { readonly ok: false; readonly complaint: Text };

/** Asks the demo's issuer for a credential that is bound to this public key. Page and server are one release, so an answer is what its type says. */
export async function askForCredential(type: WalletType, holderKey: HolderPublicJwk): Promise<GivenCredential> {
  const request: CredentialRequest = { type, holderKey };
  try {
    const response = await fetch("/credentials", { method: "POST", body: JSON.stringify(request) });
    const answer: unknown = await response.json();
    return response.ok ? { ok: true, credential: answer as WalletCredential } : { ok: false, complaint: complaintIn(answer) };
  } catch {
    return { ok: false, complaint: UNREACHABLE };
  }
}

/**
 * One credential of each type: those of `kept` that are in force and of the issuer's key of today, and new ones in place of all others. A
 * complaint where not all of them could be had; what was kept stays then.
 */
export async function completed(
  kept: readonly WalletCredential[],
  holderKey: HolderPublicJwk,
  { issuerKey }: WalletSetup,
  now: EpochSeconds,
): Promise<{ readonly credentials: readonly WalletCredential[]; readonly complaint: Text | undefined }> {
  let complaint: Text | undefined;
  const credentials = await Promise.all(
    WALLET_TYPES.map(async (type) => {
      const known = kept.find((credential) => credential.type === type);
      if (known && known.issuerKey === issuerKey && now < known.expires) return [known];
      const given = await askForCredential(type, holderKey);
      if (given.ok) return [given.credential];
      complaint = given.complaint;
      return known ? [known] : [];
    }),
  );
  return { credentials: credentials.flat(), complaint };
}

/** What is around the wallet, or undefined while its server does not answer. */
export async function askForSetup(): Promise<WalletSetup | undefined> {
  try {
    return (await (await fetch("/setup")).json()) as WalletSetup;
  } catch {
    return undefined;
  }
}
