import { afterEach, expect, test } from "vitest";
import type { StatusReply } from "../../src/central-ports.ts";
import type { KioskStatus } from "../../src/core/protocol.ts";
import { type StatusReport, startStatusReport } from "../../src/kiosk/status-report.ts";
import { manualSleep } from "../support/manual-sleep.ts";

const GOOD: KioskStatus = {
  version: "0.1.0",
  at: 1000,
  trust: { version: 4, issuedAt: 900, expiresAt: 9000, state: "good" },
  clock: { state: "ok", floor: 1000 },
  backlog: 0,
};

let report: StatusReport | undefined;
afterEach(async () => {
  await report?.close();
  report = undefined;
});

function start(replies: StatusReply[] = []) {
  let status = GOOD;
  const sent: KioskStatus[] = [];
  const { waits, sleep, end } = manualSleep();
  const central = {
    async putStatus(said: KioskStatus): Promise<StatusReply> {
      sent.push(said);
      return replies.shift() ?? { kind: "stored" };
    },
  };
  const started = startStatusReport({ central, status: () => status, random: () => 0, sleep });
  report = started;
  const next = async () => {
    end();
    await settle();
  };
  const become = (changes: Partial<KioskStatus>) => {
    status = { ...status, ...changes };
    started.changed();
  };
  return { sent, waits, next, become };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test("a kiosk says how it is at once, and every five minutes where nobody shows a code", async () => {
  const { sent, waits, next } = start();
  await settle();
  await next();
  await next();
  expect(sent).toEqual([GOOD, GOOD]);
  expect(waits).toEqual([300_000, 1000, 300_000]);
});

test("that the trust runs out, the clock is in doubt or the group unknown is said at once; that time passes is not", async () => {
  const { sent, waits, next, become } = start();
  await settle();
  become({ at: 2000, backlog: 7 });
  await settle();
  expect(waits).toEqual([300_000]);
  become({ trust: { version: 4, issuedAt: 900, expiresAt: 9000, state: "warning" } });
  await settle();
  await next();
  become({ clock: { state: "behind", floor: 2000 } });
  await settle();
  await next();
  become({ unknownGroup: "clinicss" });
  await settle();
  await next();
  expect(sent.map(({ trust, unknownGroup, clock }) => [trust?.state, unknownGroup, clock.state])).toEqual([
    ["good", undefined, "ok"],
    ["warning", undefined, "ok"],
    ["warning", undefined, "behind"],
    ["warning", "clinicss", "behind"],
  ]);
});

test("a central that is away or refuses is told again with growing waits, which a change does not shorten", async () => {
  const { sent, waits, become } = start([
    { kind: "later", detail: "503", retryAfterSeconds: 60 },
    { kind: "refused", detail: "403" },
  ]);
  await settle();
  become({ clock: { state: "behind", floor: 2000 } });
  await settle();
  expect([sent.length, waits]).toEqual([1, [60_000]]);
});
