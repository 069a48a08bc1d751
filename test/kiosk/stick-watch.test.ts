import { expect, test } from "vitest";
import { createStickWatch } from "../../src/kiosk/stick-watch.ts";
import type { Stick, TrustUpdate } from "../../src/trust-ports.ts";
import { setClock } from "../support/set-clock.ts";

const HALF: TrustUpdate = { kind: "refused", refusal: "incomplete", detail: "half of it" };
const stick = (mark: string): Stick => ({ path: "/media/usb/tram-trust", mark });

/** A stick of which only half can be read stays in for so many seconds; when it was read. */
function readsOf(seconds: number, markAt: (second: number) => string): readonly number[] {
  const clock = setClock(0);
  const watch = createStickWatch(clock);
  const reads: number[] = [];
  for (let second = 0; second < seconds; second++) {
    for (const due of watch.due([stick(markAt(second))])) {
      reads.push(second);
      watch.offered(due, HALF);
    }
    clock.pass(1);
  }
  return reads;
}

test("a stick that stays broken is read less and less often: central must find time for a whole bundle in between", () => {
  const reads = readsOf(6 * 3600, () => "the same");
  expect(reads.slice(0, 5)).toEqual([0, 10, 30, 70, 150]);
  const waits = reads.slice(1).map((second, index) => second - (reads[index] ?? 0));
  expect(Math.max(...waits)).toBe(1280);
  expect(reads.length).toBeLessThan(30);
});

test.each([
  ["incomplete", 2],
  ["storage", 2],
  ["freeze", 2],
  ["clock-wrong", 2],
  ["rollback", 1],
  ["wrong-signature", 1],
] as const)("one that was refused for %s is read so often in ten seconds: %i", (refusal, times) => {
  const clock = setClock(0);
  const watch = createStickWatch(clock);
  let reads = 0;
  for (let second = 0; second < 11; second++) {
    for (const due of watch.due([stick("the same")])) {
      reads++;
      watch.offered(due, { kind: "refused", refusal, detail: "because" });
    }
    clock.pass(1);
  }
  expect(reads).toBe(times);
});

test("one that was written anew is read at once, and then as often as a new one", () => {
  expect(readsOf(200, (second) => (second < 100 ? "before" : "after"))).toEqual([0, 10, 30, 70, 100, 110, 130, 170]);
});
