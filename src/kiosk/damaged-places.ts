// Every damaged place of a journal, as `tram journal verify` lists them.
import type { Damage } from "../core/journal-scan.ts";

/** Places that are listed; of the others it is said how many they are. */
const MAX_PLACES = 20;

/** What has become of the entries at a damaged place. */
export type PlaceState =
  /** One bit has turned over, and they are read as they were. */
  | "mended"
  /** Their bytes are gone; their hashes are known, so that they can be declared lost and all proofs hold. */
  | "lost"
  /** Their hashes are gone, too. */
  | "unknown";

/** A damaged place: entries one behind the other, or something that is no entry. */
export interface DamagedPlace extends Damage {
  /** Absent where it is no entry's. */
  readonly state?: PlaceState;
  /** How many entries; absent: none, or nobody knows. */
  readonly entries?: number;
}

/** Those that are listed, and how many more there are. */
export interface DamagedPlaces {
  readonly places: readonly DamagedPlace[];
  readonly more: number;
}

/** Puts what lies one behind the other together, and counts what is too much to list. */
export async function listPlaces(found: AsyncIterable<DamagedPlace>): Promise<DamagedPlaces> {
  const places: DamagedPlace[] = [];
  let count = 0;
  let last: DamagedPlace | undefined;
  for await (const place of found) {
    const together: DamagedPlace | undefined = last && isOneWith(last, place) ? { ...last, entries: (last.entries ?? 1) + 1 } : undefined;
    if (!together) count++;
    last = together ?? place;
    if (count <= MAX_PLACES) places[count - 1] = last;
  }
  return { places, more: count - places.length };
}

/** Lost together: nothing that is whole stands between them. */
function isOneWith(before: DamagedPlace, { file, offset, state, seq }: DamagedPlace): boolean {
  const isLost = state === "lost" || state === "unknown";
  return isLost && before.file === file && before.offset === offset && before.state === state && before.seq + (before.entries ?? 1) === seq;
}
