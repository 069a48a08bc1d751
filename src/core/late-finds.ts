// What is read of a code long after the frame that showed it counts for as long as a code stays at its place: held still it is one showing,
// though only one frame in thirty is read.
import { overlaps } from "./code-region.ts";
import type { Region } from "./picture-steps.ts";

/** A code that is not at its place for so long, in milliseconds, was taken away. Frames between do not see every code that is there. */
const OUT_OF_SIGHT_MS = 700;

/** The place of a code that somebody looks at for long, and what was read there. */
export interface LatePlace<T> {
  readonly id: number;
  readonly camera: string;
  readonly region: Region;
  /** Monotonic milliseconds of the last frame in which a code was seen here. */
  readonly seenMs: number;
  readonly finds: readonly T[];
  /** Whether a frame has shown these finds already. */
  readonly isTold: boolean;
}

/** The places of all cameras. Plain data; none before the first. */
export type LatePlaces<T> = readonly LatePlace<T>[];

/** Begins to follow a place; where it is followed already, that stays. `id` says which it is. */
export function followPlace<T>(
  before: LatePlaces<T>,
  { camera, region }: Pick<LatePlace<T>, "camera" | "region">,
  atMs: number,
): { readonly after: LatePlaces<T>; readonly id: number } {
  const known = before.find((place) => place.camera === camera && overlaps(place.region)(region));
  if (known) return { after: before, id: known.id };
  const id = Math.max(0, ...before.map((place) => place.id)) + 1;
  return { after: [...before, { id, camera, region, seenMs: atMs, finds: [], isTold: false }], id };
}

/** What was read at a place; it stands until something else is. Too late where the place is followed no longer. */
export function findAt<T>(before: LatePlaces<T>, id: number, finds: readonly T[]): LatePlaces<T> {
  if (finds.length === 0) return before;
  return before.map((place) => (place.id === id ? { ...place, finds, isTold: false } : place));
}

/**
 * The next frame of a camera, with the places in which it shows codes, read or not. `shown`: what was read before at one of them, and, once, what
 * was read at one that was hidden just now. `isQuiet`: the frame is as the one before.
 */
export function nextFrame<T>(
  before: LatePlaces<T>,
  { camera, places, isQuiet }: { readonly camera: string; readonly places: readonly Region[]; readonly isQuiet: boolean },
  atMs: number,
): { readonly after: LatePlaces<T>; readonly shown: readonly T[] } {
  const shown: T[] = [];
  const after = before.flatMap((place) => {
    if (place.camera !== camera) return [place];
    const region = isQuiet ? place.region : places.find(overlaps(place.region));
    if (!region && atMs - place.seenMs > OUT_OF_SIGHT_MS) return [];
    if (region || !place.isTold) shown.push(...place.finds);
    return [{ ...place, region: region ?? place.region, seenMs: region ? atMs : place.seenMs, isTold: place.finds.length > 0 }];
  });
  return { after, shown };
}
