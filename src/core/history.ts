import type { EpochSeconds } from "./time.ts";

/** What this kiosk has accepted before; built from its journal at start. */
export interface History {
  /** When the credential with this identity (Decision.credential) was last accepted here, or undefined. */
  lastAccepted(credential: string): EpochSeconds | undefined;
}

/** A kiosk on its first day. */
export const NO_HISTORY: History = { lastAccepted: () => undefined };
