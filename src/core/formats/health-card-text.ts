/** The text of one code of a SMART Health Card, taken apart. */
export interface HealthCardText {
  /** Two for each character of the JWS, or of the part of it that this code carries. */
  readonly digits: string;
  /** Place of this part, from 1. */
  readonly part: number;
  /** Number of codes that the card was split into; 1 for a whole one. */
  readonly count: number;
}

/**
 * `shc:/` and digits, or `shc:/C/N/` and the digits of part C of N (SMART Health Cards Framework, "Encoding QRs"). Readers may write
 * a scheme in capitals (RFC 3986 §3.1). A card split into a single part is whole: public test data have one.
 */
const CODE = /^shc:\/(?:([1-9]\d{0,2})\/([1-9]\d{0,2})\/)?((?:\d\d)+)$/i;

/** The text of a code, or undefined where it is none: other characters, an odd number of digits, part 3 of 2. */
export function readHealthCardText(text: string): HealthCardText | undefined {
  const [, part = "1", count = "1", digits] = CODE.exec(text) ?? [];
  if (digits === undefined || Number(part) > Number(count)) return undefined;
  return { digits, part: Number(part), count: Number(count) };
}

/** A digit pair is the character's code less that of `-`, the lowest in a JWS ("Encoding QRs"). */
const LOWEST = 45;
const DIGIT_0 = 48;

/** The characters that digits stand for; whatever is none of a JWS is refused by whoever reads that. */
export function charactersOf(digits: string): string {
  // On the path of every scan: bytes are read four times as fast as letters. The characters take the place of the digits already read.
  const bytes = Buffer.from(digits, "latin1");
  const count = bytes.length / 2;
  for (let at = 0; at < count; at++) {
    const [tens, ones] = [bytes[2 * at] ?? 0, bytes[2 * at + 1] ?? 0];
    bytes[at] = 10 * (tens - DIGIT_0) + ones - DIGIT_0 + LOWEST;
  }
  return bytes.toString("latin1", 0, count);
}
