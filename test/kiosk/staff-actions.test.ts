import { expect, test } from "vitest";
import type { StaffResult } from "../../src/core/staff.ts";
import type { StaffEvent } from "../../src/core/staff-event.ts";
import { openOutOfService } from "../../src/kiosk/out-of-service.ts";
import type { PinTried } from "../../src/kiosk/pin-waits.ts";
import { type StaffAct, staffActions } from "../../src/kiosk/staff-actions.ts";
import { memoryFile } from "../support/memory-staff.ts";

const RESULT: StaffResult = {
  id: 1,
  seq: 5,
  at: 12,
  reason: "document-read",
  verdict: "read-only",
  code: "T-301",
  headline: { vi: "", en: "" },
  detail: { vi: "", en: "" },
  next: { vi: "", en: "" },
  source: "desk",
  warnings: [],
  mustCompare: true,
};
const OVERRIDE = { seq: 5, because: "card-compared", pin: "314159" } as const;

/** Actions on one result; `order` is what happened, one after the other. */
async function opened(result: Partial<StaffResult> = {}, { isWritten = true, pin = { kind: "right" } as PinTried } = {}) {
  const order: unknown[] = [];
  let held: StaffResult = { ...RESULT, ...result };
  const file = memoryFile();
  const service = await openOutOfService(file, { now: () => 100 });
  const actions = staffActions({
    results: {
      bySeq: (seq) => (seq === held.seq ? { result: held } : undefined),
      mark(_seq, what) {
        order.push("shown");
        held = { ...held, ...what };
        return held;
      },
    },
    service,
    async record(act: StaffAct) {
      await Promise.resolve();
      order.push(act);
      return isWritten ? ({ seq: 9, at: 100, ...act } as StaffEvent) : undefined;
    },
    tryPin: async () => pin,
    onDone: ({ reason }) => order.push(`counted ${reason}`),
  });
  return { actions, order, service, file };
}

test("an override is written before it is shown as done", async () => {
  const { actions, order } = await opened();
  expect(await actions.override(OVERRIDE, "s-07", "d-1")).toMatchObject({
    kind: "done",
    result: { overridden: { staff: "s-07", at: 100 } },
  });
  expect(order).toEqual([{ reason: "event-override", of: 5, because: "card-compared", staff: "s-07" }, "counted event-override", "shown"]);
});

test("what could not be written is not shown, not counted and not done", async () => {
  const { actions, order, service } = await opened({}, { isWritten: false });
  expect(await actions.override(OVERRIDE, "s-07", "d-1")).toEqual({ kind: "not-recorded" });
  expect(await actions.compare({ seq: 5, matches: true }, "s-07")).toEqual({ kind: "not-recorded" });
  expect(await actions.turn({ on: false, because: "break" }, "s-07")).toEqual({ kind: "not-recorded" });
  expect(order.filter((each) => typeof each === "string")).toEqual([]);
  expect(service.current()).toEqual({ on: true });
});

test("of two presses at once one counts", async () => {
  const { actions, order } = await opened();
  const both = await Promise.all([actions.override(OVERRIDE, "s-07", "d-1"), actions.override(OVERRIDE, "s-08", "d-2")]);
  expect(both.map(({ kind }) => kind)).toEqual(["done", "already"]);
  const compared = await Promise.all([
    actions.compare({ seq: 5, matches: true }, "s-07"),
    actions.compare({ seq: 5, matches: false }, "s-07"),
  ]);
  expect(compared.map(({ kind }) => kind)).toEqual(["done", "already"]);
  expect(order.filter((each) => each === "shown")).toHaveLength(2);
});

test.each([
  ["an accepted one", { verdict: "accept", reason: "granted" }, "was-accepted"],
  ["one that was overridden", { overridden: { because: "urgent", staff: "s-08", at: 1 } }, "already"],
  ["one that is not kept any more", { seq: 6 }, "unknown"],
] as const)("%s is not overridden, and no PIN is asked of it", async (_name, result, kind) => {
  const { actions, order } = await opened(result, { pin: { kind: "wrong", waitSeconds: 30 } });
  expect(await actions.override(OVERRIDE, "s-07", "d-1")).toEqual({ kind });
  expect(order).toEqual([]);
});

test("a wrong PIN writes nothing", async () => {
  const { actions, order } = await opened({}, { pin: { kind: "wrong", waitSeconds: 30 } });
  expect(await actions.override(OVERRIDE, "s-07", "d-1")).toEqual({ kind: "wrong", waitSeconds: 30 });
  expect(order).toEqual([]);
});

test("only what must be compared is compared by hand", async () => {
  const { mustCompare: _, ...signed } = RESULT;
  const actions = (await opened()).actions;
  expect(await actions.compare({ seq: 6, matches: true }, "s-07")).toEqual({ kind: "unknown" });
  const results = { bySeq: () => ({ result: signed }), mark: () => signed };
  const service = await openOutOfService(memoryFile(), { now: () => 0 });
  const others = staffActions({ results, service, record: async () => undefined, tryPin: async () => ({ kind: "right" }), onDone() {} });
  expect(await others.compare({ seq: 5, matches: true }, "s-07")).toEqual({ kind: "not-unsigned" });
});

test("whoever looked at another state of the switch changes nothing: a kiosk that was paused for a fault is not opened by an older window", async () => {
  const { actions, order, service } = await opened();
  expect(await actions.turn({ on: true, since: 100 }, "s-01")).toEqual({ kind: "changed", service: { on: true } });
  await actions.turn({ on: false, because: "fault" }, "s-02");
  const paused = { on: false, because: "fault", staff: "s-02", since: 100 };
  expect(await actions.turn({ on: false, because: "break" }, "s-01")).toEqual({ kind: "changed", service: paused });
  expect(await actions.turn({ on: true, since: 99 }, "s-01")).toEqual({ kind: "changed", service: paused });
  expect(service.current()).toEqual(paused);
  expect(order.filter((each) => typeof each === "object")).toHaveLength(1);
  expect(await actions.turn({ on: true, since: 100 }, "s-01")).toEqual({ kind: "done", service: { on: true } });
});

test("out of service stays so over a restart, says when it is back, and a damaged file opens the counter", async () => {
  const { actions, service, file } = await opened();
  expect(service.view()).toBeUndefined();
  await actions.turn({ on: false, because: "break", back: "13:30" }, "s-07");
  const again = await openOutOfService(file, { now: () => 200 });
  expect(again.current()).toEqual({ on: false, because: "break", staff: "s-07", since: 100, back: "13:30" });
  expect(again.view()).toMatchObject({ kind: "out-of-service", back: { vi: "Hoạt động lại lúc 13:30.", en: "Back at 13:30." } });
  expect(JSON.stringify(again.view()), "a visitor need not know who").not.toContain("s-07");
  await again.turn({ on: true, since: 100 }, "s-08");
  expect((await openOutOfService(file, { now: () => 300 })).current()).toEqual({ on: true });
  file.bytes = Buffer.from('{"because":"x"}');
  expect((await openOutOfService(file, { now: () => 300 })).current()).toEqual({ on: true });
});
