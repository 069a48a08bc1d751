// Keys of a keyboard with the US layout, as USB HID names them (HID Usage Tables 1.5, §10 "Keyboard/Keypad Page 0x07"). The computer must have that
// layout: with another one other letters appear, and no keyboard can know.

/** One key, pressed and let go. */
export interface Keystroke {
  /** Usage on page 0x07. */
  readonly usage: number;
  readonly shift: boolean;
  /** A letter: Caps Lock turns its case round. */
  readonly isLetter: boolean;
}

/** Length of a boot keyboard's report (HID 1.11, appendix B.1): modifiers, a reserved byte, six keys. */
export const REPORT_BYTES = 8;

/** LEDs of a boot keyboard's output report: bit 1 is Caps Lock (HID Usage Tables §11, HID 1.11 appendix B.1). */
export const CAPS_LOCK_LED = 0x02;

const LEFT_SHIFT = 0x02;

/** Keys that are no characters, by the names that templates give them. */
export const NAMED_KEYS = { ENTER: 0x28, TAB: 0x2b, DOWN: 0x51, UP: 0x52, END: 0x4d, F2: 0x3b } as const;
export type NamedKey = keyof typeof NAMED_KEYS;

/** Usages 0x1e to 0x38 and the space bar, with the characters that they give without and with shift. */
const SIGNS: readonly (readonly [usage: number, plain: string, shifted: string])[] = [
  [0x1e, "1", "!"],
  [0x1f, "2", "@"],
  [0x20, "3", "#"],
  [0x21, "4", "$"],
  [0x22, "5", "%"],
  [0x23, "6", "^"],
  [0x24, "7", "&"],
  [0x25, "8", "*"],
  [0x26, "9", "("],
  [0x27, "0", ")"],
  [0x2c, " ", " "],
  [0x2d, "-", "_"],
  [0x2e, "=", "+"],
  [0x2f, "[", "{"],
  [0x30, "]", "}"],
  [0x31, "\\", "|"],
  [0x33, ";", ":"],
  [0x34, "'", '"'],
  [0x35, "`", "~"],
  [0x36, ",", "<"],
  [0x37, ".", ">"],
  [0x38, "/", "?"],
];

const KEYS: ReadonlyMap<string, Keystroke> = new Map<string, Keystroke>([
  ...SIGNS.flatMap(([usage, plain, shifted]) => [
    [shifted, { usage, shift: true, isLetter: false }] as const,
    [plain, { usage, shift: false, isLetter: false }] as const,
  ]),
  ...Array.from("abcdefghijklmnopqrstuvwxyz").flatMap((letter, at) => [
    [letter, { usage: 0x04 + at, shift: false, isLetter: true }] as const,
    [letter.toUpperCase(), { usage: 0x04 + at, shift: true, isLetter: true }] as const,
  ]),
]);

/** The keys for text of printable US-ASCII; what is none of it has no key and is left out, so let plainText() or typedBy() go over it before. */
export function keystrokesOf(text: string): readonly Keystroke[] {
  return Array.from(text, (character) => KEYS.get(character)).filter((stroke) => stroke !== undefined);
}

/** A key that is no character. */
export function namedKey(name: NamedKey): Keystroke {
  return { usage: NAMED_KEYS[name], shift: false, isLetter: false };
}

/** The report of a key that is down. `capsLock`: the computer has it on, so that shift makes small letters. */
export function pressReport({ usage, shift, isLetter }: Keystroke, capsLock: boolean): Uint8Array {
  const isShifted = isLetter && capsLock ? !shift : shift;
  return Uint8Array.of(isShifted ? LEFT_SHIFT : 0, 0, usage, 0, 0, 0, 0, 0);
}

/** The report of no key. */
export const RELEASE_REPORT: Uint8Array = new Uint8Array(REPORT_BYTES);
