import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RELAY_PULSE_MS } from "../../src/core/indication.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { HOLD_MS } from "../../src/core/turns.ts";
import type { View } from "../../src/core/view.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { type Answered, type Kiosk, startKiosk } from "../../src/kiosk/kiosk.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";
import type { Source } from "../../src/ports.ts";
import { AT, ISSUER } from "../support/credential-maker.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { CARD_KEY, makeCard } from "../support/health-card-maker.ts";
import { keyEntry, trustWith } from "../support/judging.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { createTime } from "../support/time.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const GOOD = bytes(makeCard());
const FORGED = bytes(makeCard({ signature: () => new Uint8Array(64) }));
const CARD = bytes("099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm|20062021");

let time = createTime();
let lines = createSimulatedLines();
let answers: Answered[] = [];
let views: View[] = [];
let yields: ((symbol: Uint8Array) => void)[] = [];
let kiosk: Kiosk;

/** Two serial readers, lamps and a relay; only the test lets time pass. */
beforeEach(() => {
  [time, lines] = [createTime(), createSimulatedLines()];
  [answers, views, yields] = [[], [], []];
  const reader = (): Source => ({
    kind: "serial",
    open: (onSymbol) => void yields.push(onSymbol),
    health: () => ({ state: "ok", detail: "" }),
    close: async () => undefined,
  });
  const lamps = createLamps({ lines, relayPulseMs: RELAY_PULSE_MS, onFault: () => undefined, after: time.after, now: time.now });
  kiosk = startKiosk({
    clock: { now: () => AT, doubt: () => undefined, monotonicMs: time.now },
    sources: [reader(), reader()],
    outputs: [lamps, { show: (view) => void views.push(view), close: async () => undefined }],
    journal: memoryJournal(),
    inForce: () => ({
      trust: trustWith({ issuers: [{ id: ISSUER, types: ["health-card"], keys: [keyEntry(CARD_KEY)] }] }),
      policy: WANT_EVERYTHING,
      history: EMPTY_HISTORY,
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered: (answer) => answers.push(answer),
    onBug: (error) => {
      throw error;
    },
    after: time.after,
  });
  time.pass(1000); // the light that codes are read by went on: one flash of this second is spent
});
afterEach(() => kiosk.close());

const showLeft = (symbol: Uint8Array) => yields[0]?.(symbol);
const showRight = (symbol: Uint8Array) => yields[1]?.(symbol);

/** Waits for that many answers, and that there are no more: a walk takes microseconds here. */
async function answered(...reasons: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(reasons.length), { timeout: 10_000, interval: 1 });
  await delay(5);
  expect(answers.map(({ entry }) => entry.reason)).toEqual(reasons);
}

test("the relay of the first is held until the hold ends, and only then the second is answered", async () => {
  showLeft(GOOD);
  showRight(FORGED);
  await answered("granted");
  time.pass(HOLD_MS - 1);
  await answered("granted");
  expect(lines.levels()).toMatchObject({ relay: true, green: true, red: false });
  time.pass(1);
  await answered("granted", "signature-invalid");
  expect(lines.levels()).toMatchObject({ relay: false, green: false, red: true });
  expect(views.flatMap((view) => (view.kind === "answer" ? [view.verdict] : []))).toEqual(["accept", "refuse"]);
});

test("a showing that comes in the middle of the hold waits for what is left of it", async () => {
  showLeft(GOOD);
  await answered("granted");
  time.pass(HOLD_MS - 100);
  showRight(CARD);
  time.pass(99);
  await answered("granted");
  time.pass(1);
  await answered("granted", "document-read");
});

test("after the hold nobody waits", async () => {
  showLeft(GOOD);
  await answered("granted");
  time.pass(HOLD_MS);
  showRight(CARD);
  await answered("granted", "document-read");
});

test("who is refused sees it, too, before somebody else's yes", async () => {
  showLeft(FORGED);
  showRight(GOOD);
  await answered("signature-invalid");
  expect(lines.levels()).toMatchObject({ relay: false, red: true });
  time.pass(HOLD_MS);
  await answered("signature-invalid", "granted");
  expect(lines.levels()).toMatchObject({ relay: true, green: true });
});

test("another code at the same reader is answered at once", async () => {
  showLeft(FORGED);
  await answered("signature-invalid");
  showLeft(GOOD);
  await answered("signature-invalid", "granted");
});

test("noise at one reader keeps nobody waiting at the other", async () => {
  showLeft(bytes("noise"));
  await answered("not-understood");
  showRight(GOOD);
  await answered("not-understood", "granted");
});

test("whoever shows code after code does not get ahead of who waits, and of what one reader yields meanwhile only the newest waits", async () => {
  showLeft(GOOD);
  await answered("granted");
  showRight(FORGED);
  for (let code = 0; code < 1000; code++) showLeft(bytes(`code ${code}`));
  showRight(CARD);
  await answered("granted");
  time.pass(HOLD_MS);
  await answered("granted", "document-read");
  time.pass(HOLD_MS);
  await answered("granted", "document-read", "not-understood");
  time.pass(10 * HOLD_MS);
  await answered("granted", "document-read", "not-understood");
});

test("a kiosk that stops answers nobody any more", async () => {
  showLeft(GOOD);
  await answered("granted");
  showRight(CARD);
  await kiosk.close();
  time.pass(HOLD_MS);
  await answered("granted");
});
