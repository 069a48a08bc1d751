import type { TypedClaims } from "./typed-claims.ts";
import { count, DATE, line } from "./typed-value.ts";

/** The receipt of a filed procedure (giấy hẹn): check-in, fee, collection of the result. */
export const application: TypedClaims = {
  type: "application",
  vct: "vn.tram.application",
  claims: [
    { key: 1, name: "applicationNumber", kind: line(40) },
    { key: 2, name: "procedureCode", kind: line(40) },
    { key: 3, name: "office", kind: line(200) },
    { key: 4, name: "dueDate", kind: DATE, isOptional: true },
    /** Whole đồng; a VietQR has room for 13 digits (EMVCo QR, tag 54). */
    { key: 5, name: "feeVnd", kind: count(0, 999_999_999_999), isOptional: true },
  ],
};
