import { existsSync, readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../shared/vectors/", import.meta.url);

/** True where the published test vectors lie beside the clone; tests that need them are skipped elsewhere, and say so. */
export function hasSharedVectors(): boolean {
  return existsSync(FOLDER);
}

/** The text of one file of the published test vectors. */
export function sharedVectors(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/** The files in one folder of them. */
export function sharedVectorNames(folder: string): readonly string[] {
  return readdirSync(new URL(folder, FOLDER)).toSorted();
}
