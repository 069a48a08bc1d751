import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { createCameraWatches } from "../../src/drivers/camera-watches.ts";
import { BUDGET_MS } from "../../src/drivers/frame-watch.ts";
import { loadPreSteps } from "../../src/drivers/pre-steps.ts";
import { createLooker, type LookedAt } from "../../src/drivers/qr-looker.ts";
import { loadQrReader } from "../../src/drivers/qr-reader.ts";

/** What our decoder's thread does with the frames of one camera, on this thread and by a clock of its own. */
export interface OurWatch {
  /** Looks at a frame that comes at this time of the clock, in milliseconds. A frame in which nothing moved has no texts. */
  look(picture: GreyPicture, atMs: number): { readonly texts: readonly string[]; readonly ms: number; readonly isQuiet: boolean };
  /** Of the last frame: looks after the first one, and those of them that began after the budget was used up. */
  furtherLooks(): number;
  lateLooks(): number;
}

const loaded = { lookAt: undefined as ReturnType<typeof createLooker> | undefined };

/** A watch that has seen nothing yet. `times`: how much slower than this machine its clock takes it to be. */
export async function createOurWatch(times: number): Promise<OurWatch> {
  loaded.lookAt ??= createLooker(await loadPreSteps(), await loadQrReader());
  const { lookAt } = loaded;
  let base = 0;
  let startMs = 0;
  const now = () => base + (performance.now() - startMs) * times;
  // What the decoder was last told, so that a pause of this thread just then does not count against it.
  let told: number[] = [];
  const watches = createCameraWatches(() => {
    const nowMs = now();
    told.push(nowMs);
    return nowMs;
  });
  let starts: number[] = [];
  let firstEnd = 0;

  /** The same frame; when each look at it begins is written down. */
  function timed(picture: LookedAt): LookedAt {
    return {
      ...picture,
      look(look, region) {
        starts.push(told.at(-1) ?? 0);
        const reading = picture.look(look, region);
        if (starts.length === 1) {
          told = [];
          firstEnd = now();
        }
        return reading;
      },
    };
  }

  return {
    look({ luma, ...size }, atMs) {
      base = atMs;
      startMs = performance.now();
      starts = [];
      const { report } = watches.watch(timed(lookAt({ ...size, stride: size.width, luma })), "bench");
      return { texts: report.isQuiet ? [] : report.symbols.map(({ text }) => text), ms: now() - atMs, isQuiet: report.isQuiet };
    },
    furtherLooks: () => Math.max(0, starts.length - 1),
    lateLooks: () => starts.slice(1).filter((start) => start - (told[0] ?? firstEnd) > BUDGET_MS).length,
  };
}
