import type { Contradiction } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";

/** How the way to central stands. */
export interface SyncStatus {
  /**
   * `stopped`: the journal and central contradict each other; nothing is lost and nothing more is sent until a person has looked.
   * `waiting`: for the network, for central, or for a person at central; repeated with back-off.
   */
  readonly state: "starting" | "sending" | "up-to-date" | "waiting" | "stopped";
  readonly detail: string;
  /** Central has answered that this kiosk is none of its own; absent: it has not, or answers otherwise since. */
  readonly isRefused?: true;
  /** How the journal contradicts what central holds; absent while nobody has seen that it does. */
  readonly contradiction?: Contradiction;
  /** When central last confirmed that it holds what we sent. */
  readonly lastSuccessAt: EpochSeconds | undefined;
  /** Entries that central has not confirmed; all of them until it has answered once. */
  readonly backlog: number;
  /** Entries that central would not take: it got their hashes, and has not said since that it has them whole. */
  readonly setAside: number;
}

/** That nothing more is sent, because journal and central contradict each other. */
export function stopped(contradiction: Contradiction, detail: string) {
  return { state: "stopped" as const, detail: `${contradiction}: ${detail}`, contradiction };
}
