import type { EpochSeconds } from "../../src/core/time.ts";
import type { OfferTime } from "../../src/core/trusted-time.ts";

/** The time of a kiosk whose clock is believed. */
export function offerTime(at: EpochSeconds): () => OfferTime {
  return () => ({ at, atUnderNewKeys: at });
}
