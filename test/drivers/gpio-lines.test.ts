import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeOutputRequest, GPIO_IOCTL } from "../../src/drivers/gpio-abi.ts";
import { linesOn, requestLines } from "../../src/drivers/gpio-chardev.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";

// What the driver asks of the kernel and makes of its answers; that a real one moves its pins: test/machine.

const NAMES = ["red", "green", "relay"] as const;
const libc = await loadLibc();

/** A kernel that keeps the values of lines, as a chip does; a shorted one reads low. */
function kernel() {
  const state = { values: 0n, shorted: 0n, fails: false };
  const ioctl: Libc["ioctl"] = (_fd, request, data) => {
    if (state.fails) throw Object.assign(new Error("ioctl: EIO"), { code: "EIO" });
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    const mask = bytes.readBigUInt64LE(8);
    if (request === GPIO_IOCTL.setValues) state.values = (state.values & ~mask) | (bytes.readBigUInt64LE(0) & mask);
    if (request === GPIO_IOCTL.getValues) bytes.writeBigUInt64LE(state.values & ~state.shorted & mask, 0);
  };
  const open = (fault?: string) => linesOn({ ...libc, ioctl }, openSync("/dev/null", "r"), NAMES, "/dev/gpiochip0 (x)", fault);
  return { state, open };
}

test("lines keep their level until they are named again, and close switches all of them off", () => {
  const { state, open } = kernel();
  const lines = open();
  lines.set({ red: true, relay: true });
  lines.set({ green: true });
  lines.set({ white: true }); // is not wired
  expect(state.values).toBe(0b111n);
  lines.set({ red: false });
  expect(state.values).toBe(0b110n);
  lines.close();
  lines.close();
  expect(state.values).toBe(0n);
  expect(() => lines.set({ red: true })).toThrow("gpio: set after close");
});

test("a relay that must not be driven is held low whatever is asked, and reads as it should", () => {
  const { state, open } = kernel();
  const lines = open("relay: a reason");
  lines.set({ green: true, relay: true });
  expect(state.values).toBe(0b010n);
  expect(lines.astray()).toEqual([]);
  lines.close();
});

test("a line that is shorted reads otherwise than it is driven, and is named; its neighbours are not", () => {
  const { state, open } = kernel();
  const lines = open();
  state.shorted = 0b010n;
  lines.set({ red: true });
  expect(lines.astray()).toEqual([]); // green is off: nothing to be seen
  lines.set({ green: true });
  expect(lines.astray()).toEqual(["green"]);
  lines.close();
});

test("lines that break are told with the chip and the error, and closing them still lets the descriptor go", () => {
  const { state, open } = kernel();
  const lines = open();
  state.fails = true;
  expect(() => lines.set({ red: true })).toThrow("gpio: /dev/gpiochip0 (x) cannot set its lines: EIO");
  expect(() => lines.astray()).toThrow("gpio: /dev/gpiochip0 (x) cannot read its lines: EIO");
  expect(() => lines.close()).toThrow("EIO");
  expect(() => lines.close()).not.toThrow();
});

test.each([
  ["EBUSY", "in use: 27 by lamps-of-others; stop that, or wire other pins"],
  ["EINVAL", "the chip has no such lines: correct the pins in the configuration"],
  ["ENOTTY", "the kernel is older than 5.10: update it"],
  ["EPERM", "see the kernel's log"],
])("a request that is refused with %s says what to do", (code, advice) => {
  const fd = openSync("/dev/null", "r");
  const ioctl: Libc["ioctl"] = (_fd, request, data) => {
    if (request === GPIO_IOCTL.requestLines) throw Object.assign(new Error(`ioctl: ${code}`), { code });
    const info = Buffer.from(data.buffer, data.byteOffset, data.length);
    if (info.readUInt32LE(64) === 27) {
      info.write("lamps-of-others", 32);
      info.writeBigUInt64LE(1n, 72);
    }
  };
  const lines = [17, 27].map((offset) => ({ offset, isActiveLow: false }));
  const refused = () =>
    requestLines({ ...libc, ioctl }, { path: "/dev/gpiochip0", fd, label: "x" }, lines, encodeOutputRequest(lines, "t"));
  expect(refused).toThrow(`gpio: /dev/gpiochip0 (x) refuses lines 17, 27: ${code}; ${advice}`);
  closeSync(fd);
});
