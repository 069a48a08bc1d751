import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import koffi from "koffi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectServiceManager, encodeUnixAddress, type ServiceManager } from "../../src/drivers/service-manager.ts";

const libc = koffi.load(null);
const socket: (domain: number, type: number, protocol: number) => number = libc.func("int socket(int, int, int)");
const bind: (fd: number, address: Uint8Array, length: number) => number = libc.func(
  "int bind(int, const uint8_t *address, uint32_t length)",
);
const recv: (fd: number, data: Uint8Array, size: number, flags: number) => number = libc.func(
  "intptr_t recv(int, _Out_ uint8_t *data, size_t size, int flags)",
);
const close: (fd: number) => number = libc.func("int close(int)");
const MSG_DONTWAIT = 0x40;

/** systemd's end: a bound datagram socket that keeps what was sent until it is asked. */
function listen(name: string) {
  const fd = socket(1, 2, 0);
  const address = encodeUnixAddress(name);
  if (fd < 0 || bind(fd, address, address.length) < 0) throw new Error(`cannot bind ${name}`);
  return {
    received(): string[] {
      const messages: string[] = [];
      const data = Buffer.alloc(4096);
      for (;;) {
        const size = recv(fd, data, data.length, MSG_DONTWAIT);
        if (size < 0) return messages;
        messages.push(data.toString("utf8", 0, size));
      }
    },
    close: () => close(fd),
  };
}

let folder = "";
let path = "";
let systemd: ReturnType<typeof listen>;
let manager: ServiceManager | undefined;
let faults: Error[] = [];
const onFault = (error: Error) => faults.push(error);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-notify-"));
  path = join(folder, "notify");
  systemd = listen(path);
  faults = [];
});
afterEach(() => {
  manager?.close();
  systemd.close();
  rmSync(folder, { recursive: true });
});

async function connect(environment: Record<string, string>, isAlive = () => true): Promise<ServiceManager> {
  manager = await connectServiceManager({ environment, isAlive, onFault });
  return manager;
}

describe("the service manager", () => {
  test("hears ready, status and stopping as sd_notify(3) words them", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path });
    kiosk.ready();
    kiosk.status("journal open, 12 entries");
    kiosk.stopping();
    expect(systemd.received()).toEqual(["READY=1", "STATUS=journal open, 12 entries", "STOPPING=1"]);
    expect(kiosk.isPresent).toBe(true);
    expect(faults).toEqual([]);
  });

  test("is reached in the abstract namespace, too", async () => {
    const name = `@tram-test-${process.pid}`;
    const abstract = listen(name);
    (await connect({ NOTIFY_SOCKET: name })).ready();
    expect(abstract.received()).toEqual(["READY=1"]);
    abstract.close();
  });

  test("a status cannot smuggle in another message, nor grow without bound", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path });
    kiosk.status("one\nSTOPPING=1");
    kiosk.status("x".repeat(5000));
    expect(systemd.received()).toEqual(["STATUS=one STOPPING=1", `STATUS=${"x".repeat(200)}`]);
  });

  test("without NOTIFY_SOCKET nothing happens", async () => {
    const kiosk = await connect({ WATCHDOG_USEC: "1000" });
    kiosk.ready();
    kiosk.status("x");
    kiosk.stopping();
    kiosk.close();
    expect([kiosk.isPresent, kiosk.feedsEveryMs]).toEqual([false, undefined]);
    expect(systemd.received()).toEqual([]);
  });

  test("that has gone away is a fault, told once, and no crash", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: join(folder, "gone") });
    kiosk.ready();
    kiosk.status("x");
    expect(faults.map(({ message }) => message)).toEqual([`service manager: cannot send to ${folder}/gone: ENOENT`]);
  });

  test("whose socket is full is not waited for", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path });
    for (let i = 0; i < 2000; i++) kiosk.status("x"); // net.unix.max_dgram_qlen is far lower
    expect(faults.map(({ message }) => message)).toEqual([`service manager: cannot send to ${path}: EAGAIN`]);
  });

  test.each(["vsock:2:1234", "notify", "@", "/"])("an address like %s is refused at the start", async (name) => {
    await expect(connect({ NOTIFY_SOCKET: name })).rejects.toThrow("is neither a path nor an abstract socket");
  });

  test("an address longer than the kernel's 108 bytes is refused at the start", async () => {
    await expect(connect({ NOTIFY_SOCKET: `/${"x".repeat(107)}` })).rejects.toThrow("longer than 108 bytes");
  });
});

describe("the watchdog", () => {
  const fed = (messages: readonly string[]) => messages.filter((message) => message === "WATCHDOG=1").length;

  test("is fed from ready on, twice in each period", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path, WATCHDOG_USEC: "200000" });
    expect(kiosk.feedsEveryMs).toBe(100);
    await sleep(250);
    expect(systemd.received()).toEqual([]);
    kiosk.ready();
    await sleep(550);
    const count = fed(systemd.received());
    expect(count).toBeGreaterThanOrEqual(4);
    expect(count).toBeLessThanOrEqual(7);
  });

  test("starves while the kiosk is not alive, and is fed again when it is", async () => {
    let isAlive = true;
    const kiosk = await connect({ NOTIFY_SOCKET: path, WATCHDOG_USEC: "40000" }, () => isAlive);
    kiosk.ready();
    isAlive = false;
    systemd.received();
    await sleep(200);
    expect(systemd.received()).toEqual([]);
    expect(faults.map(({ message }) => message)).toEqual(["service manager: watchdog not fed, a restart follows"]);
    isAlive = true;
    await sleep(200);
    expect(fed(systemd.received())).toBeGreaterThan(0);
  });

  test("starves when asking whether the kiosk is alive throws", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path, WATCHDOG_USEC: "40000" }, () => {
      throw new Error("no camera");
    });
    kiosk.ready();
    await sleep(100);
    expect(systemd.received()).toEqual(["READY=1"]);
    expect(faults.length).toBe(1);
  });

  test("starves while the event loop is blocked", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path, WATCHDOG_USEC: "40000" });
    kiosk.ready();
    systemd.received();
    const until = performance.now() + 300;
    while (performance.now() < until);
    expect(systemd.received()).toEqual([]);
  });

  test("is fed while stopping, until close", async () => {
    const kiosk = await connect({ NOTIFY_SOCKET: path, WATCHDOG_USEC: "40000" });
    kiosk.ready();
    kiosk.stopping();
    await sleep(100);
    expect(fed(systemd.received())).toBeGreaterThan(1);
    kiosk.close();
    await sleep(100);
    expect(systemd.received()).toEqual([]);
  });

  test.each([
    ["meant for another process", { WATCHDOG_USEC: "40000", WATCHDOG_PID: "1" }],
    ["of no length", { WATCHDOG_USEC: "0" }],
    ["that is no number", { WATCHDOG_USEC: "soon" }],
  ])("%s is not fed", async (_what, environment) => {
    const kiosk = await connect({ NOTIFY_SOCKET: path, ...environment });
    kiosk.ready();
    expect(kiosk.feedsEveryMs).toBeUndefined();
    expect(systemd.received()).toEqual(["READY=1"]);
  });
});
