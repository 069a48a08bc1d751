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

test("two kiosks call the same credential by different names", () => {
  expect(pseudonym(CREDENTIAL)).not.toBe(pseudonymsUnder(new Uint8Array(32))(CREDENTIAL));
  expect(pseudonym(CREDENTIAL)).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
