import { hasForbiddenCharacters } from "../display-text.ts";
import type { ClaimValue } from "../presentation.ts";
import type { Text } from "../text.ts";
import { isoDate } from "../time.ts";

/** One kind of value in a typed credential. The reader and the issuer have this one definition, so they cannot disagree. */
export interface ValueKind {
  /** A value decoded from CBOR as a claim, or undefined where it is not of this kind. Strict: one spelling a value. */
  readonly read: (value: unknown) => ClaimValue | undefined;
  /** The value for CBOR of a claim as a person or a file has it. Whether it is one, read() says. */
  readonly write: (claim: unknown) => unknown;
  /** The claim that the words of a command line mean, one word or, for lists, several. */
  readonly fromWords: (words: readonly string[]) => unknown;
  /** What a person is told who gave something else; comes after the name of the claim. */
  readonly is: Text;
  /** Of a list, which of its entries is the first that is not right, from 1; undefined where the list itself is not. */
  readonly wrongEntry?: (value: unknown) => number | undefined;
}

/** One line of text in NFC (Vietnamese typed in decomposed letters compares unequal), 1 to `mostBytes` bytes of UTF-8. */
export function line(mostBytes: number): ValueKind {
  return textKind(
    (text) =>
      text.length > 0 &&
      text.length <= mostBytes &&
      Buffer.byteLength(text) <= mostBytes &&
      !text.includes("\n") &&
      !hasForbiddenCharacters(text) &&
      text === text.normalize("NFC"),
    {
      vi: `phải là một dòng chữ, 1 đến ${mostBytes} byte UTF-8, không có ký tự điều khiển hoặc ký tự ẩn`,
      en: `must be one line of text, 1 to ${mostBytes} bytes of UTF-8, without control or invisible characters`,
    },
  );
}

/** Text of a fixed form. */
export function pattern(form: RegExp, is: Text): ValueKind {
  return textKind((text) => form.test(text), is);
}

/** A day of the calendar, ISO 8601. */
export const DATE: ValueKind = textKind(
  (text) => {
    const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
    return isoDate(Number(year), Number(month), Number(day)) !== undefined;
  },
  { vi: "phải là ngày có thật, viết 2026-11-23", en: "must be a day of the calendar, as 2026-11-23" },
);

/** A school year: a year and the next one. */
export const SCHOOL_YEAR: ValueKind = textKind(
  (text) => {
    const [, first, second] = /^([12]\d{3})-([12]\d{3})$/.exec(text) ?? [];
    return Number(second) === Number(first) + 1;
  },
  { vi: "phải là hai năm liền nhau, viết 2026-2027", en: "must be two years in a row, as 2026-2027" },
);

function textKind(isRight: (text: string) => boolean, is: Text): ValueKind {
  return {
    read: (value) => (typeof value === "string" && isRight(value) ? value : undefined),
    write: (claim) => (typeof claim === "string" ? claim.normalize("NFC") : claim),
    fromWords: (words) => words.at(-1),
    is,
  };
}

/** A whole number from `least` to `most`. */
export function count(least: number, most: number): ValueKind {
  return {
    read: (value) => (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : undefined),
    write: (claim) => claim,
    fromWords: (words) => {
      const word = words.at(-1) ?? "";
      return /^\d{1,15}$/.test(word) ? Number(word) : word;
    },
    is: { vi: `phải là số nguyên từ ${least} đến ${most}`, en: `must be a whole number from ${least} to ${most}` },
  };
}

/** A list of 1 to `most` values of one kind. */
export function listOf(kind: ValueKind, most: number): ValueKind {
  return {
    read: (value) => readAll(value, most, kind.read),
    write: (claim) => (Array.isArray(claim) ? claim.map(kind.write) : claim),
    fromWords: (words) => words,
    is: {
      vi: `phải là danh sách 1 đến ${most} mục, mỗi mục ${kind.is.vi}`,
      en: `must be a list of 1 to ${most} entries, each of which ${kind.is.en}`,
    },
    wrongEntry: (value) => firstWrong(value, kind.read),
  };
}

/** A list of 1 to `most` records of named values of one kind; in CBOR each is an array of the values in this order. */
export function recordsOf(names: readonly string[], kind: ValueKind, most: number): ValueKind {
  const readRecord = (value: unknown): ClaimValue | undefined => {
    if (!Array.isArray(value) || value.length !== names.length) return undefined;
    const values = readAll(value, names.length, kind.read);
    return values && Object.fromEntries(names.map((name, at) => [name, values[at] ?? null]));
  };
  const writeRecord = (claim: unknown): unknown => {
    if (typeof claim !== "object" || claim === null) return claim;
    const members = new Map<string, unknown>(Object.entries(claim));
    const isWhole = members.size === names.length && names.every((name) => members.has(name));
    return isWhole ? names.map((name) => kind.write(members.get(name))) : claim;
  };
  const recordFromWord = (word: string): unknown => {
    const values = word.split("|").map((value) => value.trim());
    return values.length === names.length ? Object.fromEntries(names.map((name, at) => [name, values[at]])) : word;
  };
  const shape = names.join("|");
  return {
    read: (value) => readAll(value, most, readRecord),
    write: (claim) => (Array.isArray(claim) ? claim.map(writeRecord) : claim),
    fromWords: (words) => words.map(recordFromWord),
    is: {
      vi: `phải là danh sách 1 đến ${most} mục ${shape}, mỗi phần ${kind.is.vi}`,
      en: `must be a list of 1 to ${most} records ${shape}, each part of which ${kind.is.en}`,
    },
    wrongEntry: (value) => firstWrong(value, readRecord),
  };
}

function firstWrong(value: unknown, read: ValueKind["read"]): number | undefined {
  const at = Array.isArray(value) ? value.findIndex((item) => read(item) === undefined) : -1;
  return at === -1 ? undefined : at + 1;
}

function readAll(value: unknown, most: number, read: ValueKind["read"]): readonly ClaimValue[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return undefined;
  const values: ClaimValue[] = [];
  for (const item of value) {
    const claim = read(item);
    if (claim === undefined) return undefined;
    values.push(claim);
  }
  return values;
}
