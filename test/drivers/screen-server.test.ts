import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deskDecision } from "../../src/core/desk.ts";
import { ALL_LOW } from "../../src/core/indication.ts";
import { EventStream } from "../../src/drivers/event-stream.ts";
import { startHttpServer } from "../../src/drivers/http-server.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { eventually } from "../support/eventually.ts";
import { answer, STATUS } from "../support/screens.ts";

const DECISION = deskDecision({ seq: 4, at: 1_800_000_000, reason: "granted", source: "serial", durationMs: 1.5 }, answer("granted", 1), {
  disclosed: { fullName: "Nguyễn Thị Kim Thoa" },
});

let screen: ScreenServer;
const readers: EventReader[] = [];

async function start(hasDesk = true): Promise<void> {
  const onFault = (error: unknown) => {
    throw error;
  };
  screen = await startScreenServer({ port: 0, status: STATUS, ...(hasDesk && { desk: {} }), onFault });
}

async function listen(path: string): Promise<EventReader> {
  const reader = await readEvents(screen.url + path);
  readers.push(reader);
  return reader;
}

const dataOf = (reader: EventReader, name: string) => reader.events.filter((event) => event.name === name).map((event) => event.data);

beforeEach(() => start());
afterEach(async () => {
  vi.useRealTimers();
  for (const reader of readers.splice(0)) reader.close();
  await screen.close();
});

describe("a screen", () => {
  test("is told the present state when it connects", async () => {
    screen.show(answer("expired", 3));
    screen.showLamps({ ...ALL_LOW, red: true });
    const reader = await listen("/events");
    await eventually(() => reader.events.length).toBe(3);
    expect(dataOf(reader, "status")).toEqual([STATUS]);
    expect(dataOf(reader, "lamps")).toEqual([{ ...ALL_LOW, red: true }]);
    expect(dataOf(reader, "view")).toEqual([answer("expired", 3)]);
  });

  test("is not needed by a technician's script: /status is the newest status, and for this machine's own pages and programs only", async () => {
    screen.showStatus({ ...STATUS, backlog: 12 });
    expect(await (await fetch(`${screen.url}/status`)).json()).toEqual({ ...STATUS, backlog: 12 });
    const foreign = await fetch(`${screen.url}/status`, { headers: { origin: "https://example.org" } });
    expect(foreign.status).toBe(403);
  });

  test("is told every change, in order", async () => {
    const reader = await listen("/events");
    screen.show(answer("granted", 1, "N. T. · …001"));
    screen.show({ kind: "attract" });
    screen.showStatus({ ...STATUS, backlog: 12 });
    await eventually(() => reader.events.length).toBe(6);
    expect(dataOf(reader, "view")).toEqual([{ kind: "attract" }, answer("granted", 1, "N. T. · …001"), { kind: "attract" }]);
    expect(dataOf(reader, "status").at(-1)).toEqual({ ...STATUS, backlog: 12 });
  });

  test("that connects five seconds after an answer learns it without the name, and after ten seconds not at all", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    screen.show(answer("granted", 1, "N. T. · …001"));
    vi.advanceTimersByTime(4999);
    const early = await listen("/events");
    vi.advanceTimersByTime(1);
    const later = await listen("/events");
    vi.advanceTimersByTime(5000);
    const late = await listen("/events");
    await eventually(() => late.events.length).toBe(3);
    expect(dataOf(early, "view")).toEqual([answer("granted", 1, "N. T. · …001")]);
    expect(dataOf(later, "view")).toEqual([answer("granted", 1)]);
    expect(dataOf(late, "view")).toEqual([{ kind: "attract" }]);
  });

  test("that connects in the minute after a fee was shown learns what to pay, and not who", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const payment = { amountVnd: 50_000, qr: { modules: 29, path: "M4 4h1v1h-1z" } };
    screen.show({ ...answer("granted", 1, "N. T. · …001"), payment });
    vi.advanceTimersByTime(59_999);
    const early = await listen("/events");
    vi.advanceTimersByTime(1);
    const late = await listen("/events");
    await eventually(() => late.events.length).toBe(3);
    expect(dataOf(early, "view")).toEqual([{ ...answer("granted", 1), payment }]);
    expect(dataOf(late, "view")).toEqual([{ kind: "attract" }]);
  });

  test("is never told what a credential disclosed to staff", async () => {
    const reader = await listen("/events");
    screen.showDecision(DECISION);
    screen.show({ kind: "attract" });
    await eventually(() => dataOf(reader, "view").length).toBe(2);
    expect(reader.text()).not.toContain("Nguyễn");
  });

  test("has one of eight places; the ninth is told so, and a place that is given up can be had again", async () => {
    for (let place = 0; place < 8; place++) expect((await listen("/events")).status).toBe(200);
    const ninth = await listen("/events");
    expect(ninth.status).toBe(503);
    readers[0]?.close();
    await eventually(async () => (await listen("/events")).status).toBe(200);
  });

  test("of another site takes no place", async () => {
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://elsewhere.example" }]) {
      const reader = await readEvents(`${screen.url}/events`, headers);
      readers.push(reader);
      expect(reader.status).toBe(403);
    }
  });

  test("that calls the kiosk by a name of its own is refused (DNS rebinding)", async () => {
    const reader = await readEvents(`${screen.url}/`, { host: "kiosk.elsewhere.example" });
    readers.push(reader);
    expect(reader.status).toBe(421);
  });
});

describe("a monitoring program", () => {
  test("asks for the metrics of this moment, where there are any", async () => {
    expect((await fetch(`${screen.url}/metrics`)).status).toBe(404);
    await screen.close();
    let asked = 0;
    const onFault = (error: unknown) => {
      throw error;
    };
    screen = await startScreenServer({ port: 0, status: STATUS, metrics: () => `tram_ready ${++asked}\n`, onFault });
    await fetch(`${screen.url}/metrics`);
    const response = await fetch(`${screen.url}/metrics`);
    expect([await response.text(), response.headers.get("content-type")]).toEqual([
      "tram_ready 2\n",
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
  });
});

describe("a desk", () => {
  test("is told the decisions it missed, and each new one", async () => {
    screen.showDecision(DECISION);
    const reader = await listen("/desk/events");
    screen.showDecision({ ...DECISION, seq: 5 });
    await eventually(() => dataOf(reader, "decision").length).toBe(2);
    expect(dataOf(reader, "decision")).toEqual([DECISION, { ...DECISION, seq: 5 }]);
    expect(dataOf(reader, "view")).toEqual([{ kind: "attract" }]);
  });

  test("that connects after a minute is not told what was disclosed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    screen.showDecision(DECISION);
    vi.advanceTimersByTime(59_999);
    const before = await listen("/desk/events");
    vi.advanceTimersByTime(1);
    const after = await listen("/desk/events");
    vi.useRealTimers();
    await eventually(() => dataOf(after, "decision").length).toBe(1);
    expect(before.text()).toContain("Nguyễn");
    expect(after.text()).not.toContain("Nguyễn");
    expect(dataOf(after, "decision")).toMatchObject([{ seq: 4, reason: "granted" }]);
  });

  test("is told of the last thirty decisions", async () => {
    for (let seq = 0; seq < 40; seq++) screen.showDecision({ ...DECISION, seq });
    const reader = await listen("/desk/events");
    await eventually(() => dataOf(reader, "decision").length).toBe(30);
    expect(dataOf(reader, "decision")[0]).toMatchObject({ seq: 10 });
  });

  test("is not there on a kiosk without one", async () => {
    await screen.close();
    await start(false);
    screen.showDecision(DECISION);
    for (const path of ["/desk", "/desk/events", "/desk/samples"]) expect((await listen(path)).status).toBe(404);
  });
});

describe("an event stream", () => {
  async function serve(stream: EventStream, use: (port: number) => Promise<void>): Promise<void> {
    const routes = { "GET /": (_: unknown, response: Parameters<EventStream["connect"]>[0]) => stream.connect(response, []) };
    const server = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault: () => {} });
    try {
      await use(server.port);
    } finally {
      stream.close();
      await server.close();
    }
  }

  test("drops a client that does not read, and never waits for it", async () => {
    const stream = new EventStream({ maxClients: 2, heartbeatMs: 60_000 });
    await serve(stream, async (port) => {
      const sleeper = connect(port, "127.0.0.1", () => sleeper.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
      sleeper.on("error", () => {}).pause();
      await eventually(() => stream.size).toBe(1);
      const data = "x".repeat(100_000);
      await eventually(() => {
        for (let n = 0; n < 20; n++) stream.send({ name: "view", data });
        return stream.size;
      }).toBe(0);
      sleeper.destroy();
    });
  });

  test("beats while nothing happens", async () => {
    const stream = new EventStream({ maxClients: 2, heartbeatMs: 10 });
    await serve(stream, async (port) => {
      const reader = await readEvents(`http://127.0.0.1:${port}/`);
      readers.push(reader);
      await eventually(() => reader.text()).toContain("\n\n:\n\n:\n\n");
    });
  });
});
