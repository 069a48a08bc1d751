import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { InputChange } from "../../src/board-ports.ts";
import { ALL_LOW } from "../../src/core/indication.ts";
import { gpioBoard } from "../../src/drivers/gpio-board.ts";
import { sysfsInputs, sysfsLines } from "../../src/drivers/gpio-sysfs.ts";
import { type GpioWiring, STANDARD_WIRING, standardInputs } from "../../src/drivers/gpio-wiring.ts";
import { filePins, onoffPinsBy, type TakePin } from "../../src/drivers/sysfs-pin.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// A folder laid out as /sys/class/gpio of Linux 6.12 is (Documentation/userspace-api/gpio/sysfs.rst), its pins exported. What only a kernel
// can show, that export makes a pin's folder and that a level reaches a wire, is shown in test/machine.

const BASE = 512; // the first dynamic number since Linux 6.6
const SAFE = () => undefined;
const root = temporaryFolder();
const folder = join(root, "sys/class/gpio");
const WIRING: GpioWiring = { ...STANDARD_WIRING, inputs: standardInputs(["service-button", "door-contact"]) };

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const file of ["export", "unexport"]) put(file, "");
  chip(BASE, "pinctrl-bcm2711", 58);
  chip(BASE + 58, "raspberrypi-exp-gpio", 8);
  for (const offset of Object.values(WIRING.offsets)) pin(offset ?? 0, "0");
  for (const input of Object.values(WIRING.inputs ?? {})) pin(input?.offset ?? 0, "1");
});

function put(file: string, text: string): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function chip(base: number, label: string, lines: number): void {
  put(`gpiochip${base}/label`, `${label}\n`);
  put(`gpiochip${base}/base`, `${base}\n`);
  put(`gpiochip${base}/ngpio`, `${lines}\n`);
}

function pin(offset: number, value: string): void {
  put(`gpio${BASE + offset}/direction`, "in\n");
  put(`gpio${BASE + offset}/value`, `${value}\n`);
}

const read = (offset: number, file: "direction" | "value") => readFileSync(join(folder, `gpio${BASE + offset}`, file), "latin1").trim();
const level = (offset: number) => read(offset, "value");

describe("the lines of a kernel with the older interface", () => {
  test("are found by the chip's label, wherever its numbers begin, and begin low", () => {
    const lines = sysfsLines(filePins(folder), WIRING, folder, SAFE);
    expect(lines.chip).toBe(`${folder}/gpiochip512 (pinctrl-bcm2711)`);
    for (const offset of Object.values(WIRING.offsets)) expect(read(offset ?? 0, "direction")).toBe("low");
  });

  test("drive their own pins; an active-low lamp is on when its pin is low", () => {
    const lines = sysfsLines(filePins(folder), { ...WIRING, activeLow: ["amber"] }, folder, SAFE);
    expect(read(27, "direction")).toBe("high");
    lines.set({ green: true, amber: true, relay: true });
    expect([level(22), level(27), level(25), level(17)]).toEqual(["1", "0", "1", "0"]);
    lines.close();
    lines.close();
    expect([level(22), level(27), level(25)]).toEqual(["0", "1", "0"]);
    expect(() => lines.set({ red: true })).toThrow("gpio: set after close");
  });

  test("hold the relay low where nobody lets it fall after a crash, and say so", () => {
    const lines = sysfsLines(filePins(folder), WIRING, folder, () => "relay: nobody");
    lines.set({ green: true, relay: true });
    expect([level(22), level(25), lines.relayFault]).toEqual(["1", "0", "relay: nobody"]);
  });

  test("hold an active-low relay off, whoever lets it fall", () => {
    const lines = sysfsLines(filePins(folder), { ...WIRING, activeLow: ["relay"] }, folder, SAFE);
    lines.set({ relay: true });
    expect([read(25, "direction"), lines.relayFault]).toEqual(["high", expect.stringContaining("active-low")]);
  });

  test("that read otherwise than they are driven are told", () => {
    const lines = sysfsLines(filePins(folder), WIRING, folder, SAFE);
    lines.set({ green: true, white: true });
    expect(lines.astray()).toEqual([]);
    put(`gpio${BASE + 22}/value`, "0\n"); // shorted to ground
    expect(lines.astray()).toEqual(["green"]);
  });

  test.each([
    ["no chip of that name", { labels: ["pinctrl-rp1"] }, "no chip labelled pinctrl-rp1 among"],
    ["two that fit", { labels: ["pinctrl-bcm2711", "raspberrypi-exp-gpio"] }, "more than one chip labelled"],
    ["a pin that the chip has not", { offsets: { red: 60 } }, "has no line 60: correct the pins in the configuration"],
    ["two lines on one pin", { offsets: { red: 17, green: 17 } }, "two lines are wired to the same pin"],
  ])("%s is refused with what to do", (_, change, message) => {
    expect(() => sysfsLines(filePins(folder), { ...WIRING, ...change }, folder, SAFE)).toThrow(message);
  });

  test.each([
    ["EBUSY", "in use: stop the program that holds it"],
    ["EACCES", "the service may not write there: install firmware/systemd/tram-kiosk-sysfs.conf"],
    ["EROFS", "the service may not write there: install firmware/systemd/tram-kiosk-sysfs.conf"],
    ["EIO", "see the kernel's log"],
  ])("a pin that answers %s is named, and those taken before stay exported and low, their files closed", (code, advice) => {
    const left: number[] = [];
    const files = filePins(folder);
    const take: TakePin = (number, direction) => {
      if (number === BASE + 22) throw Object.assign(new Error(code), { code });
      const pin = files(number, direction);
      return { ...pin, leave: () => left.push(number) && pin.leave() };
    };
    expect(() => sysfsLines(take, WIRING, folder, SAFE)).toThrow(`refuses line 22: ${code}; ${advice}`);
    expect(left).toEqual([25, 17, 27, 23, 12, 13].map((offset) => BASE + offset));
    expect([readFileSync(join(folder, "unexport"), "latin1"), read(25, "direction")]).toEqual(["", "low"]);
  });

  test("are had as soon as each pin is, whichever of them udev gave to the group first", () => {
    const [lines, inputs] = [slowUdev([25]), slowUdev([16])];
    expect(() => sysfsLines(lines.take, WIRING, folder, SAFE)).toThrow("EACCES");
    expect(() => sysfsInputs(inputs.take, WIRING, folder, () => undefined)).toThrow("EACCES");
    lines.wait();
    inputs.wait();
    sysfsLines(lines.take, WIRING, folder, SAFE).close();
    sysfsInputs(inputs.take, WIRING, folder, () => undefined).close();
    expect([lines.exported.size, inputs.exported.size]).toEqual([0, 0]);
  });

  test("are driven with the relay as soon as it is known that somebody lets it fall", () => {
    let fault: string | undefined = "relay: systemd does not say";
    const lines = sysfsLines(filePins(folder), WIRING, folder, () => fault);
    lines.set({ relay: true });
    expect([level(25), lines.relayFault]).toEqual(["0", fault]);
    fault = undefined;
    lines.set({ relay: true });
    expect([level(25), lines.relayFault]).toEqual(["1", undefined]);
  });

  test("are switched off at the end whatever another program has written there, the relay first", () => {
    const written: number[] = [];
    const files = filePins(folder);
    const take: TakePin = (number, direction) => {
      const pin = files(number, direction);
      return { ...pin, write: (isHigh) => written.push(number) && pin.write(isHigh) };
    };
    const lines = sysfsLines(take, WIRING, folder, SAFE);
    put(`gpio${BASE + 25}/value`, "1\n");
    lines.close();
    expect([level(25), written[0], written.length]).toEqual(["0", BASE + 25, 7]);
  });

  test("begin with the relay, and let it fall whatever becomes of the others", () => {
    const broken = { isBroken: false };
    const files = filePins(folder);
    const takeBreakable: TakePin = (number, direction) => {
      const pin = files(number, direction);
      const write = (isHigh: boolean) => {
        if (broken.isBroken) throw Object.assign(new Error("EIO"), { code: "EIO" });
        pin.write(isHigh);
      };
      return number === BASE + 17 || number === BASE + 22 ? { ...pin, write } : pin;
    };
    const lines = sysfsLines(takeBreakable, WIRING, folder, SAFE);
    lines.set({ green: true, relay: true });
    broken.isBroken = true;
    expect(() => lines.set({ ...ALL_LOW, red: true })).toThrow("EIO");
    expect([level(25), level(22)]).toEqual(["0", "1"]);
    lines.set({ relay: true });
    expect(() => lines.close()).toThrow("EIO");
    expect(level(25)).toBe("0");
  });

  test("take the relay low, whichever of the others cannot be had", () => {
    put(`gpio${BASE + 25}/value`, "1\n"); // left by a process that died
    const files = filePins(folder);
    const takeBusy: TakePin = (number, direction) => {
      if (number === BASE + 17) throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
      return files(number, direction);
    };
    expect(() => sysfsLines(takeBusy, WIRING, folder, SAFE)).toThrow("refuses line 17: EBUSY");
    expect(read(25, "direction")).toBe("low");
  });

  test("turn back the values of a pin that somebody has turned about", () => {
    put(`gpio${BASE + 25}/active_low`, "1\n");
    sysfsLines(filePins(folder), WIRING, folder, SAFE);
    expect(readFileSync(join(folder, `gpio${BASE + 25}/active_low`), "latin1").trim()).toBe("0");
  });

  test("a pin that was not exported is asked for by its number there", () => {
    rmSync(join(folder, `gpio${BASE + 17}`), { recursive: true });
    expect(() => sysfsLines(filePins(folder), WIRING, folder, SAFE)).toThrow("refuses line 17: ENOENT"); // no kernel made it here
    expect(readFileSync(join(folder, "export"), "latin1")).toBe("529");
  });
});

/** Pins that are the group's only a moment after they are exported; `quick`: those that were at once, the first time. */
function slowUdev(quick: readonly number[]) {
  const exported = new Map<number, boolean>();
  let isFirst = true;
  const take: TakePin = (number) => {
    if (!exported.has(number)) exported.set(number, isFirst && quick.includes(number - BASE));
    if (!exported.get(number)) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    return { read: () => false, write: () => undefined, leave: () => undefined, release: () => void exported.delete(number) };
  };
  const wait = () => {
    isFirst = false;
    for (const number of exported.keys()) exported.set(number, true);
  };
  return { take, wait, exported };
}

test("a pin taken by the package onoff is kept open where it is left, and not made anew", () => {
  const made: string[] = [];
  const take = onoffPinsBy((number, direction) => {
    made.push(`${number} ${direction}`);
    return {
      readSync: () => 0,
      writeSync: () => undefined,
      setActiveLow: () => undefined,
      setDirection: (again) => made.push(`again ${again}`),
      unexport: () => made.push("unexport"),
    };
  });
  take(537, "low").leave();
  take(537, "low").release();
  take(537, "low");
  expect(made).toEqual(["537 low", "again low", "unexport", "537 low"]);
});

describe("the inputs of such a kernel", () => {
  test("are told by their meaning, and a change counts once it has rested", async () => {
    const changes: InputChange[] = [];
    const inputs = sysfsInputs(filePins(folder), WIRING, folder, (error) => {
      throw error;
    });
    // The button is up; the contact of the door is open, for its pin is high.
    expect(inputs.levels()).toEqual({ "service-button": false, "door-contact": true });
    inputs.open((change) => changes.push(change));
    put(`gpio${BASE + 16}/value`, "0\n");
    await expect.poll(() => changes.length).toBe(1);
    expect(changes[0]).toMatchObject({ line: "service-button", isActive: true });
    inputs.close();
    inputs.close();
  });
});

describe("which interface a board is driven by", () => {
  const places = { devices: join(root, "dev"), modules: join(root, "modules"), sysfs: folder, pwm: join(root, "pwm") };
  mkdirSync(places.devices, { recursive: true });

  test("is the older one where there is no character device, and the relay is held where no service lets it fall", async () => {
    const board = await gpioBoard({ wiring: WIRING, root, places });
    const lines = board.openLines();
    expect(lines).toMatchObject({ driver: "sysfs", relayFault: expect.stringContaining("no service of systemd runs this") });
    lines.close();
    const inputs = board.openInputs(() => undefined);
    expect(inputs.levels()).toEqual({ "service-button": false, "door-contact": true });
    inputs.close();
  });

  test("asks systemd nothing where no relay is wired, or where it is only switched off, and does not stand still meanwhile", async () => {
    mkdirSync(join(root, "proc/self"), { recursive: true });
    writeFileSync(join(root, "proc/self/cgroup"), "0::/system.slice/tram-kiosk.service\n");
    mkdirSync(join(root, "usr/bin"), { recursive: true });
    writeFileSync(join(root, "usr/bin/systemctl"), `#!/bin/sh\necho >>${root}/asked\nexit 1\n`, { mode: 0o755 });
    const { relay: _, ...lamps } = WIRING.offsets;
    (await gpioBoard({ wiring: { ...WIRING, offsets: lamps }, root, places })).openLines().close();
    (await gpioBoard({ wiring: WIRING, relayFault: "relay: only switched off", root, places })).openLines().close();
    expect(existsSync(join(root, "asked"))).toBe(false);

    let isMoving = false;
    setImmediate(() => (isMoving = true));
    const lines = (await gpioBoard({ wiring: WIRING, root, places })).openLines();
    expect([isMoving, lines.relayFault]).toEqual([true, expect.stringContaining("systemd does not say")]);
    lines.retryStop?.();
    await expect.poll(() => readFileSync(join(root, "asked"), "latin1").length).toBe(2);
    rmSync(join(root, "proc"), { recursive: true });
  });

  test("is none where the kernel has neither: it is refused with what to do", async () => {
    rmSync(folder, { recursive: true });
    const board = await gpioBoard({ wiring: WIRING, root, places });
    expect(board.openLines).toThrow("no gpiochip in");
    expect(() => board.openInputs(() => undefined)).toThrow("no gpiochip in");
  });
});
