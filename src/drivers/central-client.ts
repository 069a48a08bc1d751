import type { IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import * as v from "valibot";
import type { CentralLink, PushReply, StatusReply, TimeReply } from "../central-ports.ts";
import { contentDigest, type Signer, signRequest } from "../core/http-signature.ts";
import {
  BATCH_ENCODING,
  BATCH_MEDIA_TYPE,
  ContradictionSchema,
  entriesPath,
  type KioskStatus,
  SequenceSchema,
  StandingSchema,
  type StatusMessage,
  statusPath,
} from "../core/protocol.ts";
import { MAX_SIGNED_TIME_BYTES, TIME_PATH } from "../core/signed-time.ts";
import type { Clock } from "../ports.ts";
import { packBatch } from "./batch-packing.ts";
import { Agent as HttpAgent, request as httpRequest } from "./node-http.ts";

/** Time for one whole request, in milliseconds: a full batch over a 2G line takes some 15 s. */
const TIMEOUT_MS = 60_000;
/** Largest answer to a batch or a status, in bytes. */
const MAX_ANSWER_BYTES = 4096;
/**
 * What central says of a batch that it will never take. Attack, or a box on the line: whoever else answers 400 for a while must not bring the
 * kiosk to send hashes in place of its entries.
 */
const BATCH_REFUSALS: ReadonlySet<string> = new Set(["malformed", "chain-mismatch", "checkpoint", "too-large"]);

export interface CentralClientOptions {
  /** Central's base URL, `https:` or `http:`; a path in it comes before ours. */
  readonly url: string;
  readonly kiosk: string;
  /** Thumbprint of the device key, and the key's use. */
  readonly keyId: string;
  readonly sign: Signer;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Uint8Array;
}

/** The way to central over HTTP: batches signed by the device key, one connection kept for the next. Redirects are not followed. */
export function createCentralClient(options: CentralClientOptions): CentralLink {
  const base = options.url.replace(/\/+$/, "");
  const isTls = base.startsWith("https:");
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const closing = new AbortController();

  function send(
    url: URL,
    method: string,
    headers: Record<string, string>,
    content: Uint8Array | undefined,
    maxBytes: number,
  ): Promise<Reply> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    return new Promise((resolve, reject) => {
      const start = isTls ? httpsRequest : httpRequest;
      const request = start(url, { method, headers, agent, signal: AbortSignal.any([closing.signal, timeout]) });
      request.on("response", (message) => {
        readBounded(message, maxBytes).then(
          (body) => resolve({ status: message.statusCode ?? 0, headers: message.headers, body }),
          (error: unknown) => reject(timeout.aborted ? timeout.reason : error),
        );
      });
      request.on("error", (error) => reject(timeout.aborted ? timeout.reason : error));
      request.end(content);
    });
  }

  /** Sends, and once more where central had just closed the connection we kept: it has not seen such a request. */
  async function exchange(...request: Parameters<typeof send>): Promise<Reply | string> {
    try {
      return await send(...request).catch((error: unknown) => {
        if (closing.signal.aborted || codeOf(error) !== "ECONNRESET") throw error;
        return send(...request);
      });
    } catch (error) {
      return closing.signal.aborted ? "closing" : `central cannot be reached: ${codeOf(error)}`;
    }
  }

  /** The same with a signature of the device key over method, path and content. */
  function exchangeSigned(method: string, path: string, content: Uint8Array, about: Record<string, string>): Promise<Reply | string> {
    const url = new URL(`${base}${path}`);
    const digest = contentDigest(content);
    const headers = {
      ...about,
      "content-length": String(content.length),
      "content-digest": digest,
      ...signRequest({ method, path: url.pathname, contentDigest: digest }, options.clock.now(), options.keyId, options.sign),
    };
    return exchange(url, method, headers, content, MAX_ANSWER_BYTES);
  }

  /** Sequence of the last status that central is known to hold. */
  let sequence = 0;

  async function putNextStatus(status: KioskStatus): Promise<Reply | string> {
    const message: StatusMessage = { sequence: sequence + 1, ...status };
    const content = Buffer.from(JSON.stringify(message), "utf8");
    const reply = await exchangeSigned("PUT", statusPath(options.kiosk), content, { "content-type": "application/json" });
    if (typeof reply !== "string") sequence = sequenceIn(reply) ?? sequence;
    return reply;
  }

  return {
    async push(batch) {
      const content = await packBatch(batch);
      const about = { "content-type": BATCH_MEDIA_TYPE, "content-encoding": BATCH_ENCODING };
      const reply = await exchangeSigned("POST", entriesPath(options.kiosk), content, about);
      return typeof reply === "string" ? { kind: "later", detail: reply } : pushReplyOf(reply);
    },
    async putStatus(status) {
      const first = await putNextStatus(status);
      // Central holds another one than we thought, after a restart for one: it has just said which.
      const reply = typeof first !== "string" && first.status === 409 ? await putNextStatus(status) : first;
      return typeof reply === "string" ? { kind: "later", detail: reply } : statusReplyOf(reply);
    },
    async fetchTime(nonce) {
      const url = new URL(`${base}${TIME_PATH}?nonce=${nonce}`);
      const reply = await exchange(url, "GET", {}, undefined, MAX_SIGNED_TIME_BYTES);
      return typeof reply === "string" ? { kind: "later", detail: reply } : timeReplyOf(reply);
    },
    async close() {
      closing.abort();
      agent.destroy();
    },
  };
}

/** What an answer to a batch means. Anything a proxy or a login page of a foreign network may have said is `later`. */
function pushReplyOf(reply: Reply): PushReply {
  const { status } = reply;
  if (status === 200 || status === 409) {
    const standing = v.safeParse(StandingSchema, parseJson(reply.body));
    if (standing.success) return { kind: status === 200 ? "stored" : "elsewhere", standing: standing.output };
  } else if (status === 422) {
    const contradiction = v.safeParse(ContradictionSchema, parseJson(reply.body));
    if (contradiction.success) return { kind: "contradicted", contradiction: contradiction.output.error, seq: contradiction.output.seq };
  } else if ((status === 400 || status === 413) && BATCH_REFUSALS.has(errorIn(reply.body))) {
    return { kind: "unacceptable", detail: `central does not take this batch: ${status} ${errorIn(reply.body)}` };
  } else if (isRefusal(status)) {
    return refusedOf(reply);
  }
  return laterOf(reply);
}

function statusReplyOf(reply: Reply): StatusReply {
  if (reply.status === 200 && sequenceIn(reply) !== undefined) return { kind: "stored" };
  return isRefusal(reply.status) && reply.status !== 409 ? refusedOf(reply) : laterOf(reply);
}

/** Where central's statuses of this kiosk stand, if this is central that speaks. */
function sequenceIn({ status, body }: Reply): number | undefined {
  const parsed = v.safeParse(SequenceSchema, status === 200 || status === 409 ? parseJson(body) : undefined);
  return parsed.success ? parsed.output.sequence : undefined;
}

function timeReplyOf(reply: Reply): TimeReply {
  if (reply.status === 200) return { kind: "time", answer: reply.body };
  return reply.status === 404 ? { kind: "none" } : laterOf(reply);
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function refusedOf({ status, body }: Reply): { readonly kind: "refused"; readonly detail: string } {
  return { kind: "refused", detail: `central refuses this kiosk: ${status} ${errorIn(body)}` };
}

function laterOf({ status, headers }: Reply): TimeReply & { readonly kind: "later" } {
  // Only seconds: a date (RFC 9110 §10.2.3) is of no use to a clock that may be wrong.
  const asked = /^[0-9]{1,9}$/.test(headers["retry-after"] ?? "") ? { retryAfterSeconds: Number(headers["retry-after"]) } : {};
  return { kind: "later", detail: `central answered ${status}`, ...asked };
}

/** The whole answer; rejects when it is larger or ends early. */
async function readBounded(message: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw new Error(`answer is larger than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The error word in an answer, if it is a plain one: it goes to a screen. */
function errorIn(body: Uint8Array): string {
  const parsed = v.safeParse(v.looseObject({ error: v.pipe(v.string(), v.regex(/^[a-z -]{1,40}$/)) }), parseJson(body));
  return parsed.success ? parsed.output.error : "";
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
