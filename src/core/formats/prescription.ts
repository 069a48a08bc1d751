import { PRESCRIPTION_CODE } from "./prescription-code.ts";
import type { TypedClaims } from "./typed-claims.ts";
import { DATE, line, pattern, recordsOf } from "./typed-value.ts";

/** A signed prescription, dispensed once. The national code alone, unsigned, is prescription-code.ts. */
export const prescription: TypedClaims = {
  type: "prescription",
  vct: "vn.tram.prescription",
  claims: [
    {
      key: 1,
      name: "prescriptionCode",
      kind: pattern(PRESCRIPTION_CODE, {
        vi: "phải là mã đơn thuốc quốc gia, 14 ký tự, viết 99001abc1234-c",
        en: "must be a national prescription code of 14 characters, as 99001abc1234-c",
      }),
    },
    { key: 2, name: "facility", kind: line(200) },
    { key: 3, name: "issuedOn", kind: DATE },
    { key: 4, name: "items", kind: recordsOf(["name", "strength", "quantity", "dose"], line(200), 20) },
  ],
};
