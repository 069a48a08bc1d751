import { generateKeyPairSync } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { importJwk } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { sealTrustBundle } from "../../src/core/trust-bundle.ts";
import { startTrustRefresh, type TrustRefresh, type TrustRefreshOptions } from "../../src/kiosk/trust-refresh.ts";
import type { CentralLink, TrustReply } from "../../src/ports.ts";

const pair = generateKeyPairSync("ed25519");
const rootKey = importJwk(pair.publicKey.export({ format: "jwk" }));
let refresh: TrustRefresh | undefined;

afterEach(async () => {
  await refresh?.close();
  refresh = undefined;
});

const bundleOf = (version: number, demo?: boolean): Uint8Array =>
  sealTrustBundle({ version, issuedAt: 1, expiresAt: 2_000_000_000, issuers: [], ...(demo ? { demo } : {}) }, pair.privateKey);

/** A kiosk that asks a scripted central; each wait ends when the test says so. */
function start(replies: readonly TrustReply[], options: Partial<TrustRefreshOptions> = {}) {
  const asked: (string | undefined)[] = [];
  const waits: number[] = [];
  const taken: TrustList[] = [];
  let end: () => void = () => undefined;
  const central: CentralLink = {
    push: async () => ({ kind: "later", detail: "" }),
    fetchTrust: async (etag) => {
      asked.push(etag);
      return replies[asked.length - 1] ?? { kind: "later", detail: "down" };
    },
    close: async () => undefined,
  };
  refresh = startTrustRefresh({
    central,
    clock: { now: () => 1234, monotonicMs: () => 0 },
    random: () => 0.5,
    sleep: (ms, signal) => {
      waits.push(ms);
      return new Promise((resolve) => {
        end = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    },
    rootKeys: rootKey ? [rootKey] : [],
    demo: false,
    heldVersion: 3,
    everySeconds: 3600,
    onTrust: async (list) => void taken.push(list),
    ...options,
  });
  const next = async () => {
    end();
    await settle();
  };
  return { asked, waits, taken, next, status: refresh.status };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test("a bundle is asked for at once, checked, handed over, and from then on only asked for when it has changed", async () => {
  const { asked, waits, taken, next, status } = start([{ kind: "bundle", bytes: bundleOf(4), etag: '"four"' }, { kind: "unchanged" }]);
  expect(status()).toMatchObject({ state: "starting", version: 3 });
  await settle();
  expect(taken.map(({ version }) => version)).toEqual([4]);
  expect(status()).toEqual({ state: "ok", version: 4, detail: "version 4", lastSuccessAt: 1234 });
  await next();
  expect(asked).toEqual([undefined, '"four"']);
  expect(waits).toEqual([3_600_000, 3_600_000]);
  expect(taken).toHaveLength(1);
});

test.each([
  ["rollback: version 2 is older than 3", bundleOf(2)],
  ["demo-outside-demo: a demo trust list is never used outside a demo", bundleOf(9, true)],
  ["malformed: not a DSSE envelope in JSON", Buffer.from("<html>")],
])("a bundle that fails a check is never used, and health says %s", async (detail, bytes) => {
  const { asked, taken, next, status, waits } = start([{ kind: "bundle", bytes, etag: '"bad"' }]);
  await settle();
  expect(status()).toEqual({ state: "refused", version: 3, detail, lastSuccessAt: undefined });
  expect([taken, waits]).toEqual([[], [3_600_000]]);
  await next();
  // Without the tag of what was refused: a repaired bundle must not look unchanged.
  expect(asked).toEqual([undefined, undefined]);
});

test("a version once taken is the floor for the next", async () => {
  const replies = [5, 4].map((version): TrustReply => ({ kind: "bundle", bytes: bundleOf(version), etag: undefined }));
  const { taken, next, status } = start(replies);
  await settle();
  await next();
  expect(taken.map(({ version }) => version)).toEqual([5]);
  expect(status()).toMatchObject({ state: "refused", version: 5 });
});

test("a bundle that cannot be kept is fetched again soon, and nothing is claimed", async () => {
  let isFull = true;
  const reply: TrustReply = { kind: "bundle", bytes: bundleOf(4), etag: '"four"' };
  const onTrust = async () => {
    if (isFull) throw new Error("ENOSPC: no space left on device");
  };
  const { asked, next, status, waits } = start([reply, reply], { onTrust });
  await settle();
  expect(status()).toMatchObject({ state: "waiting", version: 3, detail: expect.stringContaining("ENOSPC") });
  expect(waits).toEqual([500]);
  isFull = false;
  await next();
  expect(asked).toEqual([undefined, undefined]);
  expect(status()).toMatchObject({ state: "ok", version: 4 });
});

test("a dead network is asked again with growing waits and central's own wish, and the old version stays", async () => {
  const { next, status, waits } = start([
    { kind: "later", detail: "central cannot be reached: ECONNREFUSED" },
    { kind: "later", detail: "central answered 503", retryAfterSeconds: 60 },
    { kind: "none" },
  ]);
  await settle();
  await next();
  await next();
  expect(waits).toEqual([500, 61_000, 3_600_000]);
  expect(status()).toEqual({ state: "waiting", version: 3, detail: "central has no trust bundle", lastSuccessAt: undefined });
});
