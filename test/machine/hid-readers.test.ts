// Readers that type and readers in HID-POS mode, on a simulated USB port: names by udev, codes by the installed kiosk.
import { expect } from "vitest";
import { HID_POS_DESCRIPTOR, hidPosReports } from "../support/hid-pos.ts";
import { configurationWith, goodCode } from "./kiosk-files.ts";
import type { Machine } from "./qemu.ts";
import { METRICS, onMachine, reconfigure, restored, untilLines, untilSo } from "./restored.ts";

const [KEYBOARD, HID] = ["/dev/tram/reader-keyboard", "/dev/tram/reader-hid"];
const KEYBOARD_REPORT_BYTES = 8;

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
function typed(text: string): readonly Buffer[] {
  return [...text].flatMap((letter) => {
    const [usage, shift] = keyOf(letter);
    return [Buffer.from([shift ? 2 : 0, 0, usage, 0, 0, 0, 0, 0]), Buffer.alloc(KEYBOARD_REPORT_BYTES)];
  });
}

function send(machine: Machine, device: string, reports: readonly Buffer[]): Promise<string> {
  const lines = reports.map((report) => [...report].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")).join("\n");
  return machine.ask(`echo ${Buffer.from(`${lines}\n`).toString("base64")} | readers send ${device}`);
}

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
  // Until then this emulated processor is too busy for the 64 events that evdev keeps.
  await untilSo(
    machine,
    `journalctl --no-pager -o cat _SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID tram-kiosk) | grep -q '"self-test"'`,
  );
  let accepted = 0;
  const read = async (device: string, reports: readonly Buffer[]) => {
    await send(machine, device, reports);
    await untilSo(machine, `${METRICS} | grep -q '^tram_scans_total{verdict="accept".* ${++accepted}$'`, 30_000);
  };
  await read("/dev/hidg0", typed(`${goodCode(1)}\r`));
  await read("/dev/hidg1", hidPosReports(Buffer.from(goodCode(2))));
  expect(await untilLines(machine, ({ green }) => green === 1)).toMatchObject({ red: 0 });
  await machine.ask("readers out");
  await untilSo(machine, `[ ! -e ${HID} ]`);
  await machine.ask("readers in");
  await untilSo(machine, `[ -e ${HID} ]`);
  await read("/dev/hidg0", typed(`${goodCode(3)}\r`));
  await read("/dev/hidg1", hidPosReports(Buffer.from(goodCode(4))));
});
