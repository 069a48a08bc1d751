import type { History } from "../core/history.ts";
import { type Entry, entryFromJson } from "../core/journal-entry.ts";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS } from "../core/live-code.ts";
import type { Policy } from "../core/policy.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Journal, StoredEntry } from "../ports.ts";
import type { Pseudonym } from "./pseudonym.ts";

/** Most journal entries read at start to learn what was accepted before: some weeks at a busy counter. Types that are good for one time only need all. */
const MAX_ENTRIES_READ = 100_000;

/** A live code is refused as too old long before this, in seconds; the rest is for clocks that are set back. */
const REMEMBER_PRESENTATION_SECONDS = 10 * (LIVE_SECONDS + CLOCK_DRIFT_SECONDS);

/** What of an accepted scan has to be remembered, under the names that the journal has for it. */
type Accepted = Pick<Entry, "type" | "credential" | "presentation" | "at">;

/** A history that learns from every accepted credential. */
export interface GrowingHistory extends History {
  remember(accepted: Accepted): void;
}

/**
 * What this kiosk has accepted, as far back as the policy asks, read from its own journal, so that a restart forgets nothing, and before it
 * from those of the devices that it replaced. Where the policy asks for no memory of a type, nothing of it is kept.
 */
export async function loadHistory(
  journal: Journal,
  policy: Policy,
  pseudonym: Pseudonym,
  now: EpochSeconds,
  inherited?: AsyncIterable<StoredEntry>,
): Promise<GrowingHistory> {
  const once: readonly (string | undefined)[] = policy.once ?? [];
  const reentry: Readonly<Record<string, number | undefined>> = policy.reentryAfterSeconds ?? {};
  const keepSeconds = Math.max(0, ...Object.values(reentry).map((seconds) => seconds ?? 0));
  const forEver = new Map<string, EpochSeconds>();
  const credentials = forgetting(keepSeconds);
  const presentations = forgetting(REMEMBER_PRESENTATION_SECONDS);

  function remember({ type, credential, presentation, at }: Accepted): void {
    if (presentation !== undefined) presentations.add(presentation, at);
    if (credential === undefined) return;
    if (once.includes(type)) forEver.set(credential, at);
    else if ((reentry[type ?? ""] ?? 0) > 0) credentials.add(credential, at);
  }

  if (inherited && (once.length > 0 || keepSeconds > 0)) await rememberAll({ remember }, inherited);
  const from = once.length > 0 ? 0 : Math.max(0, journal.size - MAX_ENTRIES_READ);
  await rememberAll({ remember }, journal.read(from));
  credentials.forgetBefore(now);
  presentations.forgetBefore(now);
  return {
    lastAccepted(credential) {
      const name = pseudonym(credential);
      return forEver.get(name) ?? credentials.get(name);
    },
    wasPresented: (presentation) => presentations.get(pseudonym(presentation)) !== undefined,
    remember,
  };
}

/** Lets a history learn from journal entries. Scans go on beside it: the event loop has its turn every few milliseconds. */
export async function rememberAll(history: Pick<GrowingHistory, "remember">, entries: AsyncIterable<StoredEntry>): Promise<void> {
  let read = 0;
  for await (const { body } of entries) {
    const entry = entryFromJson(body);
    if (entry?.reason === "granted") history.remember(entry);
    if (++read % ENTRIES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Some 2 ms of work here. */
const ENTRIES_A_TURN = 128;

/** Names and when each was last added; those that were not for `keepSeconds` are dropped. */
function forgetting(keepSeconds: number) {
  const times = new Map<string, EpochSeconds>();
  function forgetBefore(now: EpochSeconds): void {
    for (const [name, at] of times) {
      // Oldest first, and perhaps not quite where a clock was set back: then they stay a little longer.
      if (at > now - keepSeconds) return;
      times.delete(name);
    }
  }
  return {
    add(name: string, at: EpochSeconds): void {
      // Re-inserting keeps the map in the order of time.
      times.delete(name);
      times.set(name, at);
      forgetBefore(at);
    },
    get: (name: string) => times.get(name),
    forgetBefore,
  };
}
