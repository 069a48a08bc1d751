import { expect, test } from "vitest";
import { readContacts } from "../../src/kiosk/contacts-written.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const T = 1_795_000_000;
const CLOCK = { now: () => T + 100 };

test("an empty journal knows of no contact", async () => {
  expect(await readContacts(memoryJournal(), CLOCK, 0)).toEqual(new Map());
});

test("each contact stands as its newest change says, with when its changes were written; one dated ahead counts as of now", async () => {
  const journal = memoryJournal();
  await journal.append({ at: T, reason: "event-door-opened" });
  await journal.append(anEntry({ at: T + 1 }));
  await journal.append({ at: T + 90, reason: "event-door-closed" });
  await journal.append({ at: T + 500, reason: "event-case-opened", clock: "ahead" });
  expect(await readContacts(journal, CLOCK, 7000)).toEqual(
    new Map([
      ["door", { state: "closed", budget: [-93_000, -3000] }],
      ["case", { state: "open", budget: [7000] }],
    ]),
  );
});

test("of a journal that cannot be read nothing is known, and nothing is thrown", async () => {
  const journal = {
    size: 1,
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *read() {
      throw new Error("EIO");
    },
  };
  expect(await readContacts(journal, CLOCK, 0)).toEqual(new Map());
});
