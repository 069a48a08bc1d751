import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NetworkPlug, openNetworkPlug } from "../../src/drivers/network-plug.ts";

/** The far end says everything back, and ends when it is told to. */
let far: Server;
let plug: NetworkPlug;
beforeEach(async () => {
  far = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => (bytes.includes("end") ? socket.end(Buffer.alloc(300_000, "x")) : socket.write(bytes)));
  });
  await new Promise<void>((resolve) => far.listen(0, "127.0.0.1", resolve));
  plug = await openNetworkPlug(0, (far.address() as AddressInfo).port);
});
afterEach(async () => {
  await plug.close();
  far.close();
});

/** What comes back, or how the connection broke. */
async function say(words: string): Promise<string> {
  const socket = connect(plug.port, "127.0.0.1");
  try {
    socket.write(words);
    const [answer] = await Promise.race([once(socket, "data"), once(socket, "close").then(() => ["closed"])]);
    return String(answer);
  } catch {
    return "broken";
  } finally {
    socket.destroy();
  }
}

test("what is said at one end is heard at the other", async () => {
  expect(await say("hello")).toBe("hello");
});

test("pulled out, nothing gets through; plugged in again, it does", async () => {
  plug.pullOut();
  expect(plug.isPlugged).toBe(false);
  expect(await say("hello")).not.toBe("hello");
  plug.plugIn();
  expect(await say("hello")).toBe("hello");
});

test("a connection that is under way breaks when the cable is pulled out, and stays broken", async () => {
  const socket = connect(plug.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write("hello");
  await once(socket, "data");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  plug.pullOut();
  await closed;
  plug.plugIn();
  expect(socket.destroyed).toBe(true);
});

test("an answer arrives whole although the far end hangs up behind it", async () => {
  const socket = connect(plug.port, "127.0.0.1");
  socket.write("end");
  let length = 0;
  for await (const part of socket as AsyncIterable<Buffer>) length += part.length;
  expect(length).toBe(300_000);
});

test("where nobody answers at the far end, the near end hears of it", async () => {
  await new Promise((resolve) => far.close(resolve));
  expect(await say("hello")).not.toBe("hello");
});
