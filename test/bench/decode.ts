// `npm run bench:decode [-- --quick] [--seed N] [--write]`: our decoder, zxing-wasm with its defaults, zxing-wasm with every option, and jsqr,
// each picture and frame by all of them before the next. Ends with a line for each bar: `holds`, or `falls short`, or `not here`.
//   --quick   a part of everything, two minutes: for a look, not for a figure
//   --seed N  other codes, hands and rooms; without it those of docs/performance.md
//   --only P  one of pictures, sequences, rooms, latency, kiosk
//   --write   writes docs/images/decode.svg
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { sceneCatalogue } from "../../src/core/scene/catalogue.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import { loadRivals } from "../support/rival-readers.ts";
import { type Bar, barLine, idleBar, kioskBar, latencyBar, pictureBars, sequenceBars } from "./decode-bars.ts";
import { type ChartData, drawChart } from "./decode-chart.ts";
import { measureRooms } from "./decode-idle.ts";
import { measureLatency } from "./decode-latency.ts";
import { measurePictures } from "./decode-pictures.ts";
import { measureSequences } from "./decode-sequences.ts";
import { chartOf, kioskTable, latencyTable, pictureTable, roomTable, sequenceTable } from "./decode-tables.ts";
import { mean } from "./figures.ts";
import { measureKiosk } from "./memory.ts";

/** jsqr would come to one frame in so many at 15 a second; and it alone would take ten minutes. */
const SIZES = [
  { width: 640, height: 480, jsqrEvery: 4 },
  { width: 1280, height: 720, jsqrEvery: 8 },
] as const;
const FILM_FRAMES = 30;
const PARTS = ["pictures", "sequences", "rooms", "latency", "kiosk"] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    seed: { type: "string", default: "2026" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) refuse(`--seed ${values.seed}: a whole number from 0 on`);
if (values.only !== undefined && !isPart(values.only)) refuse(`--only ${values.only}: one of ${PARTS.join(", ")}`);
const isQuick = values.quick;
const isWanted = (part: Part): boolean => values.only === undefined || values.only === part;
const bars: Bar[] = [];
const chart: { pictures: ChartData["pictures"]; sequences: ChartData["sequences"][number][] } = { pictures: [], sequences: [] };

function isPart(text: string): text is Part {
  return PARTS.some((part) => part === text);
}

function refuse(complaint: string): never {
  console.error(complaint);
  process.exit(2);
}

function say(title: string, lines: readonly string[], judged: readonly Bar[] = []): void {
  console.log(`\n## ${title} (${Math.round(performance.now() / 1000)} s)\n`);
  for (const line of [...lines, ...(judged.length > 0 ? ["", ...judged.map(barLine)] : [])]) console.log(line);
  bars.push(...judged);
}

/** Frames of a room in which nothing moves. */
function emptyRoom(): readonly GreyPicture[] {
  const spec = sceneCatalogue(seed).find(({ name }) => name === "empty room")?.spec;
  if (!spec) throw new Error("bench: no empty room");
  const sequence = createSequence(spec);
  return Array.from({ length: FILM_FRAMES }, (_, frame) => sequence.frame(frame).picture);
}

/** What zxing-wasm with its defaults would take for 15 such frames a second, as a part of one core. */
function shareOfDefaults(pictures: readonly GreyPicture[]): number {
  const startMs = performance.now();
  for (const picture of pictures) rivals.defaults(picture);
  return ((performance.now() - startMs) / pictures.length / 1000) * 15;
}

const rivals = await loadRivals();
if (isWanted("pictures")) {
  const scores = await measurePictures(isQuick ? 10 : 1);
  chart.pictures = chartOf.pictures(scores);
  say("Pictures that others made", pictureTable(scores), pictureBars(scores));
}
if (isWanted("sequences")) {
  for (const size of SIZES) {
    const title = `${size.width} × ${size.height}`;
    const measured = await measureSequences({ seed, size, every: isQuick ? 4 : 1, jsqrEvery: size.jsqrEvery, rivals });
    chart.sequences.push(chartOf.sequences(title, measured));
    say(`Sequences at ${title}, seed ${seed}`, sequenceTable(measured, size.jsqrEvery), sequenceBars(title, measured));
  }
}
if (isWanted("rooms")) {
  const rooms = await measureRooms(seed, isQuick ? 2 : 6, rivals);
  say("Rooms without a code, 1280 × 720", roomTable(rooms), idleBar(rooms));
}
if (isWanted("latency")) {
  const latency = await measureLatency(seed, isQuick ? 120 : 420);
  say("From the last byte of a frame to its symbol, 1280 × 720", latencyTable(latency), [latencyBar(latency)]);
}
if (isWanted("kiosk")) {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const room = emptyRoom();
  writeFileSync(join(folder, "room"), Buffer.concat(room.map(({ luma }) => luma)));
  const shares = [shareOfDefaults(room)];
  const kiosk = await measureKiosk({ RPICAM_FRAMES: join(folder, "room") });
  shares.push(shareOfDefaults(room));
  rmSync(folder, { recursive: true });
  say("A whole kiosk before an empty room, 1280 × 720 at 15 a second", kioskTable(kiosk, mean(shares)), [kioskBar(kiosk)]);
}
say("The bar", bars.map(barLine));
// A part of the picture is no picture.
if (values.write && values.only === undefined) writeFileSync(new URL("../../docs/images/decode.svg", import.meta.url), drawChart(chart));
process.exit();
