import * as v from "valibot";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";

/** One part on the technician's page. */
export interface TechnicianPart {
  /** As `tram doctor` and reports name it. */
  readonly name: string;
  readonly label: Text;
  readonly state: "ok" | "missing" | "fault" | "untested";
  /** It is missing, and the configuration cannot do without it. */
  readonly isNeeded?: true;
  readonly found?: Text;
  /** What the driver or the system said of it, in its own English words. */
  readonly detail?: string;
  readonly todo?: Text;
  /** Under which more is said of it (docs/codes.md). */
  readonly code?: string;
  /** When it was last tested; absent: never. */
  readonly testedAt?: EpochSeconds;
  /** Who can tell: the machine itself, whoever stands before it, or the machine once a hand has moved the part. */
  readonly judge: "machine" | "person" | "hand";
  /** What to do while it is tested. */
  readonly during?: Text;
  /** What somebody has to agree to before it is tested. */
  readonly before?: Text;
}

/** What the technician's page shows. Nothing in it is about a visitor. */
export interface TechnicianView {
  readonly kiosk: string;
  readonly version: string;
  /** The kiosk's time, to tell how long ago a test was. */
  readonly now: EpochSeconds;
  readonly parts: readonly TechnicianPart[];
}

/** An attempt to open the page. Digits of a PIN are 6 to 12. */
export const TECHNICIAN_PIN = /^\d{6,12}$/;
export const EnterSchema = v.strictObject({ pin: v.exactOptional(v.pipe(v.string(), v.regex(TECHNICIAN_PIN))) });

const partName = v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,40}$/));
export const TestSchema = v.strictObject({ part: partName });
export const SeenSchema = v.strictObject({ part: partName, isSeen: v.boolean() });

/** What an attempt to open the page came to. */
export type Entered =
  | { readonly kind: "in" /** To be sent with all that follows. */; readonly token: string }
  /** No PIN is set, and nobody holds the button. */
  | { readonly kind: "no-pin" }
  /** `waitSeconds`: before another attempt is looked at. */
  | { readonly kind: "wrong" | "wait"; readonly waitSeconds: number };

/** With so many wrong PINs in a row the wait begins; fewer cost nothing: a finger slips. */
const WAIT_FROM_MISTAKES = 3;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;

/** How long nobody may try again after so many wrong PINs in a row: a million of them would take a century. */
export function pinWaitSeconds(mistakes: number): number {
  if (mistakes < WAIT_FROM_MISTAKES) return 0;
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(20, mistakes - WAIT_FROM_MISTAKES));
}

/** True for a PIN that many people would choose: one digit again and again, or digits in order. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10));
  const [step] = steps;
  return steps.size === 1 && (step === 0 || step === 1 || step === 9);
}
