import type { ChartData, ChartReader } from "./decode-chart.ts";
import type { RoomScore } from "./decode-idle.ts";
import type { LatencyMeasured } from "./decode-latency.ts";
import type { PictureScore } from "./decode-pictures.ts";
import { type SequenceScore, type SequencesMeasured, SLOWER } from "./decode-sequences.ts";
import { mean, median, quantile, sum } from "./figures.ts";
import type { KioskMeasured } from "./memory.ts";

const COLOURS: Readonly<Record<string, string>> = {
  "zxing-wasm, defaults": "#5d666f",
  "zxing-wasm, every option": "#3b7dd8",
  jsqr: "#d97706",
  ours: "#0b7a53",
};

const readerOf = (name: string): ChartReader => ({ name, colour: COLOURS[name] ?? COLOURS["ours"] ?? "" });
const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;
const times = (ms: readonly number[]): string => `${median(ms).toFixed(1)} / ${quantile(ms, 0.95).toFixed(0)}`;

/** Rows as Markdown. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

export function pictureTable(scores: readonly PictureScore[]): readonly string[] {
  if (scores.length === 0) return ["the pictures are not here"];
  return table(
    ["reader", "read, of all with a code", "of those that any reader reads", "texts that nobody confirms", "ms a picture, median / p95"],
    scores.map(({ reader, read, readable, withCode, wrong, ms }) => [
      reader,
      `${read} of ${withCode} (${percent(read, withCode)})`,
      percent(read, readable),
      wrong.length === 0 ? "0" : `${wrong.length}: ${wrong.join(" ")}`,
      times(ms),
    ]),
  );
}

export function sequenceTable({ scores, sequences }: SequencesMeasured, jsqrEvery: number): readonly string[] {
  const rows = table(
    [
      "reader",
      "frames read",
      "sequences read",
      "false texts",
      "ms a frame, mean",
      "median / p95",
      `s to the first text: here / ${SLOWER.slice(1).join(" × / ")} × slower`,
    ],
    scores.map((score) => [
      score.reader === "jsqr" ? `jsqr, each ${jsqrEvery}th frame` : score.reader,
      `${score.read} of ${score.frames} (${percent(score.read, score.frames)})`,
      `${score.firstFrames.filter((first) => first !== undefined).length} of ${sequences}`,
      String(score.falseTexts),
      mean(score.ms).toFixed(1),
      times(score.ms),
      score.firstSeconds.map((seconds) => seconds.toFixed(2)).join(" / "),
    ]),
  );
  return [...rows, "", ...conditionTable(scores)];
}

function conditionTable(scores: readonly SequenceScore[]): readonly string[] {
  const conditions = [...(scores[0]?.byCondition.keys() ?? [])];
  return table(
    ["frames read", ...scores.map(({ reader }) => reader)],
    conditions.map((condition) => [condition, ...scores.map(({ byCondition }) => percent(byCondition.get(condition) ?? 0, 1))]),
  );
}

export function roomTable(rooms: readonly RoomScore[]): readonly string[] {
  return table(
    [
      "room",
      "frames looked at by ours",
      "time, × zxing-wasm's defaults",
      "ms a frame, median / p95: ours",
      "defaults",
      "every option",
      "jsqr",
      "texts: ours, defaults, every option, jsqr",
    ],
    rooms.map(({ room, looked, frames, ms, falseTexts }) => [
      room,
      `${looked} of ${frames}`,
      (sum(ms.ours) / sum(ms.defaults)).toFixed(2),
      `${median(ms.ours).toFixed(2)} / ${quantile(ms.ours, 0.95).toFixed(1)}`,
      times(ms.defaults),
      times(ms.everyOption),
      times(ms.jsqr),
      [falseTexts.ours, falseTexts.defaults, falseTexts.everyOption, falseTexts.jsqr].join(", "),
    ]),
  );
}

export function latencyTable({ whole, bare, missed, lost }: LatencyMeasured): readonly string[] {
  const row = (name: string, ms: readonly number[]) => [name, ...[0.5, 0.95, 0.99].map((share) => quantile(ms, share).toFixed(2))];
  return [
    ...table(["ms", "median", "p95", "p99"], [row("last byte to symbol", whole), row("the bare call", bare)]),
    "",
    `${whole.length} frames; in ${missed} of them nothing was found; ${lost} more had no room`,
  ];
}

export function kioskTable({ residentMb, peakMb, processorShare }: KioskMeasured, defaultsShare: number): readonly string[] {
  return table(
    ["resident", "peak", "processor time of the whole kiosk", "zxing-wasm's defaults on each frame, alone"],
    [[`${residentMb.toFixed(0)} MB`, `${peakMb.toFixed(0)} MB`, `${percent(processorShare, 1)} of a core`, percent(defaultsShare, 1)]],
  );
}

/** The same as a picture. */
export const chartOf = {
  pictures: (scores: readonly PictureScore[]): ChartData["pictures"] =>
    scores
      .filter(({ reader }) => reader !== "ours, in a stream")
      .map(({ reader, read, withCode }) => ({ reader: readerOf(reader), share: read / withCode })),
  sequences: (title: string, { scores }: SequencesMeasured): ChartData["sequences"][number] => ({
    title,
    frames: 24,
    readers: scores.map(({ reader, firstFrames }) => ({ reader: readerOf(reader), firstFrames })),
  }),
};
