// The thread behind qr-decoder.ts: one frame at a time, in the order in which they come.
import { parentPort } from "node:worker_threads";
import { freeLuma } from "../core/frame-assembly.ts";
import { createCameraWatches } from "./camera-watches.ts";
import type { LookedOver } from "./late-reader.ts";
import { loadPreSteps } from "./pre-steps.ts";
import type { DecodeAnswer, DecodeRequest } from "./qr-decoder.ts";
import { createLooker } from "./qr-looker.ts";
import { loadQrReader } from "./qr-reader.ts";
import { readStill } from "./still-search.ts";

const lookAt = createLooker(await loadPreSteps(), await loadQrReader());
const monotonicMs = (): number => performance.now();
const watches = createCameraWatches(monotonicMs);

parentPort?.on("message", ({ id, frame, camera }: DecodeRequest) => {
  const picture = lookAt(frame);
  const answer = (found: LookedOver): void => parentPort?.postMessage({ id, ...found } satisfies DecodeAnswer);
  if (camera === undefined) answer(readStill(picture, frame, monotonicMs));
  else watches.watch(picture, camera, answer);
  freeLuma(frame.luma);
});
