import * as v from "valibot";
import { decodeBase64 } from "../base64.ts";
import { hasForbiddenCharacters } from "../display-text.ts";
import type { Text } from "../text.ts";
import { isoDate } from "../time.ts";
import { ATTRIBUTE_KEYS, BIOMETRIC_FIELD_KEYS, isBiometric } from "./claim169-attributes.ts";

/** What an attribute may be, and how a person is told. */
interface Rule {
  readonly schema: v.GenericSchema<unknown, unknown>;
  readonly is: Text;
}

/** Longest text of one attribute, in UTF-16 units; a QR code holds less than this of all attributes together. */
const MAX_TEXT = 1000;

const freeText = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_TEXT),
  v.check((text) => !hasForbiddenCharacters(text)),
  // One spelling: Vietnamese typed in decomposed letters compares unequal to the same name.
  v.transform((text) => text.normalize("NFC")),
);
const bytes = v.pipe(
  v.union([v.instance(Uint8Array), v.pipe(v.string(), v.transform(decodeBase64), v.instance(Uint8Array))]),
  v.check((value) => value.length > 0),
);
const code = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
const codeRule = (from: number, to: number, meaning: Text): Rule => ({ schema: code(from, to), is: meaning });

const LINE: Rule = {
  schema: v.pipe(
    freeText,
    v.check((text) => !text.includes("\n")),
  ),
  is: {
    vi: `phải là một dòng chữ, 1 đến ${MAX_TEXT} ký tự, không có ký tự điều khiển hoặc ký tự ẩn`,
    en: `must be one line of text, 1 to ${MAX_TEXT} characters, without control or invisible characters`,
  },
};

const BIOMETRIC: Rule = {
  schema: v.pipe(
    v.array(
      v.strictObject({
        data: bytes,
        format: v.optional(code(0, 255)),
        subFormat: v.optional(code(0, 255)),
        issuer: v.optional(LINE.schema),
      }),
    ),
    v.minLength(1),
    v.maxLength(8),
    v.transform((records) => records.map((record) => byKey(Object.entries(record), BIOMETRIC_FIELD_KEYS))),
  ),
  is: {
    vi: "phải là danh sách các bản ghi {data (base64), format, subFormat, issuer}",
    en: "must be a list of records {data (base64), format, subFormat, issuer}",
  },
};

/** Attributes that are not one line of text ("169 - QR Code Specifications", table of §3). */
const RULES: Readonly<Record<string, Rule>> = {
  address: {
    schema: freeText,
    is: {
      vi: `phải là chữ, 1 đến ${MAX_TEXT} ký tự; các dòng cách nhau bằng ký tự xuống dòng`,
      en: `must be text of 1 to ${MAX_TEXT} characters; lines are separated by line feeds`,
    },
  },
  dateOfBirth: {
    schema: v.pipe(v.string(), v.check(isDate)),
    is: { vi: "phải là ngày có thật, viết 19900515 hoặc 1990-05-15", en: "must be a day of the calendar, as 19900515 or 1990-05-15" },
  },
  gender: codeRule(1, 3, { vi: "phải là 1 (nam), 2 (nữ) hoặc 3 (khác)", en: "must be 1 (male), 2 (female) or 3 (other)" }),
  maritalStatus: codeRule(1, 3, {
    vi: "phải là 1 (chưa kết hôn), 2 (đã kết hôn) hoặc 3 (đã ly hôn)",
    en: "must be 1 (unmarried), 2 (married) or 3 (divorced)",
  }),
  photo: { schema: bytes, is: { vi: "phải là ảnh ở dạng base64", en: "must be a picture in base64" } },
  photoFormat: codeRule(1, 4, {
    vi: "phải là 1 (JPEG), 2 (JPEG 2000), 3 (AVIF) hoặc 4 (WebP)",
    en: "must be 1 (JPEG), 2 (JPEG 2000), 3 (AVIF) or 4 (WebP)",
  }),
  bestQualityFingers: {
    schema: v.pipe(v.array(code(0, 10)), v.minLength(1), v.maxLength(11)),
    is: { vi: "phải là danh sách các số từ 0 đến 10", en: "must be a list of numbers from 0 to 10" },
  },
};

function isDate(text: string): boolean {
  const parts = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text);
  return parts !== null && isoDate(Number(parts[1]), Number(parts[3]), Number(parts[4])) !== undefined;
}

/** Claims as a CBOR map by number, or everything that is wrong with them, each in a sentence. */
export type WrittenClaims =
  | { readonly ok: true; readonly map: ReadonlyMap<number, unknown> }
  | { readonly ok: false; readonly problems: readonly Text[] };

/**
 * Claims by attribute name as the specification's map by number: bytes as bytes or base64, null left out. Stricter than
 * claim169Attributes(), which reads what issuers in the field have written.
 */
export function writeClaim169(claims: Readonly<Record<string, unknown>>): WrittenClaims {
  const problems: Text[] = [];
  const written: [string, unknown][] = [];
  for (const [name, value] of Object.entries(claims)) {
    if (value === null) continue;
    if (!ATTRIBUTE_KEYS.has(name)) {
      problems.push(unknownClaim(name));
      continue;
    }
    const { schema, is } = ruleOf(name);
    const parsed = v.safeParse(schema, value);
    if (parsed.success) written.push([name, parsed.output]);
    else problems.push({ vi: `${name}: ${is.vi}`, en: `${name}: ${is.en}` });
  }
  if (problems.length > 0) return { ok: false, problems };
  if (written.length === 0) return { ok: false, problems: [NOTHING_STATED] };
  return { ok: true, map: byKey(written, ATTRIBUTE_KEYS) };
}

/** True for an attribute whose value is a number; a command line has only text. */
export function isNumericClaim(name: string): boolean {
  return name === "gender" || name === "maritalStatus" || name === "photoFormat";
}

function ruleOf(name: string): Rule {
  return (Object.hasOwn(RULES, name) ? RULES[name] : undefined) ?? (isBiometric(name) ? BIOMETRIC : LINE);
}

const NOTHING_STATED: Text = { vi: "chưa có thông tin nào về người được cấp", en: "nothing is stated about the holder" };

function unknownClaim(name: string): Text {
  const known = [...ATTRIBUTE_KEYS.keys()].join(", ");
  const shown = JSON.stringify(name.slice(0, 60));
  return { vi: `không có thông tin tên ${shown}; các tên dùng được: ${known}`, en: `there is no claim ${shown}; there are: ${known}` };
}

function byKey(entries: readonly (readonly [string, unknown])[], keys: ReadonlyMap<string, number>): ReadonlyMap<number, unknown> {
  return new Map(entries.filter(([, value]) => value !== undefined).map(([name, value]) => [keys.get(name) ?? Number.NaN, value]));
}
