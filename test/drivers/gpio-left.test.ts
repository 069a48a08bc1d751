import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GPIO_IOCTL } from "../../src/drivers/gpio-abi.ts";
import { findGpioChip } from "../../src/drivers/gpio-chip.ts";
import { linesLeft } from "../../src/drivers/gpio-left.ts";
import { STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
const devices = join(root, "dev");
mkdirSync(devices);
/** /dev/null under the name of a chip; making one takes root. */
const isMade = spawnSync("mknod", [join(devices, "gpiochip0"), "c", "1", "3"]).status === 0;
const libc = await loadLibc();

/** A chip whose lines have these flags (GPIO_V2_LINE_FLAG_USED 1, OUTPUT 8). */
function chipOf(flags: Readonly<Record<number, bigint>>): Libc {
  const ioctl: Libc["ioctl"] = (_fd, request, data) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    if (request === GPIO_IOCTL.chipInfo) bytes.write("pinctrl-rp1", 32);
    else bytes.writeBigUInt64LE(flags[bytes.readUInt32LE(64)] ?? 0n, 72);
  };
  return { ...libc, ioctl };
}

const places = { devices, modules: root, sysfs: join(root, "gpio"), pwm: root };

test.skipIf(!isMade)("what was left as an output is told, the relay first; not an input, nor what somebody holds", async () => {
  const chip = chipOf({ 17: 8n, 25: 8n, 22: 9n, 27: 0n });
  expect(await linesLeft(STANDARD_WIRING, places, async () => chip)).toEqual(["relay", "red"]);
  expect(await linesLeft({ ...STANDARD_WIRING, labels: ["other"] }, places, async () => chip)).toEqual([]);
});

test.skipIf(!isMade).each([
  ["EACCES", "add the kiosk's user to the group gpio"],
  ["EPERM", "the service must have DeviceAllow=char-gpiochip rw"],
  ["EIO", "name the chip in the configuration"],
])("a chip that answers %s is refused with what to do", (code, advice) => {
  const ioctl = () => {
    throw Object.assign(new Error(code), { code });
  };
  expect(() => findGpioChip({ ...libc, ioctl }, ["pinctrl-rp1"], devices)).toThrow(`gpiochip0 (${code}); ${advice}`);
});

test("a machine that has neither interface, or no such chip, has nothing left", async () => {
  const empty = join(root, "empty");
  mkdirSync(empty);
  writeFileSync(join(empty, "gpiochip0"), "");
  expect(await linesLeft(STANDARD_WIRING, { ...places, devices: empty })).toEqual([]);
});
