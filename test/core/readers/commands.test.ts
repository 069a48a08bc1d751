import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc16 } from "../../../src/core/crc16.ts";
import { type CommandSet, FAST_BAUD_RATE, findReply, MAX_REPLY_BYTES, type ReplyMatch } from "../../../src/core/readers/command-set.ts";
import { GROW_COMMANDS } from "../../../src/core/readers/grow-commands.ts";
import { HONEYWELL_COMMANDS } from "../../../src/core/readers/honeywell-commands.ts";
import { NEWLAND_COMMANDS } from "../../../src/core/readers/newland-commands.ts";
import { SSI_COMMANDS } from "../../../src/core/readers/ssi-commands.ts";

const hex = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/(..)(?=.)/g, "$1 ");
const bytes = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const settingOf = (commands: CommandSet, name: string) => {
  const setting = commands.settings.find((each) => each.name === name);
  if (!setting) throw new Error(`no setting ${name}`);
  return setting;
};

describe("commands are spelt as the makers' manuals spell them", () => {
  test.each([
    ["GM812 list: 9600 baud", GROW_COMMANDS.speed(9600), "7e 00 08 02 00 2a 39 01 a7 ea"],
    ["GM812 list: save", GROW_COMMANDS.save ?? new Uint8Array(), "7e 00 09 01 00 00 00 de c8"],
    [
      "Newland HR52: everything about Code 11 has this frame",
      settingOf(NEWLAND_COMMANDS, "illumination").read,
      "7e 01 30 30 30 30 40 49 4c 4c 53 43 4e 2a 3b 03",
    ],
    ["Honeywell N3680: 115,200 baud", HONEYWELL_COMMANDS.speed(FAST_BAUD_RATE), "16 4d 0d 32 33 32 42 41 44 39 2e"],
    ["Honeywell: trigger", HONEYWELL_COMMANDS.trigger, "16 54 0d"],
    ["GM72: software version", SSI_COMMANDS.query, "04 a3 04 00 ff 55"],
    ["GM72: start decoding", SSI_COMMANDS.trigger, "04 e4 04 00 ff 14"],
    ["GM72: automatic induction", settingOf(SSI_COMMANDS, "reads-by-itself").write(new Uint8Array()), "07 c6 04 08 00 8a 09 fe 94"],
    ["GM72: 115,200 baud", SSI_COMMANDS.speed(FAST_BAUD_RATE), "07 c6 04 08 00 9c 0a fe 81"],
  ])("%s", (_, command, expected) => {
    expect(hex(command)).toBe(expected);
  });

  test("the trigger of GM65 is the manual's with its checksum in place of AB CD", () => {
    expect(hex(GROW_COMMANDS.trigger).startsWith("7e 00 08 01 00 02 01 ")).toBe(true);
    expect(crc16(GROW_COMMANDS.trigger.subarray(2), 0)).toBe(0);
  });
});

describe("replies", () => {
  const whole: readonly (readonly [string, CommandSet, string])[] = [
    ["GM65, done", GROW_COMMANDS, "02 00 00 01 00 33 31"],
    ["Newland, a value", NEWLAND_COMMANDS, "02 01 30 30 30 30 40 44 46 4d 41 44 44 30 06 3b 03"],
    ["Honeywell, a value", HONEYWELL_COMMANDS, "53 43 4e 4c 45 44 31 06 2e"],
    ["GM72, done", SSI_COMMANDS, "04 d0 00 00 ff 2c"],
  ];

  test.each(whole)("%s: is one, whole only at its last byte, and says that it was obeyed", (_, commands, text) => {
    const reply = bytes(text);
    for (let length = 1; length < reply.length; length++) expect(commands.replies(reply.subarray(0, length))).toBe<ReplyMatch>("partial");
    expect(commands.replies(reply)).toBe(reply.length);
    expect(commands.replies(Buffer.concat([reply, reply]))).toBe(reply.length);
    expect(commands.isDone(reply)).toBe(true);
  });

  test.each([
    ["GM65 of another checksum", GROW_COMMANDS, "02 00 00 01 00 33 32"],
    ["GM65 that is too long to be one", GROW_COMMANDS, "02 00 00 80"],
    ["Newland without its end", NEWLAND_COMMANDS, "02 01 30 30 30 30 40 03"],
    ["Honeywell with something else behind its status", HONEYWELL_COMMANDS, "53 43 4e 4c 45 44 31 06 41"],
    ["Honeywell of a setting that nobody asks for", HONEYWELL_COMMANDS, "43 42 52 45 4e 41 31 06 2e"],
    ["a code in capitals", HONEYWELL_COMMANDS, "48 43 31 3a"],
    ["GM72 of another sum", SSI_COMMANDS, "04 d0 00 00 ff 2d"],
  ])("%s is none", (_, commands, text) => {
    expect(commands.replies(bytes(text))).toBe<ReplyMatch>("none");
  });

  test("a refusal is no obedience", () => {
    expect(NEWLAND_COMMANDS.isDone(bytes("02 01 30 30 30 30 40 44 46 4d 41 44 44 39 15 3b 03"))).toBe(false);
    expect(HONEYWELL_COMMANDS.isDone(bytes("43 42 52 45 4e 41 39 15 2e"))).toBe(false);
    expect(SSI_COMMANDS.isDone(bytes("05 d1 00 00 06 ff 24"))).toBe(false);
  });

  test("one is found behind a code that came before it", () => {
    expect(findReply(bytes("41 42 0d 02 00 00 01 00 33 31 43"), GROW_COMMANDS.replies)).toEqual(
      new Uint8Array(bytes("02 00 00 01 00 33 31")),
    );
  });

  test("whatever bytes come, every grammar answers, holds no more than its bound, and no reply is longer than what came", () => {
    const likely = fc.constantFrom(0x02, 0x00, 0x01, 0x30, 0x40, 0x04, 0xd0, 0x06, 0x2e, 0x3b, 0x03, 0x41, 0x0d);
    const all = [GROW_COMMANDS, NEWLAND_COMMANDS, HONEYWELL_COMMANDS, SSI_COMMANDS];
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.oneof(likely, fc.nat(255)), { minLength: 1, maxLength: 300 }),
        (commands, values) => {
          const some = Uint8Array.from(values);
          const match = commands.replies(some);
          if (match === "partial") expect(some.length).toBeLessThanOrEqual(MAX_REPLY_BYTES);
          if (typeof match === "number") expect(match).toBeLessThanOrEqual(some.length);
          for (const setting of commands.settings) setting.isAsWanted(some);
          commands.understand(some);
        },
      ),
      { numRuns: 400 },
    );
  });
});
