// What a period comes to in numbers, without a name: by reason, verdict and hour; overrides apart, since they are never accepted.
import { isEvent } from "../protocol.ts";
import { REASONS, type Verdict } from "../reason.ts";
import { hourInVietnam } from "../time.ts";
import type { EntryFacts } from "./entry-lines.ts";

/** Most different reasons, policies and versions that are counted each by itself; what is beyond is counted as `…`. */
const MAX_NAMES = 1000;
const REST = "…";

/** A verdict, or `unknown` for the reason of a newer kiosk. */
export type TalliedVerdict = Verdict | "unknown";

/** Numbers of a period. Every map is from a name to how many. */
export interface Tally {
  readonly scans: number;
  readonly byVerdict: ReadonlyMap<TalliedVerdict, number>;
  readonly byReason: ReadonlyMap<string, number>;
  /** 24 hours of the day in Việt Nam. */
  readonly byHour: readonly ReadonlyMap<TalliedVerdict, number>[];
  readonly events: ReadonlyMap<string, number>;
  /** By why. */
  readonly overrides: ReadonlyMap<string, number>;
  /** How often staff put the kiosk out of service, by why. */
  readonly pauses: ReadonlyMap<string, number>;
  readonly policies: ReadonlyMap<string, number>;
  readonly trustVersions: ReadonlyMap<string, number>;
}

/** A tally that grows. */
export interface GrowingTally extends Tally {
  add(facts: EntryFacts): void;
  /** Adds another one to this. */
  addAll(other: Tally): void;
}

/** Nothing is counted yet. */
export function newTally(): GrowingTally {
  let scans = 0;
  const [byVerdict, byReason, events, overrides, pauses, policies, trustVersions] = [
    new Map<TalliedVerdict, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const byHour = Array.from({ length: 24 }, () => new Map<TalliedVerdict, number>());
  const maps = { byVerdict, byReason, events, overrides, pauses, policies, trustVersions };
  const addEvent = ({ reason, because = REST, on }: EntryFacts) => {
    count(events, reason);
    if (reason === "event-override") count(overrides, because);
    if (reason === "event-service" && on === false) count(pauses, because);
  };
  return {
    get scans() {
      return scans;
    },
    ...maps,
    byHour,
    add(facts) {
      const { reason, at, policy, trust } = facts;
      if (isEvent(reason)) return addEvent(facts);
      const verdict = verdictOfAny(reason);
      scans++;
      count(byVerdict, verdict);
      count(byReason, reason);
      const hour = byHour[hourInVietnam(at)];
      if (hour) count(hour, verdict);
      if (policy !== undefined) count(policies, policy);
      if (trust !== undefined) count(trustVersions, String(trust));
    },
    addAll(other) {
      scans += other.scans;
      for (const name of Object.keys(maps) as (keyof typeof maps)[])
        for (const [key, times] of other[name]) count(maps[name] as Map<string, number>, key, times);
      for (const [hour, counts] of other.byHour.entries())
        for (const [verdict, times] of counts) count(byHour[hour] ?? new Map(), verdict, times);
    },
  };
}

function count<K extends string>(counts: Map<K, number>, name: K, times = 1): void {
  const key = counts.has(name) || counts.size < MAX_NAMES ? name : (REST as K);
  counts.set(key, (counts.get(key) ?? 0) + times);
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map(Object.entries(REASONS));

function verdictOfAny(reason: string): TalliedVerdict {
  return VERDICTS.get(reason) ?? "unknown";
}

/** The most frequent first, and by name where they are even. */
export function byCount<K extends string>(counts: ReadonlyMap<K, number>): readonly (readonly [K, number])[] {
  return [...counts].toSorted(([a, more], [b, other]) => other - more || (a < b ? -1 : 1));
}
