import { beforeEach, describe, expect, test } from "vitest";
import type { BoardInputs, InputChange } from "../../src/board-ports.ts";
import type { InputName } from "../../src/core/board/standard-pins.ts";
import { type WrittenContacts, watchInputs } from "../../src/kiosk/board-inputs.ts";

let told: string[] = [];
let recorded: string[] = [];
let canRecord = true;
let nowMs = 0;
let inputs = createInputs();
let refusal: string | undefined;
let written: WrittenContacts = new Map();

/** Inputs that change when told to. */
function createInputs(
  levels: Partial<Record<InputName, boolean>> = { "service-button": false, "door-contact": false, "tamper-switch": false },
) {
  let listener: ((change: InputChange) => void) | undefined;
  const state = { levels, isClosed: false, isBroken: false };
  const port: BoardInputs = {
    open(onChange) {
      listener = onChange;
    },
    levels() {
      if (state.isBroken) throw new Error("gpio: the inputs cannot be read: EIO");
      return state.levels;
    },
    close() {
      state.isClosed = true;
    },
  };
  function change(line: InputName, isActive: boolean, atMs = 0): void {
    state.levels = { ...state.levels, [line]: isActive };
    listener?.({ line, isActive, atMs });
  }
  return { port, state, change };
}

beforeEach(() => {
  told = [];
  recorded = [];
  canRecord = true;
  nowMs = 0;
  inputs = createInputs();
  refusal = undefined;
  written = new Map();
});

function watch() {
  return watchInputs({
    open() {
      if (refusal !== undefined) throw new Error(refusal);
      return inputs.port;
    },
    onPress: () => told.push("press"),
    onHeld: () => told.push("held"),
    onRepeat: () => told.push("repeat"),
    record: async (reason) => {
      if (canRecord) recorded.push(reason);
      return canRecord;
    },
    onContact: (contact, state) => told.push(`${contact} ${state}`),
    onLost: (error) => told.push(String(error)),
    clock: { monotonicMs: () => nowMs },
    written,
  });
}

describe("the service button", () => {
  test.each([
    [20, ["press"]],
    [2999, ["press"]],
    [3000, ["held"]],
    [29_999, ["held"]],
    [30_000, []], // stuck, or leant on
  ])("held for %i ms and let go means %j", (downMs, expected) => {
    watch();
    inputs.change("service-button", true, 1000);
    expect(told).toEqual([]);
    inputs.change("service-button", false, 1000 + downMs);
    expect(told).toEqual(expected);
  });

  test("that was down before anybody watched means nothing when it is let go", () => {
    inputs = createInputs({ "service-button": true });
    watch();
    inputs.change("service-button", false, 5000);
    expect(told).toEqual([]);
  });

  test("writes nothing down", async () => {
    watch();
    inputs.change("service-button", true, 0);
    inputs.change("service-button", false, 100);
    await settled();
    expect(recorded).toEqual([]);
  });
});

describe("the repeat button", () => {
  test("is felt once, at the press and however long it is held, and writes nothing down", async () => {
    watch();
    inputs.change("repeat-button", true, 1000);
    expect(told).toEqual(["repeat"]);
    inputs.change("repeat-button", false, 9000);
    await settled();
    expect([told, recorded]).toEqual([["repeat"], []]);
  });

  test("that is stuck at a start says nothing", () => {
    inputs = createInputs({ "repeat-button": true });
    const watched = watch();
    watched.look();
    expect([told, watched.contacts()]).toEqual([[], {}]);
  });
});

describe("door and case", () => {
  test("that are opened and closed stand in the journal in that order, and in the status at once", async () => {
    const watched = watch();
    expect(watched.contacts()).toEqual({ door: "closed", case: "closed" });
    inputs.change("tamper-switch", true);
    expect(watched.contacts()).toEqual({ door: "closed", case: "open" });
    await settled();
    inputs.change("door-contact", true);
    inputs.change("door-contact", true); // said twice
    await settled();
    inputs.change("door-contact", false);
    await settled();
    expect(recorded).toEqual(["event-case-opened", "event-door-opened", "event-door-closed"]);
    expect(told).toEqual(["case open", "door open", "door closed"]);
  });

  test("found closed at a start say nothing; found open they say so", async () => {
    watch();
    inputs = createInputs({ "door-contact": false, "tamper-switch": true });
    watch();
    await settled();
    expect(recorded).toEqual(["event-case-opened"]);
    expect(told).toEqual(["case open"]);
  });

  test("opened and closed while the journal writes end as they are, with nothing between left out that was seen at its end", async () => {
    watch();
    inputs.change("tamper-switch", true);
    inputs.change("tamper-switch", false);
    await settled();
    expect(recorded).toEqual(["event-case-opened", "event-case-closed"]);
  });

  test("whose change could not be written down are written at a later look", async () => {
    canRecord = false;
    const watched = watch();
    inputs.change("door-contact", true);
    await settled();
    canRecord = true;
    watched.look();
    await settled();
    expect(recorded).toEqual(["event-door-opened"]);
  });

  test("that missed an edge are put right by a look at their level", async () => {
    const watched = watch();
    inputs.state.levels = { ...inputs.state.levels, "tamper-switch": true };
    watched.look();
    await settled();
    expect(recorded).toEqual(["event-case-opened"]);
  });

  test("that flap fill sixty entries an hour and no more, and the state at its end is written down", async () => {
    const watched = watch();
    for (let i = 0; i < 501; i++) {
      inputs.change("door-contact", i % 2 === 0);
      await settled();
    }
    expect(recorded.length).toBe(60);
    expect(recorded.at(-1)).toBe("event-door-closed");
    expect(watched.contacts()).toMatchObject({ door: "open" });
    nowMs = 3_600_000;
    watched.look();
    await settled();
    expect(recorded.slice(60)).toEqual(["event-door-opened"]);
  });
});

describe("a kiosk that starts over", () => {
  test("writes down no opening twice, and a closing that came meanwhile", async () => {
    written = new Map([["case", { state: "open", budget: [-5000] }]]);
    inputs = createInputs({ "tamper-switch": true });
    watch();
    await settled();
    expect([recorded, told]).toEqual([[], []]);
    inputs = createInputs({ "tamper-switch": false });
    watch();
    await settled();
    expect([recorded, told]).toEqual([["event-case-closed"], ["case closed"]]);
  });

  test("has no more of its hour than it had before", async () => {
    written = new Map([["door", { state: "closed", budget: Array.from({ length: 59 }, () => -1000) }]]);
    const watched = watch();
    for (let i = 0; i < 5; i++) {
      inputs.change("door-contact", i % 2 === 0);
      await settled();
    }
    expect(recorded).toEqual(["event-door-opened"]);
    nowMs = 3_600_000;
    inputs.change("door-contact", false);
    watched.look();
    await settled();
    expect(recorded).toEqual(["event-door-opened", "event-door-closed"]);
  });
});

describe("inputs that cannot be read", () => {
  test("are told once, show nothing, and are taken as soon as they can be had", () => {
    refusal = "gpio: EBUSY";
    const watched = watch();
    watched.look();
    watched.look();
    expect(told).toEqual(["Error: gpio: EBUSY"]);
    expect([watched.fault(), watched.contacts()]).toEqual(["gpio: EBUSY", {}]);
    refusal = undefined;
    watched.look();
    expect([watched.fault(), watched.contacts()]).toEqual([undefined, { door: "closed", case: "closed" }]);
  });

  test("that break later are given back, and taken anew", () => {
    const watched = watch();
    inputs.state.isBroken = true;
    watched.look();
    expect([inputs.state.isClosed, watched.fault()]).toEqual([true, "gpio: the inputs cannot be read: EIO"]);
    inputs = createInputs();
    watched.look();
    expect(watched.fault()).toBeUndefined();
    watched.close();
    expect(inputs.state.isClosed).toBe(true);
  });
});

/** What the journal has begun is done. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}
