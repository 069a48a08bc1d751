// What the staff's page and the kiosk say to one another. Paths and rules: docs/staff.md.
import * as v from "valibot";
import type { AnswerRow, DisclosedRow } from "./desk.ts";
import type { QrDrawing } from "./qr-drawing.ts";
import type { Reason, Verdict } from "./reason.ts";
import type { SourceKind } from "./scan.ts";
import type { ScreenStatus } from "./screen.ts";
import { isOverrideBecause, isServiceBecause, type OverrideBecause, type ServiceBecause, STAFF_CODE } from "./staff-because.ts";
import { DEVICE_NAME } from "./staff-limits.ts";
import { TECHNICIAN_PIN } from "./technician.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import type { Warning } from "./warning.ts";

const staff = v.pipe(v.string(), v.regex(STAFF_CODE));
const pin = v.pipe(v.string(), v.regex(TECHNICIAN_PIN));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `POST /staff/pair`. The code is what stands behind `#pair=` in the address of the QR code. The name is for the list of devices: "quầy 2". */
export const PairSchema = v.strictObject({
  code: v.pipe(v.string(), v.regex(/^[A-Z2-7]{16}$/)),
  name: v.pipe(v.string(), v.trim(), v.regex(DEVICE_NAME)),
});

/** `POST /staff/sign-in`. */
export const SignInSchema = v.strictObject({ staff, pin });

/** `POST /staff/override`: with one's own PIN again. */
export const OverrideSchema = v.strictObject({ seq, because: v.pipe(v.string(), v.guard(isOverrideBecause)), pin });

/** `POST /staff/compare`: whether the card itself says what its code says, and whether it is the person's. */
export const CompareSchema = v.strictObject({ seq, matches: v.boolean() });

/** `POST /staff/hide`: what is personal in the result with this `id` is gone at once, from the kiosk and from every page. */
export const HideSchema = v.strictObject({ id: seq });

/**
 * `POST /staff/service`. `since`: when the pause began that is to end, so that nobody ends another that they have not seen. `back`: local time at which it
 * works again, for the citizen's screen; absent: nobody knows.
 */
export const ServiceSchema = v.variant("on", [
  v.strictObject({ on: v.literal(true), since: v.pipe(v.number(), v.minValue(0)) }),
  v.strictObject({
    on: v.literal(false),
    because: v.pipe(v.string(), v.guard(isServiceBecause)),
    back: v.exactOptional(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
  }),
]);

export type PairRequest = v.InferOutput<typeof PairSchema>;
export type SignInRequest = v.InferOutput<typeof SignInSchema>;
export type OverrideRequest = v.InferOutput<typeof OverrideSchema>;
export type CompareRequest = v.InferOutput<typeof CompareSchema>;
export type HideRequest = v.InferOutput<typeof HideSchema>;
export type ServiceRequest = v.InferOutput<typeof ServiceSchema>;

/** `GET /staff/standing`: where this browser stands. Asked first; also without a session. */
export interface StaffStanding {
  readonly kiosk: string;
  readonly demo: boolean;
  /** `screen`: the kiosk's own; `network`: another device, which must be paired. */
  readonly place: "screen" | "network";
  readonly isPaired: boolean;
  /** Who is signed in here; absent: nobody. */
  readonly staff?: string;
  /** False where no staff code has been made yet (`tram staff add`): nobody can sign in. */
  readonly hasStaff: boolean;
}

/** What an attempt to pair came to (200 for `paired`, else 403). */
export type Paired =
  | { readonly kind: "paired"; readonly device: string }
  /** Not the code, no longer, or used already: three things that nobody need tell apart. */
  | { readonly kind: "refused" }
  /** As many devices as there may be: one must be taken off the list first. */
  | { readonly kind: "full" };

/** What a PIN came to (200 for `in`, else 403). `waitSeconds`: before another attempt is looked at. */
export type SignedIn = { readonly kind: "in"; readonly staff: string } | { readonly kind: "wrong" | "wait"; readonly waitSeconds: number };

/** What became of an override (200 for `done`, 403 for the PIN, 404 and 409 else). It is in the journal when it is `done`. */
export type Overridden =
  | { readonly kind: "done"; readonly result: StaffResult }
  | { readonly kind: "wrong" | "wait"; readonly waitSeconds: number }
  | { readonly kind: "unknown" | "already" | "was-accepted" | "not-recorded" };

/** What became of a comparison (200 for `done`, 404 and 409 else). It is in the journal when it is `done`. */
export type Compared =
  | { readonly kind: "done"; readonly result: StaffResult }
  | { readonly kind: "unknown" | "already" | "not-unsigned" | "not-recorded" };

/** What became of hiding (200 for `done`, also where there was nothing to hide any more; 404: the result is not kept). */
export type Hidden = { readonly kind: "done" | "unknown" };

/** Whether the kiosk takes codes now, and who said so. */
export type StaffService =
  | { readonly on: true }
  | { readonly on: false; readonly because: ServiceBecause; readonly staff: string; readonly since: EpochSeconds; readonly back?: string };

/** What became of the switch (200 for `done`, 409 else). It is in the journal when it is `done`. */
export type ServiceSwitched =
  | { readonly kind: "done"; readonly service: StaffService }
  /** Somebody else has switched it meanwhile: it stands as said here, and nothing was changed. */
  | { readonly kind: "changed"; readonly service: StaffService }
  | { readonly kind: "not-recorded" };

/** One answer as the staff see it. Plain data, without a name once it is hidden. */
export interface StaffResult {
  /** Grows with every answer since the kiosk's start. */
  readonly id: number;
  /** Its place in the journal; absent when it could not be recorded: then nothing can be done with it. */
  readonly seq?: number;
  readonly at: EpochSeconds;
  readonly reason: Reason;
  readonly verdict: Verdict;
  readonly code: string;
  readonly headline: Text;
  readonly detail: Text;
  readonly next: Text;
  readonly source: SourceKind;
  readonly type?: string;
  readonly issuer?: string;
  readonly warnings: readonly Warning[];
  /** Seconds until what follows is hidden; absent: it is hidden, or there was nothing. */
  readonly secondsLeft?: number;
  /** There was something for staff to see, and it is hidden. */
  readonly isHidden?: true;
  /** The attributes that the policy lets staff see, in the card's order; names as web/attribute-labels.ts words them. A portrait is not among them. */
  readonly disclosed?: readonly DisclosedRow[];
  readonly answers?: readonly AnswerRow[];
  readonly feeVnd?: number;
  /** There is a picture at `GET /staff/results/{seq}/portrait`. */
  readonly hasPortrait?: true;
  /** An unsigned document: a person must compare it, row by row. */
  readonly mustCompare?: true;
  readonly compared?: { readonly matches: boolean; readonly staff: string; readonly at: EpochSeconds };
  readonly overridden?: { readonly because: OverrideBecause; readonly staff: string; readonly at: EpochSeconds };
}

/** `GET /staff/events`, server-sent: `state` first and after each connection, then what changes. */
export interface StaffState {
  readonly now: EpochSeconds;
  readonly status: ScreenStatus;
  readonly service: StaffService;
  /** The oldest first. */
  readonly results: readonly StaffResult[];
}

/** The names of the events of that stream, and what each carries. */
export interface StaffEvents {
  readonly state: StaffState;
  readonly status: ScreenStatus;
  readonly service: StaffService;
  /** A new result, or a known one (by `id`) that has changed: hidden, compared, overridden. */
  readonly result: StaffResult;
  /** A visitor called; also in `status.helpCalledAt`. `at` absent: staff have come, or two minutes have passed. */
  readonly help: { readonly at?: EpochSeconds };
  /** The session is over: idle, signed out, or the device was taken off the list. The stream ends after it. */
  readonly "signed-out": Record<string, never>;
}

/** Why no other device reaches the page: the configuration names no port, the port or its certificate failed (T-740, T-741), or the kiosk has no address. */
export type NoWay = "no-port" | "not-open" | "no-network";

/** `POST /staff/pairing`, only from the kiosk's own screen, with a session there or the technician's token. */
export interface PairingOffer {
  /** `https://192.168.1.20:8443/staff#pair=…` for each way to reach the kiosk, the likeliest first; none: `why`. */
  readonly urls: readonly string[];
  readonly why?: NoWay;
  /** The first of them. */
  readonly qr?: QrDrawing;
  readonly code: string;
  readonly expiresInSeconds: number;
  /** SHA-256 of the certificate, as a browser shows it in its warning: pairs of hex digits with colons. */
  readonly fingerprint: string;
}
