import { statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { openAcknowledgement, witnessedAt, witnessKeys, witnessOf } from "../../src/core/acknowledgement.ts";
import { type Batch, encodeBatch } from "../../src/core/batch.ts";
import { cosignedAt, signCheckpoint } from "../../src/core/checkpoint.ts";
import { type NoteKey, parseNote, parseSignatureLine } from "../../src/core/signed-note.ts";
import { loadTrust } from "../../src/core/trust-loading.ts";
import { readCentralKey } from "../../src/drivers/central-key.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { batchOf } from "../support/batches.ts";
import { runCentral } from "../support/central-process.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { enrolledCentral } from "../support/enrolled-central.ts";
import { anEntry } from "../support/entries.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";

const central = enrolledCentral();
let witness: NoteKey;

beforeAll(async () => {
  // Also while the server runs: it looks for the key each time.
  const { code, stdout } = await runCentral(["witness-key", "--data", central.folder]);
  const pair = await readCentralKey(central.folder, "witness");
  if (!pair) throw new Error("no witness key");
  witness = witnessOf(pair.privateKey).key;
  // What it prints is what a trust list takes.
  const { kid, ...jwk } = JSON.parse(stdout);
  const { trust } = loadTrust({ version: 1, issuedAt: 1, expiresAt: 2, issuers: [], operatorKeys: [{ use: "witness", kid, jwk }] });
  expect([code, witnessKeys(trust.operatorKeys).map(({ id }) => id)]).toEqual([0, [witness.id]]);
  expect(statSync(join(central.folder, "witness-key.json")).mode & 0o777).toBe(0o600);
});

function journalOf(size: number, device = central.key): MemoryJournal {
  return memoryJournal(size, signerOf(central.kiosk, device));
}

async function post(batch: Batch) {
  const path = `/v1/kiosks/${central.kiosk}/entries`;
  const headers = { "content-type": "application/x-ndjson", "content-encoding": "br" };
  const { url, request } = central.requestOf({ method: "POST", path, content: brotliCompressSync(encodeBatch(batch)), headers });
  const response = await fetch(url, request);
  return { status: response.status, body: await response.json() };
}

async function kioskRow(): Promise<object | undefined> {
  const rows: { readonly id: string }[] = await (await fetch(`${central.url}/v1/kiosks`)).json();
  return rows.find(({ id }) => id === central.kiosk);
}

describe("a batch to a central with a witness key", () => {
  test("is answered with the cosigned checkpoint, and that the entries are held", async () => {
    const journal = journalOf(5);
    const { status, body } = await post(await batchOf(journal, 0, 3));
    expect([status, body.size]).toEqual([200, 3]);
    const now = Date.now() / 1000;
    const at = witnessedAt(Buffer.from(body.witnessed), [witness]);
    expect([at !== undefined && now - at < 60, body.witnessed.startsWith(await journal.checkpoint())]).toEqual([true, true]);
    const held = openAcknowledgement(Buffer.from(body.acknowledgement), central.kiosk, [witness]);
    expect(held).toMatchObject({ size: 3, root: Buffer.from(await journal.rootAt(3)) });
  });

  test("that begins elsewhere is told the same", async () => {
    const journal = journalOf(5);
    await post(await batchOf(journal, 0, 3));
    const { status, body } = await post(await batchOf(journal, 5));
    expect([status, Object.keys(body)]).toEqual([409, ["size", "chain", "witnessed", "acknowledgement"]]);
  });

  test("in which the device admits that its journal was cut is answered 422, and the fleet sees it", async () => {
    const journal = journalOf(5);
    const { body } = await post(await batchOf(journal));
    journal.truncate(3);
    const [checkpoint] = body.witnessed.split(/(?<=\n\n\u2014 [^\n]*\n)/);
    const admission = await readBatch(journal, { from: 3, until: 3, old: 0, held: checkpoint });
    expect(await post(admission)).toEqual({ status: 422, body: { error: "truncated", seq: 3 } });
    // For whoever goes there with `tram journal verify`.
    const kept = await fetch(`${central.url}/v1/kiosks/${central.kiosk}/checkpoint`);
    expect([kept.status, await kept.text()]).toEqual([200, body.witnessed]);
    expect((await fetch(`${central.url}/v1/kiosks/nobody/checkpoint`)).status).toBe(404);
    expect(await kioskRow()).toMatchObject({ size: 5, contradiction: { kind: "truncated", seq: 3 } });
  });
});

describe("c2sp.org/tlog-witness", () => {
  const add = async (body: string | Uint8Array) => {
    const response = await fetch(`${central.url}/v1/witness/add-checkpoint`, { method: "POST", body: Buffer.from(body) });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const requestOf = async (journal: MemoryJournal, old: number) => {
    const proof = await journal.consistencyProof(old, journal.size);
    const lines = proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`);
    return `old ${old}\n${lines.join("")}\n${await journal.checkpoint()}`;
  };

  test("200: a cosignature line, for the first checkpoint and for one that goes on from it", async () => {
    const journal = journalOf(3);
    for (const old of [0, 3, 3]) {
      const { status, text } = await add(await requestOf(journal, old));
      expect(status).toBe(200);
      const signature = parseSignatureLine(text.slice(0, -1));
      const note = parseNote(Buffer.from(await journal.checkpoint()));
      expect(note && signature && cosignedAt({ ...note, signatures: [signature] }, witness)).toBeTypeOf("number");
      if (journal.size === 3 && old === 3) for (let entry = 0; entry < 4; entry++) await journal.append(anEntry());
    }
    // The same record as that of batches.
    expect((await post(await batchOf(journal, 0, 1))).body.witnessed).toContain("\n7\n");
  });

  test("404: a log that is not known; 403: not signed by its device; 400: no request", async () => {
    const stranger = memoryJournal(1, signerOf("stranger", central.key));
    expect((await add(await requestOf(stranger, 0))).status).toBe(404);
    expect((await add(`old 0\n\n${signCheckpoint({ size: 1, root: new Uint8Array(32) }, elsewhere())}`)).status).toBe(404);
    expect((await add(await requestOf(journalOf(1, newDeviceKey()), 0))).status).toBe(403);
    for (const wrong of [
      "",
      "old 0\n",
      `old 00\n\n${await journalOf(1).checkpoint()}`,
      `old 0\nAA==\n\n${await journalOf(1).checkpoint()}`,
    ])
      expect((await add(wrong)).status).toBe(400);
    expect((await add(`old 2\n\n${await journalOf(1).checkpoint()}`)).status).toBe(400);
    expect((await add(Buffer.alloc(20_000, "x"))).status).toBe(413);
  });

  test("409 with the witnessed size: another old size, or two trees of one size, which is a fork", async () => {
    const journal = journalOf(3);
    await add(await requestOf(journal, 0));
    await journal.append(anEntry());
    expect(await add(await requestOf(journal, 0))).toEqual({ status: 409, type: "text/x.tlog.size", text: "3\n" });
    expect(await add(await requestOf(journal, 2))).toEqual({ status: 409, type: "text/x.tlog.size", text: "3\n" });
    expect(await kioskRow()).not.toHaveProperty("contradiction");
    const other = journalOf(3);
    other.rewrite(1, anEntry({ reason: "expired" }));
    expect(await add(await requestOf(other, 3))).toEqual({ status: 409, type: "text/x.tlog.size", text: "3\n" });
    expect(await kioskRow()).toMatchObject({ contradiction: { kind: "forked", seq: 3 } });
  });

  test("422: the proof does not show it; whoever may have sent it, the kiosk is not blamed", async () => {
    const journal = journalOf(3);
    await add(await requestOf(journal, 0));
    for (let entry = 0; entry < 4; entry++) await journal.append(anEntry());
    expect((await add(`old 3\n\n${await journal.checkpoint()}`)).status).toBe(422);
    expect(await kioskRow()).not.toHaveProperty("contradiction");
    expect((await add(await requestOf(journal, 3))).status).toBe(200);
  });

  function elsewhere() {
    return signerOf("a/b", central.key);
  }
});
