import { expect, test } from "vitest";
import type { BoardStatus } from "../../src/core/board-status.ts";
import { boardChecks, undriven, withBoard } from "../../src/kiosk/board-checks.ts";
import { fault, missing, ok } from "../../src/kiosk/doctor-check.ts";

const WELL: BoardStatus = { driver: "chardev", contacts: {} };
const TODO = { vi: "làm đi", en: "do it" };

test("a board that is well has nothing to say", () => {
  expect(boardChecks(WELL)).toEqual([]);
  expect(withBoard([ok("gpio", "chip"), ok("relay", "falls")], WELL).map(({ state }) => state)).toEqual(["ok", "ok"]);
});

test("lines that go astray are named in both languages, with what to do about a short", () => {
  expect(boardChecks({ ...WELL, astray: ["amber", "relay"] })).toMatchObject([
    {
      name: "gpio",
      state: "fault",
      found: { vi: expect.stringContaining("đèn vàng, rơ-le"), en: expect.stringContaining("amber lamp, relay") },
      todo: { vi: expect.stringContaining("tram gpio test"), en: expect.stringContaining("tram gpio test") },
    },
  ]);
});

test.each([
  ["gpio: chip refuses line 17: EACCES; the service may not write there", "allow the kiosk's user"],
  ["gpio: chip refuses lines 17: EBUSY; in use", "stop the program"],
  ["gpio: chip refuses line 17: EIO; see the kernel's log", "tram doctor"],
])("%s: what to do fits the fault", (why, todo) => {
  expect(boardChecks({ driver: "none", fault: why, contacts: {} })[0]?.todo?.en).toContain(todo);
});

test.each([
  ["sysfs", "ExecStopPost"],
  ["chardev", "strict_gpiod"],
] as const)("a relay that is refused is a row of its own, with what to do on %s", (driver, todo) => {
  const [relay, ...others] = boardChecks({ ...WELL, driver, relayFault: "relay: a crash leaves it pulled in" });
  expect(relay).toMatchObject({ name: "relay", state: "fault", todo: { en: expect.stringContaining(todo) } });
  expect([relay?.detail, relay?.found.vi]).toEqual([expect.stringContaining("a crash leaves"), expect.not.stringContaining("crash")]);
  expect(others).toEqual([]);
});

test("what the doctor knows of a board that cannot be had stands; what only the board knows replaces his row", () => {
  const noChip = missing("gpio", "no /dev/gpiochip*", TODO, true);
  expect(withBoard([noChip], { driver: "none", fault: "gpio: no gpiochip", contacts: {} })).toEqual([noChip]);
  const rows = withBoard([ok("gpio", "chip"), ok("relay", "falls")], { ...WELL, astray: ["red"], relayFault: "relay: x" });
  expect(rows.map(({ name, state }) => `${name} ${state}`)).toEqual(["gpio fault", "relay fault"]);
  const inUse = fault("gpio", "in use", TODO);
  expect(withBoard([inUse], { ...WELL, astray: ["red"] })[0]?.found.en).toContain("red lamp");
});

test("a line is undriven where nothing is driven, and the relay where it is refused", () => {
  const status: BoardStatus = { ...WELL, relayFault: "relay: x" };
  expect([undriven("relay", status)?.name, undriven("red", status), undriven("relay", WELL), undriven("relay", undefined)]).toEqual([
    "relay",
    undefined,
    undefined,
    undefined,
  ]);
  expect(undriven("red", { driver: "none", fault: "gpio: in use", contacts: {} })?.name).toBe("gpio");
});
