import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type WebhookSecret, webhookHeaders } from "../core/hand-off/webhook-signature.ts";
import { VERSION } from "../core/version.ts";
import type { HookLink, HookReply } from "../hand-off-ports.ts";
import type { Clock } from "../ports.ts";
import { Agent as HttpAgent, request as httpRequest } from "./node-http.ts";

/** Time for a whole attempt, in milliseconds: the specification advises 15 to 30 s. */
const TIMEOUT_MS = 20_000;
/** Of an answer only its status counts; more of its body than this is not waited for, bytes. */
const MAX_ANSWER_BYTES = 65_536;

export interface WebhookOptions {
  readonly url: string;
  readonly secrets: readonly WebhookSecret[];
  /** Authorities that vouch for the receiver besides the usual ones, PEM; absent: the usual ones. */
  readonly authorities?: string;
  readonly clock: Pick<Clock, "now">;
  readonly timeoutMs?: number;
}

/** The way to a receiver over HTTPS. Redirects are not followed: they would carry a signed message to somebody else. */
export function createWebhookLink({ url, secrets, authorities, clock, timeoutMs = TIMEOUT_MS }: WebhookOptions): HookLink {
  const isTls = url.startsWith("https:");
  const agent = isTls
    ? new HttpsAgent({ keepAlive: true, ...(authorities !== undefined && { ca: authorities }) })
    : new HttpAgent({ keepAlive: true });
  const closing = new AbortController();

  function attempt(headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<HookReply> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const { promise, resolve } = Promise.withResolvers<HookReply>();
    const start = isTls ? httpsRequest : httpRequest;
    const request = start(new URL(url), { method: "POST", headers, agent, signal: AbortSignal.any([closing.signal, timeout]) });
    request.on("response", (message) => {
      let heard = 0;
      message.on("data", (bytes: Uint8Array) => {
        heard += bytes.length;
        if (heard > MAX_ANSWER_BYTES) message.destroy();
      });
      message.on("error", () => undefined);
      resolve(replyOf(message.statusCode ?? 0, message.headers["retry-after"]));
    });
    request.on("error", (error) => {
      const detail = timeout.aborted ? "no answer in time" : "code" in error && typeof error.code === "string" ? error.code : error.name;
      resolve({ kind: "later", detail });
    });
    request.end(body);
    return promise;
  }

  return {
    post({ id, body }) {
      const headers = {
        "content-type": "application/json",
        "content-length": String(body.length),
        "user-agent": `tram/${VERSION}`,
        ...webhookHeaders(id, Math.floor(clock.now()), body, secrets),
      };
      return attempt(headers, body);
    },
    async close() {
      closing.abort();
      agent.destroy();
    },
  };
}

/** What a status means (Standard Webhooks, "Operational considerations"): 2xx taken, 410 no more, everything else again. */
function replyOf(status: number, retryAfter: string | undefined): HookReply {
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === 410) return { kind: "ended" };
  const detail = `answered ${status}`;
  if (status === 413 || status === 422) return { kind: "refused", detail, isOfMessage: true };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429) return { kind: "refused", detail };
  // Only seconds: a date (RFC 9110 §10.2.3) is of no use to a clock that may be wrong.
  const seconds = /^[0-9]{1,9}$/.test(retryAfter ?? "") ? { retryAfterSeconds: Number(retryAfter) } : {};
  return { kind: "later", detail, ...seconds };
}
