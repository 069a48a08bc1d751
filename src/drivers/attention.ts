import { heldIn, isRoomKnown, nextRoom, UNKNOWN_ROOM } from "../core/empty-room.ts";
import type { FrameSignals } from "../core/frame-signals.ts";
import { measureSignals, type PictureOf } from "../core/measure-signals.ts";
import { afterSight, hasMovedLately, nextGate, OPEN_GATE, type Sight } from "../core/motion-gate.ts";
import type { BlockMeans } from "../core/picture-measures.ts";
import type { Watched } from "./frame-watch.ts";
import type { LookedAt } from "./qr-looker.ts";

/** Pixels a side of the blocks by which frames are compared. The smallest code that can be read is five of them wide. */
const BLOCK = 8;
/** Between two measurements of what is wrong with a code, in milliseconds: people move slower. */
const MEASURE_EVERY_MS = 200;
/** What was held up and is still, as on the kiosk's shelf, is measured on for as long as looks at it come no farther apart, in milliseconds. */
const GOES_ON_MS = 1_500;

/** Something that moves for so long, in frames, without anything like a code in it is most likely no code … */
const VAIN_FRAMES = 15;
/** … and then every so many frames are looked at with all means, the others once. */
const THOROUGH_EVERY = 6;

/** How much of a look a frame is worth: none where nothing has moved, one where nothing speaks for a code. */
export type Worth = "nothing" | "one-look" | "all";

/** What one camera's frames are worth: which are looked at, and what is said of those in which nothing was read. */
export interface Attention {
  /** How much of a look this frame is worth. */
  worthOf(picture: LookedAt): Worth;
  /** Takes note of what the look at this frame showed. Signals where it shows a code that was not read, every now and then. */
  saw(picture: LookedAt, watched: Watched): FrameSignals | undefined;
}

/** The attention for one camera. Frames that are too large to be measured are always looked at. */
export function createAttention(monotonicMs: () => number): Attention {
  let gate = OPEN_GATE;
  let room = UNKNOWN_ROOM;
  let means: BlockMeans | undefined;
  /** Frames since the last with anything like a code. */
  let vainFrames = 0;
  let isVain = false;
  let measuredMs = Number.NEGATIVE_INFINITY;
  let saidMs = Number.NEGATIVE_INFINITY;

  return {
    worthOf({ held }) {
      means = held?.blockMeans(BLOCK);
      if (!means) return "all";
      const nowMs = monotonicMs();
      room = nextRoom(room, means, nowMs);
      const { after, isQuiet } = nextGate(gate, means, nowMs);
      gate = after;
      if (isQuiet) {
        vainFrames = 0;
        return "nothing";
      }
      isVain = vainFrames > VAIN_FRAMES && vainFrames % THOROUGH_EVERY !== 0;
      return isVain || !hasMovedLately(gate, nowMs) ? "one-look" : "all";
    },
    saw(picture, watched) {
      const nowMs = monotonicMs();
      const sight = sightOf(watched);
      gate = afterSight(gate, sight, nowMs);
      vainFrames = sight === "nothing" ? vainFrames + 1 : 0;
      const isStill = !hasMovedLately(gate, nowMs) && nowMs - saidMs > GOES_ON_MS;
      const isNewsless = isVain || watched.symbols.length > 0 || isStill;
      // At the start nobody knows what is of the room, unless it has the pattern of a code.
      const isInDoubt = !isRoomKnown(room) && watched.unreadRegions.length === 0;
      if (!means || isNewsless || isInDoubt || nowMs - measuredMs < MEASURE_EVERY_MS) return undefined;
      measuredMs = nowMs;
      const signals = measureSignals(picture, pictureOf(picture), heldIn(room, means));
      if (signals) [vainFrames, saidMs] = [0, nowMs];
      return signals;
    },
  };
}

function sightOf({ symbols, unreadRegions }: Watched): Sight {
  if (symbols.length > 0) return "code";
  return unreadRegions.length > 0 ? "half-seen" : "nothing";
}

function pictureOf(picture: LookedAt): PictureOf {
  return (isHalved, region) => {
    const view = picture.view(isHalved ? [{ step: "halve" }] : [], region);
    return view && { width: view.width, height: view.height, luma: view.bytes.slice() };
  };
}
