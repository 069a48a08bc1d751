import { expect, test } from "vitest";
import type { StickView } from "../../src/core/view.ts";
import { stickFaultOf } from "../../src/drivers/journal-stick.ts";
import { createTechnicianJobs, type TechnicianJobsOptions } from "../../src/kiosk/technician-jobs.ts";

function open(changes: Partial<TechnicianJobsOptions> = {}) {
  const views: StickView[] = [];
  const faults: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const jobs = createTechnicianJobs({
    stick: async () => "/run/media/usb",
    write: {
      support: async () => ({ vi: "Gửi đi.", en: "Send it." }),
      backup: async (_stick, onProgress, passphrase) => {
        for (let done = 0; done <= 100; done++) onProgress(done, 100);
        await gate.promise;
        return { vi: `mật khẩu: ${passphrase !== undefined}`, en: `passphrase: ${passphrase !== undefined}` };
      },
    },
    writeJournal: undefined,
    notify: (view) => views.push(view),
    clock: { now: () => 1_796_000_000 },
    onFault: (error) => faults.push(error),
    troubleOf: stickFaultOf,
    ...changes,
  });
  return { jobs, views, faults, gate };
}

test("a job tells lamps and page how far it is and how it ended, and what to do next", async () => {
  const { jobs, views, gate } = open();
  expect(jobs.begin("backup", "một mật khẩu")).toBe(true);
  await Promise.resolve();
  expect(jobs.states().backup.state).toBe("working");
  gate.resolve();
  await jobs.close();
  expect(jobs.states().backup).toMatchObject({
    state: "done",
    at: 1_796_000_000,
    said: { en: "The backup is on the stick. passphrase: true" },
  });
  expect(views.map(({ state }) => state)).toEqual([...Array(views.length - 1).fill("working"), "done"]);
  const progress = views.flatMap(({ progress: each }) => each ?? []);
  expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
  // One view a fiftieth of the way at most.
  expect(views.length).toBeLessThan(55);
});

test("one job at a time: another is not begun while one is under way", async () => {
  const { jobs, gate } = open();
  expect(jobs.begin("backup")).toBe(true);
  expect(jobs.begin("support")).toBe(false);
  gate.resolve();
  await jobs.close();
  expect(jobs.begin("support")).toBe(true);
});

test.each([
  ["there is no stick", { stick: async () => undefined }, /There is no stick/i],
  [
    "the stick does not take it",
    {
      write: {
        support: async () => {
          throw Object.assign(new Error("ENOSPC: no space left on device, write '/media/usb/x'"), { code: "ENOSPC" });
        },
        backup: async () => ({ vi: "", en: "" }),
      },
    },
    /^The stick is full\. .*try again\. \(T-701\)$/,
  ],
] as const)("where %s, it is said, with what to do", async (_case, changes, said) => {
  const { jobs, views } = open(changes);
  jobs.begin("support");
  await jobs.close();
  expect(jobs.states().support).toMatchObject({ state: "failed" });
  expect(jobs.states().support.said?.en).toMatch(said);
  expect(views.at(-1)?.state).toBe("failed");
});

test("the journal goes the way of the button, and what that shows is shown here, too", () => {
  let presses = 0;
  const { jobs, views } = open({ writeJournal: () => presses++ });
  jobs.begin("journal");
  expect(presses).toBe(1);
  const text = { vi: "a", en: "a" };
  jobs.journalShown({ kind: "stick", id: 1, state: "working", headline: text, detail: text, next: text, progress: 0.5 });
  expect(jobs.states().journal).toEqual({ state: "working", progress: 0.5 });
  expect(views).toEqual([]);
});
