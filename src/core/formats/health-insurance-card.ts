import { type Checked, fail, pass } from "../checked.ts";
import type { Document } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";
import { birthDate, CardReader, cardDate } from "./card-text.ts";
import type { Format } from "./format.ts";

/**
 * The QR code of the health-insurance card (thẻ BHYT), all generations: fields between `|`, names as hex of UTF-8, `$` at the end.
 * Nobody signed it: the check string in field 13 follows no published rule. docs/formats.md has the table and the sources.
 */
export const healthInsuranceCard: Format = {
  name: "health-insurance-card",
  looksLike: (text) => LONG_ENOUGH.test(text) || CUT.test(text),
  parse,
};

/** Up to the last day of validity and the `|` after it; short variants end soon after. */
const LONG_ENOUGH = /^[A-Z0-9]{8,17}\|[^|]*\|[\d/]*\|\d\|([^|]*\|){4}/i;
/** What is left of a card whose end was lost before that. */
const CUT = /^([A-Z]{2}[A-Z0-9]{13}|\d{10}|\d{12})\|([0-9A-F]*$|[0-9A-F]+\|[\d/]*(\|$|\|\d(\|[^|]*){0,4})?$)/i;

/** 15 characters (since 2017), 10-digit social-insurance number (2021-04-01), 12-digit personal number (2025-08-15); all in use. */
const CARD_NUMBER = /^([A-Z]{2}[A-Z0-9]{13}|\d{10}|\d{12})$/;

const SEXES: Readonly<Record<string, "M" | "F">> = { "1": "M", "2": "F" };

function parse({ text, warnings }: SymbolText): Checked<Document> {
  if (!LONG_ENOUGH.test(text)) return fail("truncated");
  const fields = text.split("|");
  const reader = new CardReader(warnings);
  const isComplete = fields.at(-1) === "$";
  if (isComplete) fields.pop();
  else reader.warn("end-missing");

  const cardNo = (fields[0] ?? "").toUpperCase();
  const dob = birthDate(fields[2]);
  const [validFrom, validTo, issued] = [cardDate(fields[6]), cardDate(fields[7]), cardDate(fields[8])];
  const fiveYearFrom = cardDate(fields[12]);
  if (!CARD_NUMBER.test(cardNo)) return fail("document-invalid");
  if (dob === undefined || validFrom === undefined || validTo === undefined) return fail("document-invalid");
  // A date in which the code ends without its `$` is not wrong, it is cut.
  if (issued === undefined) return fail(!isComplete && fields.length === 9 ? "truncated" : "document-invalid");
  if (fiveYearFrom === undefined) return fail(!isComplete && fields.length === 13 ? "truncated" : "document-invalid");

  const claims = {
    cardNo,
    fullName: reader.hexText(fields[1]),
    dob,
    sex: SEXES[fields[3] ?? ""] ?? null,
    address: reader.hexText(fields[4]),
    /** `01 - 043`, with a hyphen or a dash, is facility 01043. */
    facility: fields[5]?.replace(/[^A-Za-z0-9]/g, "") || null,
    validFrom,
    validTo,
    issued,
    managementCode: reader.text(fields[9]),
    guardian: reader.hexText(fields[10]),
    livingArea: reader.text(fields[11]),
    fiveYearFrom,
    checkString: reader.text(fields[13]),
    benefitLevel: reader.text(fields[14]),
    issuePlace: reader.hexText(fields[15]),
  };
  const validOn = { from: validFrom, to: validTo };
  return pass({
    kind: "document",
    format: "health-insurance-card",
    type: "health-insurance-card",
    claims,
    validOn,
    warnings: reader.warnings,
  });
}
