import type { Text } from "../core/text.ts";
import type { CredentialRequest, HolderPublicJwk, WalletCredential, WalletSetup, WalletType } from "../core/wallet.ts";
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

/** What is around the wallet, or undefined while its server does not answer. */
export async function askForSetup(): Promise<WalletSetup | undefined> {
  try {
    return (await (await fetch("/setup")).json()) as WalletSetup;
  } catch {
    return undefined;
  }
}
