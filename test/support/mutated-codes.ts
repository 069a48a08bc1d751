// Valid codes edited by chance, at every layer and of every format.
import fc from "fast-check";
import { validCodes } from "./valid-codes.ts";

/** What an edited code came from and is. */
export interface MutatedCode {
  /** Code and layer, e.g. `EU certificate, message`. */
  readonly name: string;
  readonly original: string;
  /** True where the issuer has signed the edit. */
  readonly isSignedAnew: boolean;
  readonly symbol: Uint8Array;
}

const LAYERS = validCodes().flatMap((code) => code.layers.map((layer) => ({ code, layer })));

/** One edit: at a place, some bytes are dropped, and others, perhaps many times, come in. */
const edit = fc.record({
  at: fc.nat(),
  drop: fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, fc.nat(60)),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    // Bytes that mean something to one of the formats: CBOR heads, JSON, separators, marks, quotes.
    fc
      .constantFrom(..."9f bf ff 80 a0 c1 d8 1b f6 f7 f97e00 00 22 5b 7b 2c 7c 24 2e cd85 cc81 e280ae".split(" "))
      .map((digits) => Buffer.from(digits, "hex")),
  ),
  times: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.constantFrom(20, 300)),
});

function edited(
  content: Uint8Array,
  { at, drop, insert, times }: { at: number; drop: number; insert: Uint8Array; times: number },
): Uint8Array {
  const from = at % (content.length + 1);
  const inserted = Array.from({ length: times }, () => insert);
  return Buffer.concat([content.subarray(0, from), ...inserted, content.subarray(from + drop)]);
}

/** A valid code with one to four edits in one of its layers. */
export function mutatedCodes(): fc.Arbitrary<MutatedCode> {
  return fc.tuple(fc.constantFrom(...LAYERS), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([{ code, layer }, edits]) => {
    const content = edits.reduce(edited, layer.content);
    const { name, isSignedAnew = false, wrap } = layer;
    return { name: `${code.name}, ${name}`, original: code.code, isSignedAnew, symbol: Buffer.from(wrap(content)) };
  });
}

/** What codes of every format begin with. */
const BEGINNINGS = [
  "NCF",
  "HC1:",
  "HC1:NCF",
  "NZCP:/1/",
  "shc:/",
  "shc:/1/2/",
  '{"data":',
  "099190000001|",
  "GD4990000000001|",
  "000201",
  "https://",
  "vneid://",
  "]Q1",
  "\ufeff",
];

/** Garbage after the beginning of a format. */
export function garbage(): fc.Arbitrary<Uint8Array> {
  const letters = (alphabet: string) =>
    fc.array(fc.constantFrom(...alphabet), { maxLength: 600 }).map((parts) => Buffer.from(parts.join("")));
  const rest = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    letters("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"),
    letters("0123456789"),
    letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    letters('{}[]",:01aé\\u \n'),
    letters("|0129/-$ễă"),
    letters("abc.%/?&=#@:[]ễ\u0345"),
  );
  return fc.tuple(fc.constantFrom(...BEGINNINGS), rest).map(([beginning, content]) => Buffer.concat([Buffer.from(beginning), content]));
}
