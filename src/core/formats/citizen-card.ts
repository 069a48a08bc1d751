import { type Checked, fail, pass } from "../checked.ts";
import type { Document } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";
import { birthDate, CardReader, cardDate } from "./card-text.ts";
import type { Format } from "./format.ts";
import { contradictions } from "./personal-number.ts";

/**
 * The QR code of the citizen card: CCCD of 2021 (7 fields) and Căn cước of 2024 (the same 7 and 4 more, normally empty).
 * `id|old id|name|ddmmyyyy|sex|address|ddmmyyyy[|…|…|…|…]`. Nobody signed it; docs/formats.md has an example and the sources.
 */
export const citizenCard: Format = {
  name: "citizen-card",
  looksLike: (text) => WHOLE.test(text) || CUT.test(text) || WITHOUT_OLD_ID.test(text),
  parse,
};

/** A card of another year may have more fields; those of 2024 surprised every program that had counted to seven. */
const WHOLE = /^(CCCD: ?)?\d{6,15}\|\d*\|[^|]*\|\d*\|[^|]*\|[^|]*\|\d*(\|[^|]*){0,13}$/i;
/** What is left of a card whose end was lost on the way. */
const CUT = /^(CCCD: ?)?\d{12}\|(\d{0,12}$|(\d{9}|\d{12})?\|[^|]*(\|\d{0,8}(\|[^|]*){0,2})?$)/i;
/** Six fields: no card leaves the old number's place out, so that somebody made this by hand, and no field of it can be placed for certain. */
const WITHOUT_OLD_ID = /^(CCCD: ?)?\d{12}\|[^|\d][^|]*\|\d{4,8}\|[^|\d]*\|[^|]*\|\d{8}$/i;

function parse({ text, warnings }: SymbolText): Checked<Document> {
  if (!WHOLE.test(text)) return fail(WITHOUT_OLD_ID.test(text) ? "document-invalid" : "truncated");
  // Empty fields keep their place: a person who never had a 9-digit card has `||` there.
  const fields = text.replace(/^CCCD: ?/i, "").split("|");
  const [personalId = "", oldId = ""] = fields;
  if (!/^\d{12}$/.test(personalId) || !/^(\d{9}|\d{12})?$/.test(oldId)) return fail("document-invalid");
  const dob = birthDate(fields[3]);
  const issued = cardDate(fields[6]);
  // Every card has its day of issue; one that ends before the eighth digit has lost its end on the way.
  if (fields.length === 7 && (fields[6] ?? "").length < 8) return fail("truncated");
  if (dob === undefined || issued === undefined) return fail("document-invalid");

  const reader = new CardReader(warnings);
  const sex = readSex(reader.text(fields[4]));
  const claims = {
    personalId,
    oldId: oldId === "" ? null : oldId,
    fullName: reader.text(fields[2]),
    dob,
    sex,
    address: reader.text(fields[5]),
    issued,
    // What further fields mean is not published; a child's card names its parents there. Never shown by default.
    ...(fields.length > 7 && { extra: fields.slice(7).map((field) => reader.text(field) ?? "") }),
  };
  for (const warning of contradictions(personalId, dob, sex)) reader.warn(warning);
  return pass({ kind: "document", format: "citizen-card", type: "citizen-card", claims, warnings: reader.warnings });
}

/** Readers without diacritics deliver `Nu`. */
function readSex(text: string | null): "M" | "F" | null {
  const plain = text?.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return plain === "nam" ? "M" : plain === "nu" ? "F" : null;
}
