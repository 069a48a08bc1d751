// Bounds and orders of the staff desk, apart from the schemas: a page loads this file and no library with it.
import type { Verdict } from "./reason.ts";

/** Seconds for which the staff's page may show what a credential disclosed; afterwards it is gone from the kiosk's memory, too. */
export const RESULT_SECONDS = 120;

/** Results that are kept for the page, the newest last. */
export const MAX_RESULTS = 30;

/** Seconds without a touch after which whoever signed in is out again. */
export const STAFF_IDLE_SECONDS = 900;

/** The same on the kiosk's own screen, where the next to stand before it is a visitor. */
export const SCREEN_IDLE_SECONDS = 120;

/** Seconds after which whoever signed in is out again, touches or not: more than a working day has. */
export const SESSION_SECONDS = 43_200;

/** Seconds for which a code that pairs a device counts; it counts once. */
export const PAIRING_SECONDS = 300;

/** What a paired device may be called, in the list of devices: 1 to 40 letters, digits and signs with which people write such names. */
export const DEVICE_NAME = /^[\p{L}\p{M}\p{N} .,;:/()#&+'’"–—_-]{1,40}$/u;

/** Verdicts in the order of a stacked chart. */
export const VERDICT_ORDER = ["accept", "read-only", "refuse", "unreadable", "cannot-check"] as const satisfies readonly Verdict[];
