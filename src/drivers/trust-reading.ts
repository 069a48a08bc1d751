import { performance } from "node:perf_hooks";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import * as v from "valibot";
import { type Groups, GroupsSchema, NO_GROUPS } from "../core/groups.ts";
import type { TrustMaterial } from "../core/trust.ts";
import { loadTrustInSteps } from "../core/trust-loading.ts";
import { type Judged, judged, refuse } from "../core/trust-refusal.ts";
import type { BundleTargets } from "../core/trust-targets.ts";
import type { TufBundle } from "../core/tuf-chain.ts";
import { keysSince, versionsOf } from "../core/tuf-floor.ts";
import type { HeldTrust } from "../trust-ports.ts";

/** How long a slice of work may hold up the thread on which codes are checked, in milliseconds. */
const SLICE_MS = 2;
/**
 * Rest between two slices, in milliseconds. At the start nobody waits for the thread; while codes are checked, the answer to one takes several
 * turns of the event loop, and must not meet a slice at each of them.
 */
export const REST_MS = { atStart: 0, betweenScans: 3 } as const;

/** A verified bundle with the verified bytes of its targets. */
export interface BundleContents {
  readonly bundle: TufBundle;
  readonly named: BundleTargets;
  /** The trust list, parsed. */
  readonly list: object;
  readonly groups: Uint8Array | undefined;
  readonly shards: readonly Uint8Array[];
  /** The bundle that this one replaces. */
  readonly before?: TrustMaterial | undefined;
}

/** Makes a bundle ready for scans, in slices between which scans go on; or says what its lists do not keep to. */
export async function readBundle(
  { bundle, named, list, groups, shards, before }: BundleContents,
  demo: boolean,
  restMs: number = REST_MS.atStart,
): Promise<Judged<HeldTrust>> {
  const parsedGroups = groups ? parseGroups(groups) : judged(NO_GROUPS);
  if (!parsedGroups.ok) return parsedGroups;
  const { root, timestamp, snapshot, targets } = bundle;
  const [versions, { issued }] = [versionsOf(bundle), timestamp.signed];
  const expiries = {
    root: root.signed.expires,
    timestamp: timestamp.signed.expires,
    snapshot: snapshot.signed.expires,
    targets: targets.signed.expires,
  };
  const expiresAt = Math.min(...Object.values(expiries));
  const parts = {
    list,
    shards,
    version: versions.timestamp,
    issuedAt: issued,
    expiresAt,
    ...(before?.imported && { before: before.imported }),
  };
  const loaded = await inSlices(loadTrustInSteps(parts), restMs);
  if (!loaded.ok) return refuse("schema", loaded.problem);
  const { trust, rejectedKeys } = loaded;
  // Demo keys stand in public source code, so the two worlds never mix.
  if (trust.isDemo && !demo) return refuse("demo-outside-demo", "the trust list is a demo's");
  if (!trust.isDemo && demo) return refuse("real-inside-demo", "the trust list is not a demo's");
  const updates = named.updates.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }));
  const { issuedAt } = trust;
  return judged({
    versions,
    timestampKeysSince: keysSince("timestamp", bundle.roots),
    issuedAt,
    expiresAt: trust.expiresAt,
    expiries,
    trust,
    groups: parsedGroups.value,
    rejectedKeys,
    updates,
  });
}

/** Runs steps of work with a rest between two slices: always at least a turn of the event loop. */
export async function inSlices<T>(steps: Generator<void, T>, restMs: number): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await (restMs > 0 ? delay(restMs) : nextTurn());
  }
}

function parseGroups(bytes: Uint8Array): Judged<Groups> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse("schema", "groups.json is no JSON");
  }
  const groups = v.safeParse(GroupsSchema, value, { abortEarly: true });
  if (groups.success) return judged(groups.output);
  return refuse("schema", `groups.json: ${v.getDotPath(groups.issues[0]) ?? "file"}: ${groups.issues[0].message}`);
}
