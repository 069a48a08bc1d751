import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishTargets, refreshTimestamp } from "../../src/drivers/trust-repository.ts";
import { type CentralProcess, runCentral, startCentralProcess } from "../support/central-process.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const data = temporaryFolder();
const repository = temporaryFolder();
const publisher = newPublisher();
const now = Math.floor(Date.now() / 1000);
/** Larger than what sockets and streams hold on their own. */
const image = randomBytes(6_000_000);
const imageName = `${createHash("sha256").update(image).digest("hex")}.update-1.raucb`;
let central: CentralProcess;
let errors = "";

const publishHere = async (list: string) => {
  const targets = new Map([
    ["trust-list.json", { bytes: Buffer.from(list) }],
    ["update-1.raucb", { bytes: image }],
  ]);
  await publishTargets(repository, publisher, { targets, now, lifetimes: LIFETIMES });
};
const handOut = () => runCentral(["publish", "--data", data, "--repository", repository, "--json"]);

beforeAll(async () => {
  central = await startCentralProcess(data);
  central.child.stderr?.on("data", (part: Buffer) => {
    errors += part.toString();
  });
  await beginRepository(repository, publisher, now);
  await publishHere("one");
});
afterAll(async () => {
  expect(await central.end("SIGTERM")).toBe(0);
  expect(errors).toBe("");
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${central.url}/v1/trust/${path}`, { headers, method });

/** The path as it is written, which fetch() would tidy up. */
function statusOf(path: string): Promise<number | undefined> {
  const { hostname: host, port } = new URL(central.url);
  return new Promise((resolve, reject) => {
    get({ host, port, path }, (response) => resolve(response.resume().statusCode)).on("error", reject);
  });
}

describe("what tram central publish took over", () => {
  test("is handed out from the next question on, without a restart, and its next version, too", async () => {
    expect((await ask("metadata/timestamp.json")).status).toBe(404);
    const published = await handOut();
    expect(published.code).toBe(0);
    expect(JSON.parse(published.stdout)).toEqual({
      event: "published",
      versions: { root: 1, targets: 1, snapshot: 1, timestamp: 1 },
      newTargets: 2,
      expiresAt: now + LIFETIMES.timestamp,
    });
    expect((await (await ask("metadata/timestamp.json")).json()).signed.version).toBe(1);
    await refreshTimestamp(repository, publisher.timestamp, now, LIFETIMES.timestamp);
    expect((await handOut()).code).toBe(0);
    expect((await (await ask("metadata/timestamp.json")).json()).signed.version).toBe(2);
  });

  test("in words, too", async () => {
    const { code, stdout } = await runCentral(["publish", "--data", data, "--repository", repository]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^central: đang phát phiên bản 2 \(0 tệp mới\), .*\ncentral: published version 2 \(0 new files\), good until 20[0-9-]+\n$/,
      ),
    ]);
  });

  test("comes with its length, a tag, and how long it may be kept on the way: a name with a version or a hash means one thing for ever", async () => {
    const timestamp = await ask("metadata/timestamp.json");
    expect(timestamp.headers.get("cache-control")).toBe("no-cache");
    const snapshot = await ask("metadata/1.snapshot.json");
    expect(snapshot.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(Number(snapshot.headers.get("content-length"))).toBe((await snapshot.arrayBuffer()).byteLength);
    expect(snapshot.headers.get("content-type")).toBe("application/json");
    const target = await ask(`targets/${imageName}`);
    expect([target.headers.get("content-length"), target.headers.get("content-type")]).toEqual(["6000000", "application/octet-stream"]);
    expect(Buffer.from(await target.arrayBuffer()).equals(image)).toBe(true);
  });

  test.each(["metadata/timestamp.json", "metadata/1.root.json", `targets/${imageName}`])(
    "is not sent again to who has it: %s",
    async (path) => {
      const etag = (await ask(path)).headers.get("etag") ?? "";
      const again = await ask(path, { "if-none-match": etag });
      expect([again.status, again.headers.get("etag"), await again.text()]).toEqual([304, etag, ""]);
      expect((await ask(path, { "if-none-match": '"other"' })).status).toBe(200);
    },
  );

  test("answers HEAD with all but the content", async () => {
    const [head, body] = [await ask(`targets/${imageName}`, {}, "HEAD"), await ask(`targets/${imageName}`)];
    const facts = (response: Response) =>
      ["etag", "content-length", "cache-control", "content-type"].map((name) => response.headers.get(name));
    expect([head.status, facts(head), await head.text()]).toEqual([200, facts(body), ""]);
    expect((await ask("metadata/9.root.json", {}, "HEAD")).status).toBe(404);
    await body.body?.cancel();
  });

  test("goes on where a download broke, unless the file is another by now", async () => {
    const rest = await ask(`targets/${imageName}`, { range: "bytes=5999990-" });
    expect([rest.status, rest.headers.get("content-range"), rest.headers.get("content-length")]).toEqual([
      206,
      "bytes 5999990-5999999/6000000",
      "10",
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(image.subarray(-10))).toBe(true);
    const other = await ask(`targets/${imageName}`, { range: "bytes=5999990-", "if-range": '"other"' });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, 6_000_000]);
    const beyond = await ask(`targets/${imageName}`, { range: "bytes=6000000-" });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */6000000"]);
    const several = await ask(`targets/${imageName}`, { range: "bytes=0-1,5-6" });
    expect([several.status, (await several.arrayBuffer()).byteLength]).toEqual([200, 6_000_000]);
  });

  test("is not sent to the end where nobody listens any more, and nobody is told of a fault", async () => {
    const { hostname, port } = new URL(central.url);
    for (let round = 0; round < 20; round++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      socket.write(`GET /v1/trust/targets/${imageName} HTTP/1.1\r\nhost: central\r\n\r\n`);
      await new Promise((resolve) => socket.once("data", resolve));
      socket.resetAndDestroy();
    }
    await eventually(async () => (await ask(`targets/${imageName}`)).status).toBe(200);
  });
});

describe("names that are none of a bundle's are not there", () => {
  writeFileSync(join(data, "secret.json"), "secret");
  mkdirSync(join(data, "trust", "metadata"), { recursive: true });
  copyFileSync(join(data, "secret.json"), join(data, "trust", "metadata", "secret.json"));

  test.each([
    "metadata/root.json",
    "metadata/01.root.json",
    "metadata/0.root.json",
    "metadata/1.timestamp.json",
    "metadata/secret.json",
    "metadata/timestamp.json.new",
    "metadata/..%2f..%2fsecret.json",
    "metadata/..%2ftargets",
    "metadata/%2e%2e/%2e%2e/secret.json",
    "metadata/../../secret.json",
    "metadata/timestamp.json%00",
    "metadata/TIMESTAMP.JSON",
    "metadata/",
    "metadata",
    `targets/${"0".repeat(64)}.trust-list.json`,
    `targets/${"0".repeat(64)}.`,
    `targets/${"0".repeat(64)}..%2f..%2f..%2fsecret.json`,
    `targets/${"0".repeat(64)}.UPPER`,
    `targets/${imageName.toUpperCase()}`,
    "targets/trust-list.json",
    "targets/..%2fmetadata%2ftimestamp.json",
    "",
  ])("%j", async (path) => {
    expect(await statusOf(`/v1/trust/${path}`)).toBe(404);
  });
});

test("a metadata file that no kiosk would take is not handed out", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "trust", "metadata"), { recursive: true });
  mkdirSync(join(folder, "trust", "targets", imageName), { recursive: true });
  writeFileSync(join(folder, "trust", "metadata", "1.root.json"), Buffer.alloc(2_000_000));
  const other = await startCentralProcess(folder);
  expect((await fetch(`${other.url}/v1/trust/metadata/1.root.json`)).status).toBe(500);
  expect((await fetch(`${other.url}/v1/trust/targets/${imageName}`)).status).toBe(404);
  await other.end("SIGTERM");
});

test("what is refused is said by name, also in JSON, and nothing changes", async () => {
  const other = temporaryFolder();
  mkdirSync(join(other, "metadata"));
  const { code, stdout, stderr } = await runCentral(["publish", "--data", data, "--repository", other, "--json"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ event: "refused", refusal: "incomplete", detail: "no root metadata: this is no TUF repository" });
  expect(stderr).toContain("Trung tâm vẫn phát bộ đang có");
  expect(stderr).toContain("What is handed out stays as it is");
  expect((await (await ask("metadata/timestamp.json")).json()).signed.version).toBe(2);
});

test("killed in the middle, a publication has left what was handed out before, or is there as a whole; run again it finishes", async () => {
  for (let round = 0; round < 6; round++) {
    await publishHere(`list ${round}`);
    const versionBefore = (await (await ask("metadata/timestamp.json")).json()).signed.version;
    const running = runCentral(["publish", "--data", data, "--repository", repository], (child) => {
      setTimeout(() => child.kill("SIGKILL"), 120 + 30 * round);
    });
    await running;
    const timestamp = await (await ask("metadata/timestamp.json")).json();
    expect([versionBefore, versionBefore + 1]).toContain(timestamp.signed.version);
    const snapshot = await (await ask(`metadata/${timestamp.signed.meta["snapshot.json"].version}.snapshot.json`)).json();
    const targets = await (await ask(`metadata/${snapshot.signed.meta["targets.json"].version}.targets.json`)).json();
    for (const [name, { hashes }] of Object.entries<{ hashes: { sha256: string } }>(targets.signed.targets)) {
      const target = await ask(`targets/${hashes.sha256}.${name}`);
      expect(
        createHash("sha256")
          .update(Buffer.from(await target.arrayBuffer()))
          .digest("hex"),
      ).toBe(hashes.sha256);
    }
    expect((await handOut()).code).toBe(0);
    expect((await (await ask("metadata/timestamp.json")).json()).signed.version).toBe(versionBefore + 1);
  }
});

test("a folder that is no repository is named, with which folder to name", async () => {
  const { code, stderr } = await runCentral(["publish", "--data", data, "--repository", temporaryFolder()]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^tram central: .*không có bộ tin cậy.*\ntram central: there is no repository in .*metadata\/ and targets\/.*\n$/);
});
