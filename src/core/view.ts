import type { Hint } from "./coaching.ts";
import type { Decision } from "./decision.ts";
import { displayLine } from "./display-text.ts";
import { personOf } from "./person-initials.ts";
import type { Policy } from "./policy.ts";
import { drawQr, type QrDrawing } from "./qr-drawing.ts";
import { type Reason, type Verdict, verdictOf } from "./reason.ts";
import { headlineOf, REASON_TEXTS } from "./reason-texts.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import { vietQr } from "./vietqr.ts";
import type { Warning } from "./warning.ts";

/** What people see and hear now. Plain data: the screen, the lamps and the tones are all driven from it. */
export type View = AttractView | AnswerView | OutOfServiceView | StickView;

/** Nothing is being shown: hold up a code. */
export interface AttractView {
  readonly kind: "attract";
  /** What would help whoever holds up a code that is not read; absent: nobody does, or nothing would. */
  readonly hint?: Hint;
}

/** The answer to a scan, as the citizen sees it. */
export interface AnswerView {
  readonly kind: "answer";
  /** Grows with every answer, so that a page can tell two equal answers apart. */
  readonly id: number;
  readonly at: EpochSeconds;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** `T-204`: for the clerk and the handbook, small in a corner. */
  readonly code: string;
  /** The verdict in two or three words. */
  readonly headline: Text;
  /** What happened, one sentence, no jargon. */
  readonly detail: Text;
  /** What to do next, one sentence. */
  readonly next: Text;
  /** Initials and last digits only, e.g. `N. T. K. T. · …001`; absent where nothing may be shown. */
  readonly person?: string;
  /** Where a link leads to, at most 60 characters: it is shown instead of being opened. */
  readonly host?: string;
  /** What is to be paid, and the code to pay it with. */
  readonly payment?: PaymentView;
  /** The receipt of this answer, where one is offered. */
  readonly receipt?: ReceiptView;
  /** By so many seconds it stands longer, since its code is still held up. */
  readonly heldSeconds?: number;
  readonly warnings: readonly Warning[];
}

/** A receipt to photograph. */
export interface ReceiptView {
  /** What the code carries. */
  readonly code: string;
  /** Drawn here: the page that draws codes itself is twice as large, and a Pi 3 shows it that much later. */
  readonly qr: QrDrawing;
}

/** A fee on the screen. The kiosk cannot see whether it is paid: until central says so the slip is unpaid. */
export interface PaymentView {
  readonly amountVnd: number;
  readonly qr: QrDrawing;
}

/** The kiosk cannot work; people go to the counter. */
export interface OutOfServiceView {
  readonly kind: "out-of-service";
  readonly code: string;
  readonly detail: Text;
  readonly next: Text;
  /** When it will work again; absent: nobody knows, and the screen says so. */
  readonly back?: Text;
}

/** The journal is being written on a stick, or has been, for whoever pressed the button. */
export interface StickView {
  readonly kind: "stick";
  /** Grows with every press, so that lamps and page can tell two equal ends apart. */
  readonly id: number;
  readonly state: "working" | "done" | "failed";
  readonly headline: Text;
  readonly detail: Text;
  readonly next: Text;
  /** How much of it is done, 0 to 1; while it is working. */
  readonly progress?: number;
  /** For how long it stands once it could be shown; absent: until it is told otherwise. */
  readonly seconds?: number;
}

/** What a kiosk shows that would answer whatever comes with this reason: nobody need hold up a code to learn it. */
export function outOfServiceView(reason: "policy-missing"): OutOfServiceView {
  const { code, detail, next } = REASON_TEXTS[reason];
  return { kind: "out-of-service", code, detail, next };
}

/** The answer as the citizen sees it. `receipt`: where there is one. */
export function answerView(
  decision: Decision,
  policy: Policy | undefined,
  id: number,
  at: EpochSeconds,
  receipt?: ReceiptView,
): AnswerView {
  const { reason, warnings } = decision;
  const verdict = verdictOf(reason);
  const { code, detail, next } = REASON_TEXTS[reason];
  const person = decision.claims && personOf(decision.claims);
  const host = hostOf(decision);
  const payment = paymentOf(decision, policy);
  return {
    kind: "answer",
    id,
    at,
    verdict,
    reason,
    code,
    headline: headlineOf(reason),
    detail,
    next: (verdict === "accept" && nextStepOf(decision, policy)) || next,
    ...(person !== undefined && { person }),
    ...(host !== undefined && { host }),
    ...(payment && { payment }),
    ...(receipt && { receipt }),
    warnings,
  };
}

/** Where people with this type go, or else where everybody goes. */
function nextStepOf({ type }: Decision, policy: Policy | undefined): Text | undefined {
  const steps: Readonly<Record<string, Text | undefined>> = policy?.nextSteps ?? {};
  return (type !== undefined && Object.hasOwn(steps, type) ? steps[type] : undefined) ?? policy?.nextStep;
}

/** The end of a long name is what tells who owns it, so the beginning goes. */
function hostOf({ reason, claims }: Decision): string | undefined {
  const host = reason === "link-read" ? claims?.["host"] : undefined;
  if (typeof host !== "string") return undefined;
  const shown = displayLine(host);
  return shown.length > MAX_HOST ? `…${shown.slice(1 - MAX_HOST)}` : shown;
}

const MAX_HOST = 60;

/** Undefined where nothing is to be paid, or where the policy names no account to pay it to. */
function paymentOf({ reason, fee }: Decision, policy: Policy | undefined): PaymentView | undefined {
  if (reason !== "granted" || !fee || !policy?.fee) return undefined;
  const text = vietQr({ ...policy.fee, ...fee });
  const qr = text === undefined ? undefined : drawQr(text);
  return qr && { amountVnd: fee.amountVnd, qr };
}
