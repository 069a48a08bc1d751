import { describe, expect, test } from "vitest";
import type { ReaderFacts } from "../../src/core/machine-facts.ts";
import { checkReader, checkSerialDevices } from "../../src/kiosk/doctor-readers.ts";

const PATH = "/dev/tram/reader";
const serial = (profile?: "gm65" | "zebra" | "newland", baudRate = 9600) =>
  ({ kind: "serial", path: PATH, baudRate, terminator: "cr", ...(profile && { profile }) }) as const;
const answered = (settings: Extract<ReaderFacts, { kind: "answered" }>["settings"], baudRate = 9600): ReaderFacts => ({
  kind: "answered",
  baudRate,
  says: "software 105",
  settings,
});

describe("the doctor about a reader", () => {
  test("one that answers and is set up is well, and its codes are locked", () => {
    const check = checkReader(0, serial("gm65"), "ready", [], answered({ "setting-codes-locked": true, "reads-by-itself": true }));
    expect(check).toMatchObject({ state: "ok", found: { en: `${PATH}, 9600 baud, codes end with cr; answers: software 105` } });
    expect(check.also?.map(({ en }) => en)).toContain("its setting codes are locked");
  });

  const faults: readonly (readonly [string, ReturnType<typeof serial>, ReaderFacts, RegExp, RegExp])[] = [
    ["that does not answer", serial("gm65"), { kind: "silent" }, /does not answer the commands of GROW/, /cable/],
    [
      "at another speed",
      serial("gm65", 115_200),
      answered({}, 9600),
      /speaks at 9600 baud/,
      /set-up --config … --source 0, or configure baudRate = 9600/,
    ],
    ["that is not set up", serial("gm65"), answered({ "setting-codes-locked": false }), /not set: setting-codes-locked/, /set-up/],
    ["that cannot be opened", serial("gm65"), { kind: "unopened", why: "Permission denied" }, /Permission denied/, /dialout/],
  ];
  test.each(faults)("one %s is a fault, with what to do", (_, source, facts, found, todo) => {
    const check = checkReader(0, source, "ready", [], facts);
    expect(check.state).toBe("fault");
    expect(check.found.en).toMatch(found);
    expect(check.todo?.en).toMatch(todo);
  });

  test("one that the kiosk has open is not asked, and no fault", () => {
    const check = checkReader(0, serial("gm65"), "ready", [], { kind: "held" });
    expect(check.state).toBe("ok");
    expect(check.also?.[0]?.en).toMatch(/could not be asked/);
  });

  test("what cannot be locked is said", () => {
    expect(checkReader(0, serial("newland"), "ready", [], answered({})).also?.[0]?.en).toMatch(/cannot be locked/);
    expect(checkReader(0, serial("zebra"), "ready", []).also?.[0]?.en).toMatch(/locked by hand only/);
  });

  test("readers that are no serial line have their own words and their own permission", () => {
    const keyboard = { kind: "keyboard", path: "/dev/tram/reader-keyboard", terminator: "cr" } as const;
    expect(checkReader(1, keyboard, "ready", []).found.en).toMatch(/only the kiosk gets what it types/);
    expect(checkReader(1, keyboard, "denied", []).todo?.en).toMatch(/61-tram-readers\.rules/);
    expect(checkReader(2, { kind: "hid", path: "/dev/tram/reader-hid" }, "ready", []).found.en).toMatch(/HID-POS/);
  });
});

// With hardware/overlay/config.txt that is its name on every board; /dev/serial0 is the debug plug of a Raspberry Pi 5.
test("where no reader is on USB, one on the pins is looked for at the header's own UART", () => {
  const { todo } = checkSerialDevices([]);
  for (const text of [todo?.vi, todo?.en]) expect(text).toMatch(/\/dev\/ttyAMA0/);
});
