import type { Camera, Frame } from "../ports.ts";

/** A camera without hardware: somebody else, such as the webcam of the desk page, brings its frames. */
export interface DeskCamera extends Camera {
  /** Delivers one frame, whose buffer it takes over. Before open() and after close() frames are dropped. */
  push(frame: Frame): void;
}

/** A desk camera, closed at first. It is never missing: a desk where nobody started the webcam is in order. */
export function createDeskCamera(): DeskCamera {
  let deliver: ((frame: Frame) => void) | undefined;
  let hasDelivered = false;
  return {
    open(onFrame) {
      deliver = onFrame;
    },
    push(frame) {
      hasDelivered ||= deliver !== undefined;
      deliver?.(frame);
    },
    health: () => ({ state: "ok", detail: hasDelivered ? "the page's webcam" : "waiting for the page's webcam" }),
    close: async () => {
      deliver = undefined;
    },
  };
}
