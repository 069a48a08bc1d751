// What kiosks will go by at a later time, if nothing more is published: for the operator's rehearsal.
import { type EpochSeconds, isWithin } from "./time.ts";
import { type DraftIssuer, nameOfKey } from "./trust-draft.ts";

/** When each kind of metadata, and the trust list with them, stops counting. */
export type Expiries = Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", EpochSeconds>>;

/** How an issuer stands at a time. */
export interface IssuerOutlook {
  readonly issuer: string;
  readonly inForce: readonly string[];
  readonly notYet: readonly string[];
  readonly ended: readonly string[];
  /** In force, but for less than 30 days more. */
  readonly endingSoon: readonly string[];
}

/** How kiosks stand at a time. */
export interface Outlook {
  readonly at: EpochSeconds;
  /** What ends first, and when: from then on nothing can be checked. */
  readonly endsFirst: { readonly role: keyof Expiries; readonly at: EpochSeconds };
  /** Seconds until then; zero or less: kiosks have stopped. */
  readonly secondsLeft: number;
  readonly issuers: readonly IssuerOutlook[];
}

const DAY = 86_400;
const SOON_SECONDS = 30 * DAY;
/** How far ahead the dates of keys and metadata are looked for, in seconds. */
const HORIZON_SECONDS = 400 * DAY;
/** Most moments of a rehearsal that nobody asked for one by one. */
const MAX_MOMENTS = 50;

/** The times worth a look: now, tomorrow, in 30 days, and whenever a key begins or ends or metadata end within 400 days. */
export function momentsFrom(now: EpochSeconds, issuers: readonly DraftIssuer[], expiries: Expiries): readonly EpochSeconds[] {
  const dates = issuers.flatMap(({ keys }) => keys.flatMap(({ validFrom, validUntil }) => [validFrom, validUntil]));
  // Once the first of the metadata has ended the others tell nothing new, but for the root: to renew it people must meet.
  const ends = [Math.min(...Object.values(expiries)), expiries.root];
  const ahead = [...dates, ...ends].filter((at) => at !== undefined && at > now && at <= now + HORIZON_SECONDS);
  const moments = new Set([now, now + DAY, now + 30 * DAY, ...ahead.map(Number)]);
  return [...moments].toSorted((a, b) => a - b).slice(0, MAX_MOMENTS);
}

/** How kiosks stand at a time that have this and get nothing more. */
export function outlookAt(at: EpochSeconds, issuers: readonly DraftIssuer[], expiries: Expiries): Outlook {
  const roles: readonly (keyof Expiries)[] = ["timestamp", "snapshot", "targets", "root"];
  const role = roles.toSorted((a, b) => expiries[a] - expiries[b])[0] ?? "timestamp";
  return {
    at,
    endsFirst: { role, at: expiries[role] },
    secondsLeft: expiries[role] - at,
    issuers: issuers.map((issuer) => issuerAt(at, issuer)),
  };
}

function issuerAt(at: EpochSeconds, { id, keys }: DraftIssuer): IssuerOutlook {
  const named = (isWanted: (key: DraftIssuer["keys"][number]) => boolean) => keys.filter(isWanted).map(nameOfKey);
  return {
    issuer: id,
    inForce: named(({ validFrom, validUntil }) => isWithin(at, validFrom, validUntil)),
    notYet: named(({ validFrom }) => validFrom !== undefined && at < validFrom),
    ended: named(({ validUntil }) => validUntil !== undefined && validUntil <= at),
    endingSoon: named(
      ({ validFrom, validUntil }) => validUntil !== undefined && isWithin(at, validFrom, validUntil) && validUntil < at + SOON_SECONDS,
    ),
  };
}

/** True where no issuer has a key in force: kiosks could accept nothing at all. */
export function isDeaf({ issuers }: Outlook): boolean {
  return issuers.every(({ inForce }) => inForce.length === 0);
}
