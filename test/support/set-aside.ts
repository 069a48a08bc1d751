import type { SetAside } from "../../src/kiosk/second-offer.ts";

/** Entries set aside as long as the test lasts; nobody ever says that central has them after all. */
export function setAsideInMemory(before: readonly number[] = []): SetAside {
  const entries = [...before];
  return {
    entries: () => entries,
    async put(seq) {
      entries.push(seq);
    },
  };
}
