import { findAt, followPlace, type LatePlaces, nextFrame } from "../core/late-finds.ts";
import type { Region } from "../core/picture-steps.ts";
import { isSameBytes } from "../core/sure-symbol.ts";
import type { FoundSymbol, FrameReport } from "../ports.ts";
import { type HardPicture, placeOf } from "./hard-picture.ts";

/** What looks at a picture have shown. */
export interface LookedOver {
  readonly report: FrameReport;
  /** Where the frame of a camera shows codes, read or not. */
  readonly places: readonly Region[];
  /** What the last readers may look at; possibly nothing. */
  readonly hard: readonly HardPicture[];
}

/** What the last readers read of the frames of cameras, told with later frames: nobody waits for it. */
export interface LateReader {
  /** The report of a frame, with what was read before of codes that it still shows; begins to read what it leaves unread. */
  reportOf(camera: string, frame: LookedOver): FrameReport;
}

/** Reads by `read`, one picture at a time: a frame that comes meanwhile is left as it is. */
export function createLateReader(read: (hard: readonly HardPicture[]) => Promise<readonly FoundSymbol[]>): LateReader {
  let followed: LatePlaces<FoundSymbol> = [];
  let isReading = false;

  async function readLate(camera: string, hard: readonly HardPicture[]): Promise<void> {
    const [picture] = hard;
    if (!picture || isReading) return;
    isReading = true;
    const { after, id } = followPlace(followed, { camera, region: placeOf(picture) }, performance.now());
    followed = after;
    const symbols = await read(hard);
    isReading = false;
    followed = findAt(followed, id, symbols);
  }

  return {
    reportOf(camera, { report, places, hard }) {
      const { after, shown } = nextFrame(followed, { camera, places, isQuiet: report.isQuiet }, performance.now());
      followed = after;
      void readLate(camera, hard);
      const late = shown.filter(({ bytes }) => !report.symbols.some((symbol) => isSameBytes(symbol.bytes, bytes)));
      return late.length > 0 ? { ...report, symbols: [...report.symbols, ...late] } : report;
    },
  };
}
