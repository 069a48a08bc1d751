import { afterEach, describe, expect, test } from "vitest";
import type { TrustRefusal } from "../../src/core/trust-refusal.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { startTrustRefresh, type TrustRefresh, type TrustRefreshOptions } from "../../src/kiosk/trust-refresh.ts";
import type { HeldTrust, Stick, TrustUpdate } from "../../src/trust-ports.ts";
import { aClock, TEST_BUILT_AT } from "../support/a-clock.ts";
import { manualSleep } from "../support/manual-sleep.ts";
import { heldTrust, memoryVault } from "../support/memory-vault.ts";
import { offerTime } from "../support/offer-time.ts";
import { setClock } from "../support/set-clock.ts";

const NOW = 1_795_437_065;
const URL = "https://central.example";
const CENTRAL = { url: URL, everySeconds: () => 3600 };
const STICK: Stick = { path: "/media/usb/tram-trust", mark: "1" };
const bundle = (version: number) => heldTrust(version, NOW - 100, NOW + 1e6);
const refused = (refusal: TrustRefusal): TrustUpdate => ({ kind: "refused", refusal, detail: "because" });
const later = (detail: string, retryAfterSeconds?: number): TrustUpdate => ({
  kind: "later",
  detail,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

let refresh: TrustRefresh | undefined;
afterEach(async () => {
  await refresh?.close();
  refresh = undefined;
});

type Offers = readonly (HeldTrust | TrustUpdate)[];

function start(offers: Offers, options: Partial<TrustRefreshOptions> = {}, { now = NOW, held }: { now?: number; held?: HeldTrust } = {}) {
  const vault = memoryVault(held);
  for (const offer of offers) if (!("kind" in offer) || offer.kind !== "updated") vault.offers.push(offer);
  const system = setClock(now);
  const clock = aClock(system, { proven: NOW - 5000 });
  const told: (readonly [number | TrustRefusal, string])[] = [];
  const { waits, sleep, end } = manualSleep();
  const started = startTrustRefresh({
    vault,
    clock,
    random: () => 0.5,
    sleep,
    floor: () => NO_VERSIONS,
    onUpdated: async ({ versions }, origin) => void told.push([versions.timestamp, origin]),
    onRefused: async (refusal, origin) => void told.push([refusal, origin]),
    ...options,
  });
  refresh = started;
  /** Ends the wait, after so many seconds. */
  const next = async (seconds = 1) => {
    system.pass(seconds);
    end();
    await settle();
  };
  return { refresh: started, vault, waits, told, next };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("from central", () => {
  test("a bundle is asked for at once and then at regular times, with the kiosk's time and its floor", async () => {
    const floor = { root: 1, timestamp: 2, snapshot: 2, targets: 2 };
    const { refresh, vault, told, waits, next } = start([bundle(4)], { central: CENTRAL, floor: () => floor });
    expect(refresh.status().central).toEqual({ state: "starting", detail: "not asked yet", lastSuccessAt: undefined });
    await settle();
    await next(3600);
    const origin = { kind: "central", url: URL };
    expect(vault.asked).toEqual([
      { origin, time: offerTime(NOW)(), floor },
      { origin, time: offerTime(NOW + 3600)(), floor },
    ]);
    expect(told).toEqual([[4, "central"]]);
    expect(waits).toEqual([3_600_000, 3_600_000]);
    expect(refresh.status().central).toEqual({ state: "ok", detail: "version 4", lastSuccessAt: NOW + 3600 });
    expect(refresh.status().folder.state).toBe("starting");
  });

  test("a clock in doubt judges no expiry: only what is proven is told to the vault", async () => {
    const { vault } = start([], { central: CENTRAL }, { now: 12 });
    await settle();
    expect(vault.asked).toMatchObject([{ time: { at: NOW - 5000, atUnderNewKeys: TEST_BUILT_AT } }]);
  });

  test("a bundle that is refused is told by name, what is held stays, and the next question comes at its time", async () => {
    const { refresh, told, waits, next, vault } = start(
      [refused("mix-and-match"), refused("mix-and-match")],
      { central: CENTRAL },
      { held: bundle(3) },
    );
    await settle();
    expect(refresh.status().central).toEqual({
      state: "refused",
      detail: "mix-and-match: because",
      refusal: "mix-and-match",
      at: NOW,
      lastSuccessAt: undefined,
    });
    await next();
    expect(told).toEqual([
      ["mix-and-match", "central"],
      ["mix-and-match", "central"],
    ]);
    expect(waits).toEqual([3_600_000, 3_600_000]);
    expect(vault.held()?.versions.timestamp).toBe(3);
    await next();
    expect(refresh.status().central).toEqual({ state: "ok", detail: "version 3", lastSuccessAt: NOW + 2 });
  });

  test("a dead network is asked again with growing waits and central's own wish", async () => {
    const { next, waits, told, refresh } = start([later("ECONNREFUSED"), later("503", 60), later("ECONNREFUSED")], { central: CENTRAL });
    await settle();
    await next();
    await next();
    expect(waits).toEqual([500, 61_000, 2000]);
    expect([told, refresh.status().central.state]).toEqual([[], "waiting"]);
  });

  test("who asks often is never made to wait longer than that after a failure", async () => {
    const { next, waits } = start(
      Array.from({ length: 12 }, () => later("ECONNREFUSED")),
      { central: { url: URL, everySeconds: () => 10 } },
    );
    for (let turn = 0; turn < 11; turn++) await next();
    expect(Math.max(...waits)).toBe(5000);
  });

  test("waking it asks at once, but not while a failure is being waited out", async () => {
    const { refresh, vault } = start([bundle(1), later("503", 60)], { central: CENTRAL });
    await settle();
    refresh.wake();
    await settle();
    expect(vault.asked).toHaveLength(2);
    refresh.wake();
    await settle();
    expect(vault.asked).toHaveLength(2);
  });
});

describe("from a stick", () => {
  function withSticks(offers: Offers, sticks: Stick[]) {
    return start(offers, { sticks: { look: async () => [...sticks] } });
  }

  test("that is put in, a bundle is taken once, and again when the stick was pulled out or written anew", async () => {
    const sticks: Stick[] = [];
    const { vault, told, next, waits } = withSticks([bundle(4), refused("rollback"), bundle(5)], sticks);
    await settle();
    expect(vault.asked).toEqual([]);
    sticks.push(STICK);
    for (let turn = 0; turn < 3; turn++) await next();
    expect(vault.asked).toMatchObject([{ origin: { kind: "folder", path: STICK.path }, time: { at: NOW + 1 } }]);
    sticks.pop();
    await next();
    sticks.push(STICK);
    await next();
    sticks[0] = { ...STICK, mark: "2" };
    await next();
    await next();
    expect(told).toEqual([
      [4, "folder"],
      ["rollback", "folder"],
      [5, "folder"],
    ]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2000);
  });

  test("that is only half copied is tried again after some seconds, one that was refused for good is not", async () => {
    const { vault, next } = withSticks([refused("incomplete"), refused("incomplete"), refused("rollback")], [STICK]);
    await settle();
    await next(9);
    expect(vault.asked).toHaveLength(1);
    await next(1);
    await next(20);
    expect(vault.asked).toHaveLength(3);
    await next(3600);
    expect(vault.asked).toHaveLength(3);
  });

  test("a refusal is told while the stick is in and for ten minutes after, or until something newer has come", async () => {
    const sticks = [STICK];
    const { refresh, next } = withSticks([refused("rollback"), refused("rollback"), bundle(5)], sticks);
    await settle();
    await next(3600);
    expect(refresh.status().folder).toMatchObject({ state: "refused", refusal: "rollback" });
    sticks.pop();
    await next(599);
    expect(refresh.status().folder.state).toBe("refused");
    await next(2);
    expect(refresh.status().folder).toEqual({ state: "waiting", detail: "no stick", lastSuccessAt: undefined });
  });

  test("two at once are read one after the other", async () => {
    const { vault } = withSticks([], [STICK, { path: "/media/other/tram-trust", mark: "1" }]);
    await settle();
    expect(vault.asked.map(({ origin }) => origin.kind === "folder" && origin.path)).toEqual([STICK.path, "/media/other/tram-trust"]);
  });
});
