import type { History } from "../core/history.ts";
import { entryFromJson } from "../core/journal-entry.ts";
import type { Policy } from "../core/policy.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { Journal } from "../ports.ts";
import type { Pseudonym } from "./pseudonym.ts";

/** Most journal entries read at start to learn what was accepted before: some weeks at a busy counter. */
const MAX_ENTRIES_READ = 100_000;

/** A history that learns from every accepted credential. */
export interface GrowingHistory extends History {
  remember(credential: string, at: EpochSeconds): void;
}

/**
 * What this kiosk has accepted, as far back as the policy's longest re-entry time asks, read from its own journal, so that a
 * restart forgets nothing. Where the policy asks for none, nothing is kept.
 */
export async function loadHistory(journal: Journal, policy: Policy, pseudonym: Pseudonym, now: EpochSeconds): Promise<GrowingHistory> {
  const keepSeconds = Math.max(0, ...Object.values(policy.reentryAfterSeconds ?? {}).map((seconds) => seconds ?? 0));
  const lastAccepted = new Map<string, EpochSeconds>();
  if (keepSeconds > 0) {
    for await (const { body } of journal.read(Math.max(0, journal.size - MAX_ENTRIES_READ))) {
      const entry = entryFromJson(body);
      if (entry?.reason === "granted" && entry.credential !== undefined && entry.at > now - keepSeconds) {
        lastAccepted.set(entry.credential, entry.at);
      }
    }
  }
  return {
    lastAccepted: (credential) => (keepSeconds > 0 ? lastAccepted.get(pseudonym(credential)) : undefined),
    remember(credential, at) {
      if (keepSeconds === 0) return;
      // Re-inserting keeps the map in the order of time, so that the oldest are the first to go.
      const name = pseudonym(credential);
      lastAccepted.delete(name);
      lastAccepted.set(name, at);
      for (const [oldest, oldestAt] of lastAccepted) {
        if (oldestAt > at - keepSeconds) break;
        lastAccepted.delete(oldest);
      }
    },
  };
}
