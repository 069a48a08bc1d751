import { regionsAround } from "../core/code-region.ts";
import { FAINT_LOOK, FIRST_LOOK, type Look } from "../core/looks.ts";
import { collectSequence, NO_SEQUENCES, type Sequences } from "../core/structured-append.ts";
import type { FoundSymbol, FrameReport } from "../ports.ts";
import { type Attention, createAttention, type Worth } from "./attention.ts";
import { createFrameWatch, type FrameWatch, type Watched } from "./frame-watch.ts";
import { copyOf, type HardPicture } from "./hard-picture.ts";
import type { LookedOver } from "./late-reader.ts";
import type { LookedAt } from "./qr-looker.ts";

/** Cameras that are remembered at once; a kiosk has one or two. */
const MAX_CAMERAS = 8;
/** A code that is seen and not read for so long is held up by somebody who waits, in milliseconds … */
const HELD_MS = 2_000;
/** … as long as it is not out of sight for so long. */
const OUT_OF_SIGHT_MS = 700;
/**
 * So long passes between two tries of the last readers at it, and four times as long as they have tried in vain: after 2, 3, 7 and 27 seconds.
 * What they miss twice they mostly miss, and while their thread runs it takes memory.
 */
const BETWEEN_HARD_MS = 1_000;
const VAIN_TIMES = 4;
/** Larger places are halved for them, in pixels: this thread and theirs have little memory. */
const HALVED_PIXELS = 300_000;
/** The one look of frames that are worth no more. */
const ONLY: Readonly<Record<Exclude<Worth, "nothing-new" | "no-look">, Look | undefined>> = {
  "one-look": FIRST_LOOK,
  "faint-look": FAINT_LOOK,
  all: undefined,
};
const NOTHING_WATCHED: Watched = { symbols: [], unreadRegions: [] };
const NOTHING_SEEN: FrameReport = { symbols: [], isQuiet: false };

/** The frames of several cameras, each with what the frames before it showed. */
export interface CameraWatches {
  /** Looks at a frame and calls `answer`, once, as soon as it knows; what is to be kept of the frame for those after it comes then. */
  watch(picture: LookedAt, camera: string, answer: (found: LookedOver) => void): void;
}

interface CameraState {
  readonly look: FrameWatch;
  readonly attention: Attention;
  /** What the last frame showed that was looked at. */
  report: FrameReport;
  sequences: Sequences;
  /** Since when, and when last, a code was seen and not read. */
  unread: { readonly sinceMs: number; readonly seenMs: number } | undefined;
  hardMs: number;
}

/** Watches for cameras by their names; of too many the one that was idle longest is forgotten. */
export function createCameraWatches(monotonicMs: () => number): CameraWatches {
  const cameras = new Map<string, CameraState>();

  function stateOf(camera: string): CameraState {
    const known = cameras.get(camera);
    const look = known?.look ?? createFrameWatch(monotonicMs);
    const hardMs = Number.NEGATIVE_INFINITY;
    const attention = known?.attention ?? createAttention(monotonicMs);
    const state = known ?? { look, attention, report: NOTHING_SEEN, sequences: NO_SEQUENCES, unread: undefined, hardMs };
    cameras.delete(camera);
    cameras.set(camera, state);
    const [idle] = cameras.keys();
    if (cameras.size > MAX_CAMERAS && idle !== undefined) cameras.delete(idle);
    return state;
  }

  /** What of this frame goes to the last readers: the place of a code that is held up in vain. */
  function hardPartOf(state: CameraState, picture: LookedAt, { symbols, unreadRegions }: Watched): readonly HardPicture[] {
    const nowMs = monotonicMs();
    const [region] = unreadRegions;
    if (symbols.length > 0 || (state.unread && nowMs - state.unread.seenMs > OUT_OF_SIGHT_MS)) state.unread = undefined;
    if (!region) return [];
    state.unread = { sinceMs: state.unread?.sinceMs ?? nowMs, seenMs: nowMs };
    const betweenMs = Math.max(BETWEEN_HARD_MS, VAIN_TIMES * (state.hardMs - state.unread.sinceMs - HELD_MS));
    if (nowMs - state.unread.sinceMs < HELD_MS || nowMs - state.hardMs < betweenMs) return [];
    state.hardMs = nowMs;
    // The last readers win most where there are pixels enough, and what they need grows with the picture.
    const shrink: Look["steps"] = region.width * region.height > HALVED_PIXELS ? [{ step: "halve" }] : [];
    return copyOf(picture, shrink, region);
  }

  return {
    watch(picture, camera, answer) {
      const state = stateOf(camera);
      const worth = state.attention.worthOf(picture);
      if (worth === "nothing-new") return answer({ report: { ...state.report, isQuiet: true }, places: [], hard: [] });
      const looked = worth === "no-look" ? NOTHING_WATCHED : state.look(picture, ONLY[worth]);
      // Sharpened so much, clothes and posters have patterns that only seem parts of codes: what counts of it is what is read.
      const watched = worth === "faint-look" && looked.symbols.length === 0 ? NOTHING_WATCHED : looked;
      const symbols = watched.symbols.flatMap((symbol): readonly FoundSymbol[] => {
        if (!symbol.sequence) return [symbol];
        const { after, whole } = collectSequence(state.sequences, { ...symbol.sequence, bytes: symbol.bytes }, monotonicMs());
        state.sequences = after;
        return whole ? [wholeSymbol(whole, symbol.corners)] : [];
      });
      state.report = { symbols, isQuiet: false };
      const isRead = symbols.length > 0;
      const places = [...watched.unreadRegions, ...regionsAround(watched.symbols.map(({ corners }) => corners))];
      if (isRead) answer({ report: state.report, places, hard: [] });
      const signals = state.attention.saw(picture, watched);
      const hard = hardPartOf(state, picture, watched);
      if (isRead) return;
      if (signals) state.report = { ...state.report, signals };
      answer({ report: state.report, places, hard });
    },
  };
}

/** A symbol put together from several codes, where one of them is. */
export function wholeSymbol(bytes: Uint8Array, corners: FoundSymbol["corners"]): FoundSymbol {
  return { bytes, text: Buffer.from(bytes).toString("utf8"), corners };
}
