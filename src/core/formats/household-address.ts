import type { TypedClaims } from "./typed-claims.ts";
import { line, listOf, pattern } from "./typed-value.ts";

/** Proof of residence: a household's digital address. */
export const householdAddress: TypedClaims = {
  type: "household-address",
  vct: "vn.tram.household-address",
  claims: [
    { key: 1, name: "addressCode", kind: line(40) },
    {
      key: 2,
      name: "communeCode",
      kind: pattern(/^\d{5}$/, { vi: "phải là mã xã, 5 chữ số", en: "must be the code of a commune, 5 digits" }),
    },
    { key: 3, name: "addressLines", kind: listOf(line(200), 5) },
    {
      key: 4,
      name: "plusCode",
      /** A full Open Location Code without padding: latitude below 90° and longitude below 180° in the first two digits. */
      kind: pattern(/^[2-9C][2-9CFGHJMPQRV][2-9CFGHJMPQRVWX]{6}\+[2-9CFGHJMPQRVWX]{2,7}$/, {
        vi: "phải là Plus Code đầy đủ, viết 7P28RV5X+9J",
        en: "must be a full Plus Code, as 7P28RV5X+9J",
      }),
      isOptional: true,
    },
  ],
};
