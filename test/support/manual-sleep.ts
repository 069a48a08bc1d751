import type { Sleep } from "../../src/ports.ts";

/** Waits that end when the test says so. */
export function manualSleep(): { readonly sleep: Sleep; readonly waits: number[]; end(): void } {
  const waits: number[] = [];
  let current: () => void = () => undefined;
  return {
    waits,
    sleep: (ms, signal) => {
      waits.push(ms);
      return new Promise((resolve) => {
        current = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    },
    end: () => current(),
  };
}
