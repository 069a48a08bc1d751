import * as v from "valibot";
import type { QrDrawing } from "../qr-drawing.ts";
import type { SourceStatus } from "../screen.ts";
import type { EpochSeconds } from "../time.ts";
import type { Change } from "./difference.ts";
import type { ProvisioningRefusal } from "./refusal.ts";

/** Where an offered configuration came from: codes held up, a package on a stick, or the backup of a dead kiosk. */
export type SetupOrigin = "codes" | "stick" | "backup";

/** What the set-up screen shows. Nothing in it is secret, and the fingerprint that must be compared is not in it. */
export type SetupView = SetupWaiting | SetupCodes | SetupReview | { readonly kind: "applying" } | SetupDone;

/** A code that was just read and is not what is asked for: none of a sheet, or the confirmation before the codes that it confirms. */
export type SetupHeard = "no-part" | "confirmation";

/** Nothing has been offered, or what was offered is refused. */
export interface SetupWaiting {
  readonly kind: "waiting";
  /** What the codes can be held up to. */
  readonly readers: readonly SourceStatus[];
  readonly refused?: { readonly refusal: ProvisioningRefusal; readonly particulars: readonly string[] };
  readonly heard?: SetupHeard;
}

/** Some codes of a sheet have been shown. */
export interface SetupCodes {
  readonly kind: "codes";
  readonly have: number;
  readonly count: number;
  /** Places of those not shown yet, from 1. */
  readonly missing: readonly number[];
  readonly heard?: SetupHeard;
}

/** What will change, and the question whether it shall. */
export interface SetupReview {
  readonly kind: "review";
  readonly origin: SetupOrigin;
  /** The name that this device will have. */
  readonly kiosk: string;
  readonly servicePoint: string;
  readonly generation: number;
  /** Absent for a backup of a kiosk that was set up by hand. */
  readonly sheet?: { readonly serial: number; readonly expiresAt: EpochSeconds };
  readonly changes: readonly Change[];
  /** Of a backup: what it has beside, and what the sheet does not vouch for. The fingerprint from the book does, but for `demo` and `desk`. */
  readonly notTaken?: readonly Change[];
  /** `yes`: the trust list names the signer. `fingerprint`: only the paper can prove it. */
  readonly asks: "yes" | "fingerprint";
  /** The answer was right, and one thing is left to ask: the passphrase that opens the memory of the backup. */
  readonly asksPassphrase?: true;
  /** Why the last answer was none. */
  readonly wrong?: "fingerprint-wrong" | "passphrase-wrong" | "sheet-incomplete";
}

/** The kiosk is what it was told to be. */
export interface SetupDone {
  readonly kind: "done";
  readonly kiosk: string;
  /** It will be at its next start: what runs may not write its own configuration, and has left an order. */
  readonly isOrdered?: true;
  /** The request for enrolment. */
  readonly enrolment: QrDrawing;
  readonly deviceFingerprint: string;
  /** The request lies on the stick, too. */
  readonly isOnStick: boolean;
  /** Of a restored kiosk: whether it knows what was used before. */
  readonly remembers?: boolean;
  /** Of a restored kiosk: names of the settings that were left in the backup, because the paper did not vouch for them. */
  readonly notTaken?: readonly string[];
}

/** What a person answers on the set-up screen, as its page sends it. */
export const SetupAnswerSchema = v.strictObject({
  /** As typed from the paper; absent where a plain yes is asked for. */
  fingerprint: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  generation: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9999)),
  passphrase: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
});
export type SetupAnswer = Readonly<v.InferOutput<typeof SetupAnswerSchema>>;

/** The view, without the word about a code that was read a while ago. */
export function withoutHeard(view: SetupView): SetupView {
  if (!("heard" in view)) return view;
  const { heard: _, ...rest } = view;
  return rest;
}
