import type { RoomScore } from "./decode-idle.ts";
import type { LatencyMeasured } from "./decode-latency.ts";
import type { PictureScore } from "./decode-pictures.ts";
import type { SequencesMeasured } from "./decode-sequences.ts";
import { mean, median, quantile, sum } from "./figures.ts";
import type { KioskMeasured } from "./memory.ts";

/** Something that was promised, and what is true of it. */
export interface Bar {
  readonly what: string;
  readonly figure: string;
  readonly wanted: string;
  /** Undefined: it could not be measured here. */
  readonly holds: boolean | undefined;
}

/** `holds`, `falls short` or `not here`, of what, and by which figure. */
export function barLine({ what, figure, wanted, holds }: Bar): string {
  const word = holds === undefined ? "not here" : holds ? "holds" : "falls short";
  return `${word.padEnd(11)}  ${what}: ${figure} (${wanted})`;
}

const DEFAULTS = "zxing-wasm, defaults";
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Read in 88.8 % of the pictures with a code, each counted once. */
export function pictureBars(scores: readonly PictureScore[]): readonly Bar[] {
  const what = "pictures";
  const [still, defaults, every] = ["ours, as a still", DEFAULTS, "zxing-wasm, every option"].map((name) =>
    scores.find(({ reader }) => reader === name),
  );
  if (!still || !defaults || !every) return [{ what, figure: "–", wanted: "the pictures lie beside the project", holds: undefined }];
  const share = still.read / still.withCode;
  const wrong = scores.filter(({ reader }) => reader.startsWith("ours")).flatMap((score) => score.wrong);
  const times = median(still.ms) / median(defaults.ms);
  return [
    { what, figure: `${percent(share)} read`, wanted: "at least 88.8 %", holds: share >= 0.888 },
    {
      what,
      figure: `${still.read} read against ${every.read}`,
      wanted: "more than zxing-wasm with every option",
      holds: still.read > every.read,
    },
    { what, figure: `${wrong.length} texts that nobody confirms`, wanted: "none", holds: wrong.length === 0 },
    { what, figure: `median time ${times.toFixed(2)} × zxing-wasm's defaults`, wanted: "at most 2 ×", holds: times <= 2 },
    {
      what,
      figure: `p99 of a still ${quantile(still.ms, 0.99).toFixed(0)} ms`,
      wanted: "at most 1,000 ms",
      holds: quantile(still.ms, 0.99) <= 1000,
    },
  ];
}

/** 42 % of the frames, 31 of 32 sequences, sooner than zxing-wasm, at three times its time, within the budget. */
export function sequenceBars(size: string, { scores, sequences, lateLooks, furtherFrames }: SequencesMeasured): readonly Bar[] {
  const what = `sequences ${size}`;
  const [ours, defaults] = ["ours", DEFAULTS].map((name) => scores.find(({ reader }) => reader === name));
  if (!ours || !defaults) return [];
  const share = ours.read / ours.frames;
  const read = ours.firstFrames.filter((first) => first !== undefined).length;
  const sooner = (ours.firstSeconds[0] ?? 0) / (defaults.firstSeconds[0] ?? 1);
  const longer = mean(ours.ms) / mean(defaults.ms);
  return [
    { what, figure: `${percent(share)} of frames read`, wanted: "at least 42 %", holds: share >= 0.42 },
    { what, figure: `${read} of ${sequences} read`, wanted: "at least 31 of 32", holds: read / sequences >= 31 / 32 },
    { what, figure: `${ours.falseTexts} false texts`, wanted: "none", holds: ours.falseTexts === 0 },
    {
      what,
      figure: `first text after ${sooner.toFixed(2)} × the time of zxing-wasm's defaults`,
      wanted: "at most 0.7 ×",
      holds: sooner <= 0.7,
    },
    { what, figure: `${longer.toFixed(2)} × the mean time of zxing-wasm's defaults`, wanted: "at most 3 ×", holds: longer <= 3 },
    {
      what,
      figure: `${lateLooks} looks begun after the budget was used up, in ${furtherFrames} frames`,
      wanted: "none: never over by more than one look",
      holds: lateLooks === 0,
    },
  ];
}

/** Idle rooms at 0.3 times what zxing-wasm would take for each of their frames. */
export function idleBar(rooms: readonly RoomScore[]): readonly Bar[] {
  const falseTexts = sum(rooms.map((room) => room.falseTexts.ours));
  return [
    ...rooms
      .filter(({ isIdle }) => isIdle)
      .map(({ room, ms }) => {
        const share = sum(ms.ours) / sum(ms.defaults);
        return {
          what: `idle, ${room}`,
          figure: `${share.toFixed(2)} × the time of zxing-wasm's defaults`,
          wanted: "at most 0.3 ×",
          holds: share <= 0.3,
        };
      }),
    { what: "rooms without a code", figure: `${falseTexts} texts`, wanted: "none", holds: falseTexts === 0 },
  ];
}

/** From the last byte to the symbol at 1.3 times the bare call, at the 99th percentile. */
export function latencyBar({ whole, bare }: LatencyMeasured): Bar {
  const times = quantile(whole, 0.99) / quantile(bare, 0.99);
  return { what: "last byte to symbol", figure: `p99 ${times.toFixed(2)} × the bare call`, wanted: "at most 1.3 ×", holds: times <= 1.3 };
}

/** 130 MB for all of it. */
export function kioskBar({ residentMb }: KioskMeasured): Bar {
  return {
    what: "whole kiosk with a camera",
    figure: `${residentMb.toFixed(0)} MB resident`,
    wanted: "at most 130 MB",
    holds: residentMb <= 130,
  };
}
