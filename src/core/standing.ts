/** What an issuer may say of a credential: suspended is for now, revoked is meant to stay. */
export const STANDINGS = ["valid", "suspended", "revoked"] as const;
export type Standing = (typeof STANDINGS)[number];
