/** A public key that personal parts can be sealed to; that of RFC 7748 §6.1, Alice's. */
export const SEAL_JWK = { kty: "OKP", crv: "X25519", x: "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" };
