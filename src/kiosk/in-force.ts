import type { Groups } from "../core/groups.ts";
import type { Policy } from "../core/policy.ts";
import type { TrustMaterial } from "../core/trust.ts";
import type { Clock, Journal } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import type { GrowingHistory } from "./recent-history.ts";

/** How long after a policy could not be put in force it is tried again, in milliseconds: that may mean to read the whole journal. */
const AGAIN_AFTER_MS = 60_000;

/** All that decides a scan beside the scan itself. Replaced between scans, as a whole. */
export interface InForce {
  readonly trust: TrustMaterial | undefined;
  /** Undefined where the bundle has no policy for this kiosk's group. */
  readonly policy: Policy | undefined;
  readonly history: GrowingHistory;
}

export interface InForceOptions {
  /** Group of kiosks whose policy comes with the bundle; undefined: the configuration's own policy always counts. */
  readonly group: string | undefined;
  /** `[policy]` of the configuration. */
  readonly ownPolicy: Policy;
  readonly held: HeldTrust | undefined;
  readonly journal: Pick<Journal, "size">;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** What was accepted before, from the entry `from` on, as far as this policy asks; gives the event loop its turns. */
  readonly loadHistory: (policy: Policy) => Promise<GrowingHistory>;
  /** Lets a history learn the entries `from <= seq < until`, which were appended while it was loaded. */
  readonly catchUp: (history: GrowingHistory, from: number, until: number) => Promise<void>;
}

/** Holds what is in force, and puts a new bundle in force. */
export interface InForceHolder {
  current(): InForce;
  /**
   * The bundle's keys and revocations count from the next scan on; its policy as soon as the history that it asks for is loaded. Rejects where
   * that cannot be: the policy of before stays in force, until tick().
   */
  take(held: HeldTrust): Promise<void>;
  /** Call it now and then: tries again to put a policy in force that could not be. Rejects as take() does. */
  tick(): Promise<void>;
  /** Lets go of the history, after the last scan. */
  close(): Promise<void>;
}

/**
 * The policy that counts: that of the group in the bundle. Before the first bundle the configuration's own; where the bundle does not know
 * the group, none: what a counter wants is not guessed.
 */
export function policyInForce(group: string | undefined, own: Policy, held: Pick<HeldTrust, "groups"> | undefined): Policy | undefined {
  if (group === undefined || !held) return own;
  const found = groupIn(held, group);
  return found && (found.policy ?? own);
}

/** What the bundle sets for a group, or undefined. */
export function groupIn(held: Pick<HeldTrust, "groups"> | undefined, group: string | undefined): Groups["groups"][string] | undefined {
  const groups = held?.groups.groups ?? {};
  return group !== undefined && Object.hasOwn(groups, group) ? groups[group] : undefined;
}

/** Puts the bundle that is held at the start in force. */
export async function openInForce(options: InForceOptions): Promise<InForceHolder> {
  const { group, ownPolicy, held, journal, clock, loadHistory } = options;
  const policy = policyInForce(group, ownPolicy, held);
  let current: InForce = { trust: held?.trust, policy, history: await loadHistory(policy ?? ownPolicy) };
  /** The newest bundle's policy, and since when it could not be put in force; undefined: it is, or is about to be. */
  let wanted = policy;
  let failedMs: number | undefined;
  let idle: Promise<unknown> = Promise.resolve();

  /** The wanted policy, where what is remembered is enough for it: at once, so that keys and policy are never of two bundles. */
  function isInForce(): boolean {
    const isEnough = !wanted || remembersAlike(wanted, current.policy);
    if (isEnough) current = { ...current, policy: wanted };
    return isEnough;
  }

  async function putInForce(): Promise<void> {
    if (!wanted || isInForce()) return;
    const next = wanted;
    let from = journal.size;
    const loaded = await loadHistory(next);
    while (from < journal.size) {
      const until = journal.size;
      await options.catchUp(loaded, from, until);
      from = until;
    }
    const { history } = current;
    // Another bundle may have come meanwhile. And a scan may have been answered by the old history: its entry is in the journal, and so in the new one.
    const isStill = wanted && remembersAlike(wanted, next) && !remembersAlike(wanted, current.policy);
    if (isStill) current = { ...current, policy: wanted, history: loaded };
    await (isStill ? history : loaded).close();
  }

  /** One after the other, each time the newest policy. */
  async function settle(): Promise<void> {
    failedMs = undefined;
    if (isInForce()) return;
    const settled = idle.then(putInForce);
    idle = settled.catch(() => {
      failedMs = clock.monotonicMs();
    });
    await settled;
  }

  return {
    current: () => current,
    take(next) {
      current = { ...current, trust: next.trust };
      wanted = policyInForce(group, ownPolicy, next);
      return settle();
    },
    async tick() {
      if (failedMs !== undefined && clock.monotonicMs() - failedMs >= AGAIN_AFTER_MS) await settle();
    },
    close: () => idle.then(() => current.history.close()),
  };
}

/** True where two policies ask for the same memory. Undefined ones were loaded with an unknown one. */
function remembersAlike(next: Policy, before: Policy | undefined): boolean {
  if (!before) return false;
  const memoryOf = ({ once, reentryAfterSeconds }: Policy) => JSON.stringify([once ?? [], reentryAfterSeconds ?? {}]);
  return memoryOf(next) === memoryOf(before);
}
