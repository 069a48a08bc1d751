import { CODE_LIKE, codeLikeness, type ScaledSums, scaledSums } from "../core/code-likeness.ts";
import { heldIn, isRoomKnown, nextRoom, UNKNOWN_ROOM } from "../core/empty-room.ts";
import type { FrameSignals } from "../core/frame-signals.ts";
import { measureSignals, type PictureOf } from "../core/measure-signals.ts";
import { afterSight, hasMovedLately, hasSeenLately, nextGate, OPEN_GATE, type Sight } from "../core/motion-gate.ts";
import type { BlockMeans } from "../core/picture-measures.ts";
import type { Watched } from "./frame-watch.ts";
import type { LookedAt } from "./qr-looker.ts";

/** Pixels a side of the blocks by which frames are compared. The smallest code that can be read is five of them wide. */
const BLOCK = 8;
/** Between two measurements of what is wrong with a code, in milliseconds: people move slower. */
const MEASURE_EVERY_MS = 200;
/** What was held up and is still, as on the kiosk's shelf, is measured on for as long as looks at it come no farther apart, in milliseconds. */
const GOES_ON_MS = 1_500;

/** What is measured to be a code in so many measurements in a row is held up, and nobody who walks by. */
const SURE_SAID = 3;
/** Where what moves is not like a code, a frame in so many is looked at all the same. */
const GLANCE_EVERY = 4;
/** What is like a code, and shows nothing of one for so many frames, is most likely none … */
const VAIN_FRAMES = 75;
/** … and then one frame in so many is looked at, … */
const VAIN_EVERY = 3;
/** … until something is so many times more like a code than all of it was. */
const NEWS = 1.25;

/** How much of a look a frame is worth: none where nothing has moved, or nothing that is like a code; one now and then in any case, plain or for faint codes. */
export type Worth = "nothing-new" | "no-look" | "one-look" | "faint-look" | "all";

/** What one camera's frames are worth: which are looked at, and what is said of those in which nothing was read. */
export interface Attention {
  /** How much of a look this frame is worth. */
  worthOf(picture: LookedAt): Worth;
  /**
   * Takes note of the frame and of what the look at it showed; what was read need not wait for this. Signals where it shows a code that was
   * not read, every now and then.
   */
  saw(picture: LookedAt, watched: Watched): FrameSignals | undefined;
}

/** The attention for one camera. Frames that are too large to be measured are always looked at. */
export function createAttention(monotonicMs: () => number): Attention {
  let gate = OPEN_GATE;
  let room = UNKNOWN_ROOM;
  /** Of the frame at hand. */
  let means: BlockMeans | undefined;
  let scales: readonly ScaledSums[] | undefined;
  /** Frames in a row in which something moved that was not like a code, or was and showed nothing of one; and how like one that was. */
  let faintFrames = 0;
  let vainFrames = 0;
  let vainLikeness = 0;
  let measuredMs = Number.NEGATIVE_INFINITY;
  let saidMs = Number.NEGATIVE_INFINITY;
  /** Measurements in a row that said something. */
  let said = 0;

  function scalesOf({ held, width }: LookedAt): readonly ScaledSums[] {
    scales ??= held ? scaledSums(width, held.textureSums) : [];
    return scales;
  }

  /** What a frame is worth in which something moves. */
  function worthOfMoving(likeness: number): Worth {
    if (likeness < CODE_LIKE) {
      [vainFrames, vainLikeness] = [0, 0];
      const glances = faintFrames++ / GLANCE_EVERY;
      if (!Number.isInteger(glances)) return "no-look";
      // In turns: what is not like a code may still be a faint one.
      return glances % 2 === 0 ? "one-look" : "faint-look";
    }
    faintFrames = 0;
    if (likeness > vainLikeness * NEWS) vainFrames = 0;
    vainLikeness = Math.max(vainLikeness, likeness);
    return vainFrames++ < VAIN_FRAMES || vainFrames % VAIN_EVERY === 0 ? "all" : "no-look";
  }

  /** Whether nothing has moved, compared with the frames before. */
  function compare(picture: LookedAt, nowMs: number): boolean {
    means = picture.held?.blockMeans(BLOCK);
    if (!means) return false;
    room = nextRoom(room, means, nowMs);
    const { after, isQuiet } = nextGate(gate, means, nowMs);
    gate = after;
    return isQuiet;
  }

  return {
    worthOf(picture) {
      const nowMs = monotonicMs();
      means = undefined;
      scales = undefined;
      // Whatever has moved, this frame is looked at: it is compared when it has been.
      if (hasSeenLately(gate, nowMs)) return "all";
      if (compare(picture, nowMs)) {
        faintFrames = vainFrames = vainLikeness = 0;
        return "nothing-new";
      }
      if (!means || hasSeenLately(gate, nowMs)) return "all";
      if (!hasMovedLately(gate, nowMs)) return "one-look";
      // What is held up is looked at, however faint it is: the looks for dark and blurred pictures may read it.
      if (said >= SURE_SAID && vainFrames === 0) return "all";
      return worthOfMoving(codeLikeness(scalesOf(picture), heldIn(room, means)));
    },
    saw(picture, watched) {
      const nowMs = monotonicMs();
      if (!means) compare(picture, nowMs);
      const sight = sightOf(watched);
      gate = afterSight(gate, sight, nowMs);
      if (sight !== "nothing") faintFrames = vainFrames = vainLikeness = 0;
      const isStill = !hasMovedLately(gate, nowMs) && nowMs - saidMs > GOES_ON_MS;
      // At the start nobody knows what is of the room, unless it has the pattern of a code.
      const isInDoubt = !isRoomKnown(room) && watched.unreadRegions.length === 0;
      if (!means || watched.symbols.length > 0 || isStill || isInDoubt || nowMs - measuredMs < MEASURE_EVERY_MS) return undefined;
      measuredMs = nowMs;
      const signals = measureSignals(picture, scalesOf(picture), pictureOf(picture), heldIn(room, means));
      said = signals ? said + 1 : 0;
      if (signals) saidMs = nowMs;
      return signals;
    },
  };
}

function sightOf({ symbols, unreadRegions }: Watched): Sight {
  if (symbols.length > 0) return "code";
  return unreadRegions.length > 0 ? "half-seen" : "nothing";
}

function pictureOf(picture: LookedAt): PictureOf {
  return (halvings, region) => {
    const view = picture.view(Array(halvings).fill({ step: "halve" }), region);
    return view && { width: view.width, height: view.height, luma: view.bytes.slice() };
  };
}
