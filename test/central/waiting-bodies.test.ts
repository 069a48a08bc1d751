import { beforeEach, expect, test } from "vitest";
import { createWaitingBodies, type WaitingBodies } from "../../src/central/waiting-bodies.ts";

let now = 0;
let bodies: WaitingBodies;
beforeEach(() => {
  now = 0;
  bodies = createWaitingBodies({ monotonicMs: () => now });
});

const head = (created: number, digest: string) => ({ kiosk: "hanoi-01", created, digest });
/** How those that were let in stand by now. */
const isCutOff = (...entered: readonly (ReturnType<WaitingBodies["enter"]> | undefined)[]) =>
  entered.map((body) => body?.abandon.signal.aborted);

test("a kiosk whose clock is behind what was recorded gets one of its two places by turn, and keeps it against what comes then", () => {
  const recorded = [bodies.enter(head(5000, "r1")), bodies.enter(head(5001, "r2"))];
  expect(bodies.enter(head(100, "k1"))).toBeUndefined();
  now = 9_999;
  expect(bodies.enter(head(105, "k2"))).toBeUndefined();
  now = 10_000;
  const own = bodies.enter(head(110, "k3"));
  expect(isCutOff(...recorded, own)).toEqual([true, false, false]);
  // Another recorded one takes the other place, by its date.
  const third = bodies.enter(head(5002, "r3"));
  expect(isCutOff(recorded[1], own, third)).toEqual([true, false, false]);
  now = 19_999;
  expect([bodies.enter(head(4000, "r4")), isCutOff(own)]).toEqual([undefined, [false]]);
});

test("what has held a place and comes again takes none from others, and gives way at once", () => {
  const first = [bodies.enter(head(5000, "r1")), bodies.enter(head(5000, "r2"))];
  expect([bodies.enter(head(5000, "r1")), isCutOff(...first)]).toEqual([undefined, [false, false]]);
  for (const body of first) if (body) bodies.leave(body, false);
  const again = [bodies.enter(head(5000, "r1")), bodies.enter(head(5000, "r2"))];
  const own = bodies.enter(head(100, "k1"));
  expect(isCutOff(...again, own)).toEqual([true, false, false]);
  expect(bodies.enter(head(5000, "r1"))).toBeUndefined();
});

test("of many kiosks, too, what has held a place before gives way, and else what was signed long before", () => {
  const ofKiosk = (kiosk: number, created: number) => bodies.enter({ kiosk: `k${kiosk}`, created, digest: `s${kiosk}` });
  const first = ofKiosk(0, 9999);
  if (first) bodies.leave(first, false);
  const entered = Array.from({ length: 64 }, (_, kiosk) => ofKiosk(kiosk, kiosk === 0 ? 9999 : 5000));
  expect([ofKiosk(100, 4990), entered[0]].map((body) => body?.abandon.signal.aborted)).toEqual([false, true]);
  expect([ofKiosk(101, 5289), ofKiosk(0, 9999)]).toEqual([undefined, undefined]);
  expect(ofKiosk(102, 5290)).toBeDefined();
});

test("a request whose body came whole and soon is not held for a recorded one when it is sent again", () => {
  const sent = bodies.enter(head(100, "k1"));
  if (sent) bodies.leave(sent, true);
  expect([bodies.enter(head(5000, "r1")), bodies.enter(head(50, "r2"))].map((body) => body?.isRepeated)).toEqual([false, false]);
  expect(bodies.enter(head(100, "k1"))?.isRepeated).toBe(false);
});

test("of many thousand heads the newest are remembered, and no kiosk's are forgotten for those of others", () => {
  const enterAndFail = (kiosk: string, digest: string, created = 1) => {
    const body = bodies.enter({ kiosk, created, digest });
    if (body) bodies.leave(body, false);
    return body?.isRepeated;
  };
  for (let count = 0; count < 10_000; count++) enterAndFail("hanoi-01", `r${count}`);
  expect(enterAndFail("hanoi-01", "r0")).toBe(true);
  for (let count = 0; count < 20_000; count++) enterAndFail(`other-${count % 4}`, `r${count}`);
  expect([enterAndFail("hanoi-01", "r9999"), enterAndFail("other-3", "r19999")]).toEqual([true, true]);
  expect([enterAndFail("hanoi-01", "r1"), enterAndFail("hanoi-01", "r9999", 2)]).toEqual([false, false]);
});
