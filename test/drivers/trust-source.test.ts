import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { openTrustSource } from "../../src/drivers/trust-origin.ts";
import { fetchWhole, type RepositoryPart, type TrustSource } from "../../src/drivers/trust-source.ts";
import type { TrustOrigin } from "../../src/trust-ports.ts";
import { offerTime } from "../support/offer-time.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, TufSimulator } from "../support/tuf-simulator.ts";

function open(origin: TrustOrigin, signal = new AbortController().signal): TrustSource {
  const source = openTrustSource(origin, signal);
  if ("kind" in source) throw new Error(source.detail);
  onTestFinished(() => source.close());
  return source;
}

/** A server on a free port; its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a repository in a folder", () => {
  function aStick(): string {
    const stick = join(temporaryFolder(), "tram-trust");
    for (const part of ["metadata", "targets"]) mkdirSync(join(stick, part), { recursive: true });
    return stick;
  }
  const read = (stick: string, name: string, part: RepositoryPart = "metadata") =>
    fetchWhole(open({ kind: "folder", path: stick }), part, name, 100);

  test("gives plain files, and says which are not there", async () => {
    const stick = aStick();
    writeFileSync(join(stick, "metadata/timestamp.json"), "x".repeat(100));
    expect(await read(stick, "timestamp.json")).toEqual({ kind: "whole", bytes: new Uint8Array(100).fill(120) });
    expect(await read(stick, "2.root.json")).toEqual({ kind: "absent" });
  });

  test("gives no more than is allowed, however long the file", async () => {
    const stick = aStick();
    writeFileSync(join(stick, "metadata/timestamp.json"), "x".repeat(101));
    expect(await read(stick, "timestamp.json")).toMatchObject({ refusal: "endless-data" });
    const endless = open({ kind: "folder", path: "/" });
    expect(await fetchWhole(endless, "dev" as RepositoryPart, "zero", 100)).toMatchObject({
      refusal: "incomplete",
      detail: "zero: not a plain file",
    });
  });

  test("never follows a link, of a file or of a folder", async () => {
    const [stick, secret] = [aStick(), join(temporaryFolder(), "secret")];
    writeFileSync(secret, "secret");
    symlinkSync(secret, join(stick, "metadata/timestamp.json"));
    expect(await read(stick, "timestamp.json")).toMatchObject({ refusal: "incomplete", detail: "timestamp.json: ELOOP" });
    const other = join(temporaryFolder(), "tram-trust");
    mkdirSync(other);
    symlinkSync(join(stick, "targets"), join(other, "targets"));
    expect(await read(other, "x", "targets")).toMatchObject({
      refusal: "incomplete",
      detail: expect.stringContaining("not a plain folder"),
    });
    symlinkSync(stick, `${other}-link`);
    expect(await read(`${other}-link`, "x")).toMatchObject({
      refusal: "incomplete",
      detail: expect.stringContaining("not a plain folder"),
    });
  });

  test("does not wait at a pipe, nor stumble over a folder in place of a file or a file in place of a folder", async () => {
    const stick = aStick();
    execFileSync("mkfifo", [join(stick, "metadata/timestamp.json")]);
    mkdirSync(join(stick, "metadata/2.root.json"));
    writeFileSync(join(stick, "file"), "");
    expect(await read(stick, "timestamp.json")).toMatchObject({ refusal: "incomplete", detail: "timestamp.json: not a plain file" });
    expect(await read(stick, "2.root.json")).toMatchObject({ refusal: "incomplete" });
    expect(await read(join(stick, "file"), "timestamp.json")).toMatchObject({ refusal: "incomplete" });
  });

  test.runIf(process.platform === "linux")("says that a read failed, and that the stick is gone", async () => {
    // Memory of this process at address 0: a plain file that opens, and cannot be read.
    const broken = open({ kind: "folder", path: "/proc" });
    expect(await fetchWhole(broken, String(process.pid) as RepositoryPart, "mem", 100)).toMatchObject({
      refusal: "incomplete",
      detail: "mem: EIO",
    });
    expect(await read(join(temporaryFolder(), "unplugged"), "2.root.json")).toMatchObject({ refusal: "incomplete" });
  });

  test("lets an error of the taker through: it is not the stick's", async () => {
    const stick = aStick();
    writeFileSync(join(stick, "metadata/timestamp.json"), "x");
    const taking = open({ kind: "folder", path: stick }).fetch("metadata", "timestamp.json", 100, () =>
      Promise.reject(new Error("disk full")),
    );
    await expect(taking).rejects.toThrow("disk full");
  });
});

describe("central's repository", () => {
  const read = (url: string, signal?: AbortSignal) => fetchWhole(open({ kind: "central", url }, signal), "metadata", "timestamp.json", 100);

  test("is read under its own path, over a connection that is kept", async () => {
    const paths = new Set<string>();
    const sockets = new Set<unknown>();
    const url = await serve((request, response) => {
      paths.add(request.url ?? "");
      sockets.add(request.socket);
      response.end("body");
    });
    const source = open({ kind: "central", url: `${url}/office/` });
    for (let count = 0; count < 3; count++) expect(await fetchWhole(source, "targets", "a.bin", 100)).toMatchObject({ kind: "whole" });
    expect([...paths]).toEqual(["/office/v1/trust/targets/a.bin"]);
    expect(sockets.size).toBe(1);
  });

  test.each<[string, RequestListener, object]>([
    ["that has no such file", (_, response) => response.writeHead(404).end(), { kind: "absent" }],
    [
      "that sends us elsewhere is not followed",
      (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      { kind: "later", detail: "central answered 302; redirects are not followed" },
    ],
    ["that forbids", (_, response) => response.writeHead(403).end(), { kind: "later", detail: "central answered 403" }],
    [
      "that is overloaded says for how long",
      (_, response) => response.writeHead(503, { "retry-after": "120" }).end(),
      { kind: "later", retryAfterSeconds: 120 },
    ],
    [
      "that announces too much",
      (_, response) => response.writeHead(200, { "content-length": 101 }).end("x".repeat(101)),
      { refusal: "endless-data" },
    ],
    [
      "that goes on and on",
      (_, response) => {
        response.write("x".repeat(60));
        setTimeout(() => response.write("x".repeat(60)), 20);
      },
      { refusal: "endless-data" },
    ],
    [
      "that breaks off in the middle",
      (_, response) => response.writeHead(200, { "content-length": 90 }).write("x", () => response.destroy()),
      { kind: "later", detail: expect.stringContaining("cannot be reached") },
    ],
    ["that hangs up", (request) => request.socket.destroy(), { kind: "later" }],
    [
      "that packs, unasked",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(1000))),
      { kind: "later", detail: expect.stringContaining("gzip") },
    ],
  ])("%s", async (_name, listener, answer) => {
    expect(await read(await serve(listener))).toMatchObject(answer);
  });

  test("that cannot be found, or is asked over an open line, is asked later", async () => {
    expect(await read("http://127.0.0.1:9")).toMatchObject({ kind: "later", detail: "central cannot be reached: ECONNREFUSED" });
    const signal = new AbortController().signal;
    for (const url of ["http://central.example", "ftp://127.0.0.1", "https://name:secret@central.example", "central"]) {
      expect(openTrustSource({ kind: "central", url }, signal)).toMatchObject({
        kind: "later",
        detail: expect.stringContaining("https://"),
      });
    }
    for (const url of ["http://localhost:1", "http://[::1]:1", "https://central.example"]) {
      expect(openTrustSource({ kind: "central", url }, signal)).toHaveProperty("fetch");
    }
  });

  test("that never answers is left when the kiosk closes", async () => {
    const closing = new AbortController();
    const url = await serve(() => closing.abort("closing"));
    expect(await read(url, closing.signal)).toEqual({ kind: "later", detail: "closing" });
  });

  test("that dies at any request leaves the old bundle, and the new one comes when it lives again", async () => {
    const publisher = new TufSimulator();
    let requestsLeft = Number.POSITIVE_INFINITY;
    const url = await serve((request, response) => {
      const bytes = publisher.served.get((request.url ?? "").replace("/v1/trust/", ""));
      if (requestsLeft-- <= 0) request.socket.destroy();
      else if (bytes) response.end(bytes);
      else response.writeHead(404).end();
    });
    const kiosk = new TufKiosk(publisher.anchor);
    const vault = await kiosk.open();
    const update = async () => outcomeOf(await vault.update({ kind: "central", url }, offerTime(kiosk.at), NO_VERSIONS));
    expect(await update()).toBe("updated");
    publisher.publishList(emptyList(2));
    for (let requests = 0; ; requests++) {
      requestsLeft = requests;
      const outcome = await update();
      if (outcome === "updated") break;
      expect([requests, outcome, vault.held()?.versions.timestamp]).toEqual([requests, "later", 1]);
    }
    expect(vault.held()?.versions.timestamp).toBe(2);
    await vault.close();
  });

  test("that publishes nothing yet is asked later", async () => {
    const kiosk = new TufKiosk(new TufSimulator().anchor);
    const url = await serve((_, response) => response.writeHead(404).end());
    const vault = await kiosk.open();
    expect(await vault.update({ kind: "central", url }, offerTime(kiosk.at), NO_VERSIONS)).toMatchObject({
      kind: "later",
      detail: "central publishes no trust bundle",
    });
    await vault.close();
  });
});
