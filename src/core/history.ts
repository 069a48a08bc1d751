import type { EpochSeconds } from "./time.ts";

/** What this kiosk has accepted before; built from its journal at start. */
export interface History {
  /** When the credential with this identity (Decision.credential) was last accepted here, or undefined. */
  lastAccepted(credential: string): EpochSeconds | undefined;
  /** True when the live code with this identity (Decision.presentation) was accepted here, as long as it could be shown again. */
  wasPresented(presentation: string): boolean;
}

/** A kiosk on its first day. */
export const NO_HISTORY: History = { lastAccepted: () => undefined, wasPresented: () => false };
