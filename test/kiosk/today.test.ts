import { expect, test } from "vitest";
import type { UnnumberedBody } from "../../src/core/journal-event.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { createToday, type Today } from "../../src/kiosk/today.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const DAY = 86_400;
/** In Việt Nam. */
const MIDNIGHT = startOfDayInVietnam("2026-11-27");

async function dayOf(bodies: readonly UnnumberedBody[], now = MIDNIGHT + 20 * 3600) {
  const journal = memoryJournal();
  for (const body of bodies) await journal.append(body);
  const time = { now };
  const today = createToday({ journal, clock: { now: () => time.now }, onFault: (error) => faults.push(error) });
  const faults: unknown[] = [];
  return { today, journal, time, faults };
}

const at = (hour: number, more = {}) => anEntry({ at: MIDNIGHT + hour * 3600, ...more });

/** Some days, many blocks of them before today. */
function history(): readonly UnnumberedBody[] {
  const yesterday = Array.from({ length: 1200 }, (_, index) => anEntry({ at: MIDNIGHT - DAY + index * 60 }));
  return [
    ...yesterday,
    at(8),
    at(8, { reason: "expired" }),
    at(9, { reason: "document-read", type: "citizen-card" }),
    { at: MIDNIGHT + 9 * 3600 + 5, reason: "event-compared", of: 1202, matches: true, staff: "s-07" },
    { at: MIDNIGHT + 9 * 3600 + 6, reason: "event-override", of: 1201, because: "urgent", staff: "s-07" },
    { at: MIDNIGHT + 12 * 3600, reason: "event-service", on: false, because: "break", staff: "s-07" },
    { at: MIDNIGHT + 13 * 3600, reason: "event-service", on: true, staff: "s-07" },
  ];
}

test("the day is right at once after a restart, counted from the journal", async () => {
  const { today, faults } = await dayOf(history());
  await today.load();
  const figures = today.figures();
  expect(figures).toMatchObject({
    total: 3,
    byVerdict: { accept: 1, refuse: 1, "read-only": 1, unreadable: 0, "cannot-check": 0 },
    overrides: [{ because: "urgent", count: 1 }],
    compared: { matches: 1, differs: 0 },
    servicePauses: 1,
  });
  expect(figures).not.toHaveProperty("isPartial");
  expect(figures.byHour[8]).toMatchObject({ accept: 1, refuse: 1 });
  expect(figures.byHour[9]).toMatchObject({ "read-only": 1 });
  expect(today.range()).toEqual({ first: 1200, last: 1202 });
  expect(faults).toEqual([]);
});

test("an override is never counted as accepted", async () => {
  const { today } = await dayOf(history());
  await today.load();
  expect(today.figures().byVerdict.accept).toBe(1);
  expect(today.search({ seq: 1201 }).entries).toMatchObject([{ verdict: "refuse", overridden: "urgent" }]);
});

test("what comes while the journal is read is counted once, behind it", async () => {
  const { today, journal } = await dayOf(history());
  const loading = today.load();
  const { seq } = await journal.append(at(14));
  today.add({ ...at(14), seq });
  await loading;
  expect(today.figures().total).toBe(4);
  expect(today.search({}).entries[0]?.seq).toBe(seq);
});

test("at midnight another day begins, and what is dated on another day is not today's", async () => {
  const { today, time } = await dayOf([at(8)]);
  await today.load();
  today.add({ ...anEntry({ at: MIDNIGHT - 5 }), seq: 1 });
  expect(today.figures().total).toBe(1);
  time.now += DAY;
  expect(today.figures().total).toBe(0);
  expect(today.range()).toBeUndefined();
});

test("a damaged journal is no reason for no figures, but they say that a part is missing", async () => {
  const { today, journal, faults } = await dayOf([at(8), at(9)]);
  const broken = createToday({
    journal: {
      size: journal.size,
      firstSeq: 0,
      readThrough() {
        throw new Error("damaged");
      },
    },
    clock: { now: () => MIDNIGHT + 10 * 3600 },
    onFault: (error) => faults.push(error),
  });
  await broken.load();
  broken.add({ ...at(10), seq: 2 });
  expect(broken.figures()).toMatchObject({ total: 1, isPartial: true });
  expect(faults).toHaveLength(1);
  await today.load();
});

test.each([
  ["all of them, the newest first", {}, [1202, 1201, 1200]],
  ["by code", { code: "T-201" }, undefined],
  ["by reason", { reason: "expired" }, [1201]],
  ["by verdict", { verdict: "read-only" }, [1202]],
  ["by type", { type: "citizen-card" }, [1202]],
  ["by hour", { hour: 8 }, [1201, 1200]],
  ["by two things at once", { hour: 8, reason: "granted" }, [1200]],
  ["by what there is none of", { hour: 23 }, []],
] as const)("entries are found %s", async (_name, search, seqs) => {
  const { today } = await dayOf(history());
  await today.load();
  const found = (today as Today).search(search);
  if (seqs) expect(found.entries.map(({ seq }) => seq)).toEqual(seqs);
  expect(found.total).toBe(found.entries.length);
});
