import { pass } from "../checked.ts";
import type { Format } from "./format.ts";

/**
 * The code of a national electronic prescription: 5 characters of the facility, which begin with its province's two digits, 7 of the
 * prescription, a hyphen and a letter for its kind (Decisions 808/QĐ-BYT of 2022 and 425/QĐ-BYT of 2025). How the parts are made is not
 * published, so the code is opaque; only the national system knows what it stands for.
 */
export const prescriptionCode: Format = {
  name: "prescription-code",
  looksLike: (text) => PRESCRIPTION_CODE.test(text),
  parse: ({ text, warnings }) =>
    pass({ kind: "document", format: "prescription-code", type: "prescription-code", claims: { code: text }, warnings }),
};

/** The shape of such a code; a signed prescription has one, too. */
export const PRESCRIPTION_CODE = /^\d{2}[0-9A-Za-z]{3}[0-9A-Za-z]{7}-[A-Za-z]$/;
