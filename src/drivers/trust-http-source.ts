import type { IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { TrustLater } from "../trust-ports.ts";
import { errorCode } from "./libc.ts";
import { Agent as HttpAgent, request as httpRequest } from "./node-http.ts";
import { type RepositoryPart, refused, type SourceAnswer, type TrustSource } from "./trust-source.ts";

/** Where central hands out its repository (docs/protocol.md, "The trust bundle"). */
const BASE_PATH = "/v1/trust";
/** How long the line may be silent, from the first look-up of the name on, in milliseconds. */
const IDLE_MS = 20_000;
/** How long a file may take before its first byte counts, in milliseconds, and the least speed from there, in bytes a second: half a 2G line. */
const BEGIN_MS = 60_000;
const LEAST_SPEED = 2_000;
/** No file takes longer: one day, in milliseconds. A timer cannot count further than 24 of them. */
const LONGEST_MS = 86_400_000;

/** Central's repository over HTTPS, or over HTTP where the line does not leave the machine. Redirects are not followed, nor is anything unpacked. */
export function openHttpSource(url: string, signal: AbortSignal): TrustSource | TrustLater {
  const base = parseUrl(url);
  if (!base) return { kind: "later", detail: "central's address must begin with https://" };
  const isTls = base.protocol === "https:";
  const agent = isTls ? new HttpsAgent({ keepAlive: true, maxSockets: 1 }) : new HttpAgent({ keepAlive: true, maxSockets: 1 });

  async function fetch(part: RepositoryPart, name: string, maxBytes: number, take: (piece: Uint8Array) => Promise<void> | void) {
    const tooSlow = AbortSignal.timeout(Math.min(LONGEST_MS, BEGIN_MS + Math.ceil((maxBytes / LEAST_SPEED) * 1000)));
    const later = (error: unknown): TrustLater => {
      const cause = tooSlow.aborted ? "too slow" : (errorCode(error) ?? (error instanceof Error ? error.message : String(error)));
      return { kind: "later", detail: signal.aborted ? String(signal.reason) : `central cannot be reached: ${cause}` };
    };
    const path = `${base?.pathname.replace(/\/+$/, "")}${BASE_PATH}/${part}/${name}`;
    let reply: IncomingMessage;
    try {
      reply = await send(new URL(path, base), AbortSignal.any([signal, tooSlow]));
    } catch (error) {
      return later(error);
    }
    const problem = replyProblem(reply, name, maxBytes);
    if (problem) {
      reply.destroy();
      return problem;
    }
    return await readAll(reply, name, maxBytes, take, later);
  }

  function send(target: URL, stop: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const start = isTls ? httpsRequest : httpRequest;
      const request = start(target, { agent, signal: stop, timeout: IDLE_MS, headers: { "accept-encoding": "identity" } });
      request.on("timeout", () => request.destroy(new Error(`nothing heard for ${IDLE_MS / 1000} s`)));
      request.on("response", resolve);
      request.on("error", reject);
      request.end();
    });
  }

  return { from: "central", fetch, close: () => agent.destroy() };
}

async function readAll(
  reply: IncomingMessage,
  name: string,
  maxBytes: number,
  take: (piece: Uint8Array) => Promise<void> | void,
  later: (error: unknown) => TrustLater,
): Promise<SourceAnswer> {
  const pieces = reply[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let length = 0;
  try {
    for (;;) {
      const next = await pieces.next().catch(later);
      if ("kind" in next) return next;
      if (next.done) return { kind: "fetched" };
      length += next.value.length;
      if (length > maxBytes) return tooLong(name, maxBytes);
      await take(next.value);
    }
  } finally {
    // An answer that was not read to its end ends its connection.
    if (!reply.readableEnded) reply.destroy();
  }
}

/** What an answer means before a byte of it is read. Whatever a proxy or a login page of a foreign network may have said is `later`. */
function replyProblem({ statusCode = 0, headers }: IncomingMessage, name: string, maxBytes: number): SourceAnswer | undefined {
  if (statusCode === 404) return { kind: "absent" };
  if (statusCode !== 200) {
    const asked = /^[0-9]{1,9}$/.test(headers["retry-after"] ?? "") ? { retryAfterSeconds: Number(headers["retry-after"]) } : {};
    const detail = statusCode >= 300 && statusCode < 400 ? "; redirects are not followed" : "";
    return { kind: "later", detail: `central answered ${statusCode}${detail}`, ...asked };
  }
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") return { kind: "later", detail: `central answered in ${encoding.slice(0, 20)}, which was not asked for` };
  return Number(headers["content-length"] ?? 0) > maxBytes ? tooLong(name, maxBytes) : undefined;
}

function tooLong(name: string, maxBytes: number): SourceAnswer {
  return refused("endless-data", `${name}: more than ${maxBytes} bytes`);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function parseUrl(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const isSafe = parsed.protocol === "https:" || (parsed.protocol === "http:" && LOOPBACK.test(parsed.hostname));
  return isSafe && parsed.username === "" && parsed.password === "" ? parsed : undefined;
}
