import { type KeyEntry, type LoadedKeys, trustInKeys } from "../core/key-list.ts";

/** Makes trust of a list of keys. */
export type LoadKeys = (entries: readonly KeyEntry[]) => LoadedKeys;

/** Most keys kept ready; one costs about 2 kB. */
const MAX_KEPT_KEYS = 10_000;

/** Importing a key costs more than checking a signature with it, and callers repeat their list on every line: lists are kept, the oldest go first. */
export function createKeyCache(): LoadKeys {
  const kept = new Map<string, { readonly loaded: LoadedKeys; readonly count: number }>();
  let keptKeys = 0;
  return (entries) => {
    const name = JSON.stringify(entries);
    const known = kept.get(name);
    if (known) {
      // Taken out and put in again, it is the newest.
      kept.delete(name);
      kept.set(name, known);
      return known.loaded;
    }
    const fresh = { loaded: trustInKeys(entries), count: entries.length + 1 };
    kept.set(name, fresh);
    keptKeys += fresh.count;
    for (const [oldest, { count }] of kept) {
      if (keptKeys <= MAX_KEPT_KEYS || oldest === name) break;
      kept.delete(oldest);
      keptKeys -= count;
    }
    return fresh.loaded;
  };
}
