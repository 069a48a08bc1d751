import { pass } from "../checked.ts";
import type { Warning } from "../warning.ts";
import type { Format } from "./format.ts";

/** A code that holds only the 12-digit personal number (Decree 188/2025/NĐ-CP lets it stand for the insurance number). Unsigned. */
export const personalNumber: Format = {
  name: "personal-number",
  looksLike: (text) => /^\d{12}$/.test(text),
  parse: ({ text, warnings }) =>
    pass({ kind: "document", format: "personal-number", type: "personal-number", claims: { personalId: text }, warnings }),
};

/** What the digits of a personal number say (Circular 59/2021/TT-BCA, article 7): digit 4 is sex and century, digits 5 and 6 the birth year. */
export function contradictions(personalId: string, dob: string | null, sex: string | null): readonly Warning[] {
  const warnings: Warning[] = [];
  const sexAndCentury = Number(personalId.charAt(3));
  const birthYear = 1900 + Math.floor(sexAndCentury / 2) * 100 + Number(personalId.slice(4, 6));
  if (dob !== null && Number(dob.slice(0, 4)) !== birthYear) warnings.push("birth-year-mismatch");
  if (sex !== null && sex !== (sexAndCentury % 2 === 0 ? "M" : "F")) warnings.push("sex-mismatch");
  return warnings;
}
