import type { SetupView } from "./provisioning/setup-view.ts";
import type { QrDrawing } from "./qr-drawing.ts";
import type { LogLine } from "./support/log-line.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";

/** What the kiosk writes on a stick when it is asked to. */
export const JOBS = ["journal", "support", "backup"] as const;
export type JobName = (typeof JOBS)[number];

/** How a job stands. */
export interface JobState {
  readonly state: "idle" | "working" | "done" | "failed";
  /** How much of it is done, 0 to 1; while it is working. */
  readonly progress?: number;
  /** What has become of it, and what to do next. */
  readonly said?: Text;
  /** When it ended. */
  readonly at?: EpochSeconds;
}

/** What the kiosk takes from a stick by itself. */
export interface StickTrust {
  readonly state: "none" | "ok" | "refused";
  /** Of the bundle that the kiosk holds. */
  readonly version: number;
  readonly refused?: Text;
}

/** What the technician's page shows beside the parts. Nothing in it is about a visitor. */
export interface WorkView {
  readonly now: EpochSeconds;
  /** `unwatched`: the configuration names no folder for sticks. */
  readonly stick: "none" | "in" | "unwatched";
  /** More than one stick is in: how many, and the folder of the one that is written on. */
  readonly sticks?: { readonly count: number; readonly writesOn: string };
  readonly jobs: Readonly<Record<JobName, JobState>>;
  readonly trust: StickTrust;
  /** Absent: nobody reads a configuration now. */
  readonly configuration?: SetupView;
  readonly hasStaffPage: boolean;
}

/** The last lines of the kiosk's own log, oldest first. */
export interface LogView {
  readonly lines: readonly LogLine[];
}

/** What a reset would take away. */
export interface ResetView {
  readonly kiosk: string;
  /** Entries that neither central nor a stick has. */
  readonly unsent: number;
  readonly isDoubtful: boolean;
  readonly files: number;
  /** Absent: not known. */
  readonly isEncrypted?: boolean;
}

/** What came of the wish to reset. */
export type ResetAnswer =
  | {
      readonly kind: "begun";
      /** The statement, signed, as text and as the code to photograph. */
      readonly note: string;
      readonly code: QrDrawing;
      /** The file on the stick that has it, too; absent: no stick was in, or it took none. */
      readonly onStick?: string;
    }
  | { readonly kind: "refused"; readonly said: Text };

/** The wish to reset. */
export interface ResetWish {
  /** The kiosk's name, as it was typed. */
  readonly kiosk: string;
  readonly pin?: string;
  /** So many entries may be lost for good. */
  readonly abandon: number;
}
