import sharp from "sharp";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { asKnown, type KnownPicture, pictureSet, readKnownPicture } from "../support/picture-set.ts";
import { loadRivals } from "../support/rival-readers.ts";
import { createOurStills, createOurWatch } from "./decode-ours.ts";

/** Wider pictures are made narrower, in pixels. */
const MAX_WIDTH = 1280;
/** Two pictures of the same texts whose patterns of light and dark differ in less than this share are one. */
const SAME_SHARE = 0.025;
const PATTERN_SIDE = 16;
/**
 * What the list of the set leaves out, and is there, looked at by eye: a second code in boof-blurred/image015.jpg, beside its sister's address; the
 * code of jsqr-null/85.png, which our last readers alone read, and only where they get the part that holds it instead of the whole.
 */
const LEFT_OUT: readonly string[] = ["https://www.instagram.com/lethmik/", "Google Print Ads - T.G.I.A.F. - January 31, 2008"].map(asKnown);

interface Shown extends KnownPicture {
  readonly picture: GreyPicture;
}

/** What one reader made of the pictures. */
export interface PictureScore {
  readonly reader: string;
  readonly read: number;
  /** Those that any reader reads, or whose text is known; and those with a code, read or not. */
  readonly readable: number;
  readonly withCode: number;
  /** Files in which it found a text that nobody confirms. */
  readonly wrong: readonly string[];
  /** Of each picture, in milliseconds. */
  readonly ms: readonly number[];
}

interface Tally {
  readonly read: Set<string>;
  readonly ms: number[];
  readonly texts: Map<string, readonly string[]>;
}

/**
 * Our decoder and its rivals on the pictures that others made, each picture by all of them before the next. The rate is over the readable
 * ones without duplicates: those whose text is known, or is found by two of the readers.
 */
export async function measurePictures(every = 1): Promise<readonly PictureScore[]> {
  const shown = (await loadPictures()).filter((_, index) => index % every === 0);
  if (shown.length === 0) return [];
  const stills = await createOurStills();
  const rivals = await loadRivals();
  const readers: Readonly<Record<string, (shown: Shown) => Promise<readonly string[]>>> = {
    "zxing-wasm, defaults": async ({ picture }) => rivals.defaults(picture),
    "zxing-wasm, every option": async ({ picture }) => rivals.everyOption(picture),
    jsqr: async ({ picture }) => rivals.jsqr(picture),
    "ours, in a stream": async ({ picture }) => (await createOurWatch(1)).look(picture, 0).texts,
    "ours, as a still": async ({ picture }) => stills.read(picture),
  };
  const tallies = new Map(Object.keys(readers).map((name) => [name, { read: new Set(), ms: [], texts: new Map() } as Tally]));
  const names = Object.keys(readers);
  for (const one of shown.slice(0, 20)) for (const read of Object.values(readers)) await read(one);
  for (const [turn, one] of shown.entries()) {
    for (const at of names.keys()) {
      const name = names[(at + turn) % names.length] ?? "";
      const startMs = performance.now();
      const texts = (await readers[name]?.(one)) ?? [];
      tallies.get(name)?.ms.push(performance.now() - startMs);
      tallies.get(name)?.texts.set(one.file, texts.map(asKnown));
    }
  }
  await stills.close();
  return report(shown, tallies);
}

async function loadPictures(): Promise<readonly Shown[]> {
  const kept: (Shown & { readonly pattern: readonly boolean[] })[] = [];
  for (const known of pictureSet()) {
    const picture = await loadNarrow(known);
    const texts = known.texts.map(asKnown);
    const pattern = patternOf(picture);
    const isSeen = kept.some((other) => other.texts.join("\n") === texts.join("\n") && differing(pattern, other.pattern) < SAME_SHARE);
    if (!isSeen) kept.push({ ...known, texts, picture, pattern });
  }
  return kept;
}

async function loadNarrow(known: KnownPicture): Promise<GreyPicture> {
  const { data, info } = await sharp(readKnownPicture(known))
    .resize({ width: MAX_WIDTH, withoutEnlargement: true })
    .flatten({ background: "white" })
    .greyscale()
    .extractChannel(0)
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, luma: new Uint8Array(data) };
}

/** Whether each of 16 × 16 parts of a picture is lighter than the one before it. */
function patternOf({ width, height, luma }: GreyPicture): readonly boolean[] {
  const sums = Array<number>(PATTERN_SIDE * PATTERN_SIDE).fill(0);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * PATTERN_SIDE) / height) * PATTERN_SIDE;
    for (let x = 0; x < width; x++) {
      const part = row + Math.floor((x * PATTERN_SIDE) / width);
      sums[part] = (sums[part] ?? 0) + (luma[y * width + x] ?? 0);
    }
  }
  return sums.map((sum, part) => sum > (sums[part - 1] ?? 0));
}

function differing(one: readonly boolean[], other: readonly boolean[]): number {
  return one.filter((bit, at) => bit !== other[at]).length / one.length;
}

function report(shown: readonly Shown[], tallies: ReadonlyMap<string, Tally>): readonly PictureScore[] {
  const all = [...tallies.values()];
  const readBy = (file: string, text: string) => all.filter(({ texts }) => texts.get(file)?.includes(text)).length;
  // Sheets of many codes are known by some of them; the others are known from their neighbours.
  const knownInSet = new Map<string, Set<string>>();
  for (const { file, texts } of shown) {
    const set = knownInSet.get(folderOf(file)) ?? new Set();
    for (const text of texts) set.add(text);
    knownInSet.set(folderOf(file), set);
  }
  const isRight = ({ file, texts, negative }: Shown, text: string) =>
    !negative &&
    (texts.includes(text) || LEFT_OUT.includes(text) || readBy(file, text) > 1 || (knownInSet.get(folderOf(file))?.has(text) ?? false));
  const readable = shown.filter((one) => {
    if (one.negative) return false;
    return one.texts.length > 0 || all.some(({ texts }) => texts.get(one.file)?.some((text) => isRight(one, text)));
  });
  return [...tallies].map(([reader, { ms, texts }]) => {
    const read = readable.filter((one) => texts.get(one.file)?.some((text) => isRight(one, text))).length;
    const isFalse = (one: Shown) => texts.get(one.file)?.some((text) => text !== "" && !isRight(one, text));
    const wrong = shown.filter(isFalse).map(({ file }) => file);
    const withCode = shown.filter(({ negative }) => !negative).length;
    return { reader, read, readable: readable.length, withCode, wrong, ms };
  });
}

function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}
