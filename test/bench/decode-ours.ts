import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { createCameraWatches } from "../../src/drivers/camera-watches.ts";
import { BUDGET_MS } from "../../src/drivers/frame-watch.ts";
import { createLastReaders } from "../../src/drivers/last-readers.ts";
import { loadPreSteps } from "../../src/drivers/pre-steps.ts";
import { createLooker, type LookedAt } from "../../src/drivers/qr-looker.ts";
import { loadQrReader } from "../../src/drivers/qr-reader.ts";
import { readStill } from "../../src/drivers/still-search.ts";
import type { FrameReport } from "../../src/ports.ts";

/** What our decoder's thread does with the frames of one camera, on this thread and by a clock of its own. */
export interface OurWatch {
  /** Looks at a frame that comes at this time of the clock, in milliseconds. A frame in which nothing moved has no texts. */
  look(picture: GreyPicture, atMs: number): { readonly texts: readonly string[]; readonly ms: number; readonly isQuiet: boolean };
  /** Of the last frame: looks after the first one, and those of them that began after the budget was used up. */
  furtherLooks(): number;
  lateLooks(): number;
}

/** So long the last readers may take for one still, in milliseconds, as in qr-decoder.ts. */
const LAST_BUDGET_MS = 400;

let loaded: Promise<ReturnType<typeof createLooker>> | undefined;

function loadLooker(): Promise<ReturnType<typeof createLooker>> {
  loaded ??= Promise.all([loadPreSteps(), loadQrReader()]).then(([preSteps, read]) => createLooker(preSteps, read));
  return loaded;
}

/** What our decoder does with stills; like its rivals on this thread, since on a busy machine the way to another and back takes longest. */
export async function createOurStills() {
  const lookAt = await loadLooker();
  const lastReaders = createLastReaders();
  return {
    async read({ luma, ...size }: GreyPicture): Promise<readonly string[]> {
      const frame = { ...size, stride: size.width, luma };
      const { report, hard } = readStill(lookAt(frame), frame, () => performance.now());
      let { symbols } = report;
      if (hard.length > 0) await lastReaders.ready(LAST_BUDGET_MS);
      const endMs = performance.now() + LAST_BUDGET_MS;
      for (const picture of hard) {
        const withinMs = endMs - performance.now();
        if (symbols.length === 0 && withinMs > 0) symbols = await lastReaders.read(picture, withinMs);
      }
      return symbols.map(({ text }) => text);
    },
    close: lastReaders.close,
  };
}

/** A watch that has seen nothing yet. `times`: how much slower than this machine its clock takes it to be. */
export async function createOurWatch(times: number): Promise<OurWatch> {
  const lookAt = await loadLooker();
  let base = 0;
  let startMs = 0;
  const now = () => base + (performance.now() - startMs) * times;
  // What the decoder was last told, so that a pause of this thread just then does not count against it.
  let toldMs = 0;
  const watches = createCameraWatches(() => {
    const nowMs = now();
    toldMs = nowMs;
    return nowMs;
  });
  let starts: number[] = [];

  /** The same frame; when each look at it begins is written down. */
  function timed(picture: LookedAt): LookedAt {
    return {
      ...picture,
      look(look, region) {
        starts.push(toldMs);
        return picture.look(look, region);
      },
    };
  }

  return {
    look({ luma, ...size }, atMs) {
      base = atMs;
      startMs = performance.now();
      starts = [];
      let report: FrameReport = { symbols: [], isQuiet: true };
      watches.watch(timed(lookAt({ ...size, stride: size.width, luma })), "bench", (found) => {
        report = found.report;
      });
      return { texts: report.isQuiet ? [] : report.symbols.map(({ text }) => text), ms: now() - atMs, isQuiet: report.isQuiet };
    },
    furtherLooks: () => Math.max(0, starts.length - 1),
    // From the first of them: before it the budget begins, and a pause of this thread just then is nobody's fault.
    lateLooks: () => starts.slice(2).filter((start) => start - (starts[1] ?? start) > BUDGET_MS).length,
  };
}
