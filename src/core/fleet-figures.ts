// All kiosks in a few numbers, as many for fifty thousand kiosks as for one: what a monitoring program keeps of central.
import { AWAY_SECONDS } from "./away.ts";
import { newestDevices } from "./newest-devices.ts";
import type { Contradiction, KioskStatus } from "./protocol.ts";
import { deviceOf } from "./provisioning/service-point.ts";
import type { EpochSeconds } from "./time.ts";

/** What is counted of one kiosk. */
export interface CountedKiosk {
  readonly id: string;
  readonly position: { readonly size: number };
  readonly lastSeenAt: EpochSeconds | undefined;
  readonly contradiction: { readonly kind: Contradiction; readonly others?: readonly { readonly kind: Contradiction }[] } | undefined;
  readonly status: { readonly message: KioskStatus } | undefined;
}

/** `new`: enrolled and never heard of; `replaced`: another device stands in its place now. */
const STATES = ["here", "away", "new", "replaced"] as const;
type State = (typeof STATES)[number];

/** Days until a kiosk accepts nothing more, from and below; it says itself when that is. `stopped`: it does not any more; `none`: it has no bundle. */
const TRUST_LEFT = [
  ["0-1", 1],
  ["1-3", 3],
  ["3-7", 7],
  ["7-14", 14],
  ["14-30", 30],
  ["30-more", Number.POSITIVE_INFINITY],
] as const;
const TRUST_WORDS = ["none", "stopped", ...TRUST_LEFT.map(([name]) => name), "unknown"] as const;

/** Entries that central has not confirmed, from and below. */
const BACKLOGS = [
  ["0", 1],
  ["1-99", 100],
  ["100-9999", 10_000],
  ["10000-more", Number.POSITIVE_INFINITY],
] as const;
const BACKLOG_WORDS = [...BACKLOGS.map(([name]) => name), "unknown"] as const;

const CLOCKS = ["ok", "behind", "ahead", "unknown"] as const;
const CONTRADICTIONS = ["forked", "rewritten", "truncated"] as const;

/** Versions with a number of their own. Attack: a version is the kiosk's own word, and each kiosk may have one. */
const MAX_VERSIONS = 20;
const OTHER_VERSIONS = "other";

/** The numbers. Replaced kiosks, and what was enrolled and never heard of, count in `states`, `entries` and `contradicted` only. */
export interface FleetFigures {
  readonly states: Readonly<Record<State, number>>;
  readonly entries: number;
  readonly backlog: number;
  readonly trustLeft: Readonly<Record<string, number>>;
  readonly backlogs: Readonly<Record<string, number>>;
  readonly clocks: Readonly<Record<string, number>>;
  readonly contradicted: Readonly<Record<Contradiction, number>>;
  readonly versions: Readonly<Record<string, number>>;
}

/** Counts all kiosks, by the words of their newest status; what they left unsaid is `unknown`. */
export function fleetFigures(kiosks: readonly CountedKiosk[], now: EpochSeconds): FleetFigures {
  const newest = newestDevices(kiosks);
  const stateOf = ({ id, lastSeenAt }: CountedKiosk): State => {
    if (lastSeenAt === undefined) return "new";
    if (newest.get(deviceOf(id).servicePoint) !== id) return "replaced";
    return now - lastSeenAt < AWAY_SECONDS ? "here" : "away";
  };
  const states = kiosks.map(stateOf);
  const standing = kiosks.filter((_, index) => states[index] === "here" || states[index] === "away");
  const said = standing.map(({ status }) => status?.message);
  return {
    states: count(STATES, states),
    entries: kiosks.reduce((sum, { position }) => sum + position.size, 0),
    backlog: said.reduce((sum, status) => sum + (status?.backlog ?? 0), 0),
    trustLeft: count(
      TRUST_WORDS,
      said.map((status) => trustWord(status, now)),
    ),
    backlogs: count(
      BACKLOG_WORDS,
      said.map((status) => (status ? within(BACKLOGS, status.backlog) : "unknown")),
    ),
    clocks: count(
      CLOCKS,
      said.map((status) => status?.clock.state ?? "unknown"),
    ),
    contradicted: count(CONTRADICTIONS, kiosks.flatMap(kindsOf)),
    versions: topOf(said.flatMap((status) => (status ? [status.version] : []))),
  };
}

function trustWord(status: KioskStatus | undefined, now: EpochSeconds): (typeof TRUST_WORDS)[number] {
  if (!status) return "unknown";
  if (!status.trust) return "none";
  const { stopsAt, expiresAt } = status.trust;
  const days = ((stopsAt ?? expiresAt) - now) / 86_400;
  return days <= 0 ? "stopped" : within(TRUST_LEFT, days);
}

function kindsOf({ contradiction }: CountedKiosk): readonly Contradiction[] {
  return contradiction ? [...new Set([contradiction, ...(contradiction.others ?? [])].map(({ kind }) => kind))] : [];
}

/** The last bound is infinite. */
function within<Name extends string>(bounds: readonly (readonly [name: Name, below: number])[], value: number): Name | "unknown" {
  return bounds.find(([, below]) => value < below)?.[0] ?? "unknown";
}

/** How many of each; 0 where there is none: a series that is absent never fires. */
function count<Word extends string>(words: readonly Word[], found: readonly Word[]): Record<Word, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<Word, number>;
  for (const word of found) counts[word]++;
  return counts;
}

function topOf(versions: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
  const byCount = [...counts].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const others = byCount.slice(MAX_VERSIONS).reduce((sum, [, some]) => sum + some, 0);
  return Object.fromEntries([...byCount.slice(0, MAX_VERSIONS), [OTHER_VERSIONS, others]]);
}
