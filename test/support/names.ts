import { EMPTY_CHAIN } from "../../src/core/journal-chain.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { AcceptedName, NameIndex, NameIndices } from "../../src/history-ports.ts";
import { memoryOf } from "../../src/kiosk/memory.ts";
import { pseudonymsUnder } from "../../src/kiosk/pseudonym.ts";
import type { HistoryParts } from "../../src/kiosk/recent-history.ts";

const DAY_KEY = new Uint8Array(32).fill(8);

/** Names under the test's own keys, on one day. */
export const TEST_PSEUDONYMS = pseudonymsUnder(new Uint8Array(32).fill(7), () => [DAY_KEY]);

/** An index in memory, that outlives what opened it. */
export function memoryIndices(): NameIndices {
  const indices = new Map<string, NameIndex>();
  function anew(memory: string): NameIndex {
    const names = new Map<string, AcceptedName & { readonly isForEver: boolean }>();
    const index = {
      place: { size: 0, chain: EMPTY_CHAIN },
      base: undefined as string | undefined,
      lastAccepted: (name: string) => names.get(name)?.at,
      add({ forEver, recent, forgetBefore }: Parameters<NameIndex["add"]>[0], place: NameIndex["place"]) {
        for (const said of forEver) names.set(said.name, { ...said, isForEver: true });
        for (const said of recent) names.set(said.name, { ...said, isForEver: false });
        for (const [name, { at, isForEver }] of names) if (!isForEver && at < forgetBefore) names.delete(name);
        index.place = place;
      },
      finishBase(base: string) {
        index.base = base;
      },
      close: () => undefined,
    };
    indices.set(memory, index);
    return index;
  }
  return { open: (memory) => indices.get(memory) ?? anew(memory), anew };
}

/** What a history is loaded from, where nothing was accepted before. */
export function historyParts(journal: HistoryParts["journal"], policy: Policy, now: number): HistoryParts {
  return {
    journal,
    memory: memoryOf(policy),
    pseudonyms: TEST_PSEUDONYMS,
    indices: memoryIndices(),
    now: () => now,
    atLeast: () => now,
    before: { name: "none", removed: async function* () {}, inherited: async function* () {} },
    onAnew: () => undefined,
    onFault(error) {
      throw error;
    },
  };
}
