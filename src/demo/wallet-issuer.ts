import * as v from "valibot";
import { hexOf } from "../core/hex.ts";
import { issue } from "../core/issue.ts";
import type { IssuerKey } from "../core/key-file.ts";
import { initialsOf } from "../core/person-initials.ts";
import type { RegisteredCredential } from "../core/register.ts";
import { importJwk } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { WALLET_TYPES, type WalletCredential } from "../core/wallet.ts";
import { DAY_SECONDS, PERSON, paperOf } from "./papers.ts";

/** JSON shape of a request for a credential: CredentialRequest of core/wallet.ts, and nothing beside it. */
const RequestSchema = v.strictObject({
  type: v.picklist(WALLET_TYPES),
  holderKey: v.strictObject({
    kty: v.literal("OKP"),
    crv: v.literal("Ed25519"),
    // 43 letters are 32 bytes and two bits too many, which must be zero.
    x: v.pipe(v.string(), v.regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/, "32 bytes in base64url")),
  }),
});

/** A credential for a wallet and what its issuer remembers of it, or what is wrong with the request. */
export type WalletAnswer =
  | { readonly ok: true; readonly credential: WalletCredential; readonly registered: RegisteredCredential }
  | { readonly ok: false; readonly problem: Text };

/**
 * The demo's issuer: gives every wallet the papers of one made-up person, bound to the wallet's public key. `id` is 16 random bytes
 * (CWT `cti`), which make each of them a credential of its own. A real issuer would first find out who asks.
 */
export function issueToWallet(request: unknown, issuer: IssuerKey, now: EpochSeconds, id: Uint8Array): WalletAnswer {
  if (holdsPrivateKey(request)) return { ok: false, problem: PRIVATE_KEY };
  const parsed = v.safeParse(RequestSchema, request);
  if (!parsed.success) return { ok: false, problem: NOT_A_REQUEST };
  const { type, holderKey } = parsed.output;
  // Anybody could sign for a key of small order, and nobody for one that is no point of the curve.
  if (!importJwk(holderKey)) return { ok: false, problem: NOT_A_KEY };
  const { claims, validDays, facts } = paperOf(type, now, hexOf(id).slice(0, 7));
  const issuedAt = Math.floor(now);
  const expires = issuedAt + validDays * DAY_SECONDS;
  const issued = issue({ type, claims, id, holderKey, issuedAt, expires }, issuer);
  if (!issued.ok) throw new Error(`demo: the paper ${type} cannot be issued: ${issued.problems.map(({ en }) => en).join("; ")}`);
  const dated = { type, issuedAt, expires };
  const initials = initialsOf(PERSON.fullName);
  return {
    ok: true,
    credential: { ...dated, text: issued.text, issuerKey: issuer.kid, facts },
    registered: { ...dated, credential: issued.credential, initials, standing: "valid" },
  };
}

function holdsPrivateKey(request: unknown): boolean {
  return v.is(v.looseObject({ holderKey: v.looseObject({ d: v.unknown() }) }), request);
}

const PRIVATE_KEY: Text = {
  vi: "Yêu cầu có khoá bí mật. Khoá bí mật không bao giờ rời khỏi ví; hãy xoá ví này và tạo ví mới.",
  en: "The request holds a private key. It must never leave the wallet; erase this wallet and make a new one.",
};
const NOT_A_REQUEST: Text = {
  vi: 'Yêu cầu không đúng dạng {"type", "holderKey"} với khoá công khai Ed25519.',
  en: 'The request is not {"type", "holderKey"} with an Ed25519 public key.',
};
const NOT_A_KEY: Text = {
  vi: "Khoá công khai này không dùng được. Hãy tạo ví mới.",
  en: "This public key cannot be used. Make a new wallet.",
};
