import type { Camera, Frame } from "../../src/ports.ts";

/** A camera and all the frames that it has sent so far. */
export interface WatchedCamera {
  readonly camera: Camera;
  readonly frames: Frame[];
}

/** Opens a camera and gathers its frames. */
export function watchCamera(camera: Camera): WatchedCamera {
  const frames: Frame[] = [];
  camera.open((frame) => {
    // Looked at later, when the slot has another frame: so it is copied here.
    frames.push({ ...frame, luma: new Uint8Array(frame.luma) });
    frame.release?.();
  });
  return { camera, frames };
}
