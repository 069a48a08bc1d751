import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { startHttpServer } from "../../src/drivers/http-server.ts";

test("a body that crawls is not waited for: the connection is cut, and nobody's fault", async () => {
  const faults: unknown[] = [];
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    bodyMs: 50,
    routes: {
      "POST /take": async (request, response) => {
        const body = await request.body(100);
        response.end(`${body?.length}`);
      },
    },
    onFault: (error) => faults.push(error),
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write("POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123");
  await new Promise((resolve) => socket.on("close", resolve).resume());
  const answer = await fetch(`${server.url}/take`, { method: "POST", body: "1234567890" });
  expect([await answer.text(), faults]).toEqual(["10", []]);
  await server.close();
});

test.each(["//127.0.0.1/status", "/\\127.0.0.1/status", "http://127.0.0.1/status", "\\\\127.0.0.1/status"])(
  "a request of another host is refused, whatever host its target names: %s",
  async (target) => {
    const server = await startHttpServer({
      host: "127.0.0.1",
      port: 0,
      allowedHosts: ["127.0.0.1"],
      routes: { "GET /status": (_request, response) => void response.end("ours") },
      onFault: () => undefined,
    });
    const ask = (host: string, path: string) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      return text(socket);
    };
    expect(await ask("evil.example", target)).toMatch(/^HTTP\/1.1 4(00|21) /);
    expect(await ask("evil.example", "/status")).toMatch(/^HTTP\/1.1 421 /);
    expect(await ask("127.0.0.1", "/status")).toMatch(/^HTTP\/1.1 200 /);
    await server.close();
  },
);
