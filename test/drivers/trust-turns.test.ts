// A stick goes before central: real threads, a real stick, and a central whose bytes come one by one.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { fetchBundle } from "../../src/drivers/trust-fetch.ts";
import { fetchOnThread } from "../../src/drivers/trust-thread.ts";
import type { TrustOrigin, TrustUpdate, TrustVault } from "../../src/trust-ports.ts";
import { eventually } from "../support/eventually.ts";
import { offerTime } from "../support/offer-time.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, TufSimulator } from "../support/tuf-simulator.ts";

const STICK_FIRST = { kind: "later", detail: "a stick goes first" };

/** Central with a publisher's repository; of a target it sends a byte now and then while it is slow, and never gets to the end. */
async function aCentral(publisher: TufSimulator) {
  const central = { url: "", isSlow: true, connections: 0, targetsAsked: 0 };
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace("/v1/trust/", "");
    const bytes = publisher.served.get(name);
    if (!bytes) return void response.writeHead(404).end();
    if (!central.isSlow || !name.startsWith("targets/")) return void response.end(bytes);
    central.targetsAsked++;
    const [first = 0] = bytes;
    const trickle = setInterval(() => response.write(new Uint8Array([first])), 500);
    response.on("close", () => clearInterval(trickle));
  });
  server.on("connection", (socket) => {
    central.connections++;
    socket.on("close", () => central.connections--);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  central.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return central;
}

/** A kiosk that holds version 1, central with version 2, a stick with version 3. */
async function aKioskBetweenBoth() {
  const publisher = new TufSimulator();
  const kiosk = new TufKiosk(publisher.anchor);
  await kiosk.takeFrom(publisher);
  publisher.publishList(emptyList(2));
  const central = await aCentral(Object.assign(new TufSimulator(), { served: publisher.copyServed() }));
  publisher.publishList(emptyList(3));
  kiosk.plugIn(publisher.served);
  const update = (vault: TrustVault, origin: TrustOrigin) => vault.update(origin, offerTime(kiosk.at), NO_VERSIONS);
  const fromCentral = (vault: TrustVault) => update(vault, { kind: "central", url: central.url });
  const fromStick = (vault: TrustVault) => update(vault, { kind: "folder", path: kiosk.stick });
  return { publisher, kiosk, central, fromCentral, fromStick };
}

const version = (update: TrustUpdate) => (update.kind === "updated" ? update.held.versions.timestamp : outcomeOf(update));
const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith("tram-trust-"));
// Other tests have theirs in the usual place.
beforeEach(() => void vi.stubEnv("TMPDIR", temporaryFolder()));
afterEach(() => void vi.unstubAllEnvs());
/** Threads of updates in this process. */
const threads = () =>
  readdirSync("/proc/self/task").filter((id) => {
    try {
      return readFileSync(`/proc/self/task/${id}/comm`, "utf8") === "trust\n";
    } catch {
      return false; // it has just ended
    }
  });

test("a stick does not wait for a central that sends a byte now and then: what runs and what waits of it is tried again later", async () => {
  const { kiosk, central, fromCentral, fromStick } = await aKioskBetweenBoth();
  kiosk.fetch = fetchOnThread;
  const vault = await kiosk.open();
  const [running, waiting] = [fromCentral(vault), fromCentral(vault)];
  await eventually(() => central.targetsAsked).toBe(1);
  if (process.platform === "linux") expect(threads()).toHaveLength(1);
  const stick = await fromStick(vault);
  expect(version(stick)).toBe(3);
  expect([await running, await waiting]).toEqual([STICK_FIRST, STICK_FIRST]);
  await eventually(() => central.connections).toBe(0);
  if (process.platform === "linux") expect(threads()).toEqual([]);
  expect(scratches()).toEqual([]);
  central.isSlow = false;
  expect(outcomeOf(await fromCentral(vault))).toBe("rollback");
  await vault.close();
  expect(await kiosk.restart()).toMatchObject({ timestamp: 3 });
});

test("the same on one thread, and central goes on where the stick is refused", async () => {
  const { kiosk, central, fromCentral, fromStick } = await aKioskBetweenBoth();
  const vault = await kiosk.open();
  kiosk.plugIn(new TufSimulator().served);
  const running = fromCentral(vault);
  await eventually(() => central.targetsAsked).toBe(1);
  central.isSlow = false;
  const [stick, next] = [fromStick(vault), fromCentral(vault)];
  expect(await running).toEqual(STICK_FIRST);
  expect(outcomeOf(await stick)).toBe("wrong-signature");
  expect(version(await next)).toBe(2);
  await vault.close();
  expect(await kiosk.restart()).toMatchObject({ timestamp: 2 });
});

test("what has been fetched from central already is not lost: it is taken over, and then the stick is read", async () => {
  const { kiosk, central, fromCentral, fromStick } = await aKioskBetweenBoth();
  central.isSlow = false;
  let stick: Promise<TrustUpdate> | undefined;
  kiosk.fetch = async (task, signal) => {
    const answer = await fetchBundle(task, signal);
    stick ??= fromStick(vault);
    return answer;
  };
  const vault = await kiosk.open();
  expect(version(await fromCentral(vault))).toBe(2);
  expect(stick && version(await stick)).toBe(3);
  await vault.close();
  expect(await kiosk.restart()).toMatchObject({ timestamp: 3 });
});

test("many sticks and many questions to central at once leave one bundle, and each call gets its answer", async () => {
  const { kiosk, central, fromCentral, fromStick } = await aKioskBetweenBoth();
  central.isSlow = false;
  kiosk.fetch = fetchOnThread;
  const vault = await kiosk.open();
  const calls = [fromCentral, fromStick, fromCentral, fromCentral, fromStick, fromCentral].map((call) => call(vault));
  const outcomes = (await Promise.all(calls)).map(outcomeOf);
  expect(outcomes).toEqual(["later", "updated", "later", "later", "unchanged", "rollback"]);
  await vault.close();
  if (process.platform === "linux") expect(threads()).toEqual([]);
  expect(await kiosk.restart()).toMatchObject({ timestamp: 3 });
});
