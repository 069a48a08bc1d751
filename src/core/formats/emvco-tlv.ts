import type { Checked } from "../checked.ts";
import { fail, pass } from "../checked.ts";

/** One data object of a payment code: two digits of tag, two of length, the value. */
export interface DataObject {
  readonly tag: string;
  readonly value: string;
}

/** Most objects beside one another: a tag has two digits, and none may stand twice (EMVCo QR 1.1 §3). */
const MAX_OBJECTS = 100;

/**
 * What a length counts. EMVCo QR 1.1 §3 means characters of its own set, which for text in other alphabets nobody has settled: most makers
 * count bytes of UTF-8, some the letters as their language counts them (UTF-16 units, code points). The first reading that adds up is right:
 * a wrong one lands in the middle of a value, where no tag is.
 */
const READINGS: readonly ((text: string) => readonly string[])[] = [
  (text) => [...Buffer.from(text, "utf8").toString("latin1")],
  (text) => text.split(""),
  (text) => [...text],
];

/** The data objects of a text, or `truncated` where the last one ends early, or `malformed`. */
export function readObjects(text: string): Checked<readonly DataObject[]> {
  const readings = READINGS.map((unitsOf, index) => objectsIn(unitsOf(text), index === 0));
  const first = readings.find((reading) => reading.ok);
  if (first) return first;
  return fail(readings.some((reading) => !reading.ok && reading.reason === "truncated") ? "truncated" : "malformed");
}

function objectsIn(units: readonly string[], areBytes: boolean): Checked<readonly DataObject[]> {
  const objects: DataObject[] = [];
  for (let at = 0; at < units.length; ) {
    const head = units.slice(at, at + 4).join("");
    if (!/^\d*$/.test(head) || objects.length === MAX_OBJECTS) return fail("malformed");
    if (head.length < 4) return fail("truncated");
    const end = at + 4 + Number(head.slice(2));
    if (end > units.length) return fail("truncated");
    const value = textOf(units.slice(at + 4, end), areBytes);
    if (value === undefined) return fail("malformed");
    objects.push({ tag: head.slice(0, 2), value });
    at = end;
  }
  return pass(objects);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(units: readonly string[], areBytes: boolean): string | undefined {
  const joined = units.join("");
  if (!areBytes) return joined;
  try {
    return utf8.decode(Buffer.from(joined, "latin1"));
  } catch {
    return undefined;
  }
}
