import type { TypedClaims } from "./typed-claims.ts";
import { count, DATE, line } from "./typed-value.ts";

/** A signed health-insurance card: what a clinic needs to check a person in. The card's unsigned QR code is health-insurance-card.ts. */
export const healthInsurance: TypedClaims = {
  type: "health-insurance",
  vct: "vn.tram.health-insurance",
  claims: [
    { key: 1, name: "cardNumber", kind: line(40) },
    /** The third character of a card number of 15 (Decision 1351/QĐ-BHXH of 2015). */
    { key: 2, name: "benefitLevel", kind: count(1, 5) },
    { key: 3, name: "facility", kind: line(200) },
    { key: 4, name: "validFrom", kind: DATE },
    { key: 5, name: "validTo", kind: DATE, isOptional: true },
  ],
  validOn: { from: "validFrom", to: "validTo" },
};
