import { spawnSync } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GPIO_IOCTL } from "../../src/drivers/gpio-abi.ts";
import { linesAtRest } from "../../src/drivers/gpio-rest.ts";
import { STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
const devices = join(root, "dev");
mkdirSync(devices);
/** /dev/null under the name of a chip; making one takes root. */
const isMade = spawnSync("mknod", [join(devices, "gpiochip0"), "c", "1", "3"]).status === 0;
const libc = await loadLibc();
const places = { devices, modules: root, sysfs: join(root, "gpio"), pwm: root };

const [INPUT, OUTPUT, USED] = [4n, 8n, 1n];
const { offsets } = STANDARD_WIRING;

/** A chip with pins at levels; it takes down what is asked of it. */
function chipOf({ high = [], flags = {} }: { readonly high?: readonly number[]; readonly flags?: Readonly<Record<number, bigint>> }) {
  const requests: { readonly lines: readonly number[]; readonly flags: bigint; readonly attributes: number }[] = [];
  let isSet = false;
  const ioctl: Libc["ioctl"] = (_fd, request, data) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    if (request === GPIO_IOCTL.chipInfo) bytes.write("pinctrl-rp1", 32);
    else if (request === GPIO_IOCTL.lineInfo) bytes.writeBigUInt64LE(flags[bytes.readUInt32LE(64)] ?? INPUT, 72);
    else if (request === GPIO_IOCTL.requestLines) {
      const lines = Array.from({ length: bytes.readUInt32LE(560) }, (_, index) => bytes.readUInt32LE(4 * index));
      requests.push({ lines, flags: bytes.readBigUInt64LE(288), attributes: bytes.readUInt32LE(296) });
      bytes.writeInt32LE(openSync("/dev/null", "r"), 588);
    } else if (request === GPIO_IOCTL.getValues) {
      const lines = requests.at(-1)?.lines ?? [];
      bytes.writeBigUInt64LE(
        lines.reduce((bits, offset, index) => bits | (high.includes(offset) ? 1n << BigInt(index) : 0n), 0n),
        0,
      );
    } else isSet = true;
  };
  return { load: async () => ({ ...libc, ioctl }), requests, isSet: () => isSet };
}

test.skipIf(!isMade)("a line that reads as on although nobody drives it is told; nothing is driven, pulled or watched", async () => {
  const { green = 0, amber = 0, buzzer = 0 } = offsets;
  const chip = chipOf({ high: [green, amber] });
  const wiring = { ...STANDARD_WIRING, activeLow: ["amber", "white"] as const };
  const rest = await linesAtRest(wiring, undefined, places, chip.load);
  // Amber is off at the high level; white, which reads low, is on.
  expect(rest).toEqual({ asked: ["red", "amber", "green", "white", "relay", "illumination"], on: ["green", "white"] });
  expect(chip.requests).toMatchObject([{ flags: INPUT, attributes: 0 }]);
  // Its pin may be a PWM's, which would lose it.
  expect(chip.requests[0]?.lines).not.toContain(buzzer);
  expect(chip.isSet()).toBe(false);
});

test.skipIf(!isMade)("a pin that is still an output is left alone, and where all are nothing is asked for", async () => {
  const { red = 0 } = offsets;
  const one = chipOf({ flags: { [red]: OUTPUT } });
  expect((await linesAtRest(STANDARD_WIRING, "active", places, one.load))?.asked).not.toContain("red");
  expect(one.requests[0]?.lines).not.toContain(red);
  const all = chipOf({ flags: Object.fromEntries(Object.values(offsets).map((offset) => [offset, OUTPUT])) });
  expect(await linesAtRest(STANDARD_WIRING, "active", places, all.load)).toEqual({ asked: [], on: [] });
  expect(all.requests).toEqual([]);
});

test.skipIf(!isMade)("where somebody holds one of the lines none is asked for", async () => {
  const chip = chipOf({ flags: { [offsets.relay ?? 0]: OUTPUT | USED } });
  expect(await linesAtRest(STANDARD_WIRING, undefined, places, chip.load)).toBeUndefined();
  expect(chip.requests).toEqual([]);
});

test("a machine without the character device is not asked: its older interface would have to be changed to be read", async () => {
  const empty = join(root, "empty");
  mkdirSync(empty);
  expect(await linesAtRest(STANDARD_WIRING, undefined, { ...places, devices: empty })).toBeUndefined();
});
