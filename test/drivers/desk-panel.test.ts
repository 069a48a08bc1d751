import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SocketsChange, SocketsState } from "../../src/core/sockets.ts";
import { type DeskPanelOptions, deskPanel, type PictureOutcome } from "../../src/drivers/desk-panel.ts";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { socketsPanel } from "../../src/drivers/sockets-panel.ts";
import type { Frame } from "../../src/ports.ts";
import { SAMPLES } from "../support/screens.ts";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]);

let server: HttpServer;
let outcome: PictureOutcome;
let pictures: Uint8Array[];
let texts: string[];
let frames: Frame[];
let lines: string[];

async function start(more: Partial<DeskPanelOptions>): Promise<void> {
  const routes = deskPanel({
    samples: SAMPLES,
    onPicture: async (bytes) => {
      pictures.push(bytes);
      return outcome;
    },
    onText: (bytes) => texts.push(Buffer.from(bytes).toString()),
    onFrame: (frame) => frames.push(frame),
    ...more,
  });
  const onFault = (error: unknown) => {
    throw error;
  };
  server = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault });
}

beforeEach(async () => {
  outcome = "read";
  pictures = [];
  texts = [];
  frames = [];
  lines = [];
  const writeSerial = (bytes: Uint8Array) => lines.push(Buffer.from(bytes).toString());
  await start({ serialLine: "/tmp/line", writeSerial, centralUrl: "http://127.0.0.1:1" });
});
afterEach(() => server.close());

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/desk/${path}`, { method: "POST", body, headers });

const nothingHappened = () => expect([pictures, texts, frames, lines]).toEqual([[], [], [], []]);

/** A complaint says something in both languages, and it is not the same. */
async function expectComplaint(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: { vi: string; en: string } };
  expect(error.vi.length).toBeGreaterThan(20);
  expect(error.en.length).toBeGreaterThan(20);
  expect(error.vi).not.toBe(error.en);
}

describe("the desk panel", () => {
  test("lists its samples and how the world is wired", async () => {
    expect(await (await fetch(`${server.url}/desk/samples`)).json()).toEqual(SAMPLES);
    const setup = { serialLine: "/tmp/line", serialWritable: true, centralUrl: "http://127.0.0.1:1", hasSockets: false };
    expect(await (await fetch(`${server.url}/desk/setup`)).json()).toEqual(setup);
  });

  test("takes a picture, PNG or JPEG, byte for byte", async () => {
    expect((await post("picture", PNG)).status).toBe(204);
    expect((await post("picture", JPEG)).status).toBe(204);
    expect(pictures).toEqual([PNG, JPEG]);
  });

  test("takes text as bytes", async () => {
    expect((await post("text", "Nguyễn Thị|001")).status).toBe(204);
    expect(texts).toEqual(["Nguyễn Thị|001"]);
  });

  test("takes a frame in a buffer of its own, so that the decoder's thread can have it", async () => {
    const luma = Uint8Array.from({ length: 12 }, (_, at) => at);
    expect((await post("frame?width=4&height=3", luma)).status).toBe(204);
    expect(frames).toEqual([{ width: 4, height: 3, stride: 4, luma }]);
    expect(frames[0]?.luma.buffer.byteLength).toBe(12);
  });

  test("writes to the serial line what a reader would send: the text and a carriage return", async () => {
    expect((await post("serial", JSON.stringify({ sample: "granted" }))).status).toBe(204);
    expect((await post("serial", JSON.stringify({ text: "ABC" }))).status).toBe(204);
    expect(lines).toEqual([`${SAMPLES[0]?.text}\r`, "ABC\r"]);
  });
});

test("a desk with a film says so, and gives each of its frames, but none after its end", async () => {
  await server.close();
  const facts = { width: 2, height: 2, lastsMs: 1000, shots: [{ fromMs: 0, says: { vi: "Phòng trống", en: "An empty room" } }] };
  const asked: number[] = [];
  await start({
    film: {
      facts,
      async frame(atMs) {
        asked.push(atMs);
        return atMs === 500 ? undefined : Uint8Array.of(1, 2, 3, 4);
      },
    },
  });
  expect(await (await fetch(`${server.url}/desk/setup`)).json()).toMatchObject({ film: facts });
  const frame = await fetch(`${server.url}/desk/film?ms=999`);
  expect(new Uint8Array(await frame.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3, 4));
  for (const ms of ["500", "1000", "-1", "1e2", ""]) await expectComplaint(await fetch(`${server.url}/desk/film?ms=${ms}`), 404);
  expect(asked).toEqual([999, 500]);
});

describe("the desk panel says what is wrong, and does nothing, with", () => {
  test.each<[string, string, string | Uint8Array<ArrayBuffer>, number]>([
    ["a file that is no picture", "picture", "%PDF-1.7", 415],
    ["an empty picture", "picture", "", 415],
    ["a picture of more than 12 MiB", "picture", new Uint8Array(12 * 1024 * 1024 + 1), 413],
    ["no text", "text", "", 400],
    ["text of more than 8 KiB", "text", "a".repeat(8193), 413],
    ["a frame without a size", "frame", "abcd", 400],
    ["a frame of another size than it says", "frame?width=2&height=3", "abcd", 400],
    ["a frame larger than it says", "frame?width=1&height=1", "abcd", 400],
    ["a frame of negative size", "frame?width=-2&height=-2", "abcd", 400],
    ["a frame with a size in words", "frame?width=2e0&height=2", "abcd", 400],
    ["a frame larger than Full HD", "frame?width=9999&height=9999", "abcd", 400],
    ["a serial request that is no JSON", "serial", "{", 400],
    ["a serial request that is no object", "serial", "null", 400],
    ["a sample that is not there", "serial", '{"sample":"none"}', 400],
    ["serial text that is no text", "serial", '{"text":5}', 400],
    ["serial text that leaves no room for its end", "serial", JSON.stringify({ text: "a".repeat(8192) }), 413],
  ])("%s", async (_, path, body, status) => {
    await expectComplaint(await post(path, body), status);
    nothingHappened();
  });

  test.each<[PictureOutcome, number]>([
    ["no-code", 422],
    ["not-a-picture", 415],
  ])("a picture that turns out to be %s", async (result, status) => {
    outcome = result;
    await expectComplaint(await post("picture", PNG), status);
  });

  test.each<[string, Record<string, string>]>([
    ["another site, by Fetch Metadata", { "sec-fetch-site": "cross-site" }],
    ["another port of this machine", { "sec-fetch-site": "same-site" }],
    ["another origin, by an older browser", { origin: "http://127.0.0.1:1" }],
    ["a sandboxed frame", { origin: "null" }],
  ])("a request from %s", async (_, headers) => {
    for (const path of ["picture", "text", "frame?width=1&height=1", "serial"]) {
      await expectComplaint(await post(path, "a", headers), 403);
    }
    nothingHappened();
  });
});

test("a desk without a serial line says so", async () => {
  await server.close();
  await start({});
  expect(await (await fetch(`${server.url}/desk/setup`)).json()).toEqual({ serialWritable: false, hasSockets: false });
  await expectComplaint(await post("serial", JSON.stringify({ text: "ABC" })), 404);
  await expectComplaint(await fetch(`${server.url}/desk/film?ms=0`), 404);
});

describe("the kiosk's sockets", () => {
  let sockets: HttpServer;
  let state: SocketsState;
  const changes: SocketsChange[] = [];

  beforeEach(async () => {
    await server.close();
    changes.length = 0;
    state = { isNetworkPlugged: true, sticks: [{ name: "usb-1" }, { name: "usb-2", holds: { version: 3, issuedAt: 5 } }] };
    const routes = socketsPanel({
      state: async () => state,
      async change(change) {
        changes.push(change);
        state = { ...state, isNetworkPlugged: false };
      },
    });
    const onFault = (error: unknown) => {
      throw error;
    };
    sockets = await startHttpServer({ host: "127.0.0.1", port: 0, routes, onFault });
    await start({ socketsUrl: `${sockets.url}/sockets` });
  });
  afterEach(() => sockets.close());

  test("are told, and changed by hand", async () => {
    expect(await (await fetch(`${server.url}/desk/setup`)).json()).toMatchObject({ hasSockets: true });
    expect(await (await fetch(`${server.url}/desk/sockets`)).json()).toEqual(state);
    const answer = await post("sockets", '{"network":false}');
    expect([answer.status, await answer.json()]).toEqual([200, { ...state, isNetworkPlugged: false }]);
    for (const change of ['{"usbPort":"usb-2"}', '{"usbPort":null}']) expect((await post("sockets", change)).status).toBe(200);
    expect(changes).toEqual([{ network: false }, { usbPort: "usb-2" }, { usbPort: null }]);
  });

  test.each(["", "{", "null", "{}", '{"network":"out"}', '{"usbPort":"../.."}', '{"usbPort":null,"network":true}', " ".repeat(300)])(
    "are left alone by %j",
    async (body) => {
      await expectComplaint(await post("sockets", body), 400);
      expect(changes).toEqual([]);
    },
  );

  test("are for the desk's own page only", async () => {
    await expectComplaint(await post("sockets", '{"network":false}', { "sec-fetch-site": "cross-site" }), 403);
    await expectComplaint(await fetch(`${sockets.url}/sockets`, { method: "POST", body: "{}", headers: { origin: server.url } }), 403);
    expect(changes).toEqual([]);
  });

  test("say what to do when nobody answers for them", async () => {
    await sockets.close();
    await expectComplaint(await fetch(`${server.url}/desk/sockets`), 502);
    await server.close();
    await start({});
    await expectComplaint(await post("sockets", '{"network":false}'), 502);
  });
});

test("its own page is no stranger", async () => {
  expect((await post("text", "abc", { origin: server.url, "sec-fetch-site": "same-origin" })).status).toBe(204);
});
