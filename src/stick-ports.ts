import type { BatchRange } from "./core/stick-batch.ts";
import type { Journal } from "./ports.ts";

/** A journal as whoever carries it away needs it: what it shows would survive a power cut. */
export type JournalView = Pick<
  Journal,
  "size" | "chain" | "firstSeq" | "beginning" | "read" | "readThrough" | "checkpoint" | "inclusionProof" | "consistencyProof"
>;

/** Why a stick could not be written: it is full, it may only be read, it is not there any more, or what the system says otherwise. */
export type StickFault = "full" | "read-only" | "gone" | "failed";

/** A stick that is in. */
export interface JournalStick {
  /** Where it is mounted; its last part is the stick's name for people. */
  readonly path: string;
  /** Changes when central's answer on it, or the batches of this kiosk, do. */
  readonly mark: string;
}

/** Where sticks appear on which a journal may travel. */
export interface JournalStickPort {
  /** The sticks that are in now, those that are prepared for journals first. Never rejects. */
  look(): Promise<readonly JournalStick[]>;
}

/** The folder of journals on one stick. Reading never rejects: a stick may go at any time, and whoever filled it need not be a friend. */
export interface JournalsOnStick {
  /** Names of the kiosks that have something here. */
  kiosks(): Promise<readonly string[]>;
  /** The batches of a kiosk by their names, in order. */
  batches(kiosk: string): Promise<readonly BatchRange[]>;
  /** The bytes of one of them; undefined where they cannot be read. */
  readBatch(kiosk: string, range: BatchRange): Promise<Uint8Array | undefined>;
  /** What central has answered to this kiosk. */
  readAnswer(kiosk: string): Promise<Uint8Array | undefined>;
  /** When it resolves to undefined, these bytes would survive a power cut; before that, or else, the old ones or these. */
  writeBatch(kiosk: string, range: BatchRange, bytes: Uint8Array): Promise<StickFault | undefined>;
  writeAnswer(kiosk: string, bytes: Uint8Array): Promise<StickFault | undefined>;
  /** Removes batches that are needed no more, and what was left behind by a write that was cut. What cannot be removed stays. */
  tidy(kiosk: string, needless: readonly BatchRange[]): Promise<void>;
}
