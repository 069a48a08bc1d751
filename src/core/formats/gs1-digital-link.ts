import type { Claims } from "../presentation.ts";
import { isoDate } from "../time.ts";

/** Every application identifier that we read, by our name for it (GS1 General Specifications §3; GS1 Digital Link URI Syntax 1.4 §4). */
const IDENTIFIERS = {
  "22": { name: "variant", read: (value: string) => textOf(value, 20) },
  "10": { name: "lot", read: (value: string) => textOf(value, 20) },
  "21": { name: "serial", read: (value: string) => textOf(value, 20) },
  "235": { name: "extension", read: (value: string) => textOf(value, 28) },
  "11": { name: "produced", read: dateOf },
  "13": { name: "packed", read: dateOf },
  "15": { name: "bestBefore", read: dateOf },
  "17": { name: "exp", read: dateOf },
} as const;

/** A product as its label's link names it. */
export interface Product {
  readonly claims: Claims;
  /** False: whoever wrote the product number has made a mistake, or made it up. */
  readonly isCheckDigitRight: boolean;
}

/**
 * What a GS1 Digital Link says of a product, or undefined where the address is none: `…/01/{GTIN}`, the product number's qualifiers as further
 * pairs of the path, and attributes in the query. A value that its identifier does not allow is left out.
 */
export function gs1Product({ pathname, searchParams }: URL): Product | undefined {
  const segments = pathname.split("/");
  // A resolver may stand under any path, so that an "01" may be part of that: the last one with a product number counts.
  const at = segments.findLastIndex((segment, index) => segment === "01" && GTIN.test(segments[index + 1] ?? ""));
  if (at < 0) return undefined;
  const gtin = (segments[at + 1] ?? "").padStart(14, "0");
  const values = new Map<string, string>(searchParams);
  for (let index = at + 2; index + 1 < segments.length; index += 2) values.set(segments[index] ?? "", decoded(segments[index + 1] ?? ""));
  const found = Object.entries(IDENTIFIERS).map(([identifier, { name, read }]) => {
    const value = values.get(identifier);
    return [name, value === undefined ? undefined : read(value)] as const;
  });
  const claims = { gtin, ...Object.fromEntries(found.filter(([, value]) => value !== undefined)) };
  return { claims, isCheckDigitRight: checkSum(gtin) % 10 === 0 };
}

/** GS1 AI encodable character set 82 (General Specifications, figure 7.11-1). */
const CHARACTER_SET = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

function textOf(value: string, maxCharacters: number): string | undefined {
  return value.length <= maxCharacters && CHARACTER_SET.test(value) ? value : undefined;
}

/** A global trade item number; shorter ones are filled up with zeros to 14 digits. */
const GTIN = /^(\d{8}|\d{12,14})$/;

/** Weights 3 and 1 in turn, so that the sum with the check digit ends in 0 (General Specifications §7.9). */
function checkSum(gtin: string): number {
  return [...gtin].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
}

/**
 * The year that two digits are near to. GS1 takes the year of reading (General Specifications §7.12: 49 years back to 50 ahead); core has no
 * clock while it parses, and no product is dated so far off that the year in which this was written would answer otherwise.
 */
const NEAR_YEAR = 2026;

/** `yymmdd` as an ISO 8601 day; day 00 is the last of the month (General Specifications §3.4.7). */
function dateOf(value: string): string | undefined {
  const [, yy, month, day] = /^(\d{2})(\d{2})(\d{2})$/.exec(value) ?? [];
  const difference = Number(yy) - (NEAR_YEAR % 100);
  const century = Math.floor(NEAR_YEAR / 100) + (difference >= 51 ? -1 : difference <= -50 ? 1 : 0);
  const year = century * 100 + Number(yy);
  if (Number(day) !== 0) return isoDate(year, Number(month), Number(day));
  return [31, 30, 29, 28].map((last) => isoDate(year, Number(month), last)).find((date) => date !== undefined);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
