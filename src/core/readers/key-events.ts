// What a reader types as a keyboard, back to bytes. Linux: input-event-codes.h, struct input_event of 64-bit machines; US layout, which is
// what readers type unless they are told otherwise.

/** struct input_event where time is two 64-bit numbers: seconds, microseconds, type, code, value. */
export const KEY_EVENT_BYTES = 24;

/** Makes bytes of one keyboard's events. */
export interface KeyTyping {
  /** Takes whole events, in their order. Returns what was typed; Enter is CR. */
  take(events: Uint8Array): Uint8Array;
  /** How often keys were lost or typed that no code has: what stands around them is no whole code. Each ends in a NUL among the bytes. */
  readonly losses: number;
}

const EV_SYN = 0;
const EV_KEY = 1;
/** The kernel's buffer was full: events are lost up to the next report. */
const SYN_DROPPED = 3;
const SYN_REPORT = 0;
const [RELEASED, PRESSED] = [0, 1];

const SHIFTS: readonly number[] = [42, 54];
const CONTROLS: readonly number[] = [29, 97];
/** With Alt and digits readers type characters that no key has; which ones depends on a code page that nobody tells us. */
const ALTS: readonly number[] = [56, 100];
const CAPS_LOCK = 58;

/** By key code, from Escape to Space. A space stands for a key that types nothing. */
const PLAIN = "  1234567890-=  qwertyuiop[]\r asdfghjkl;'` \\zxcvbnm,./ *";
const SHIFTED = '  !@#$%^&*()_+  QWERTYUIOP{}\r ASDFGHJKL:"~ |ZXCVBNM<>? *';
const SPACE = 57;
const TAB = 15;
/** Keys of the number pad, which types digits as long as Num Lock is on; a reader's is. */
const PAD: Readonly<Record<number, string>> = {
  71: "7",
  72: "8",
  73: "9",
  74: "-",
  75: "4",
  76: "5",
  77: "6",
  78: "+",
  79: "1",
  80: "2",
  81: "3",
  82: "0",
  83: ".",
  96: "\r",
  98: "/",
};

/** For one connection: no key is held when it begins. */
export function keyTyping(): KeyTyping {
  const held = new Set<number>();
  let isCapsLocked = false;
  let isLost = false;
  let losses = 0;

  const holds = (keys: readonly number[]): boolean => keys.some((key) => held.has(key));

  /** NUL is in no code that a keyboard can type. */
  function lose(): number {
    losses++;
    return 0;
  }

  function press(key: number): number | undefined {
    if (key === CAPS_LOCK) isCapsLocked = !isCapsLocked;
    const character = characterOf(key, holds(SHIFTS), isCapsLocked);
    if (character === undefined) return undefined;
    if (holds(ALTS)) return lose();
    return holds(CONTROLS) ? character & 0x1f : character;
  }

  return {
    take(events) {
      const typed: number[] = [];
      const view = new DataView(events.buffer, events.byteOffset, events.byteLength);
      for (let at = 0; at + KEY_EVENT_BYTES <= events.length; at += KEY_EVENT_BYTES) {
        const type = view.getUint16(at + 16, true);
        const code = view.getUint16(at + 18, true);
        const value = view.getInt32(at + 20, true);
        if (type === EV_SYN && code === SYN_DROPPED) {
          isLost = true;
          held.clear();
          typed.push(lose());
        } else if (type === EV_SYN && code === SYN_REPORT) isLost = false;
        if (type !== EV_KEY || isLost) continue;
        if (value === RELEASED) held.delete(code);
        if (value !== PRESSED) continue; // a key that is held repeats, a reader's does not
        held.add(code);
        const byte = press(code);
        if (byte !== undefined) typed.push(byte);
      }
      return Uint8Array.from(typed);
    },
    get losses() {
      return losses;
    },
  };
}

/** Caps Lock turns the case of letters only. */
function characterOf(key: number, isShifted: boolean, isCapsLocked: boolean): number | undefined {
  if (key === SPACE) return 0x20;
  if (key === TAB) return 0x09;
  const onPad = PAD[key];
  if (onPad !== undefined) return onPad.charCodeAt(0);
  const plain = PLAIN[key];
  if (plain === undefined || plain === " ") return undefined;
  const isLetter = plain >= "a" && plain <= "z";
  const character = isShifted !== (isLetter && isCapsLocked) ? SHIFTED[key] : plain;
  return character?.charCodeAt(0);
}
