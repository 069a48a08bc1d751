import { DAY_KEYS_REACH_SECONDS } from "../core/day-keys.ts";
import { type Entry, entryFromJson } from "../core/journal-entry.ts";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS } from "../core/live-code.ts";
import type { Policy } from "../core/policy.ts";
import { CREDENTIAL_TYPES, type CredentialType } from "../core/presentation.ts";
import type { AcceptedName } from "../history-ports.ts";

/** A live code is refused as too old long before this, in seconds; the rest is for clocks that are set back. */
const REMEMBER_PRESENTATION_SECONDS = 10 * (LIVE_SECONDS + CLOCK_DRIFT_SECONDS);

/** What a policy wants to be known again. */
export interface Memory {
  /** The same for policies that remember alike. */
  readonly name: string;
  /** What must be known of credentials: nothing, for a while, or of some for longer than day keys are held. */
  readonly ofCredentials: "nothing" | "recent" | "for-ever";
  /** For how long what need not be known for ever must be, in seconds. */
  readonly recentSeconds: number;
  isForEver(type: Entry["type"]): boolean;
  /** True for a type of which anything must be known. */
  isRemembered(type: Entry["type"]): boolean;
}

/** What of an accepted scan has to be remembered, under the names that the journal has for it. */
export type Accepted = Pick<Entry, "type" | "credential" | "presentation" | "at">;

type Remembering = Pick<Policy, "once" | "reentryAfterSeconds">;

/** True for a type that must be known for longer than day keys are held: it is named under the key that stays. */
export function isForEver({ once, reentryAfterSeconds }: Remembering, type: Entry["type"]): boolean {
  const types: readonly (string | undefined)[] = once ?? [];
  return types.includes(type) || secondsOf(reentryAfterSeconds, type) > DAY_KEYS_REACH_SECONDS;
}

function secondsOf(reentry: Readonly<Record<string, number | undefined>> | undefined, type: Entry["type"]): number {
  return reentry?.[type ?? ""] ?? 0;
}

/**
 * The memory that a policy asks for. Live codes are always remembered, for as long as they could be shown again. `everOnce`: types that a policy
 * of before wanted to be known for ever.
 */
export function memoryOf(policy: Remembering, everOnce: readonly CredentialType[] = []): Memory {
  const { reentryAfterSeconds: reentry = {} } = policy;
  const once = CREDENTIAL_TYPES.filter((type) => everOnce.includes(type) || policy.once?.includes(type));
  const seconds = Object.values(reentry).map((seconds = 0) => seconds);
  const recent = seconds.filter((seconds) => seconds <= DAY_KEYS_REACH_SECONDS);
  return {
    name: JSON.stringify([[...(policy.once ?? [])].sort(), Object.entries(reentry).sort(), once]),
    ofCredentials: once.length > 0 || recent.length < seconds.length ? "for-ever" : Math.max(0, ...recent) > 0 ? "recent" : "nothing",
    recentSeconds: Math.max(REMEMBER_PRESENTATION_SECONDS, ...recent),
    isForEver: (type) => isForEver({ ...policy, once }, type),
    isRemembered: (type) => isForEver({ ...policy, once }, type) || secondsOf(reentry, type) > 0,
  };
}

/** The accepted scan in an entry, or undefined where it holds none. */
export function acceptedIn(body: Uint8Array): Accepted | undefined {
  const entry = entryFromJson(body);
  return entry?.reason === "granted" ? entry : undefined;
}

/** What is to be remembered of an accepted scan: for ever, or for a while. */
export function namesIn(
  { type, credential, presentation, at }: Accepted,
  memory: Memory,
): { readonly forEver: readonly AcceptedName[]; readonly recent: readonly AcceptedName[] } {
  const isForEver = memory.isForEver(type);
  const named = credential !== undefined && memory.isRemembered(type) ? [{ name: credential, at }] : [];
  const shown = presentation === undefined ? [] : [{ name: presentation, at }];
  return { forEver: isForEver ? named : [], recent: isForEver ? shown : [...named, ...shown] };
}
