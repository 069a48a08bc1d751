import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Batch, encodeBatch } from "../../src/core/batch.ts";
import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { batchOf } from "../support/batches.ts";
import { type DeviceKey, newDeviceKey, signerOf } from "../support/device-key.ts";
import { enrolledCentral, type RequestChange } from "../support/enrolled-central.ts";
import { anEntry } from "../support/entries.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";

const central = enrolledCentral();
const { key } = central;

interface Change extends RequestChange {
  readonly content?: Uint8Array;
  readonly path?: string;
}

/** A journal of the kiosk that sends, signed by its device. */
function journalOf(size = 0, signer: DeviceKey = key): MemoryJournal {
  return memoryJournal(size, signerOf(central.kiosk, signer));
}

/** A batch sent as a kiosk sends it, with something changed. */
async function post(batch: Batch, change: Change = {}): Promise<{ status: number; body: unknown; headers: Headers }> {
  const { content = brotliCompressSync(encodeBatch(batch)), path = `/v1/kiosks/${central.kiosk}/entries`, ...others } = change;
  const headers = { "content-type": "application/x-ndjson", "content-encoding": "br" };
  const { url, request } = central.requestOf({ method: "POST", path, content, headers }, { created: 1_790_000_000, ...others });
  const response = await fetch(url, request);
  return { status: response.status, body: await response.json(), headers: response.headers };
}

/** Content from lines of our own, packed, that a hostile kiosk could sign. */
function contentOf(header: object, ...lines: readonly string[]): Uint8Array {
  return brotliCompressSync([JSON.stringify(header), ...lines].map((line) => `${line}\n`).join(""));
}

const entry = (seq: number) => JSON.stringify({ seq, at: 1, reason: "granted" });

function chainOf(...bodies: readonly string[]): string {
  return hexOf(bodies.reduce((chain, body) => linkOf(chain, leafHash(Buffer.from(body))), EMPTY_CHAIN));
}

describe("a kiosk's batch", () => {
  test("is stored and answered with size and chain", async () => {
    const journal = journalOf(3);
    const { status, body } = await post(await batchOf(journal));
    expect({ status, body }).toEqual({
      status: 200,
      body: { size: 3, chain: hexOf(journal.chain), witnessed: await journal.checkpoint() },
    });
    expect((await central.ledger.kiosk(central.kiosk))?.position.size).toBe(3);
  });

  test("sent again a year later is harmless", async () => {
    const journal = journalOf(3);
    const batch = await batchOf(journal);
    await post(batch, { created: 1_700_000_000 });
    expect(await post(batch, { created: 1_700_000_000 })).toMatchObject({ status: 200, body: { size: 3 } });
  });

  test("is taken whatever the kiosk's clock says, and the fleet sees how wrong it is", async () => {
    expect((await post(await batchOf(journalOf(1)), { created: 60 })).status).toBe(200);
    expect((await central.ledger.kiosk(central.kiosk))?.clockOffsetSeconds).toBeLessThan(-1_500_000_000);
  });

  test("that begins elsewhere is answered 409 with where to go on", async () => {
    const journal = journalOf(5);
    await post(await batchOf(journal, 0, 2));
    const { status, body } = await post(await batchOf(journal, 4));
    expect({ status, body }).toEqual({
      status: 409,
      body: { size: 2, chain: hexOf((await batchOf(journal, 0, 2)).chainAfter), witnessed: await journal.checkpoint() },
    });
  });

  test("that contradicts what is stored is answered 422 with how and where", async () => {
    const journal = journalOf(5);
    await post(await batchOf(journal));
    journal.rewrite(3, anEntry());
    expect(await post(await batchOf(journal))).toMatchObject({ status: 422, body: { error: "rewritten", seq: 3 } });
    expect(await post(await batchOf(journal, 5))).toMatchObject({ status: 422, body: { error: "forked", seq: 5 } });
    const [row] = (await (await fetch(`${central.url}/v1/kiosks`)).json()).filter(({ id }: { id: string }) => id === central.kiosk);
    expect(row).toMatchObject({ size: 5, contradiction: { kind: "forked", seq: 5 } });
  });
});

describe("who may send", () => {
  test.each([
    ["a kiosk that is not enrolled", 403, "unknown-kiosk", () => ({ path: "/v1/kiosks/stranger/entries" })],
    ["a name that no kiosk can have", 400, "kiosk-id", () => ({ path: "/v1/kiosks/UPPER/entries" })],
    ["a name with an escape in it", 400, "kiosk-id", () => ({ path: "/v1/kiosks/a%2Fb/entries" })],
    [
      "an escape in a name that is the kiosk's",
      400,
      "kiosk-id",
      () => ({ path: `/v1/kiosks/${central.kiosk.replace("-", "%2D")}/entries` }),
    ],
    ["a name that is too long", 400, "kiosk-id", () => ({ path: `/v1/kiosks/${"a".repeat(65)}/entries` })],
    ["another device", 403, "unknown-key", () => ({ signer: newDeviceKey() })],
    ["another device under our key's name", 401, "signature", () => ({ signer: newDeviceKey(), keyId: key.keyId })],
    ["nobody", 401, "unsigned", () => ({ headers: { signature: "", "signature-input": "" } })],
    ["somebody with another form of signature", 401, "signature-form", () => ({ headers: { "signature-input": "sig1=()" } })],
    [
      "somebody who moves a signature to other content",
      401,
      "signature",
      () => ({ headers: { "content-digest": contentDigest(Buffer.from("x")) } }),
    ],
  ] as const)("%s gets %i", async (_, status, error, change) => {
    const answer = await post(await batchOf(journalOf(1)), change());
    expect(answer).toMatchObject({ status, body: { error: error === "unsigned" ? "signature-form" : error } });
    expect((await central.ledger.kiosk(central.kiosk))?.position.size).toBe(0);
  });

  test("a request without signature fields gets 401", async () => {
    const response = await fetch(`${central.url}/v1/kiosks/${central.kiosk}/entries`, { method: "POST", body: "x" });
    expect([response.status, await response.json()]).toEqual([401, { error: "unsigned" }]);
  });

  test("an address that goes on after the path, of which nothing is signed, gets 400", async () => {
    const batch = await batchOf(journalOf(1));
    const headers = { "content-type": "application/x-ndjson", "content-encoding": "br" };
    const what = {
      method: "POST",
      path: `/v1/kiosks/${central.kiosk}/entries`,
      content: brotliCompressSync(encodeBatch(batch)),
      headers,
    } as const;
    const { url, request } = central.requestOf(what);
    const response = await fetch(`${url}?x=1`, request);
    expect([response.status, await response.json()]).toEqual([400, { error: "kiosk-id" }]);
  });

  test("one kiosk cannot send in another's name, although both are known", async () => {
    const other = newDeviceKey();
    await central.ledger.enrol("other", other.publicJwk, 1);
    expect(await post(await batchOf(journalOf(1)), { signer: other })).toMatchObject({ status: 403, body: { error: "unknown-key" } });
  });
});

describe("bad content from a known kiosk is refused, and nothing of it is stored", () => {
  const zeros = "0".repeat(64);
  const checkpoint = signCheckpoint({ size: 600, root: new Uint8Array(32) }, TEST_SIGNER);
  const proofs = { checkpoint, old: 0, oldProof: [], proof: [] };
  const header = { from: 0, count: 1, chainBefore: zeros, chainAfter: chainOf(entry(0)), ...proofs };
  const batchWith = (line: string) => contentOf({ ...header, chainAfter: chainOf(line) }, line);

  test("the well-formed batch of this table is taken, so that the rest fails for its own reason", async () => {
    const journal = journalOf();
    journal.appendBytes(Buffer.from(entry(0)));
    const content = contentOf({ ...header, checkpoint: await journal.checkpoint() }, entry(0));
    expect((await post(await batchOf(journalOf()), { content })).status).toBe(200);
  });

  test.each<[string, number, string, Uint8Array]>([
    ["garbage", 400, "malformed", randomBytes(2000)],
    ["nothing", 400, "malformed", new Uint8Array(0)],
    ["content cut in the middle", 400, "malformed", contentOf(header, entry(0)).subarray(0, 60)],
    ["content with something after it", 400, "malformed", Buffer.concat([contentOf(header, entry(0)), Buffer.from("tail")])],
    ["a bomb", 413, "too-large", brotliCompressSync(Buffer.alloc(50_000_000))],
    ["more than a request may carry", 413, "too-large", randomBytes(300_000)],
    ["far more than a request may carry", 413, "too-large", randomBytes(20_000_000)],
    ["an empty text", 400, "malformed", brotliCompressSync("")],
    ["a last line without end", 400, "malformed", brotliCompressSync(`${JSON.stringify(header)}\n${entry(0)}`)],
    ["a header that is no JSON", 400, "malformed", brotliCompressSync(`{"from":0\n${entry(0)}\n`)],
    ["a header with white space", 400, "malformed", brotliCompressSync(`${JSON.stringify(header).replace(",", ", ")}\n${entry(0)}\n`)],
    ["a header in another order", 400, "malformed", contentOf(Object.fromEntries(Object.entries(header).reverse()), entry(0))],
    ["a header with a member too many", 400, "malformed", contentOf({ ...header, extra: 1 }, entry(0))],
    ["a count that promises more", 400, "malformed", contentOf({ ...header, count: 2 }, entry(0))],
    ["a count that promises less", 400, "malformed", contentOf({ ...header, count: 0 }, entry(0))],
    ["a huge count", 400, "malformed", contentOf({ ...header, count: 1e300 }, entry(0))],
    ["a negative position", 400, "malformed", contentOf({ ...header, from: -1 }, entry(0))],
    ["a position past all counting", 400, "malformed", contentOf({ ...header, from: 2 ** 60 }, entry(0))],
    ["a hash in capitals", 400, "malformed", contentOf({ ...header, chainAfter: header.chainAfter.toUpperCase() }, entry(0))],
    ["another chain than its entries make", 400, "chain-mismatch", contentOf({ ...header, chainAfter: zeros }, entry(0))],
    ["a line over 4 KiB", 413, "too-large", batchWith(entry(0).replace("granted", "g".repeat(4100)))],
    ["501 entries", 413, "too-large", contentOf({ ...header, count: 501 }, ...Array.from({ length: 501 }, (_, seq) => entry(seq)))],
    ["an empty line", 400, "malformed", batchWith("")],
  ])("%s", async (_, status, error, content) => {
    expect(await post(await batchOf(journalOf()), { content })).toMatchObject({ status, body: { error } });
    expect((await central.ledger.kiosk(central.kiosk))?.position.size).toBe(0);
  });

  test.each([
    ["another kiosk's", () => memoryJournal(1, signerOf("stranger", key))],
    ["another device's", () => journalOf(1, newDeviceKey())],
  ])("a checkpoint that is %s", async (_, journal) => {
    expect(await post(await batchOf(journal()))).toMatchObject({ status: 400, body: { error: "checkpoint" } });
    expect((await central.ledger.kiosk(central.kiosk))?.position.size).toBe(0);
  });

  test("content that is not what was signed", async () => {
    const answer = await post(await batchOf(journalOf(1)), { digest: contentDigest(Buffer.from("x")) });
    expect(answer).toMatchObject({ status: 400, body: { error: "digest-mismatch" } });
  });

  test.each([{ "content-encoding": "identity" }, { "content-type": "application/json" }])("another form: %o", async (headers) => {
    expect(await post(await batchOf(journalOf(1)), { headers })).toMatchObject({ status: 415, body: { error: "media-type" } });
  });
});

/** Begins an upload of this batch, and sends so many bytes of it. */
function beginUpload(content: Uint8Array, bytes: number, created = 1): Promise<Socket> {
  const { hostname, port } = new URL(central.url);
  const path = `/v1/kiosks/${central.kiosk}/entries`;
  const digest = contentDigest(content);
  const fields = signRequest({ method: "POST", path, contentDigest: digest }, created, key.keyId, key.sign);
  const head = { ...fields, "content-digest": digest, "content-type": "application/x-ndjson", "content-encoding": "br", host: "central" };
  const lines = Object.entries({ ...head, "content-length": String(content.length) }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined).resume();
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return new Promise((resolve) => socket.write(content.subarray(0, bytes), () => resolve(socket)));
}

async function goesAway(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.resetAndDestroy();
  await closed;
}

test("a kiosk that goes away in the middle of an upload leaves central working, and nothing stored", async () => {
  const socket = await beginUpload(brotliCompressSync(encodeBatch(await batchOf(journalOf(50)))), 100);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await goesAway(socket);
  expect((await post(await batchOf(journalOf(1)))).status).toBe(200);
  expect((await central.ledger.kiosk(central.kiosk))?.position.size).toBe(1);
});

test("recorded requests whose bodies never come hold up neither another kiosk nor the one that they are from", async () => {
  const content = brotliCompressSync(encodeBatch(await batchOf(journalOf(50))));
  const hanging = await Promise.all(Array.from({ length: 40 }, (_, cut) => beginUpload(content.subarray(cut), 10)));
  // Of those only two are waited for, and one less after what the kiosk has signed later.
  await eventually(() => hanging.filter((socket) => !socket.destroyed)).toHaveLength(2);
  expect((await post(await batchOf(journalOf(1)))).status).toBe(200);
  await eventually(() => hanging.filter((socket) => !socket.destroyed)).toHaveLength(1);
  hanging.push(await beginUpload(content, 10, 2));
  const signedBefore = async () => post(await batchOf(journalOf(1)), { created: 0 });
  await eventually(async () => (await signedBefore()).status).toBe(503);
  const older = await signedBefore();
  expect([older.status, older.body, older.headers.get("retry-after")]).toEqual([503, { error: "overloaded" }, "5"]);
  central.kiosk = `${central.kiosk}-beside`;
  await central.ledger.enrol(central.kiosk, key.publicJwk, 1);
  expect((await post(await batchOf(journalOf(1)))).status).toBe(200);
  await Promise.all(hanging.filter((socket) => !socket.destroyed).map(goesAway));
});

test("recorded requests of thirty-two kiosks, as many as are waited for at once, shut out nobody who signs later", async () => {
  const content = brotliCompressSync(encodeBatch(await batchOf(journalOf(50))));
  const hanging: Socket[] = [];
  const { kiosk } = central;
  for (let other = 0; other < 64; other++) {
    central.kiosk = `${kiosk}-${other >> 1}`;
    await central.ledger.enrol(central.kiosk, key.publicJwk, 1);
    hanging.push(await beginUpload(content.subarray(other), 10));
  }
  central.kiosk = kiosk;
  const batch = await batchOf(journalOf(1));
  await eventually(async () => (await post(batch, { created: 0 })).status).toBe(503);
  const { body, headers } = await post(batch, { created: 0 });
  expect([body, headers.get("retry-after")]).toEqual([{ error: "overloaded" }, "5"]);
  expect((await post(batch)).status).toBe(200);
  await eventually(() => hanging.filter((socket) => !socket.destroyed)).toHaveLength(63);
  await Promise.all(hanging.filter((socket) => !socket.destroyed).map(goesAway));
});

test("of more kiosks on slow lines than are waited for at once, none is cut off half-way: the next one is asked to come back", async () => {
  const content = brotliCompressSync(encodeBatch(await batchOf(journalOf(50))));
  const batch = await batchOf(journalOf(1));
  const uploads: Socket[] = [];
  const { kiosk } = central;
  for (let other = 0; other < 64; other++) {
    central.kiosk = `${kiosk}-${other}`;
    await central.ledger.enrol(central.kiosk, key.publicJwk, 1);
    uploads.push(await beginUpload(content, 10, 1_790_000_000 - other));
  }
  central.kiosk = kiosk;
  await eventually(async () => (await post(batch)).status).toBe(503);
  expect((await post(batch, { created: 1_790_000_000 + 230 })).status).toBe(503);
  expect(uploads.filter((socket) => socket.destroyed)).toEqual([]);
  expect((await post(batch, { created: 1_790_000_000 + 300 })).status).toBe(200);
  await Promise.all(uploads.filter((socket) => !socket.destroyed).map(goesAway));
});

test("a ledger that another process holds is busy: the kiosk is asked to come back, and nothing was stored", async () => {
  const batch = await batchOf(journalOf(1));
  const other = new DatabaseSync(join(central.folder, "ledger.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const { status, body, headers } = await post(batch);
  other.exec("ROLLBACK");
  other.close();
  expect([status, body, headers.get("retry-after")]).toEqual([503, { error: "ledger-busy" }, "10"]);
  expect((await post(batch)).status).toBe(200);
});
