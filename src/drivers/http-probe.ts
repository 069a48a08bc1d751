import { get as httpsGet } from "node:https";
import { performance } from "node:perf_hooks";
import * as v from "valibot";
import { LINE_NAMES } from "../core/indication.ts";
import type { CentralFacts, PortFacts, RunningBoard } from "../core/machine-facts.ts";
import { errorCode } from "./libc.ts";
import { get as httpGet } from "./node-http.ts";

const CENTRAL_TIMEOUT_MS = 2500;
const PORT_TIMEOUT_MS = 1500;
/** As much of an answer is read, in bytes. */
const MAX_ANSWER_BYTES = 65_536;

interface Answer {
  readonly status: number;
  readonly date: string | undefined;
  /** The first bytes of it. */
  readonly body: string;
}

/** Asks central how it is. Never rejects for anything that a network does; resolves within `timeoutMs`. */
export async function probeCentral(url: string, timeoutMs: number = CENTRAL_TIMEOUT_MS): Promise<CentralFacts> {
  const startMs = performance.now();
  try {
    const { status, date, body } = await get(`${url.replace(/\/+$/, "")}/health`, timeoutMs);
    const atMs = Date.parse(date ?? "");
    return {
      kind: "answered",
      status,
      isHealthy: status === 200 && saysOk(body),
      ms: performance.now() - startMs,
      at: Number.isNaN(atMs) ? undefined : atMs / 1000,
    };
  } catch (error) {
    const why = reasonOf(error);
    return { kind: "unreachable", why, isCertificate: /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(why) };
  }
}

/** Who answers on a port of this machine; nobody is `free`. */
export async function probePort(port: number, timeoutMs: number = PORT_TIMEOUT_MS): Promise<PortFacts> {
  try {
    const { body } = await get(`http://127.0.0.1:${port}/`, timeoutMs);
    return body.includes("<tram-kiosk>") ? "kiosk" : "other";
  } catch (error) {
    return errorCode(error) === "ECONNREFUSED" ? "free" : "other";
  }
}

/** What the kiosk on a port of this machine says of its board at `/status`; undefined: no kiosk answers there, or it has no board. */
export async function probeBoard(port: number, timeoutMs: number = PORT_TIMEOUT_MS): Promise<RunningBoard | undefined> {
  try {
    const { status, body } = await get(`http://127.0.0.1:${port}/status`, timeoutMs);
    const parsed = v.safeParse(BoardSchema, status === 200 ? JSON.parse(body) : undefined);
    return parsed.success && parsed.output.board.driver !== "none" ? { astray: parsed.output.board.astray } : undefined;
  } catch {
    return undefined;
  }
}

/** As much of `/status` as is asked for; the kiosk may be of a newer release than the doctor. */
const BoardSchema = v.object({
  kiosk: v.string(),
  board: v.object({ driver: v.string(), astray: v.optional(v.array(v.picklist(LINE_NAMES)), []) }),
});

/** One GET over a connection of its own. Redirects are answers. */
function get(url: string, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const options = { agent: false, signal } as const;
    // Without the protocol check, Node's own TypeError says it: neither http nor https.
    const request = (url.startsWith("https:") ? httpsGet : httpGet)(url, options, (response) => {
      const { statusCode = 0, headers } = response;
      const parts: Buffer[] = [];
      let length = 0;
      const end = () => {
        resolve({ status: statusCode, date: headers.date, body: Buffer.concat(parts).toString("utf8") });
        request.destroy();
      };
      response.on("data", (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length >= MAX_ANSWER_BYTES) end();
      });
      response.on("end", end);
      response.on("error", () => reject(signal.aborted ? signal.reason : new Error("the answer was cut off")));
    });
    request.on("error", (error) => reject(signal.aborted ? signal.reason : error));
  });
}

function saysOk(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "status" in value && value.status === "ok";
  } catch {
    return false;
  }
}

/** The name of an error; of several addresses tried (happy eyeballs) that of the first. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return errorCode(first) ?? (first instanceof Error ? first.message : String(first));
}
