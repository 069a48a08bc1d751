import { describe, expect, test } from "vitest";
import { floorOf, PLAUSIBLE_SECONDS } from "../../src/core/trusted-time.ts";
import type { ClockChange } from "../../src/kiosk/trusted-clock.ts";
import { aClock, TEST_BUILT_AT } from "../support/a-clock.ts";
import { setClock } from "../support/set-clock.ts";

const NOW = 1_795_437_065;
const DAY = 86_400;

function start({ now = NOW, proven = NOW - 30 * DAY, signed = 0, claimed = NOW - 3600, leapt = 0 } = {}) {
  const system = setClock(now);
  const changes: (Omit<ClockChange, "floor"> & { readonly floor: number })[] = [];
  const clock = aClock(system, { proven, signed, claimed, leapt }, (change) => changes.push({ ...change, floor: floorOf(change.floor) }));
  const bundle = (issuedAt: number, from: "central" | "folder" = "folder", areKeysNew = false) =>
    clock.proveIssued({ issuedAt, from, isNew: true, areKeysNew });
  return { system, clock, changes, bundle };
}

test("a clock that nothing speaks against is believed, and nothing is said of it", () => {
  const { system, clock, changes } = start();
  expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([NOW, undefined, NOW]);
  system.pass(60);
  expect(clock.now()).toBe(NOW + 60);
  expect(clock.status()).toEqual({
    state: "ok",
    by: "system",
    floor: { proven: NOW - 30 * DAY + 59.94, issued: 0, signed: 0, claimed: NOW + 60, leapt: 0, stood: 0 },
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
    expect(clock.proveNow(NOW + 0.5)).toBeUndefined();
    system.pass(60);
    expect([clock.now(), clock.doubt()]).toEqual([NOW + 60.5, undefined]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "central", was: 22, floor: NOW + 0.5 });
    expect(clock.status()).toMatchObject({ by: "central", systemOffsetSeconds: 82 - (NOW + 60.5) });
    system.set(NOW + 4000 * DAY);
    expect(clock.now()).toBe(NOW + 60.5);
    expect(changes).toHaveLength(2);
  });

  test("learns from a stick how late it is at least, and stays in doubt: a stick may be old", () => {
    const { clock, bundle } = start({ now: 12 });
    bundle(NOW + 5 * DAY);
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
    const { clock, bundle } = start({ proven: NOW - PLAUSIBLE_SECONDS - DAY, claimed: 0 });
    expect(clock.doubt()).toBe("ahead");
    bundle(NOW - DAY, "central");
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

  const spoilt = () => start({ claimed: NOW + 100 * DAY, leapt: 95 * DAY });

  test("does not lock the kiosk for ever: central's signed time takes back what it claimed", () => {
    const { clock, changes } = spoilt();
    expect(clock.doubt()).toBe("behind");
    expect(clock.proveNow(NOW)).toBeUndefined();
    const floor = { proven: NOW - 30 * DAY, issued: 0, signed: NOW, claimed: NOW, leapt: 0, stood: 0 };
    expect([clock.doubt(), clock.status().floor]).toEqual([undefined, floor]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "central", was: NOW, floor: NOW });
  });

  test("nor where there is no network: a fresh stick bears witness for a clock that agrees with it", () => {
    const { system, clock, changes, bundle } = spoilt();
    system.set(NOW + 6 * DAY);
    expect(clock.doubt()).toBe("behind");
    bundle(NOW + 4 * DAY);
    expect([clock.doubt(), clock.atLeast()]).toEqual([undefined, NOW + 6 * DAY]);
    expect(changes.at(-1)).toEqual({ state: "ok", by: "folder", was: NOW + 6 * DAY, floor: NOW + 6 * DAY });
  });

  test.each([
    ["an old stick bears no witness: the clock may have been set back to its day", NOW + 6 * DAY, NOW - 3 * DAY],
    ["nor does one from the clock's future", NOW + 6 * DAY, NOW + 7 * DAY],
    ["nor for a clock that was set back by more than it had leapt", NOW - 3 * DAY, NOW - 4 * DAY],
  ])("%s", (_, now, issuedAt) => {
    const { system, clock, bundle } = spoilt();
    system.set(now);
    bundle(issuedAt);
    expect([clock.doubt(), clock.atLeast()]).toEqual(["behind", NOW + 100 * DAY]);
  });

  test("that leaps by more than a week is written down with what it was before, also between two starts", () => {
    const inRun = start();
    inRun.clock.now();
    inRun.system.pass(3600);
    inRun.system.set(NOW + 20 * DAY);
    inRun.clock.now();
    expect(inRun.changes).toEqual([{ state: "ok", by: "system", was: NOW + 3600, floor: NOW + 20 * DAY }]);
    expect(inRun.clock.status().floor.leapt).toBe(20 * DAY - 3600);
    const atStart = start({ claimed: NOW - 20 * DAY });
    atStart.clock.now();
    expect(atStart.changes).toEqual([{ state: "ok", by: "system", was: NOW - 20 * DAY, floor: NOW }]);
    expect(atStart.clock.status().floor.leapt).toBe(20 * DAY);
    const later = start();
    for (let day = 0; day < 30; day++) {
      later.clock.now();
      later.system.pass(DAY);
    }
    later.system.set(NOW + 50 * DAY);
    later.clock.now();
    expect(later.clock.status().floor.leapt).toBe(20 * DAY);
    const firstDay = start({ claimed: 0 });
    firstDay.bundle(NOW - DAY);
    expect([firstDay.changes, firstDay.clock.status().floor.leapt]).toEqual([[], 0]);
    const overNight = start({ claimed: NOW - 6 * DAY });
    overNight.clock.now();
    expect([overNight.changes, overNight.clock.status().floor.leapt]).toEqual([[], 0]);
  });
});

test("a signed time from before what is proven is refused: one of two keys is wrong, and nobody here can say which", () => {
  const { clock, changes } = start({ proven: NOW - DAY });
  expect(clock.proveNow(NOW - DAY - 301)).toBe("contradicts-trust");
  expect([clock.now(), clock.status().by, changes]).toEqual([NOW, "system", []]);
});

describe("a central that was months ahead for an hour", () => {
  function ahead() {
    const kiosk = start();
    expect(kiosk.clock.proveNow(NOW + 300 * DAY)).toBeUndefined();
    expect(kiosk.clock.now()).toBe(NOW + 300 * DAY);
    kiosk.system.pass(3600);
    return kiosk;
  }

  test("contradicts itself when it is right again: neither answer is believed, the machine's clock counts again, and is behind", () => {
    const { clock, changes } = ahead();
    for (let turn = 0; turn < 1000; turn++) expect(clock.proveNow(NOW + 3600)).toBe("contradicts-itself");
    expect([clock.now(), clock.doubt(), clock.status().by]).toEqual([NOW + 3600, "behind", "system"]);
    // Written down once, however often it is refused.
    expect(changes.map(({ by, state }) => [by, state])).toEqual([
      ["central", "ok"],
      ["system", "behind"],
    ]);
  });

  test("burns no kiosk: after the publisher's next timestamp its right answer is taken", () => {
    const { clock, bundle } = ahead();
    clock.proveNow(NOW + 3600);
    bundle(NOW + 600, "central");
    expect(clock.doubt()).toBe("behind");
    expect(clock.proveNow(NOW + 3600)).toBeUndefined();
    expect([clock.now(), clock.doubt(), clock.atLeast()]).toEqual([NOW + 3600, undefined, NOW + 3600]);
  });

  test("is not mended by a bundle that is held already", () => {
    const { clock } = ahead();
    clock.proveIssued({ issuedAt: NOW - 30 * DAY, from: "kept", isNew: false, areKeysNew: false });
    expect(clock.proveNow(NOW + 3600)).toBe("contradicts-itself");
  });
});

test("a central that says the same day again and again is refused, and no longer stops the clock", () => {
  const { system, clock } = start({ proven: NOW - 60, claimed: NOW - 60 });
  const answers: unknown[] = [];
  for (let day = 0; day < 60; day++) {
    answers.push(clock.proveNow(NOW));
    system.pass(DAY);
  }
  expect(answers).toEqual([undefined, ...Array(59).fill("contradicts-trust")]);
  expect([clock.now(), clock.doubt()]).toEqual([NOW + 60 * DAY, undefined]);
});

test("nor does one that lets the days pass at half their pace: what it has signed is counted on", () => {
  const { system, clock } = start();
  const answers: unknown[] = [];
  for (let turn = 0; turn < 4; turn++) {
    answers.push(clock.proveNow(NOW + turn * 3 * 3600));
    system.pass(6 * 3600);
  }
  expect(answers).toEqual([undefined, ...Array(3).fill("contradicts-itself")]);
});

test("time that only the clock counts which never jumps is proven, too: a clock set back after a quiet month is behind, whatever it claimed", () => {
  const { system, clock } = start({ now: 12, claimed: 0, proven: NOW });
  for (let day = 0; day < 30; day++) {
    clock.now();
    system.pass(DAY);
  }
  system.set(NOW + 29 * DAY);
  expect(clock.doubt()).toBe("behind");
  expect(clock.offerTime().at).toBeCloseTo(NOW + 29.97 * DAY, 3);
});

test("a quartz that is fast by a thousandth makes no right clock look slow, in a year", () => {
  const { system, clock, bundle } = start({ proven: NOW, claimed: NOW });
  for (let day = 1; day <= 365; day++) {
    system.pass(DAY * 1.001);
    system.set(NOW + day * DAY);
    expect([clock.proveNow(NOW + day * DAY), clock.doubt()]).toEqual([undefined, undefined]);
    if (day % 30 === 0) bundle(NOW + day * DAY - 600, "central");
  }
});

describe("by what time a bundle on offer is judged", () => {
  test("a clock that is believed counts", () => {
    expect(start().clock.offerTime()).toEqual({ at: NOW, atUnderNewKeys: NOW });
  });

  test("of one in doubt only what is proven: a clock that was ahead must not keep out what would mend it", () => {
    const { clock } = start({ claimed: NOW + 100 * DAY });
    expect(clock.offerTime()).toEqual({ at: NOW - 30 * DAY, atUnderNewKeys: TEST_BUILT_AT });
  });

  test("central's time and the machine's bound it from above: where the machine agrees with the publisher, central is slow", () => {
    const { system, clock, bundle } = start();
    clock.proveNow(NOW - 20 * DAY);
    expect(clock.offerTime()).toMatchObject({ at: NOW - 20 * DAY, atMost: NOW });
    bundle(NOW - DAY);
    expect([clock.now(), clock.status().by, clock.doubt()]).toEqual([NOW, "system", undefined]);
    expect(clock.proveNow(NOW - 20 * DAY)).toBe("contradicts-trust");
    system.pass(60);
    expect(clock.offerTime()).toEqual({ at: NOW + 60, atUnderNewKeys: NOW + 60 });
  });

  test("central's time bounds it from above, where the machine's is no later", () => {
    const { system, clock } = start();
    clock.proveNow(NOW + 60);
    system.pass(60);
    system.set(NOW + 1000 * DAY);
    expect(clock.offerTime().atMost).toBe(NOW + 120);
    system.set(NOW + 60);
    expect(clock.offerTime()).toEqual({ at: NOW + 120, atUnderNewKeys: NOW + 120, atMost: NOW + 120 });
    clock.proveNow(NOW - 40 * DAY);
    expect(clock.offerTime().atMost).toBeUndefined();
  });
});

describe("a timestamp that a thief dated ahead", () => {
  test("makes right clocks look slow, until root has replaced the key", () => {
    const { system, clock, bundle } = start({ claimed: NOW });
    bundle(NOW + 50 * DAY);
    system.pass(DAY);
    expect([clock.doubt(), clock.proveNow(NOW + DAY)]).toEqual(["behind", "contradicts-trust"]);
    bundle(NOW + DAY - 600, "central", true);
    expect([clock.doubt(), clock.status().floor.proven]).toEqual([undefined, NOW + DAY - 600]);
    expect(clock.proveNow(NOW + DAY)).toBeUndefined();
  });

  test("and a clock that somebody set to that day comes back with the stick that cures it", () => {
    const { system, clock, bundle } = start({ claimed: NOW });
    bundle(NOW + 50 * DAY);
    system.set(NOW + 50 * DAY + 600);
    expect(clock.doubt()).toBeUndefined();
    system.pass(DAY);
    clock.now();
    system.set(NOW + DAY);
    expect(clock.doubt()).toBe("behind");
    bundle(NOW + DAY - 600, "folder", true);
    expect([clock.doubt(), clock.now()]).toEqual([undefined, NOW + DAY]);
  });
});

test("a signed time is asked for again and again, and said only when something has changed", () => {
  const { system, clock, changes } = start();
  for (let turn = 0; turn < 5; turn++) {
    expect(clock.proveNow(NOW + turn * 3600 + 0.2)).toBeUndefined();
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

describe("what has certainly passed, by which a kiosk forgets,", () => {
  test("has no leap in it that nothing has confirmed", () => {
    const { system, clock } = start();
    expect(clock.certain()).toBe(NOW);
    system.set(NOW + 300 * DAY);
    system.pass(60);
    expect([clock.doubt(), clock.certain()]).toEqual([undefined, NOW + 60]);
    system.pass(DAY);
    expect(clock.certain()).toBe(NOW + DAY + 60);
    expect(clock.proveNow(NOW + DAY + 70)).toBeUndefined();
    expect(clock.certain()).toBe(NOW + DAY + 70);
  });

  test("has it once central, or two weeks, have confirmed it", () => {
    const { system, clock } = start();
    system.set(NOW + 20 * DAY);
    expect(clock.certain()).toBeLessThanOrEqual(NOW);
    expect(clock.proveNow(NOW + 20 * DAY)).toBeUndefined();
    expect(clock.certain()).toBe(NOW + 20 * DAY);
    const other = start();
    other.system.set(NOW + 20 * DAY);
    other.clock.now();
    other.system.pass(15 * DAY);
    expect(other.clock.certain()).toBe(NOW + 35 * DAY);
  });
});
