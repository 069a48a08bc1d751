import { loadLibc } from "./libc.ts";

/** So often, in milliseconds; each time took 0.1 to 0.7 on a PC, and was not measured on a board. */
const EVERY_MS = 10_000;

/**
 * Gives back to the machine, every now and then, what the C library keeps for later: compilers at the start and readers of hard pictures take
 * megabytes for a moment, and what is still in use lies between them. Does nothing where the C library cannot.
 */
export function returnSpareMemory(everyMs = EVERY_MS): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  loadLibc().then(
    (libc) => {
      if (!isClosed) timer = setInterval(() => libc.trimMemory(), everyMs).unref();
    },
    // A machine without the addon only keeps its memory.
    () => undefined,
  );
  return {
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
