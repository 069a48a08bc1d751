import type { EpochSeconds } from "../time.ts";

/** ASVS 3.3.2 (level 2): 30 min and 12 h at most. */
const IDLE_SECONDS = 15 * 60;
export const LONGEST_SECONDS = 12 * 3600;
/** How long after signing in somebody may change how he signs in (ASVS 3.7.1). */
const FRESH_SECONDS = 10 * 60;
/** A use is noted so much later than the one before at the soonest: a page asks every second. */
export const NOTE_SECONDS = 30;
/** How long somebody has for the link that lets him in the first time. */
export const LINK_SECONDS = 24 * 3600;
/** How long a question to a browser is good: for a passkey, a new code, another provider. */
export const QUESTION_SECONDS = 5 * 60;

/** How somebody came in. `link`: with the one that was printed for him, to choose how he signs in. */
export const WAYS = ["password", "passkey", "oidc", "link", "demo"] as const;
export type Way = (typeof WAYS)[number];

/** A session as it is kept; its secret is not. */
export interface Session {
  /** To name it by. */
  readonly id: string;
  readonly operator: string;
  /** Of the account when it began. */
  readonly edition: string;
  readonly way: Way;
  readonly startedAt: EpochSeconds;
  readonly usedAt: EpochSeconds;
}

/** True where it still holds: of this edition of the account, used lately, and not too old. A clock that was set back ends it, too. */
export function isInForce({ edition, startedAt, usedAt }: Session, account: { readonly edition: string }, now: EpochSeconds): boolean {
  return edition === account.edition && startedAt <= now && now < usedAt + IDLE_SECONDS && now < startedAt + LONGEST_SECONDS;
}

/** True where he who is there has just shown who he is. Whoever came by his first link has nothing else yet to show. */
export function isFresh({ startedAt, way }: Session, now: EpochSeconds): boolean {
  return way === "link" || (startedAt <= now && now < startedAt + FRESH_SECONDS);
}
