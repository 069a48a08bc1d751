import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hexOf } from "../../src/core/hex.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { createCentralClient } from "../../src/drivers/central-client.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { batchOf } from "../support/batches.ts";
import { runCentral, startCentralProcess } from "../support/central-process.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
let count = 0;
const newData = () => join(folder, `data-${count++}`);

function writeJson(value: object): string {
  const file = join(folder, `file-${count++}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

function clientOf(url: string, kiosk: string, key: ReturnType<typeof newDeviceKey>) {
  return createCentralClient({ url, kiosk, keyId: key.keyId, sign: key.sign, clock: systemClock });
}

describe("tram central", () => {
  test("killed at any moment of an upload and started again, it has lost nothing that it acknowledged, and doubled nothing", async () => {
    const data = newData();
    const key = newDeviceKey();
    const kiosks = ["a", "b", "c"];
    await enrolAll(data, kiosks, key);
    const journals = kiosks.map((kiosk) => memoryJournal(600, signerOf(kiosk, key)));
    const acknowledged = kiosks.map(() => 0);
    for (let round = 0; round < 5; round++) {
      const central = await startCentralProcess(data);
      const uploads = kiosks.map(async (kiosk, index) => {
        const client = clientOf(central.url, kiosk, key);
        const journal = journals[index] ?? memoryJournal();
        for (let from = acknowledged[index] ?? 0; from < journal.size; from += 20) {
          const reply = await client.push(await batchOf(journal, from, Math.min(from + 20, journal.size)));
          if (reply.kind !== "stored") break;
          acknowledged[index] = reply.standing.size;
        }
        await client.close();
      });
      await new Promise((resolve) => setTimeout(resolve, 5 + 30 * round));
      expect(await central.end("SIGKILL")).toBeNull();
      await Promise.all(uploads);
      await expectHeld(data, kiosks, acknowledged);
    }
    // The last acknowledgement may have been lost with the process: central is at most one batch ahead, and takes the rest.
    const central = await startCentralProcess(data);
    for (const [index, kiosk] of kiosks.entries()) {
      const journal = journals[index] ?? memoryJournal();
      const client = clientOf(central.url, kiosk, key);
      for (let from = acknowledged[index] ?? 0; from < journal.size; from += 300) {
        await client.push(await batchOf(journal, from, Math.min(from + 300, journal.size)));
      }
      await client.close();
    }
    const rows: readonly { id: string; size: number; chain: string }[] = await (await fetch(`${central.url}/v1/kiosks`)).json();
    expect(rows.map(({ id, size, chain }) => [id, size, chain])).toEqual(
      kiosks.map((id, index) => [id, 600, hexOf(journals[index]?.chain ?? new Uint8Array())]),
    );
    await central.end("SIGTERM");
  });

  test("stops cleanly on SIGTERM, and when the process that started it goes away", async () => {
    const data = newData();
    const first = await startCentralProcess(data);
    expect(await first.end("SIGTERM")).toBe(0);
    const second = await startCentralProcess(data);
    const exited = new Promise((resolve) => second.child.once("exit", resolve));
    second.child.disconnect();
    expect(await exited).toBe(0);
  });

  test("says where it listens in words, too", async () => {
    const output = await new Promise<string>((resolve) => {
      const child = execFile(process.execPath, ["src/tram.ts", "central", "--listen", "127.0.0.1:0", "--data", newData()]);
      child.stdout?.once("data", (text: string) => {
        child.once("exit", () => resolve(text));
        child.kill("SIGTERM");
      });
    });
    expect(output).toMatch(/^central: đang nghe tại (http:\/\/127\.0\.0\.1:[0-9]+)\ncentral: listening on \1\n$/);
  });

  test("says why it cannot listen", async () => {
    const central = await startCentralProcess(newData());
    const { host } = new URL(central.url);
    const { code, stderr } = await runCentral(["--listen", host, "--data", newData()]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`cannot listen on ${host}: listen EADDRINUSE`)]);
    await central.end("SIGTERM");
  });

  test.each([
    [[]],
    [["--data", "x", "--listen", "nowhere"]],
    [["--data", "x", "--surprise"]],
    [["enrol", "--data", "x", "--kiosk", "UPPER", "--key", "x"]],
  ])("ends with 2 on wrong usage: %j", async (args) => {
    const { code, stderr } = await runCentral(args);
    expect(code).toBe(2);
    // In Vietnamese first, then in English.
    expect(stderr.split("\n").length).toBeGreaterThan(2);
    expect(stderr).toMatch(/[ăâđêôơưạảấầếềịốồộờợứừ]/);
  });
});

describe("what the pages read", () => {
  test("a kiosk is listed with its last entry and today's scans by verdict, and its newest entries come first", async () => {
    const data = newData();
    const key = newDeviceKey();
    await enrolAll(data, ["hanoi-01", "new-one"], key);
    const central = await startCentralProcess(data);
    const journal = memoryJournal(0, signerOf("hanoi-01", key));
    const now = Date.now() / 1000;
    for (const [at, reason] of [
      [now - 172_800, "granted"],
      [now - 2, "granted"],
      [now - 1, "revoked"],
      [now, "granted"],
    ] as const) {
      await journal.append(anEntry({ at, reason }));
    }
    const client = clientOf(central.url, "hanoi-01", key);
    await client.push(await batchOf(journal));
    await client.close();
    const rows = await (await fetch(`${central.url}/v1/kiosks`)).json();
    const [row] = rows;
    expect(rows[1]).toEqual({ id: "new-one", size: 0, chain: "0".repeat(64), scansToday: 0, byVerdict: {} });
    expect(row).toMatchObject({
      id: "hanoi-01",
      size: 4,
      chain: hexOf(journal.chain),
      lastEntry: { seq: 3, reason: "granted", verdict: "accept" },
    });
    expect(Math.abs(row.lastSeenAt - now)).toBeLessThan(30);
    expect(Math.abs(row.clockOffsetSeconds)).toBeLessThan(5);
    // Midnight in Việt Nam may have passed within the last two seconds.
    if (new Date((now + 7 * 3600 - 3) * 1000).getUTCDate() === new Date((now + 7 * 3600) * 1000).getUTCDate()) {
      expect([row.scansToday, row.byVerdict]).toEqual([3, { accept: 2, refuse: 1 }]);
    }
    const entries = await (await fetch(`${central.url}/v1/kiosks/hanoi-01/entries?last=2`)).json();
    expect(entries.map(({ seq, reason }: { seq: number; reason: string }) => [seq, reason])).toEqual([
      [3, "granted"],
      [2, "revoked"],
    ]);
    const { keyId, credential, policy, trust, ...shown } = anEntry({ at: now });
    expect(entries[0]).toEqual({ ...shown, seq: 3, verdict: "accept" });
    expect([keyId, credential, policy, trust]).not.toContain(undefined);

    const statusOf = async (path: string) => (await fetch(`${central.url}${path}`)).status;
    expect(
      await Promise.all(
        [
          "/v1/kiosks/nobody/entries",
          "/v1/kiosks/A/entries",
          "/v1/kiosks/new-one/entries?last=0",
          "/v1/kiosks/new-one/entries?last=1e3",
          "/v1/kiosks/new-one/entries?last=1001",
          "/v1/kiosks/new-one/entries?last=1000",
        ].map(statusOf),
      ),
    ).toEqual([404, 400, 400, 400, 400, 200]);
    expect(await (await fetch(`${central.url}/health`)).json()).toEqual({ status: "ok" });
    const page = await fetch(central.url);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    await central.end("SIGTERM");
  });
});

describe("tram central enrol", () => {
  test("makes a kiosk known while the server runs, once", async () => {
    const data = newData();
    const central = await startCentralProcess(data);
    const key = newDeviceKey();
    const file = writeJson(key.publicJwk);
    const client = clientOf(central.url, "k1", key);
    const batch = await batchOf(memoryJournal(1, signerOf("k1", key)));
    expect(await client.push(batch)).toMatchObject({ kind: "refused", detail: "central refuses this kiosk: 403 unknown-kiosk" });
    const enrol = ["enrol", "--data", data, "--kiosk", "k1", "--key"];
    expect(await runCentral([...enrol, file, "--json"])).toMatchObject({
      code: 0,
      stdout: `{"event":"enrolled","kiosk":"k1","keyId":"${key.keyId}","verifierKey":"${verifierKeyText(signerOf("k1", key).key)}"}\n`,
    });
    expect(await runCentral([...enrol, file])).toMatchObject({
      code: 0,
      // The last line alone is the file that `tram receipt verify --key` takes.
      stdout: expect.stringMatching(
        /^central: k1 đã ghi danh từ trước\ncentral: k1 was already enrolled\n[\s\S]*\ntram\/kiosk\/k1\+\S+\n$/,
      ),
    });
    expect(await runCentral([...enrol, writeJson(newDeviceKey().publicJwk)])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("another key"),
    });
    expect(await client.push(batch)).toMatchObject({ kind: "stored" });
    await client.close();
    await central.end("SIGTERM");
  });

  test.each([
    ["a private key", generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }), "private key"],
    ["a key of another kind", generateKeyPairSync("x25519").publicKey.export({ format: "jwk" }), "no public Ed25519 or P-256 key"],
    ["no key", {}, "no public Ed25519 or P-256 key"],
  ])("refuses %s", async (_, jwk, message) => {
    const answer = await runCentral(["enrol", "--data", newData(), "--kiosk", "k1", "--key", writeJson(jwk)]);
    expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test("says what is wrong with a file that is not there, or no JSON", async () => {
    const enrol = ["enrol", "--data", newData(), "--kiosk", "k1", "--key"];
    expect(await runCentral([...enrol, join(folder, "missing")])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot be read"),
    });
    const file = join(folder, "no.json");
    writeFileSync(file, "-----BEGIN");
    expect(await runCentral([...enrol, file])).toMatchObject({ code: 2, stderr: expect.stringContaining("JSON") });
  });
});

async function enrolAll(data: string, kiosks: readonly string[], key: ReturnType<typeof newDeviceKey>): Promise<void> {
  const file = writeJson(key.publicJwk);
  for (const kiosk of kiosks) expect((await runCentral(["enrol", "--data", data, "--kiosk", kiosk, "--key", file])).code).toBe(0);
}

/** The ledger of a dead process holds at least what it acknowledged, at most one batch more, in order and without gaps. */
async function expectHeld(data: string, kiosks: readonly string[], acknowledged: readonly number[]): Promise<void> {
  const ledger = openSqliteLedger(join(data, "ledger.sqlite"));
  for (const [index, kiosk] of kiosks.entries()) {
    const size = (await ledger.kiosk(kiosk))?.position.size ?? -1;
    expect([0, 20]).toContain(size - (acknowledged[index] ?? 0));
    const seqs = (await ledger.newest(kiosk, 1000)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: size }, (_, age) => size - 1 - age));
  }
  await ledger.close();
}
