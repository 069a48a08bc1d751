import { describe, expect, test } from "vitest";
import { contentDigest } from "../../src/core/http-signature.ts";
import type { KioskRow } from "../../src/core/protocol.ts";
import { createCentralClient } from "../../src/drivers/central-client.ts";
import { newDeviceKey } from "../support/device-key.ts";
import { enrolledCentral, type RequestChange } from "../support/enrolled-central.ts";

const STATUS = {
  version: "0.1.0",
  at: 1_795_437_072.5,
  trust: { version: 41, issuedAt: 1_795_400_000, expiresAt: 1_799_000_000, state: "warning" },
  clock: { state: "ok", floor: 1_795_436_000 },
  backlog: 3,
} as const;
const central = enrolledCentral();
const { key } = central;

/** A request as a kiosk makes it: what is signed can be sent a second time. */
const requestOf = (content: string, change: RequestChange = {}) =>
  central.requestOf(
    {
      method: "PUT",
      path: `/v1/kiosks/${central.kiosk}/status`,
      content: Buffer.from(content),
      headers: { "content-type": "application/json" },
    },
    change,
  );

async function send({ url, request }: ReturnType<typeof requestOf>): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, request);
  return { status: response.status, body: await response.json() };
}

const put = (message: object, change: RequestChange = {}) => send(requestOf(JSON.stringify(message), change));

async function row(): Promise<KioskRow | undefined> {
  const rows: readonly KioskRow[] = await (await fetch(`${central.url}/v1/kiosks`)).json();
  return rows.find(({ id }) => id === central.kiosk);
}

test("a kiosk's status stands in the list of kiosks, with when it came, and makes the kiosk one that was seen", async () => {
  expect((await row())?.status).toBeUndefined();
  expect(await put({ sequence: 1, ...STATUS })).toEqual({ status: 200, body: { sequence: 1 } });
  const listed = await row();
  expect(listed?.status).toEqual({ ...STATUS, receivedAt: listed?.lastSeenAt });
  expect(Math.abs((listed?.lastSeenAt ?? 0) - Date.now() / 1000)).toBeLessThan(30);
});

test("a kiosk that has no trust says so by saying nothing of it", async () => {
  const { trust: _, ...without } = STATUS;
  await put({ sequence: 1, ...without });
  expect(await row()).toMatchObject({ status: without });
  expect((await row())?.status?.trust).toBeUndefined();
});

test("a device is replaced from the moment on that the next one at its service point is heard, not while that is in its box", async () => {
  const [old, next] = [central.kiosk, `${central.kiosk}--2`];
  await put({ sequence: 1, ...STATUS });
  await central.ledger.enrol(next, key.publicJwk, 1);
  expect((await row())?.replacedBy).toBeUndefined();
  central.kiosk = next;
  await put({ sequence: 1, ...STATUS });
  expect((await row())?.replacedBy).toBeUndefined();
  central.kiosk = old;
  expect((await row())?.replacedBy).toBe(next);
});

describe("a status that was recorded on its way", () => {
  test("and comes again after newer ones changes nothing, whatever the clocks say, and central says where it stands", async () => {
    const recorded = requestOf(JSON.stringify({ sequence: 1, ...STATUS, backlog: 1 }));
    expect((await send(recorded)).status).toBe(200);
    // The kiosk's battery is empty by now: its newer status has an older time.
    await put({ sequence: 2, ...STATUS, at: 60, backlog: 2 }, { created: 60 });
    const before = await row();
    expect(await send(recorded)).toEqual({ status: 409, body: { sequence: 2 } });
    expect(await row()).toEqual(before);
  });

  test("twice counts once", async () => {
    const recorded = requestOf(JSON.stringify({ sequence: 1, ...STATUS }));
    expect([(await send(recorded)).status, (await send(recorded)).status]).toEqual([200, 409]);
  });

  test("is nobody else's: its path is signed", async () => {
    const recorded = requestOf(JSON.stringify({ sequence: 1, ...STATUS }));
    central.kiosk = `${central.kiosk}-other`;
    await central.ledger.enrol(central.kiosk, key.publicJwk, 1);
    const moved = { ...recorded, url: `${central.url}/v1/kiosks/${central.kiosk}/status` };
    expect(await send(moved)).toEqual({ status: 401, body: { error: "signature" } });
  });
});

test("no number is skipped, so that nobody who once made a kiosk name a huge one has silenced it for ever", async () => {
  expect(await put({ sequence: 2 ** 40, ...STATUS })).toEqual({ status: 409, body: { sequence: 0 } });
  expect((await put({ sequence: 1, ...STATUS })).status).toBe(200);
});

describe("what is refused changes nothing", () => {
  test.each([
    ["no JSON", "{", 400, "malformed"],
    ["no object", "[]", 400, "malformed"],
    ["no sequence", JSON.stringify(STATUS), 400, "malformed"],
    ["another form", JSON.stringify({ sequence: 1, ...STATUS, clock: "ok" }), 400, "malformed"],
    ["more than 1 KiB", JSON.stringify({ sequence: 1, ...STATUS, more: "x".repeat(1024) }), 413, "too-large"],
    ["no content at all", "", 400, "malformed"],
  ])("%s", async (_, content, status, error) => {
    expect(await send(requestOf(content))).toEqual({ status, body: { error } });
    expect((await row())?.status).toBeUndefined();
  });

  test.each<[string, RequestChange, number, string]>([
    ["another device", { signer: newDeviceKey() }, 403, "unknown-key"],
    ["content other than what was signed", { headers: { "content-digest": contentDigest(Buffer.from("x")) } }, 401, "signature"],
    ["another media type", { headers: { "content-type": "text/plain" } }, 415, "media-type"],
    ["packed content", { headers: { "content-encoding": "gzip" } }, 415, "media-type"],
  ])("%s", async (_, change, status, error) => {
    expect(await put({ sequence: 1, ...STATUS }, change)).toEqual({ status, body: { error } });
    expect((await row())?.status).toBeUndefined();
  });
});

test("the kiosk's own client goes on with its numbers after a restart, without having kept any", async () => {
  const clock = { now: () => 1_795_437_072, monotonicMs: () => 0 };
  for (const backlog of [5, 6]) {
    const client = createCentralClient({ url: central.url, kiosk: central.kiosk, keyId: key.keyId, sign: key.sign, clock });
    expect(await client.putStatus({ ...STATUS, backlog })).toEqual({ kind: "stored" });
    expect(await client.putStatus({ ...STATUS, backlog: backlog + 10 })).toEqual({ kind: "stored" });
    await client.close();
  }
  expect((await row())?.status?.backlog).toBe(16);
  expect((await central.ledger.kiosk(central.kiosk))?.status?.message.sequence).toBe(4);
});
