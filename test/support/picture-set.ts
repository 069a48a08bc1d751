import { existsSync, readFileSync } from "node:fs";

/** Pictures that others made, with what is known to be in them. They lie beside the project, and not everywhere. */
const FOLDER = new URL("../../../shared/images/", import.meta.url);

/** One picture of the set. */
export interface KnownPicture {
  readonly file: string;
  /** What its codes say; characters other than printable ASCII stand there as `?`. Empty: nobody could read it. */
  readonly texts: readonly string[];
  /** There is no code in it. */
  readonly negative: boolean;
}

/** The set, or nothing where it is not there. */
export function pictureSet(): readonly KnownPicture[] {
  const manifest = new URL("manifest.jsonl", FOLDER);
  if (!existsSync(manifest)) return [];
  return readFileSync(manifest, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as KnownPicture);
}

/** The bytes of one picture's file. */
export function readKnownPicture({ file }: KnownPicture): Buffer {
  return readFileSync(new URL(file, FOLDER));
}

/** A text as the set writes it, so that the two can be compared. */
export function asKnown(text: string): string {
  return text
    .replace(/[^!-~]+/g, "?")
    .replace(/\?+/g, "?")
    .replace(/^\?|\?$/g, "");
}
