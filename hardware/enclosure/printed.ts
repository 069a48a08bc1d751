// The printed parts of each size: reference, words, how many, and the body as it lies on the bed.
import { lowerBack, upperBack } from "./back.ts";
import { inPieces, lowerFront, upperFront } from "./front.ts";
import { LOCK, type Measures } from "./measures.ts";
import { cableClamp, cameraBracket, displayClamp, leg, lightBar, readerBracket, wing } from "./small-parts.ts";
import type { Solid } from "./solid.ts";

interface Printed {
  /** The stem of its file's name. */
  readonly name: string;
  readonly make: (measures: Measures) => Solid;
  /** Of its own for each size; the others are the same for both. */
  readonly sized?: boolean;
  /** Larger than the bed where the case is large: in which direction its x runs from the middle to the cut. */
  readonly cut?: 1 | -1;
}

const REFS = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12"] as const;
/** A printed part, as the parts list names it. */
export type PrintedRef = (typeof REFS)[number];

const PRINTED: Readonly<Record<PrintedRef, Printed>> = {
  C1: { name: "upper-front", make: upperFront, sized: true, cut: -1 },
  C2: { name: "lower-front", make: lowerFront, sized: true, cut: -1 },
  C3: { name: "upper-back", make: upperBack, sized: true, cut: 1 },
  C4: { name: "lower-back", make: lowerBack, sized: true, cut: 1 },
  C5: { name: "camera-bracket", make: cameraBracket },
  C6: { name: "reader-bracket", make: readerBracket },
  C7: { name: "display-clamp", make: () => displayClamp() },
  C8: { name: "leg", make: leg },
  C9: { name: "cable-clamp", make: cableClamp },
  C10: { name: "light-bar", make: lightBar },
  C11: { name: "upper-wing", make: ({ upperHeight }) => wing(upperHeight), sized: true },
  C12: { name: "lower-wing", make: ({ lowerHeight }) => wing(lowerHeight, lowerHeight / 2 + LOCK.y), sized: true },
};

/** One printed part; of several pieces where it is larger than the bed. */
export interface PrintedPart {
  readonly ref: PrintedRef;
  readonly name: string;
  /** From the left to the right of the public. */
  readonly pieces: readonly Solid[];
}

const solids = new Map<string, Solid>();
const cuts = new Map<string, readonly Solid[]>();

/** Made once: the files, the pictures and the check of the closed case want the same body, and a large one takes a second. */
function once<T>(made: Map<string, T>, ref: PrintedRef, measures: Measures, make: () => T): T {
  const key = PRINTED[ref].sized === true ? `${ref} ${measures.size}` : ref;
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}

/** A printed part in one piece, as it lies on the bed. */
export function printedSolid(ref: PrintedRef, measures: Measures): Solid {
  return once(solids, ref, measures, () => PRINTED[ref].make(measures));
}

/** A printed part in the pieces that fit the bed, from the left to the right of the public. */
export function printedPieces(ref: PrintedRef, measures: Measures): readonly Solid[] {
  const { cut } = PRINTED[ref];
  const solid = printedSolid(ref, measures);
  if (cut === undefined || measures.cutAt === undefined) return [solid];
  const { cutAt } = measures;
  return once(cuts, ref, measures, () => (cut > 0 ? inPieces(solid, cutAt) : inPieces(solid, -cutAt).toReversed()));
}

/** All printed parts of one size. Those without a size in their name are the same for both. */
export function printedParts(measures: Measures): readonly PrintedPart[] {
  return REFS.map((ref) => {
    const { name, sized } = PRINTED[ref];
    return { ref, name: sized === true ? `${name}-${measures.size}` : name, pieces: printedPieces(ref, measures) };
  });
}
