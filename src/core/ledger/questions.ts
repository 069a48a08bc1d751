// What the rule about batches has to know of a ledger. The rule is a generator that yields questions and returns what is to be written: it stands
// here once, and a ledger answers it one question at a time, or the questions of many batches at once.
import type { TreeHead } from "../merkle-proof.ts";
import type { EpochSeconds } from "../time.ts";

/** A checkpoint as it is kept. */
export interface KeptCheckpoint extends TreeHead {
  /** The device's signature, and central's cosignature where it had a key for that. */
  readonly note: string;
}

/** What changes of a kiosk with every batch. */
export interface KioskState {
  readonly size: number;
  readonly chain: Uint8Array;
  /** encodePeaks() of core/held-tree.ts. */
  readonly peaks: Uint8Array;
  readonly lastSeenAt: EpochSeconds | undefined;
  readonly clockOffsetSeconds: number | undefined;
  /** Where the newest batch on a stick began that came after what was held. */
  readonly refusedFrom: number | undefined;
  /** The first entry of which there is the hash alone, and which the device has not said to be lost. Follows from the entries. */
  readonly setAsideFrom: number | undefined;
  /** The largest checkpoint. Follows from the checkpoints. */
  readonly newest: KeptCheckpoint | undefined;
}

/** A kiosk as it stands before a batch. */
export interface HeldKiosk {
  readonly state: KioskState;
  readonly forgottenBefore: EpochSeconds | undefined;
  /** Checkpoints of the day that was asked for. */
  readonly ofDay: readonly Pick<KeptCheckpoint, "size" | "note">[];
}

/** The chain hash after an entry that is held. */
export interface HeldChain {
  readonly seq: number;
  readonly chain: Uint8Array;
}

/** An entry of which there is the hash alone. */
export interface BareEntry {
  readonly seq: number;
  readonly isLost: boolean;
}

/** Entries `from <= seq < until`. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** Each question, and its answer. All are about one kiosk, and about how it stands before anything of this batch is written. */
export interface Questions {
  /** Undefined: it is not enrolled. From here on nobody else may change this kiosk until the changes are written. */
  readonly held: { readonly about: { readonly day: number }; readonly answer: HeldKiosk | undefined };
  /** In order. */
  readonly chains: { readonly about: Stretch; readonly answer: readonly HeldChain[] };
  /** In order. */
  readonly bare: { readonly about: Stretch; readonly answer: readonly BareEntry[] };
  /** The first entry from this one on of which there is the hash alone, and which is not lost. */
  readonly setAsideFrom: { readonly about: { readonly from: number }; readonly answer: number | undefined };
  /** Whether a checkpoint is kept of more than `seq` and at most `until` entries. */
  readonly covers: { readonly about: { readonly seq: number; readonly until: number }; readonly answer: boolean };
  /** Kept roots of those of the first `count` complete tiles of which there is one, in order. */
  readonly tiles: { readonly about: { readonly count: number }; readonly answer: readonly Uint8Array[] };
  /** Leaf hashes, in order. */
  readonly leaves: { readonly about: Stretch; readonly answer: readonly Uint8Array[] };
}

type Name = keyof Questions;

/** One question. */
export type Question = { readonly [N in Name]: { readonly name: N; readonly about: Questions[N]["about"] } }[Name];

/** A rule that asks before it knows its result. */
export type Asking<T> = Generator<Question, T, unknown>;

/** Whoever answers one question at a time. */
export type Answers = { readonly [N in Name]: (about: Questions[N]["about"]) => Questions[N]["answer"] };

/** Yields one question, and returns its answer. */
export function* ask<N extends Name>(name: N, about: Questions[N]["about"]): Asking<Questions[N]["answer"]> {
  // A generator has one type for all answers; that each fits its question, `Answers` sees to.
  return (yield { name, about } as Question) as Questions[N]["answer"];
}

/** The result of a rule whose questions are answered at once. */
export function answerNow<T>(rule: Asking<T>, answers: Answers): T {
  let step = rule.next();
  while (!step.done) step = rule.next(answerOf(answers, step.value));
  return step.value;
}

function answerOf(answers: Answers, { name, about }: Question): unknown {
  // Name and subject come from one question, which is more than the compiler sees in a union.
  return (answers[name] as (about: unknown) => unknown)(about);
}
