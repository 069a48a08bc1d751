import type { BoardStatus } from "./board-status.ts";
import type { KeptOfVisitors } from "./kept-of-visitors.ts";
import type { LanguageName } from "./language/said.ts";
import type { Panel } from "./panel-profile.ts";
import type { ProvisioningRefusal } from "./provisioning/refusal.ts";
import type { SourceKind } from "./scan.ts";
import type { Theme } from "./screen-theme.ts";
import type { SelfTestStatus } from "./self-test.ts";
import type { SoundStatus } from "./sound-status.ts";
import type { StickRefusal } from "./stick-texts.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import type { BudgetState } from "./trust-budget.ts";
import type { TrustRefusal } from "./trust-refusal.ts";
import type { ClockState } from "./trusted-time.ts";
import type { AnswerView } from "./view.ts";

/** What a screen reads out while the kiosk does not answer: the fault `screen-lost` (core/faults.ts), whose words the page has no room for. */
export const LOST_CODE = "T-721";

/** Seconds after which a screen stops showing whose credential it was. */
export const PERSON_SECONDS = 5;

/** Seconds after which a screen goes back to "hold up a code" by itself, whether or not anyone tells it to. */
const ANSWER_SECONDS = 10;

/** The same where a fee is to be paid: enough to find the phone, open a banking app, and aim. Whoever shows the next code ends it earlier. */
const PAYMENT_SECONDS = 60;

/** The same where there is a receipt to photograph: enough to find the phone and aim. */
const RECEIPT_SECONDS = 20;

/** An answer whose code is still held up stands this much longer each time, and so much longer at most. */
const HELD_STEP_SECONDS = 2;
const MAX_HELD_SECONDS = 60;

/** Seconds for which this answer stands. */
export function answerSeconds({ payment, receipt, heldSeconds = 0 }: AnswerView): number {
  return heldSeconds + (payment ? PAYMENT_SECONDS : receipt ? RECEIPT_SECONDS : ANSWER_SECONDS);
}

/** The same answer, standing longer since its code is still held up; undefined: long enough. What a screen has blanked of it stays blank. */
export function heldLonger(view: AnswerView): AnswerView | undefined {
  const heldSeconds = (view.heldSeconds ?? 0) + HELD_STEP_SECONDS;
  return heldSeconds > MAX_HELD_SECONDS ? undefined : { ...view, heldSeconds };
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
  /** Central has answered that this kiosk is none of its own: its key is not enrolled, or another has its name. */
  readonly centralRefuses?: true;
  /** Entries that central would not take, and of which it has the hash alone as far as it has said; absent: there is none. */
  readonly setAside?: number;
  /** Its own record is not the one that its device once signed, of so many entries: shorter, or another. */
  readonly journalContradiction?: { readonly kind: "truncated" | "forked"; readonly size: number };
  /** It is damaged so that nobody can tell whether it is the one that its device once signed; nothing counts as held meanwhile. Absent: it was compared, or will be. */
  readonly journalUncompared?: true;
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
  /** What the screen hangs on; absent: the 7-inch panel. */
  readonly panel?: Panel;
  /** True where nobody can touch the panel: then it has no buttons. */
  readonly isUntouchable?: true;
  /** Absent: bright. */
  readonly theme?: Theme;
  /** Whom a visitor turns to; absent: nobody has said. */
  readonly service?: ServicePoint;
  /** What is kept of a visitor; absent: not known yet. */
  readonly kept?: KeptOfVisitors;
  /**
   * Who would notice a call: staff, at a desk that listens now; by the lamp alone; or nobody, and then whoever presses the button is sent to the
   * counter. Absent: there is neither a desk for staff nor a lamp, and no button.
   */
  readonly callsNoticed?: "desk" | "lamp" | "nobody";
  /** When somebody last pressed the button that calls staff; absent: nobody has since the start, or staff have come. */
  readonly helpCalledAt?: EpochSeconds;
  /** Codes of what is wrong now (docs/codes.md), as `T-661`; absent: not looked at. */
  readonly codes?: readonly string[];
  /** What of the staff's page does not work; absent: nothing, or there is none. */
  readonly staffFault?: "staff-certificate" | "staff-port";
  /** Why a configuration that somebody had agreed to was not taken over at the last start; absent: it was, or there was none. */
  readonly orderRefused?: ProvisioningRefusal;
  /** The counter's own systems, as far as something is wrong with the way to them; absent: nothing is, or there are none. */
  readonly handOff?: readonly HandOffTrouble[];
  /** The languages that the screen offers, in the order of their button; absent: vi and en. */
  readonly languages?: readonly LanguageName[];
  /** What the kiosk's test of itself came to; absent while it has not ended. */
  readonly selfTest?: SelfTestStatus;
  /** Absent: the configuration has no sound, and the screen no button to hear something again. */
  readonly sound?: SoundStatus;
}

/** What is wrong with the way to one of the counter's own systems. */
export interface HandOffTrouble {
  /** As the configuration names it. */
  readonly name: string;
  readonly fault: HandOffFault;
  /** Messages that wait. */
  readonly waiting?: number;
}

/** What can be wrong with such a way: names of core/faults.ts. */
export type HandOffFault = "handoff-unreached" | "handoff-refused" | "handoff-ended" | "handoff-secret" | "keyboard-missing";

/** Whom a visitor turns to. */
export interface ServicePoint {
  /** As it is dialled or read out. */
  readonly phone?: string;
  /** The counter that helps where the kiosk cannot. */
  readonly counter?: string;
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
