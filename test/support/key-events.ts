// What the kernel hands out for keys: struct input_event of 64-bit machines, and the keys that type a text by the US layout.
const KEYS = {
  plain: "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ \r\t",
  shifted: '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
  codes: [
    41, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 43, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 57, 28, 15,
  ],
} as const;
const LEFT_SHIFT = 42;
export const LEFT_CTRL = 29;
export const LEFT_ALT = 56;

function event(type: number, code: number, value: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(type, 16);
  bytes.writeUInt16LE(code, 18);
  bytes.writeInt32LE(value, 20);
  return bytes;
}

/** Keys with 1 for pressed, 2 for held, 0 for released; each in a report of its own, with the scan code before it as a USB keyboard has it. */
export function keyEvents(...keys: readonly (readonly [code: number, value: number])[]): Buffer {
  return Buffer.concat(keys.flatMap(([code, value]) => [event(4, 4, 0x70000 + code), event(1, code, value), event(0, 0, 0)]));
}
/** What the kernel says where its buffer was full: what comes up to the next report is not to be believed. */
keyEvents.dropped = (): Buffer => event(0, 3, 0);

/** The keys that type a text. */
export function keysFor(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const plain = KEYS.codes[KEYS.plain.indexOf(character)];
      const code = plain ?? KEYS.codes[KEYS.shifted.indexOf(character)];
      if (code === undefined) throw new Error(`no key types ${JSON.stringify(character)}`);
      const pressed: readonly [number, number][] = [
        [code, 1],
        [code, 0],
      ];
      return plain === undefined ? keyEvents([LEFT_SHIFT, 1], ...pressed, [LEFT_SHIFT, 0]) : keyEvents(...pressed);
    }),
  );
}
