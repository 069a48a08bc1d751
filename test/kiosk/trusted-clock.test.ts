import { describe, expect, test } from "vitest";
import { PLAUSIBLE_SECONDS } from "../../src/core/trusted-time.ts";
import { type ClockChange, createTrustedClock } from "../../src/kiosk/trusted-clock.ts";
import { setClock } from "../support/set-clock.ts";

const NOW = 1_795_437_065;
const DAY = 86_400;

function start({ now = NOW, proven = NOW - 30 * DAY, claimed = NOW - 3600 } = {}) {
  const system = setClock(now);
  const changes: ClockChange[] = [];
  const clock = createTrustedClock({ system, floor: { proven, claimed }, onChange: (change) => changes.push(change) });
  return { system, clock, changes };
}

test("a clock that nothing speaks against is believed, and nothing is said of it", () => {
  const { system, clock, changes } = start();
  expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([NOW, undefined, NOW]);
  system.pass(60);
  expect(clock.now()).toBe(NOW + 60);
  expect(clock.status()).toEqual({
    state: "ok",
    by: "system",
    floor: { proven: NOW - 30 * DAY, claimed: NOW + 60 },
    systemOffsetSeconds: 0,
  });
  expect(changes).toEqual([]);
});

describe("a kiosk that wakes up in 1970", () => {
  test("knows that it is later than that, says so once, and raises no floor", () => {
    const { system, clock, changes } = start({ now: 12 });
    expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([12, "behind", NOW - 3600]);
    system.pass(60);
    expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([72, "behind", NOW - 3600]);
    expect(changes).toEqual([{ state: "behind", by: "system", was: 12, floor: NOW - 3600 }]);
  });

  test("goes on as soon as the machine's clock is set", () => {
    const { system, clock, changes } = start({ now: 12 });
    clock.now();
    system.pass(600);
    system.set(NOW);
    expect(clock.doubt()).toBeUndefined();
    expect(changes.at(-1)).toEqual({ state: "ok", by: "system", was: 612, floor: NOW });
  });

  test("goes on with central's signed time, whatever the machine's clock does then", () => {
    const { system, clock, changes } = start({ now: 12 });
    clock.now();
    system.pass(10);
    expect(clock.proveNow(NOW + 0.5)).toBe(true);
    system.pass(60);
    expect([clock.now(), clock.doubt()]).toEqual([NOW + 60.5, undefined]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "central", was: 22, floor: NOW + 0.5 });
    expect(clock.status()).toMatchObject({ by: "central", systemOffsetSeconds: 82 - (NOW + 60.5) });
    system.set(NOW + 4000 * DAY);
    expect(clock.now()).toBe(NOW + 60.5);
    expect(changes).toHaveLength(2);
  });

  test("learns from a stick how late it is at least, and stays in doubt: a stick may be old", () => {
    const { clock } = start({ now: 12 });
    clock.proveIssuedByStick(NOW + 5 * DAY);
    expect([clock.doubt(), clock.atLeast()]).toEqual(["behind", NOW + 5 * DAY]);
  });
});

describe("a clock that is set back", () => {
  test("while the kiosk runs is found out although the last entry is older", () => {
    const { system, clock, changes } = start();
    clock.now();
    system.pass(600);
    clock.now();
    system.set(NOW - 1800);
    expect(clock.doubt()).toBe("behind");
    expect(changes).toEqual([{ state: "behind", by: "system", was: NOW + 600, floor: NOW + 600 }]);
  });

  test("by less than five minutes is no matter", () => {
    const { system, clock, changes } = start();
    clock.now();
    system.set(NOW - 290);
    expect([clock.doubt(), changes]).toEqual([undefined, []]);
  });

  test("by ten minutes because it was fast is believed again when it has caught up", () => {
    const { system, clock } = start();
    clock.now();
    system.set(NOW - 600);
    expect(clock.doubt()).toBe("behind");
    system.pass(301);
    expect(clock.doubt()).toBeUndefined();
  });
});

describe("a clock that is ahead", () => {
  test("by more than a bundle can live is not believed, and raises no floor", () => {
    const { system, clock } = start({ now: NOW + 2 * PLAUSIBLE_SECONDS });
    expect([clock.doubt(), clock.atLeast()]).toEqual(["ahead", NOW - 3600]);
    system.set(NOW);
    expect([clock.doubt(), clock.atLeast()]).toEqual([undefined, NOW]);
  });

  test("of a kiosk that lay on a shelf is believed as soon as a new bundle has come", () => {
    const { clock } = start({ proven: NOW - PLAUSIBLE_SECONDS - DAY, claimed: 0 });
    expect(clock.doubt()).toBe("ahead");
    clock.proveIssued(NOW - DAY);
    expect(clock.doubt()).toBeUndefined();
  });

  test("by less is believed, and written down as set; afterwards the right time looks like the past", () => {
    const { system, clock, changes } = start();
    clock.now();
    system.set(NOW + 100 * DAY);
    expect(clock.doubt()).toBeUndefined();
    expect(changes).toEqual([{ state: "ok", by: "system", was: NOW, floor: NOW + 100 * DAY }]);
    system.set(NOW + 60);
    expect(clock.doubt()).toBe("behind");
  });

  const spoilt = () => start({ claimed: NOW + 100 * DAY });

  test("does not lock the kiosk for ever: central's signed time takes back what it claimed", () => {
    const { clock, changes } = spoilt();
    expect(clock.doubt()).toBe("behind");
    expect(clock.proveNow(NOW)).toBe(true);
    expect([clock.doubt(), clock.status().floor]).toEqual([undefined, { proven: NOW - 30 * DAY, claimed: NOW }]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "central", was: NOW, floor: NOW });
  });

  test("nor where there is no network: a fresh stick bears witness for a clock that agrees with it", () => {
    const { clock, changes } = spoilt();
    expect(clock.doubt()).toBe("behind");
    clock.proveIssuedByStick(NOW - 2 * DAY);
    expect([clock.doubt(), clock.atLeast()]).toEqual([undefined, NOW]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "folder", was: NOW, floor: NOW });
  });

  test.each([
    ["an old stick bears no witness: the clock may have been set back to its day", NOW - 8 * DAY],
    ["nor does one from the clock's future", NOW + 3600],
  ])("%s", (_, issuedAt) => {
    const { clock } = spoilt();
    clock.proveIssuedByStick(issuedAt);
    expect([clock.doubt(), clock.atLeast()]).toEqual(["behind", NOW + 100 * DAY]);
  });
});

test("a signed time from before what is proven is refused: one of two keys is wrong, and nobody here can say which", () => {
  const { clock, changes } = start({ proven: NOW - DAY });
  expect(clock.proveNow(NOW - DAY - 301)).toBe(false);
  expect([clock.now(), clock.status().by, changes]).toEqual([NOW, "system", []]);
});

test("a central that was months ahead for an hour burns no kiosk: its next answer takes back what it said", () => {
  const { system, clock, changes } = start();
  expect(clock.proveNow(NOW + 300 * DAY)).toBe(true);
  expect(clock.now()).toBe(NOW + 300 * DAY);
  system.pass(3600);
  expect(clock.proveNow(NOW + 3600)).toBe(true);
  expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([NOW + 3600, undefined, NOW + 3600]);
  expect(changes.map(({ by, floor }) => [by, floor])).toEqual([
    ["central", NOW + 300 * DAY],
    ["central", NOW + 3600],
  ]);
});

test("a signed time is asked for again and again, and said only when something has changed", () => {
  const { system, clock, changes } = start();
  for (let turn = 0; turn < 5; turn++) {
    expect(clock.proveNow(NOW + turn * 3600 + 0.2)).toBe(true);
    system.pass(3600);
  }
  expect(changes).toEqual([]);
});

test("a machine's clock that shows no year at all shows one of the two ends", () => {
  const { system, clock } = start();
  for (const [shown, taken] of [
    [-5, 0],
    [1e15, 253_402_300_799],
  ] as const) {
    system.set(shown);
    expect(clock.now()).toBe(taken);
  }
});
