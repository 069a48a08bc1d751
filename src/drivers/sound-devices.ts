import { execFile } from "node:child_process";

/** A device that plays, as `aplay -L` lists it. */
export interface SoundDevice {
  readonly name: string;
  /** What the card says of itself. */
  readonly about: string;
}

/** More than these no kiosk has; a list of all plugins of a card is for nobody. */
const MAX_DEVICES = 8;
/** Asking takes a moment, in milliseconds. */
const ASK_MS = 3000;

/** What sound can come out of: one name a card, with conversion of rates. None where there is no card, or no `aplay`. */
export function listSoundDevices(env: NodeJS.ProcessEnv = process.env): Promise<readonly SoundDevice[]> {
  return new Promise((resolve) => {
    execFile("aplay", ["-L"], { env, timeout: ASK_MS, maxBuffer: 65_536 }, (error, printed) => {
      resolve(error ? [] : soundDevicesIn(printed));
    });
  });
}

/** The cards in what `aplay -L` prints: a name at the beginning of a line, what it is on the indented lines below. */
export function soundDevicesIn(printed: string): readonly SoundDevice[] {
  const found: SoundDevice[] = [];
  let name: string | undefined;
  for (const line of printed.split("\n")) {
    if (/^\S/.test(line)) name = /^default:CARD=[A-Za-z0-9_]{1,32}$/.test(line) ? line : undefined;
    else if (name !== undefined && line.trim() !== "") {
      // `bcm2835 Headphones, bcm2835 Headphones`: the card, and its device.
      const words = line.trim().slice(0, 80).split(", ");
      found.push({ name, about: [...new Set(words)].join(", ") });
      name = undefined;
    }
  }
  return found.slice(0, MAX_DEVICES);
}
