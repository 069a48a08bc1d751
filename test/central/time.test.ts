import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTimeEndpoint } from "../../src/central/time.ts";
import { importJwk, importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import { openSignedTime, type TimeKey } from "../../src/core/signed-time.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { type CentralProcess, runCentral, startCentralProcess } from "../support/central-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const NONCE = "q83vEjRWeJCrze8SNFZ4kA";
let central: CentralProcess;

beforeAll(async () => {
  central = await startCentralProcess(folder);
});
afterAll(async () => {
  expect(await central.end("SIGTERM")).toBe(0);
});

const ask = (query: string) => fetch(`${central.url}/v1/time${query}`);

/** The key that `tram central time-key` printed, as a kiosk has it from its trust list. */
function keyIn(stdout: string): TimeKey {
  const jwk = JSON.parse(stdout);
  const key = importJwk({ kty: jwk.kty, crv: jwk.crv, x: jwk.x });
  if (!key) throw new Error("the printed key was not imported");
  return { kid: jwk.kid, key };
}

test("without a time key central says so, and with one it signs the time at once; a new key takes its place", async () => {
  const none = await ask(`?nonce=${NONCE}`);
  expect([none.status, await none.json()]).toEqual([404, { error: "no-time-key" }]);

  const made = await runCentral(["time-key", "--data", folder]);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.stdout).not.toContain('"d"');
  expect(statSync(join(folder, "time-key.json")).mode & 0o777).toBe(0o600);
  const before = Date.now() / 1000 - 0.001;
  const opened = openSignedTime(Buffer.from(await (await ask(`?nonce=${NONCE}`)).arrayBuffer()), NONCE, [keyIn(made.stdout)]);
  expect(opened.ok && opened.time >= before && opened.time <= Date.now() / 1000).toBe(true);

  // Asked again, the command shows the same key; --json says that it was there.
  const again = await runCentral(["time-key", "--data", folder, "--json"]);
  expect(JSON.parse(again.stdout)).toEqual({ event: "exists", jwk: JSON.parse(made.stdout) });

  const replaced = await runCentral(["time-key", "--data", folder, "--replace", "--json"]);
  const { event, jwk } = JSON.parse(replaced.stdout);
  expect([event, jwk.kid === JSON.parse(made.stdout).kid]).toEqual(["made", false]);
  const bytes = Buffer.from(await (await ask(`?nonce=${NONCE}`)).arrayBuffer());
  expect(openSignedTime(bytes, NONCE, [keyIn(made.stdout)])).toEqual({ ok: false, problem: "key-unknown" });
  expect(openSignedTime(bytes, NONCE, [keyIn(JSON.stringify(jwk))])).toMatchObject({ ok: true });
});

test.each([
  "",
  "?nonce=",
  "?nonce=short",
  `?nonce=${NONCE}%3D%3D`,
  `?nonce=${NONCE}&nonce=${NONCE}`,
  `?nonce=${NONCE}%0A`,
  `?nonce=${"A".repeat(87)}`,
])("a question without a proper nonce is refused: %j", async (query) => {
  const answer = await ask(query);
  expect([answer.status, await answer.json()]).toEqual([400, { error: "nonce" }]);
});

test("an answer is never kept by anybody on the way", async () => {
  expect((await ask(`?nonce=${NONCE}`)).headers.get("cache-control")).toBe("no-store");
});

test("a time key that others may read, or that is none, is not used, and nobody outside learns why", async () => {
  const data = temporaryFolder();
  const process = await startCentralProcess(data);
  const errors: string[] = [];
  process.child.stderr?.on("data", (part: Buffer) => errors.push(part.toString()));
  await runCentral(["time-key", "--data", data]);
  chmodSync(join(data, "time-key.json"), 0o644);
  const exposed = await fetch(`${process.url}/v1/time?nonce=${NONCE}`);
  expect([exposed.status, await exposed.json()]).toEqual([500, { error: "internal fault" }]);
  expect(errors.join("")).toContain("other users may read");
  expect(errors.join("")).not.toContain(JSON.parse(readFileSync(join(data, "time-key.json"), "utf8")).d);
  chmodSync(join(data, "time-key.json"), 0o600);
  writeFileSync(join(data, "time-key.json"), '{"kty":"OKP"}');
  expect((await fetch(`${process.url}/v1/time?nonce=${NONCE}`)).status).toBe(500);
  await process.end("SIGTERM");
});

describe("asked more often than it is willing to sign", () => {
  test("central asks to come back, and signs again in the next second", async () => {
    let seconds = 100;
    const privateKey = importPrivateJwk(newPrivateJwk("EdDSA")) as PrivateKey;
    const clock = { now: () => 1_795_437_072, monotonicMs: () => seconds * 1000 };
    const endpoint = createTimeEndpoint({ clock, key: async () => ({ kid: "k", privateKey }) });
    const url = new URL(`http://central/v1/time?nonce=${NONCE}`);
    const statuses = async (count: number) => {
      const answers = [];
      for (let index = 0; index < count; index++) {
        answers.push((await endpoint({ method: "GET", url, params: {}, headers: {}, body: async () => undefined })).status);
      }
      return answers;
    };
    expect(new Set(await statuses(200))).toEqual(new Set([200]));
    expect(await statuses(2)).toEqual([503, 503]);
    seconds = 101;
    expect(await statuses(1)).toEqual([200]);
  });
});
