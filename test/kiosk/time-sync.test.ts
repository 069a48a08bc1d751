import { afterEach, describe, expect, test } from "vitest";
import type { TimeReply } from "../../src/central-ports.ts";
import { signTime } from "../../src/core/signed-time.ts";
import { startTimeSync, type TimeSync } from "../../src/kiosk/time-sync.ts";
import { aClock } from "../support/a-clock.ts";
import { manualSleep } from "../support/manual-sleep.ts";
import { setClock } from "../support/set-clock.ts";
import { newRoleKey } from "../support/tuf-publisher.ts";

const NOW = 1_795_437_065;
const privateKey = newRoleKey();
const KEYS = [{ kid: "time-1", key: privateKey.publicKey }];
const answer = (nonce: string, time = NOW, kid = "time-1", key = privateKey): TimeReply => {
  return { kind: "time", answer: Buffer.from(JSON.stringify(signTime(nonce, time, { kid, privateKey: key }))) };
};

let sync: TimeSync | undefined;
afterEach(async () => {
  await sync?.close();
  sync = undefined;
});

function start(reply: (nonce: string) => TimeReply, { now = 12, tookSeconds = 1, keys = KEYS } = {}) {
  const system = setClock(now);
  const clock = aClock(system, { proven: NOW - 5000 });
  const nonces: string[] = [];
  const taken: number[] = [];
  const { waits, sleep, end } = manualSleep();
  const started = startTimeSync({
    central: {
      async fetchTime(nonce) {
        nonces.push(nonce);
        system.pass(tookSeconds);
        return reply(nonce);
      },
    },
    keys: () => keys,
    clock,
    onTaken: () => void taken.push(clock.now()),
    newNonce: () => `nonce-${nonces.length}`.padEnd(32, "A"),
    random: () => 0.5,
    sleep,
  });
  sync = started;
  const next = async () => {
    end();
    await settle();
  };
  return { sync: started, clock, taken, waits, nonces, next };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test("a kiosk that woke up in 1970 learns the time from central, by a key of its trust bundle, and asks again after hours", async () => {
  const { sync, clock, waits, nonces, next } = start((nonce) => answer(nonce));
  expect(clock.doubt()).toBe("behind");
  await settle();
  expect([clock.doubt(), clock.now(), sync.status().state]).toEqual([undefined, NOW, "ok"]);
  expect(waits).toEqual([6 * 3_600_000]);
  await next();
  expect(new Set(nonces).size).toBe(2);
});

describe("an answer is no use, and the clock stays in doubt,", () => {
  const stranger = newRoleKey();
  test.each([
    ["when it was made for another question", () => answer("other".padEnd(32, "A")), "nonce-mismatch"],
    ["when a key of that name did not sign it", (nonce: string) => answer(nonce, NOW, "time-1", stranger), "signature-invalid"],
    ["when the bundle has no such key", (nonce: string) => answer(nonce, NOW, "time-2"), "key-unknown"],
    ["when it is something else", (): TimeReply => ({ kind: "time", answer: Buffer.from("<html>") }), "malformed"],
    ["when it says it is earlier than the bundle proves", (nonce: string) => answer(nonce, NOW - 6000), "impossible by the date"],
    [
      "when it says it is years later than any bundle lives",
      (nonce: string) => answer(nonce, NOW + 1000 * 86_400),
      "impossible by the date",
    ],
  ])("%s", async (_, reply, detail) => {
    const { sync, clock, waits } = start(reply);
    await settle();
    expect(sync.status()).toMatchObject({ state: "refused", detail: expect.stringContaining(detail) });
    expect([clock.doubt(), waits]).toEqual(["behind", [500]]);
  });

  test("when it took longer than ten seconds: it was right when it was signed", async () => {
    const { sync, clock } = start((nonce) => answer(nonce), { tookSeconds: 10.5 });
    await settle();
    expect(sync.status()).toMatchObject({ state: "waiting", detail: expect.stringContaining("too old") });
    expect(clock.doubt()).toBe("behind");
  });
});

test("an answer is told to whoever keeps what is known of the time, one that contradicts an earlier one is not, and the status says what to do", async () => {
  const times = [NOW, NOW - 400];
  const { sync, clock, taken, next } = start((nonce) => answer(nonce, times.shift() ?? NOW - 400));
  await settle();
  expect([taken, clock.status().by]).toEqual([[NOW], "central"]);
  await next();
  expect(sync.status()).toEqual({
    state: "refused",
    detail: "signed time: earlier than what central said before; set central's clock, then run tram trust refresh and tram central publish",
  });
  expect([taken, clock.status().by]).toEqual([[NOW], "system"]);
});

test("without a key nothing is asked, and waking it after a new bundle asks at once", async () => {
  const keys: typeof KEYS = [];
  const { sync, nonces, waits } = start((nonce) => answer(nonce), { keys });
  await settle();
  expect([nonces, waits]).toEqual([[], [900_000]]);
  keys.push(...KEYS);
  sync.wake();
  await settle();
  expect(sync.status().state).toBe("ok");
});

test("a central that signs no time is asked again later, an unreachable one soon while the clock is in doubt", async () => {
  const none = start(() => ({ kind: "none" }));
  await settle();
  expect([none.sync.status().detail, none.waits]).toEqual(["central signs no time", [900_000]]);
  await none.sync.close();
  const dead = start(() => ({ kind: "later", detail: "ECONNREFUSED" }));
  await settle();
  for (let turn = 0; turn < 12; turn++) await dead.next();
  expect(Math.max(...dead.waits)).toBe(15_000);
});
