import { DAY_KEY_BYTES, type DayKeyRing, keysOf, readDayKeys, turned, writeDayKeys } from "../core/day-keys.ts";
import { hmacSha256 } from "../core/signature.ts";
import type { KeptFile } from "../ports.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/**
 * What a journal calls a credential or a live code: nothing that anybody else could compute. Under the key that stays it is the same for
 * ever; under a day's key it is the same on that day, and who finds the kiosk later cannot tell whose visits belong together.
 */
export interface Pseudonyms {
  /** What an entry of now calls it. `isForEver`: it must be known again for longer than day keys are held. */
  name(identity: string, isForEver: boolean): string;
  /** All names that entries may have for it that must still be known again, and of which the keys are still there. */
  names(identity: string): readonly string[];
}

/** Pseudonyms under a key that stays (32 bytes) and those of the days, the oldest first, the last one in use. */
export function pseudonymsUnder(key: Uint8Array, dayKeys: () => readonly Uint8Array[]): Pseudonyms {
  return {
    name: (identity, isForEver) => nameUnder(isForEver ? key : (dayKeys().at(-1) ?? key), identity),
    names: (identity) => [key, ...dayKeys()].map((key) => nameUnder(key, identity)),
  };
}

/** 16 bytes of HMAC-SHA-256 in base64url. */
function nameUnder(key: Uint8Array, identity: string): string {
  return Buffer.from(hmacSha256(key, Buffer.from(identity, "hex")).subarray(0, 16)).toString("base64url");
}

/** Bytes of the key that stays. */
export const KEY_BYTES = 32;

/**
 * The kiosk's key for pseudonyms that stay, made on its first day, before the journal has any entry. Later there must be one: under another key
 * everything in the journal has a strange name, and a prescription that was used up would be as good as new.
 */
export async function readPseudonymKey(file: KeptFile, journalSize: number, make: (bytes: number) => Uint8Array): Promise<Uint8Array> {
  const kept = await file.read();
  if (kept?.length === KEY_BYTES) return kept;
  if (journalSize > 0) {
    const what = kept ? "damaged" : "missing";
    throw new Error(
      `pseudonym.key is ${what}, and without it this kiosk cannot tell what was used before: docs/operating.md, pseudonym.key`,
    );
  }
  const made = make(KEY_BYTES);
  await file.replace(made);
  return made;
}

/** Name of the file with the oldest day key that is still needed, in the data folder. */
export const DAY_KEYS_FILE = "pseudonym-days";

/** The keys of the days. */
export interface DayKeys {
  /** Those that are held, oldest first; the last one is in use. */
  current(): readonly Uint8Array[];
  /**
   * Takes another key where another day has begun, and forgets what is no longer needed; call it now and then. Nothing happens while the
   * clock is in doubt. A key is used only when it would survive a power cut; where it cannot be kept, the one before goes on.
   */
  turn(): Promise<void>;
}

export interface DayKeysOptions {
  readonly file: KeptFile;
  readonly make: (bytes: number) => Uint8Array;
  readonly clock: Pick<TrustedClock, "now" | "certain" | "doubt">;
  /** For how long names must be found again, in seconds, at this moment. */
  readonly rememberSeconds: () => number;
  /** What is kept was damaged, and others begin: what was accepted today and in the days before is not known again. */
  readonly onDamage: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Opens the keys that are kept, or makes the first, and turns them to the present day. */
export async function openDayKeys({ file, make, clock, rememberSeconds, onDamage, onFault }: DayKeysOptions): Promise<DayKeys> {
  const bytes = await file.read();
  const kept = bytes && readDayKeys(bytes);
  if (bytes && !kept) onDamage();
  let ring = kept ?? (await begin());
  let keys = keysOf(ring);
  let underWay: Promise<void> | undefined;

  async function begin(): Promise<DayKeyRing> {
    const first = { oldest: make(DAY_KEY_BYTES), taken: [clock.now()] };
    await file.replace(writeDayKeys(first));
    return first;
  }

  async function turn(): Promise<void> {
    if (clock.doubt()) return;
    const next = turned(ring, { now: clock.now(), certain: clock.certain() }, rememberSeconds());
    if (next === ring) return;
    await file.replace(writeDayKeys(next));
    ring = next;
    keys = keysOf(next);
  }

  function turnOnce(): Promise<void> {
    underWay ??= turn()
      .catch(onFault)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  await turnOnce();
  return { current: () => keys, turn: turnOnce };
}
