import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ReadStream } from "node:tty";
import { describe, expect, onTestFinished, test } from "vitest";
import { keystrokesOf } from "../../src/core/hand-off/keystrokes.ts";
import { SELF_CHECK_LINE, typedText } from "../../src/core/hand-off/output-profile.ts";
import { bridgeTypist } from "../../src/drivers/hand-off-bridge.ts";
import { gadgetTypist } from "../../src/drivers/hand-off-gadget.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { eventually } from "../support/eventually.ts";
import { type BridgeFaults, plugInBridge } from "../support/scripted-bridge.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { lettersOf } from "../support/typed-letters.ts";

const LINE = typedText("telex", SELF_CHECK_LINE);
const missing = join(temporaryFolder(), "hidg0");

async function bridge(faults: BridgeFaults = {}) {
  const chip = await plugInBridge(faults);
  onTestFinished(chip.close);
  return { chip, typist: bridgeTypist({ path: chip.path, pauseMs: 1, answerMs: 300 }) };
}

describe("over a serial line", () => {
  test.each([false, true])("the self-check line arrives letter for letter, with Caps Lock %s", async (capsLock) => {
    const { chip, typist } = await bridge({ capsLock });
    expect(await typist.type(keystrokesOf(LINE))).toEqual({ ok: true, capsLock });
    expect(lettersOf(chip.reports, capsLock)).toBe(LINE);
    expect([...(chip.reports.at(-1) ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("an answer that is lost types no letter twice", async () => {
    const { chip, typist } = await bridge({ deafTo: 1 });
    expect(await typist.type(keystrokesOf("aab"))).toMatchObject({ ok: true });
    expect(lettersOf(chip.reports)).toBe("aab");
  });

  test("without a computer nothing is typed", async () => {
    const { chip, typist } = await bridge({ hasComputer: false });
    expect(await typist.type(keystrokesOf("a"))).toMatchObject({ ok: false, problem: "no-computer", typed: 0 });
    expect(await typist.look()).toMatchObject({ ok: false });
    expect(chip.reports).toEqual([]);
  });

  test("a computer that goes away in the middle is said, with how many keys it got", async () => {
    const { typist } = await bridge({ refusesFrom: 4 });
    expect(await typist.type(keystrokesOf("abcd"))).toMatchObject({ ok: false, problem: "interrupted", typed: 2 });
  });

  test("a line that is not there, or that nobody answers on, is missing", async () => {
    expect(await bridgeTypist({ path: missing }).type(keystrokesOf("a"))).toMatchObject({ ok: false, problem: "missing", typed: 0 });
    const { typist } = await bridge({ deafTo: 100 });
    expect(await typist.type(keystrokesOf("a"))).toMatchObject({ ok: false, problem: "missing", typed: 0 });
  });
});

/** In place of the kernel's device: eight bytes a report, and the computer's LEDs the other way. */
async function gadget() {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.message);
  const { terminal } = opened;
  const computer = new ReadStream(openSync(terminal.userPath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  let heard = Buffer.alloc(0);
  computer.on("error", () => undefined);
  computer.on("data", (bytes: Buffer) => (heard = Buffer.concat([heard, bytes])));
  onTestFinished(async () => {
    computer.destroy();
    await terminal.close();
  });
  return {
    terminal,
    typist: gadgetTypist({ path: terminal.readerPath, pauseMs: 1, deadMs: 50 }),
    reports: () => Array.from({ length: heard.length / 8 }, (_, at) => heard.subarray(at * 8, at * 8 + 8)),
  };
}

describe("as a USB device", () => {
  test("the self-check line arrives letter for letter", async () => {
    const { typist, reports } = await gadget();
    expect(await typist.type(keystrokesOf(LINE))).toEqual({ ok: true, capsLock: false });
    await eventually(() => lettersOf(reports())).toBe(LINE);
  });

  test("Caps Lock that the computer has told of is allowed for, and remembered", async () => {
    const { terminal, typist, reports } = await gadget();
    await eventually(async () => {
      terminal.write(Uint8Array.of(0x02));
      return await typist.type(keystrokesOf("Ab1"));
    }).toEqual({ ok: true, capsLock: true });
    const before = reports().length;
    expect(await typist.type(keystrokesOf("Ab1"))).toEqual({ ok: true, capsLock: true });
    await eventually(() => lettersOf(reports().slice(before), true)).toBe("Ab1");
  });

  test("without the gadget it is missing", async () => {
    expect(await gadgetTypist({ path: missing }).type(keystrokesOf("a"))).toMatchObject({ ok: false, problem: "missing", typed: 0 });
    expect(await gadgetTypist({ path: missing }).look()).toMatchObject({ ok: false });
  });

  test("a computer that asks for no keys does not hold the kiosk up", async () => {
    // A pipe that is full takes no more, as the kernel's device does.
    const path = join(temporaryFolder(), "full");
    execFileSync("mkfifo", [path]);
    const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(pipe));
    expect(() => {
      for (;;) writeSync(pipe, Buffer.alloc(4096));
    }).toThrow("EAGAIN");
    const typist = gadgetTypist({ path, pauseMs: 1, deadMs: 50 });
    expect(await typist.type(keystrokesOf("a"))).toEqual({ ok: false, problem: "no-computer", detail: "EAGAIN", typed: 0 });
    expect(await typist.look()).toEqual({ ok: false, detail: `${path}: EAGAIN` });
  });
});
