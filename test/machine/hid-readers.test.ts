// Readers that type and readers in HID-POS mode, on a simulated USB port: names by udev, codes by the installed kiosk.
import { expect } from "vitest";
import { HID_POS_DESCRIPTOR, hidPosReports } from "../support/hid-pos.ts";
import { configurationWith, goodCode } from "./kiosk-files.ts";
import type { Machine } from "./qemu.ts";
import { onMachine, reconfigure, restored, untilLines, untilSo } from "./restored.ts";

const [KEYBOARD, HID] = ["/dev/tram/reader-keyboard", "/dev/tram/reader-hid"];
const KEYBOARD_REPORT_BYTES = 8;
const HID_POS_REPORT_BYTES = 62;

/** Usages of the HID Usage Tables' keyboard page (10) for what is no letter or digit in Base45, with Shift or without. */
const SIGNS: Readonly<Record<string, readonly [usage: number, shift: boolean]>> = {
  "\r": [0x28, false],
  " ": [0x2c, false],
  $: [0x21, true],
  "%": [0x22, true],
  "*": [0x25, true],
  "+": [0x2e, true],
  "-": [0x2d, false],
  ".": [0x37, false],
  "/": [0x38, false],
  ":": [0x33, true],
};

function keyOf(letter: string): readonly [usage: number, shift: boolean] {
  if (/[A-Z]/.test(letter)) return [0x04 + letter.charCodeAt(0) - 65, true];
  if (/[1-9]/.test(letter)) return [0x1e + Number(letter) - 1, false];
  return letter === "0" ? [0x27, false] : (SIGNS[letter] ?? [0, false]);
}

/** Boot reports: each key down, then up. */
function typed(text: string): Buffer {
  return Buffer.concat(
    [...text].flatMap((letter) => {
      const [usage, shift] = keyOf(letter);
      return [Buffer.from([shift ? 2 : 0, 0, usage, 0, 0, 0, 0, 0]), Buffer.alloc(KEYBOARD_REPORT_BYTES)];
    }),
  );
}

const send = (machine: Machine, device: string, bytes: number, reports: Buffer) =>
  machine.ask(`echo ${reports.toString("base64")} | readers send ${device} ${bytes}`);

const SOURCES = [
  ["keyboard", KEYBOARD],
  ["hid", HID],
].map(([kind, path]) => `[[source]]\nkind = "${kind}"\npath = "${path}"\n`);

onMachine("a reader that types and one in HID-POS mode are read, also after both were pulled out", { timeout: 400_000 }, async () => {
  const machine = await restored();
  await machine.ask(`echo ${Buffer.from(HID_POS_DESCRIPTOR).toString("base64")} | readers make && readers in`);
  await untilSo(machine, `[ -e ${KEYBOARD} ] && [ -e ${HID} ]`);
  expect(await machine.ask(`stat -L -c %G ${KEYBOARD} ${HID}`)).toBe("dialout\ndialout");
  await reconfigure(machine, configurationWith(SOURCES.join("")));
  const read = async (device: string, bytes: number, reports: Buffer) => {
    await send(machine, device, bytes, reports);
    expect(await untilLines(machine, ({ green, red }) => green + red > 0)).toMatchObject({ green: 1 });
    await untilLines(machine, ({ green }) => green === 0);
  };
  await read("/dev/hidg0", KEYBOARD_REPORT_BYTES, typed(`${goodCode(1)}\r`));
  await read("/dev/hidg1", HID_POS_REPORT_BYTES, Buffer.concat(hidPosReports(Buffer.from(goodCode(2)))));
  await machine.ask("readers out");
  await untilSo(machine, `[ ! -e ${HID} ]`);
  await machine.ask("readers in");
  await untilSo(machine, `[ -e ${HID} ]`);
  await read("/dev/hidg0", KEYBOARD_REPORT_BYTES, typed(`${goodCode(3)}\r`));
  await read("/dev/hidg1", HID_POS_REPORT_BYTES, Buffer.concat(hidPosReports(Buffer.from(goodCode(4)))));
});
