import { expect, test } from "vitest";
import { pseudonymsUnder } from "../../src/kiosk/pseudonym.ts";
import { loadHistory } from "../../src/kiosk/recent-history.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const NOW = 1_800_000_000;
const CREDENTIAL = "ab".repeat(32);
const pseudonym = pseudonymsUnder(new Uint8Array(32).fill(7));
const POLICY = { id: "pharmacy", reentryAfterSeconds: { citizen: 3600 } };

test("a restart remembers what was accepted within the re-entry time, from the journal", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: NOW - 100, credential: pseudonym(CREDENTIAL) }));
  const history = await loadHistory(journal, POLICY, pseudonym, NOW);
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - 100);
});

test("what was refused, or accepted too long ago, is not remembered", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: NOW - 3600, credential: pseudonym(CREDENTIAL) }));
  await journal.append(anEntry({ at: NOW - 10, reason: "expired", credential: pseudonym(CREDENTIAL) }));
  const history = await loadHistory(journal, POLICY, pseudonym, NOW);
  expect(history.lastAccepted(CREDENTIAL)).toBeUndefined();
});

test("nothing is kept where the policy asks for no re-entry time", async () => {
  const history = await loadHistory(memoryJournal(), { id: "open" }, pseudonym, NOW);
  history.remember({ type: "citizen", credential: pseudonym(CREDENTIAL), at: NOW });
  expect(history.lastAccepted(CREDENTIAL)).toBeUndefined();
});

test("a newly accepted credential is remembered at once", async () => {
  const history = await loadHistory(memoryJournal(), POLICY, pseudonym, NOW);
  history.remember({ type: "citizen", credential: pseudonym(CREDENTIAL), at: NOW });
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW);
  expect(history.lastAccepted("cd".repeat(32))).toBeUndefined();
});

const PRESENTATION = "ef".repeat(32);
const ONCE = { id: "dispensing", once: ["prescription" as const] };

test("a live code that was accepted is known again after a restart, whatever the policy is", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: NOW - 20, credential: pseudonym(CREDENTIAL), presentation: pseudonym(PRESENTATION) }));
  await journal.append(anEntry({ at: NOW - 10, reason: "already-used", presentation: pseudonym(CREDENTIAL) }));
  const history = await loadHistory(journal, { id: "open" }, pseudonym, NOW);
  expect(history.wasPresented(PRESENTATION)).toBe(true);
  expect(history.wasPresented(CREDENTIAL)).toBe(false);
});

test("a live code is remembered for longer than it could be shown, also by a clock that was set back, and then forgotten", async () => {
  const history = await loadHistory(memoryJournal(), { id: "open" }, pseudonym, NOW);
  history.remember({ presentation: pseudonym(PRESENTATION), at: NOW });
  history.remember({ presentation: pseudonym(CREDENTIAL), at: NOW + 600 });
  expect(history.wasPresented(PRESENTATION)).toBe(true);
  history.remember({ presentation: pseudonym("01".repeat(32)), at: NOW + 1000 });
  expect(history.wasPresented(PRESENTATION)).toBe(false);
});

test("what is good for one time only is remembered for ever, the other types are not", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: NOW - 100_000_000, type: "prescription", credential: pseudonym(CREDENTIAL) }));
  await journal.append(anEntry({ at: NOW - 5, type: "citizen", credential: pseudonym(PRESENTATION) }));
  const history = await loadHistory(journal, ONCE, pseudonym, NOW);
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - 100_000_000);
  expect(history.lastAccepted(PRESENTATION)).toBeUndefined();
});

test("what was accepted by the devices that this one replaced is remembered, too, and nothing of it where no memory is asked for", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: NOW - 50_000, type: "prescription", credential: pseudonym(CREDENTIAL) }));
  const inherited = () => journal.read(0);
  const history = await loadHistory(memoryJournal(), ONCE, pseudonym, NOW, inherited());
  expect(history.lastAccepted(CREDENTIAL)).toBe(NOW - 50_000);
  const forgetful = await loadHistory(memoryJournal(), { id: "open" }, pseudonym, NOW, inherited());
  expect(forgetful.lastAccepted(CREDENTIAL)).toBeUndefined();
});

test("two kiosks call the same credential by different names", () => {
  expect(pseudonym(CREDENTIAL)).not.toBe(pseudonymsUnder(new Uint8Array(32))(CREDENTIAL));
  expect(pseudonym(CREDENTIAL)).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
