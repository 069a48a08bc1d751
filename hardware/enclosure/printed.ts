// The printed parts of each size: reference, words, how many, and the body as it lies on the bed.
import { lowerBack, upperBack } from "./back.ts";
import { inPieces, lowerFront, upperFront } from "./front.ts";
import type { Measures } from "./measures.ts";
import { cableClamp, cameraBracket, displayClamp, leg, lightBar, readerBracket, wing } from "./small-parts.ts";
import type { Solid } from "./solid.ts";

/** One printed part; of several pieces where it is larger than the bed. */
export interface PrintedPart {
  readonly ref: string;
  /** The stem of its file's name. */
  readonly name: string;
  /** From the left to the right of the public. */
  readonly pieces: readonly Solid[];
}

/** All printed parts of one size. Those without a size in their name are the same for both. */
export function printedParts(measures: Measures): readonly PrintedPart[] {
  const { size, cutAt } = measures;
  const faceDownCut = cutAt === undefined ? undefined : -cutAt;
  return [
    { ref: "C1", name: `upper-front-${size}`, pieces: inPieces(upperFront(measures), faceDownCut).toReversed() },
    { ref: "C2", name: `lower-front-${size}`, pieces: inPieces(lowerFront(measures), faceDownCut).toReversed() },
    { ref: "C3", name: `upper-back-${size}`, pieces: inPieces(upperBack(measures), cutAt) },
    { ref: "C4", name: `lower-back-${size}`, pieces: inPieces(lowerBack(measures), cutAt) },
    { ref: "C5", name: "camera-bracket", pieces: [cameraBracket()] },
    { ref: "C6", name: "reader-bracket", pieces: [readerBracket()] },
    { ref: "C7", name: "display-clamp", pieces: [displayClamp()] },
    { ref: "C8", name: "leg", pieces: [leg()] },
    { ref: "C9", name: "cable-clamp", pieces: [cableClamp()] },
    { ref: "C10", name: "light-bar", pieces: [lightBar()] },
    { ref: "C11", name: `upper-wing-${size}`, pieces: [wing(measures.upperHeight)] },
    { ref: "C12", name: `lower-wing-${size}`, pieces: [wing(measures.lowerHeight)] },
  ];
}
