// What stands between a kiosk and central and means no good: TLS keeps anybody from doing most of this, and nothing may be lost where it does not.
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { brotliDecompressSync } from "node:zlib";
import type { Chance } from "./chance.ts";
import { pause } from "./suite.ts";

/** What can become of a request and its answer. */
const TRICKS = [
  "pass",
  "delay",
  "drop-request",
  "cut-request",
  "drop-answer",
  "cut-answer",
  "repeat",
  "replay",
  "replay-answer",
  "hold",
  "login-page",
  "overloaded",
  "too-large",
] as const;
export type Trick = (typeof TRICKS)[number];

/** Recorded requests that can come again. */
const MAX_RECORDED = 200;
/** Longest delay, milliseconds. */
const DELAY_MS = 300;
const FORWARD_TIMEOUT_MS = 5000;

/** A network between kiosk and central. */
export interface HostileProxy {
  readonly url: string;
  /** Central's base URL; undefined: it is down, and what it is about to say is not heard any more. */
  target: string | undefined;
  /** The share of messages that something is done to. */
  hostility: number;
  /** Entries of whose bytes something in between says, in central's words, that central does not take them; their hashes pass. */
  readonly refused: Set<number>;
  /** How often each was done. */
  readonly counts: Readonly<Record<Trick, number>>;
  /** How often central itself answered with which status. */
  readonly statuses: ReadonlyMap<number, number>;
  close(): void;
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Starts the network; it is honest until it is told otherwise. */
export async function startHostileProxy(chance: Chance): Promise<HostileProxy> {
  const counts = Object.fromEntries(TRICKS.map((trick) => [trick, 0])) as Record<Trick, number>;
  const agent = new Agent({ keepAlive: false });
  const statuses = new Map<number, number>();
  const recorded: Message[] = [];
  const held: Message[] = [];
  const server = createServer((incoming, response) => {
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    void handle(incoming, response).catch(() => response.destroy());
  });

  function forward({ method, path, headers, body }: Message): Promise<Answer | undefined> {
    const { target } = proxy;
    if (target === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const { connection: _connection, host: _host, ...kept } = headers;
      const options = { method, agent, headers: kept, signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS) };
      const request = httpRequest(new URL(path, target), options, (answer) => {
        statuses.set(answer.statusCode ?? 0, (statuses.get(answer.statusCode ?? 0) ?? 0) + 1);
        bodyOf(answer).then(
          // From a central that has been cut off meanwhile nobody hears.
          (body) => resolve(proxy.target === target ? { status: answer.statusCode ?? 502, headers: answer.headers, body } : undefined),
          () => resolve(undefined),
        );
      });
      request.on("error", () => resolve(undefined));
      request.end(body);
    });
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/", headers } = incoming;
    const message: Message = { method, path, headers, body: await bodyOf(incoming) };
    if (isRefused(message)) return answerWith(response, made(400, '{"error":"malformed"}', { "content-type": "application/json" }));
    const trick = trickFor(message);
    counts[trick]++;
    await play(trick, message, response);
    if (method !== "GET") record(message);
    if (held.length > 0 && trick !== "hold" && chance.happens(0.6)) await releaseHeld();
  }

  function isRefused({ method, headers, body }: Message): boolean {
    if (method === "GET" || proxy.refused.size === 0) return false;
    const lines = headers["content-encoding"] === "br" ? brotliDecompressSync(body).toString().split("\n") : [];
    return lines.some((line) => proxy.refused.has(Number(/^\{"seq":(\d+),/.exec(line)?.[1] ?? -1)));
  }

  /** Questions are only lost, late or cut: an answer to another one would be noticed by its nonce or its hash. */
  function trickFor({ method }: Message): Trick {
    if (!chance.happens(proxy.hostility)) return "pass";
    return chance.pick(method === "GET" ? (["delay", "drop-request", "drop-answer", "cut-answer"] as const) : TRICKS);
  }

  async function play(trick: Trick, message: Message, response: ServerResponse): Promise<void> {
    switch (trick) {
      case "delay":
        await pause(chance.below(DELAY_MS));
        return answerWith(response, await forward(message));
      case "drop-request":
        return void response.destroy();
      case "cut-request":
        cut(message);
        return void response.destroy();
      case "drop-answer":
        await forward(message);
        return void response.destroy();
      case "cut-answer":
        return answerHalf(response, await forward(message));
      case "repeat": {
        const both = await Promise.all([forward(message), forward(message)]);
        return answerWith(response, chance.pick([0, 1]) === 0 ? both[0] : both[1]);
      }
      case "replay":
        if (recorded.length > 0) await forward(chance.pick(recorded));
        return answerWith(response, await forward(message));
      case "replay-answer":
        return answerWith(
          response,
          await forward(recorded.findLast(({ path }) => path === message.path && chance.happens(0.5)) ?? message),
        );
      case "hold":
        held.push(message);
        return void response.destroy();
      case "login-page":
        return answerWith(response, made(200, "<html>Wi-Fi của toà nhà: xin đăng nhập</html>", { "content-type": "text/html" }));
      case "overloaded":
        return answerWith(response, made(503, '{"error":"busy"}', { "retry-after": "1" }));
      case "too-large":
        return answerWith(response, made(413, '{"error":"too-large"}', {}));
      case "pass":
        return answerWith(response, await forward(message));
    }
  }

  /** The beginning of a request, and then nothing more. */
  function cut({ method, path, headers, body }: Message): void {
    const { target } = proxy;
    if (target === undefined) return;
    const { hostname, port, host } = new URL(target);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const lines = Object.entries(headers).flatMap(([name, value]) => (name === "host" ? [] : [`${name}: ${String(value)}`]));
    const whole = Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${lines.join("\r\n")}\r\n\r\n`), body]);
    socket.write(whole.subarray(0, chance.below(whole.length)), () => socket.destroySoon());
  }

  async function releaseHeld(): Promise<void> {
    // The last one first: what was held back arrives in another order, too.
    for (const message of held.splice(0).reverse()) await forward(message);
  }

  function record(message: Message): void {
    if (recorded.length === MAX_RECORDED) recorded.splice(chance.below(MAX_RECORDED), 1);
    recorded.push(message);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("hostile proxy: no port");
  const proxy: HostileProxy = {
    url: `http://127.0.0.1:${address.port}`,
    target: undefined,
    hostility: 0,
    refused: new Set(),
    counts,
    statuses,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}

function made(status: number, text: string, headers: Readonly<Record<string, string>>): Answer {
  return { status, headers, body: Buffer.from(text) };
}

function answerWith(response: ServerResponse, answer: Answer | undefined): void {
  if (!answer) return void response.destroy();
  writeHead(response, answer);
  response.end(answer.body);
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  const { connection: _connection, "keep-alive": _keepAlive, "transfer-encoding": _encoding, ...kept } = headers;
  response.writeHead(status, { ...kept, "content-length": String(body.length) });
}

function answerHalf(response: ServerResponse, answer: Answer | undefined): void {
  if (!answer) return void response.destroy();
  writeHead(response, answer);
  response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.destroy());
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
