// The publisher of the test card. Its key is public on purpose: the card must be the same wherever it is printed. No kiosk knows it, and
// admitKey() keeps it out of every trust list, so that on a kiosk a code of the card is of an unknown issuer.
import type { IssuerKey } from "../key-file.ts";
import { revocationsOf } from "../revocation/revocations.ts";
import { sortedHashes } from "../revocation/sorted-hashes.ts";
import { importPrivateJwk, sha256 } from "../signature.ts";
import type { TrustMaterial } from "../trust.ts";
import { loadTrust } from "../trust-loading.ts";
import { CARD_KEY_X } from "./card-key-point.ts";

/** Nobody: the domain `.invalid` has no owners (RFC 2606 §2). */
const ISSUER = "https://test-card.tram.invalid";
const KID = "tram-test-card";
const SECRET_THAT_IS_NONE = "tram test card: everybody knows this key";

/** The card is dated from 2026 to 2050; a kiosk whose clock is not in between says so. */
export const CARD_FROM = 1_767_200_400;
export const CARD_UNTIL = 2_524_582_800;

const publicJwk = { kty: "OKP", crv: "Ed25519", x: CARD_KEY_X };

/** The key that signs the card's credentials. */
export function cardKey(): IssuerKey {
  const d = Buffer.from(sha256(Buffer.from(SECRET_THAT_IS_NONE, "utf8"))).toString("base64url");
  const privateKey = importPrivateJwk({ ...publicJwk, d });
  if (!privateKey) throw new Error("test card: its own key cannot be used");
  return { issuer: ISSUER, kid: KID, isDemo: true, privateKey };
}

/** The trust by which the card, and nothing else, is judged. `revoked`: the credential that its issuer has taken back, in hex. */
export function cardTrust(revoked: string): TrustMaterial {
  const { trust } = loadTrust({
    version: 1,
    issuedAt: CARD_FROM,
    expiresAt: CARD_UNTIL,
    demo: true,
    issuers: [{ id: ISSUER, types: ["citizen"], keys: [{ kid: KID, jwk: publicJwk }] }],
  });
  const list = { kind: "identity", name: ISSUER, revoked: sortedHashes([revoked]), suspended: new Uint8Array() } as const;
  return { ...trust, revocations: revocationsOf([list]) };
}
