import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyTyping } from "../../../src/core/readers/key-events.ts";
import { keyEvents, keysFor, LEFT_ALT, LEFT_CTRL } from "../../support/key-events.ts";

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join("");

describe("a reader that types", () => {
  test("every printable character of US-ASCII comes back, and Enter is CR", () => {
    expect(textOf(keyTyping().take(keysFor(`${PRINTABLE}\r`)))).toBe(`${PRINTABLE}\r`);
  });

  test("also where the reader thinks that Caps Lock is on, and presses it itself", () => {
    const [caps, swapped] = [58, "aBC-9"];
    expect(textOf(keyTyping().take(Buffer.concat([keyEvents([caps, 1], [caps, 0]), keysFor(swapped)])))).toBe("Abc-9");
  });

  test("control characters are letters with Ctrl: GS of an identity card is Ctrl and ]", () => {
    expect([...keyTyping().take(Buffer.concat([keyEvents([LEFT_CTRL, 1]), keysFor("]"), keyEvents([LEFT_CTRL, 0])]))]).toEqual([0x1d]);
  });

  test("the number pad types digits", () => {
    const pad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];
    expect(
      textOf(
        keyTyping().take(
          keyEvents(
            ...pad.flatMap((key): [number, number][] => [
              [key, 1],
              [key, 0],
            ]),
          ),
        ),
      ),
    ).toBe("0123456789");
  });

  test("keys that repeat because they are held, and keys that type nothing, add nothing", () => {
    expect(textOf(keyTyping().take(keyEvents([30, 1], [30, 2], [30, 2], [30, 0], [59, 1], [59, 0])))).toBe("a");
  });

  test("what is typed with Alt, and what the kernel lost, makes the code not whole", () => {
    const typing = keyTyping();
    const alt = Buffer.concat([keysFor("a"), keyEvents([LEFT_ALT, 1]), keysFor("233"), keyEvents([LEFT_ALT, 0]), keysFor("b")]);
    expect(textOf(typing.take(alt))).toBe("a\0\0\0b");
    // Shift was held when the kernel's buffer overflowed; its release was lost.
    typing.take(keyEvents([42, 1], [30, 1]));
    const lost = keyEvents.dropped();
    expect(textOf(typing.take(Buffer.concat([lost, keysFor("xyz")])))).toMatch(/^\0[yz]*z$/);
    expect(typing.losses).toBe(4);
  });

  test("whatever the events are, it never throws, and however they are cut, the bytes are the same", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(120), fc.nat(2))), fc.nat(40), (keys, cut) => {
        const events = keyEvents(...keys);
        const whole = keyTyping().take(events);
        const typing = keyTyping();
        const at = Math.min(cut * 24, events.length);
        expect(Buffer.concat([typing.take(events.subarray(0, at)), typing.take(events.subarray(at))])).toEqual(Buffer.from(whole));
      }),
      { numRuns: 60 },
    );
  });
});
