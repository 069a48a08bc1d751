import { expect } from "vitest";

/** Expects something to become true, and gives a busy machine ten seconds for it. */
export function eventually<T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 10_000 });
}
