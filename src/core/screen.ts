import type { BoardStatus } from "./board-status.ts";
import type { SourceKind } from "./scan.ts";
import type { SelfTestStatus } from "./self-test.ts";
import type { StickRefusal } from "./stick-texts.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import type { BudgetState } from "./trust-budget.ts";
import type { TrustRefusal } from "./trust-refusal.ts";
import type { ClockState } from "./trusted-time.ts";
import type { AnswerView } from "./view.ts";

/** Seconds after which a screen stops showing whose credential it was. */
export const PERSON_SECONDS = 5;

/** Seconds after which a screen goes back to "hold up a code" by itself, whether or not anyone tells it to. */
const ANSWER_SECONDS = 10;

/** The same where a fee is to be paid: enough to find the phone, open a banking app, and aim. Whoever shows the next code ends it earlier. */
const PAYMENT_SECONDS = 60;

/** The same where there is a receipt to photograph: enough to find the phone and aim. */
const RECEIPT_SECONDS = 20;

/** Seconds for which this answer stands. */
export function answerSeconds({ payment, receipt }: AnswerView): number {
  if (payment) return PAYMENT_SECONDS;
  return receipt ? RECEIPT_SECONDS : ANSWER_SECONDS;
}

/** What a screen says about the kiosk itself. Nothing in it is about a visitor. */
export interface ScreenStatus {
  readonly kiosk: string;
  /** True where demo keys are accepted: the screen says so in large letters. */
  readonly demo: boolean;
  readonly version: string;
  /** Absent while the kiosk has no trust bundle. */
  readonly trust?: TrustStatus;
  /** This kiosk's group, where the bundle has no policy for it: then every code gets `policy-missing`, be it a plain card. */
  readonly unknownGroup?: string;
  /** Types that are not taken, because the policy wants a part of them sealed and the bundle has no key for it. Absent: none. */
  readonly unsealableTypes?: readonly string[];
  /** The last bundle that was offered and not taken, from where, and when; absent once the same origin had something better. */
  readonly trustRefusal?: { readonly refusal: TrustRefusal; readonly origin: "central" | "folder"; readonly at: EpochSeconds };
  readonly clock: ClockStatus;
  /** Absent until somebody has looked. */
  readonly timekeeping?: Timekeeping;
  /** Entries that central has not confirmed yet. */
  readonly backlog: number;
  /** Why nothing more is sent until a person has looked; absent where sending goes on, be it later. */
  readonly syncStopped?: string;
  /** Entries that central would not take, and of which it has the hash alone as far as it has said; absent: there is none. */
  readonly setAside?: number;
  /** Its own record is not the one that its device once signed, of so many entries: shorter, or another. */
  readonly journalContradiction?: { readonly kind: "truncated" | "forked"; readonly size: number };
  /** Why central's answer on the last stick is not believed; absent: it is, or there was none. */
  readonly stickAnswerRefused?: StickRefusal;
  /** Central holds fewer entries than before, as after a restoration from an older copy; absent once it holds as many again. */
  readonly centralLost?: { readonly size: number; readonly before: number };
  /** Present where an old part of the kiosk's own record has changed: the entry from which on. */
  readonly journalDamagedAt?: number;
  /** Present where the disk has little room for more of it, or none. */
  readonly journalRoom?: "scarce" | "none";
  /** Absent while the journal is empty. */
  readonly retention?: RetentionStatus;
  /** Absent where no folder is watched for sticks. */
  readonly carry?: CarryStatus;
  /** Absent where the configuration has no board. */
  readonly board?: BoardStatus;
  readonly sources: readonly SourceStatus[];
  /** What the kiosk's test of itself came to; absent while it has not ended. */
  readonly selfTest?: SelfTestStatus;
}

/** What is still on this kiosk of its own record, and for how long. */
export interface RetentionStatus {
  /** When the oldest entry was written. */
  readonly oldestAt: EpochSeconds;
  /** The first moment at which it may go from here; absent: central has not acknowledged it, and it stays. */
  readonly keptUntil?: EpochSeconds;
  /** Days until the disk is full, at the rate of the newest entries; absent: not known yet. */
  readonly roomDays?: number;
}

/** The journal's way to central by stick. */
export interface CarryStatus {
  /** A stick is in on which the journal could be written. */
  readonly isStickIn: boolean;
  readonly isWriting: boolean;
  /** Entries that are neither at central nor on a stick, as far as the kiosk knows. */
  readonly toCarry: number;
  /** When the journal was last written on a stick; absent: never. */
  readonly carriedAt?: EpochSeconds;
}

/** How long the kiosk can go on without a new bundle. */
export interface TrustStatus {
  readonly version: number;
  readonly ageSeconds: number;
  readonly expiresAt: EpochSeconds;
  readonly state: BudgetState;
  /** Until nothing signed is accepted any more; at most this, where the clock is in doubt. */
  readonly secondsLeft: number;
}

/** What the kiosk makes of its clock. */
export interface ClockStatus {
  readonly state: ClockState;
  /** Whose time counts: the machine's own, or central's signed time. */
  readonly by: "system" | "central";
  /** A time that has certainly passed. */
  readonly floor: EpochSeconds;
  /** The machine's clock minus the time that counts. */
  readonly systemOffsetSeconds: number;
}

/** What keeps the machine's clock right, and what keeps it while the power is off. */
export interface Timekeeping {
  /** A time service (NTP) does; false is also "not known". */
  readonly isSynchronised: boolean;
  /** Absent: the machine has no real-time clock, and a power cut stops its time. */
  readonly rtc?: {
    /** The kernel's name for its kind. */
    readonly chip: string;
    /** What it shows minus the time that the kiosk goes by; absent where it cannot be read. */
    readonly offsetSeconds?: number;
    /** Absent where it cannot tell. */
    readonly batteryVolts?: number;
  };
}

/** What an operator should know about one source; as `SourceHealth`, with its name. */
export interface SourceStatus {
  readonly kind: SourceKind;
  readonly state: "ok" | "starting" | "missing";
  readonly detail: string;
  readonly advice?: Text;
}
