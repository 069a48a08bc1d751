import { NOBODY_COACHED, nextCoaching } from "../../src/core/coaching.ts";
import { OFFICE, OFFICE_LIGHT, piCamera } from "../../src/core/scene/presets.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import { createCameraWatches } from "../../src/drivers/camera-watches.ts";
import { loadPreSteps } from "../../src/drivers/pre-steps.ts";
import { createLooker } from "../../src/drivers/qr-looker.ts";
import { loadQrReader } from "../../src/drivers/qr-reader.ts";
import type { FrameReport } from "../../src/ports.ts";
import { loadRivals } from "../support/rival-readers.ts";

const SIZE = { width: 1280, height: 720 };
const FRAMES_PER_SECOND = 15;
/** Different frames of each room; they are gone through to and fro. */
const FRAMES = 60;
const SECONDS = 40;
/** The first seconds, in which nobody is there and the room is learnt, do not count. */
const SETTLING_SECONDS = 15;
const EMPTY_FRAMES = 4;

const ROOMS = {
  "a room": {},
  "a room with posters like codes": { hasDecoys: true, clutter: 1 },
  "a room with a window": { windowLuminance: 4_000 },
  "people walking by": { passersBy: 1 },
  "a queue before posters like codes": { passersBy: 3, hasDecoys: true, clutter: 1 },
};

/** Processor time of the decoder's thread in rooms without a code, against zxing-wasm's defaults on each frame, frame by frame in turns. */
export async function benchIdle(): Promise<readonly string[]> {
  const [rivals, lookAt] = [await loadRivals(), createLooker(await loadPreSteps(), await loadQrReader())];
  const lines = [
    `${SIZE.width} × ${SIZE.height}, ${FRAMES_PER_SECOND} frames a second (aim: at most 0.3 in a room in which nothing moves, 1 with people)`,
  ];
  for (const [name, room] of Object.entries(ROOMS)) {
    const exposure = { metering: "room", seconds: 0.02, gain: 12, bias: 0, hunting: 0.4, drift: 0 } as const;
    const camera = piCamera(SIZE, { exposure, framesPerSecond: FRAMES_PER_SECOND });
    const spec = { name, seed: 77, frames: FRAMES, camera, light: OFFICE_LIGHT, room: { ...OFFICE, ...room }, held: [] };
    const [sequence, empty] = [createSequence(spec), createSequence({ ...spec, room: { ...spec.room, passersBy: 0 } })];
    const before = Array.from({ length: EMPTY_FRAMES }, (_, n) => empty.frame(n).picture);
    const pictures = Array.from({ length: FRAMES }, (_, n) => sequence.frame(n).picture);
    // The time of the frames, and within a frame that of the machine: further looks have a budget.
    const clock = { frameMs: 0, startMs: 0 };
    const watches = createCameraWatches(() => clock.frameMs + performance.now() - clock.startMs);
    const spent = { ours: 0, theirs: 0, quiet: 0, hints: 0 };
    let coaching = NOBODY_COACHED;
    for (let frame = 0; frame < SECONDS * FRAMES_PER_SECOND; frame++) {
      const at = frame % (2 * FRAMES - 2);
      const isSettling = frame < SETTLING_SECONDS * FRAMES_PER_SECOND;
      const picture = isSettling ? before[frame % EMPTY_FRAMES] : pictures[at < FRAMES ? at : 2 * FRAMES - 2 - at];
      if (!picture) continue;
      Object.assign(clock, { frameMs: (frame * 1000) / FRAMES_PER_SECOND, startMs: performance.now() });
      let report: FrameReport | undefined;
      const ours = processorMsOf(() => {
        watches.watch(lookAt({ ...picture, stride: picture.width }), "bench", (found) => {
          report = found.report;
        });
      });
      if (report) coaching = nextCoaching(coaching, { ...report, isRead: report.symbols.length > 0, size: SIZE }, clock.frameMs);
      const theirs = processorMsOf(() => rivals.defaults(picture));
      if (isSettling) continue;
      spent.ours += ours;
      spent.theirs += theirs;
      spent.quiet += report?.isQuiet ? 1 : 0;
      spent.hints += coaching.hint ? 1 : 0;
    }
    const count = (SECONDS - SETTLING_SECONDS) * FRAMES_PER_SECOND;
    const [ours, theirs] = [spent.ours / count, spent.theirs / count];
    const share = ((100 * spent.quiet) / count).toFixed(0);
    lines.push(
      `  ${(ours / theirs).toFixed(2)} (${ours.toFixed(2)} ms a frame against ${theirs.toFixed(2)} ms, nothing moved in ${share} % of frames, ${spent.hints} frames with a false hint)  ${name}`,
    );
  }
  return lines;
}

function processorMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
