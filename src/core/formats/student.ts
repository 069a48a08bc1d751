import type { TypedClaims } from "./typed-claims.ts";
import { line, SCHOOL_YEAR } from "./typed-value.ts";

/** A student's card: school office, library, fees. */
export const student: TypedClaims = {
  type: "student",
  vct: "vn.tram.student",
  claims: [
    { key: 1, name: "studentNumber", kind: line(40) },
    { key: 2, name: "schoolCode", kind: line(40) },
    { key: 3, name: "class", kind: line(40) },
    { key: 4, name: "schoolYear", kind: SCHOOL_YEAR },
  ],
};
