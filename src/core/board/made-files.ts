/** Folders of hardware/ in which nothing is written by hand. */
export const MADE_FOLDERS = [
  "hardware/overlay",
  "hardware/wiring",
  "hardware/enclosure/pictures",
  "hardware/enclosure/stl",
  "hardware/orders",
] as const;

/** Files in those folders that nothing makes any more: a picture of an old variant is wired from as readily as a new one. */
export function orphansOf(present: readonly string[], made: { readonly has: (file: string) => boolean }): readonly string[] {
  return present.filter((file) => MADE_FOLDERS.some((folder) => file.startsWith(`${folder}/`)) && !made.has(file));
}
