import { closeSync, writeSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BoardInputs, InputChange } from "../../src/board-ports.ts";
import { GPIO_IOCTL, LINE_EVENT_BYTES } from "../../src/drivers/gpio-abi.ts";
import { inputsOn, wiredInputs } from "../../src/drivers/gpio-inputs.ts";
import { standardInputs } from "../../src/drivers/gpio-wiring.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";

// The kernel's queue of edges is a pipe here: what is written is read in the same portions. Edges of a real chip: test/machine.

const INPUTS = wiredInputs({ inputs: standardInputs(["service-button", "door-contact", "tamper-switch"]) });
const libc = await loadLibc();
let ends = { readEnd: -1, writeEnd: -1 };
let changes: InputChange[] = [];
let faults: Error[] = [];

beforeEach(() => {
  ends = libc.pipe();
  libc.setNonBlocking(ends.readEnd);
  changes = [];
  faults = [];
});
afterEach(() => closeSync(ends.writeEnd));

function watch(over: Partial<Libc> = {}): BoardInputs {
  return inputsOn({ ...libc, ...over }, ends.readEnd, INPUTS, (error) => faults.push(error));
}

function edge(offset: number, isActive: boolean, atMs: number): Buffer {
  const event = Buffer.alloc(LINE_EVENT_BYTES);
  event.writeBigUInt64LE(BigInt(atMs) * 1_000_000n, 0);
  event.writeUInt32LE(isActive ? 1 : 2, 8);
  event.writeUInt32LE(offset, 12);
  return event;
}

describe("the inputs", () => {
  test("have the pins of hardware/pins.yaml, and a configuration may name others", () => {
    expect(INPUTS.map(({ name, offset }) => `${name} ${offset}`)).toEqual(["service-button 16", "door-contact 20", "tamper-switch 26"]);
    expect(standardInputs(["service-button"], { "service-button": 5 })["service-button"]).toMatchObject({ offset: 5, isActiveLow: true });
  });

  test("edges are told in order, with the kernel's own times, also many at once; of a line that is not ours nothing is", async () => {
    const inputs = watch();
    inputs.open((change) => changes.push(change));
    writeSync(ends.writeEnd, Buffer.concat([edge(16, true, 1000), edge(16, false, 1080), edge(17, true, 1081), edge(26, true, 1090)]));
    await expect.poll(() => changes.length).toBe(3);
    expect(changes).toEqual([
      { line: "service-button", isActive: true, atMs: 1000 },
      { line: "service-button", isActive: false, atMs: 1080 },
      { line: "tamper-switch", isActive: true, atMs: 1090 },
    ]);
    inputs.close();
    inputs.close();
    expect(faults).toEqual([]);
  });

  test("a chip that goes away is told once, and asked no more", async () => {
    let asked = 0;
    const inputs = watch({
      readWaiting: () => {
        asked += 1;
        throw Object.assign(new Error("read: ENODEV"), { code: "ENODEV" });
      },
    });
    inputs.open(() => undefined);
    await expect.poll(() => faults.length).toBe(1);
    expect(String(faults[0])).toBe("Error: gpio: the inputs cannot be read: ENODEV");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([asked, faults.length]).toEqual([1, 1]);
    inputs.close();
  });

  test("their levels are those that the kernel reads, in the order of the request", () => {
    const inputs = watch({
      ioctl(_fd, request, data) {
        expect([request, Buffer.from(data).readBigUInt64LE(8)]).toEqual([GPIO_IOCTL.getValues, 0b111n]);
        data[0] = 0b110;
      },
    });
    expect(inputs.levels()).toEqual({ "service-button": false, "door-contact": true, "tamper-switch": true });
    inputs.close();
    expect(() => inputs.levels()).toThrow("gpio: read after close");
  });
});
