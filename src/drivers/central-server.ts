import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Answered, ApiAnswer, ApiRoute } from "../api-ports.ts";
import { isKioskId } from "../core/protocol.ts";
import { BODY_MS, compileRoute, type Handler, type HttpServer, requestOf, respondJson, SECURITY_HEADERS } from "./http-server.ts";

export interface CentralServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly routes: readonly ApiRoute[];
  /** Pages for browsers and their files, `"GET /path"` to handler. */
  readonly pages?: Readonly<Record<string, Handler>>;
  readonly onFault: (error: unknown) => void;
  /** What came of each request, when its connection has all of the answer or is gone. */
  readonly onAnswer?: (answered: Answered) => void;
  /** Host names by which we may be called, without port; every other is answered 421. Absent: any. */
  readonly allowedHosts?: readonly string[];
  /** Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed. Absent: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Told once where a request has come through a proxy and none is trusted: all behind it look like one. */
  readonly onUnnamedProxy?: () => void;
  /** Time for a whole body, in milliseconds. */
  readonly bodyMs?: number;
  /** How long close() waits for requests in flight, in milliseconds. */
  readonly stopMs?: number;
}

/** How long a receiver may take nothing of a file before we give it up, in milliseconds. */
const STALLED_MS = 60_000;
/** A body in full takes 30 s, most take one: whoever crawls is cut off. */
const STOP_MS = 10_000;
/** When to ask again one that stops, in seconds: another process, or its successor, is there by then. */
const STOPPING_SECONDS = "5";
/** As long as node:http has it by default, in milliseconds; a body has its own limit. */
const REQUEST_MS = 300_000;
/**
 * How long an idle connection is kept, in milliseconds. A proxy keeps its own for 60 s (nginx: keepalive_timeout of an upstream) and must find
 * ours open, or a request is lost between the two. Attack, without a proxy: connections that do nothing.
 */
const [IDLE_MS, IDLE_BEHIND_PROXY_MS] = [5000, 75_000] as const;
/** A target's name has 64 letters of hash and 100 of its own; node:http bounds the whole head at 16 KiB. */
const MAX_PARAMETER = 16_384;

/** Central's server: fastify's router around endpoints that know nothing of it. Rejects when the port cannot be had. */
export async function startCentralServer(options: CentralServerOptions): Promise<HttpServer> {
  const { host, port, trustedProxies, onFault, stopMs = STOP_MS } = options;
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: trustedProxies ? IDLE_BEHIND_PROXY_MS : IDLE_MS,
    trustProxy: trustedProxies ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    frameworkErrors: (_error, _request, reply) => void sendJson(withSecurity(reply), 400, { error: "bad request" }),
  });
  // Endpoints read bodies by themselves: bounded by what they know, after they have looked who sends.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  let isStopping = false;
  const streams = new Set<ServerResponse>();
  addHooks(app, options, () => isStopping);
  for (const route of options.routes) addRoute(app, route, options);
  for (const [route, handler] of Object.entries(options.pages ?? {})) addPage(app, route, handler, { ...options, streams });
  await app.listen({ host, port });
  app.server.on("error", onFault);
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    port: taken,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    async close() {
      isStopping = true;
      for (const response of streams) if (isEventStream(response)) response.end();
      const cut = setTimeout(() => app.server.closeAllConnections(), stopMs);
      await app.close().finally(() => clearTimeout(cut));
    },
  };
}

function addHooks(app: FastifyInstance, options: CentralServerOptions, isStopping: () => boolean): void {
  const { onFault, onAnswer, allowedHosts, trustedProxies } = options;
  let isProxyKnown = trustedProxies !== undefined;
  const compiled = [
    ...options.routes.flatMap(({ methods, path }) => methods.map((method) => compileRoute(`${method} ${path}`))),
    ...Object.keys(options.pages ?? {}).map(compileRoute),
  ];
  app.addHook("onRequest", async (request, reply) => {
    withSecurity(reply);
    if (onAnswer) reply.raw.once("close", () => onAnswer(answered(request, reply)));
    if (!isProxyKnown && request.headers["x-forwarded-for"] !== undefined) {
      isProxyKnown = true;
      options.onUnnamedProxy?.();
    }
    if (isStopping()) return sendJson(reply.header("retry-after", STOPPING_SECONDS), 503, { error: "stopping" });
    const url = urlOf(request);
    if (!url) return sendJson(reply, 400, { error: "bad request" });
    if (allowedHosts && !allowedHosts.includes(url.hostname)) return sendJson(reply, 421, { error: "unknown host" });
    return undefined;
  });
  // Whoever waits for an answer while we stop gets it, and no other over this connection.
  app.addHook("onSend", async (_request, reply) => void (isStopping() && reply.header("connection", "close")));
  app.setNotFoundHandler((request, reply) => {
    const path = urlOf(request)?.pathname ?? "";
    const allowed = compiled.filter((route) => route.path.test(path)).map(({ method }) => method);
    if (allowed.length === 0 || allowed.includes(request.method)) return sendJson(reply, 404, { error: "not found" });
    return sendJson(reply.header("allow", [...new Set(allowed)].join(", ")), 405, { error: "method not allowed" });
  });
  app.setErrorHandler((error: unknown, request, reply) => {
    // The client went away in the middle of its body: nobody's fault here, and nobody to answer.
    if (error === request.raw.errored) return void reply.hijack().raw.destroy();
    if (isMediaTypeError(error)) return sendJson(reply, 415, { error: "media-type" });
    onFault(error);
    return sendJson(reply, 500, { error: "internal fault" });
  });
}

function addRoute(app: FastifyInstance, { methods, path, endpoint }: ApiRoute, { onFault, bodyMs = BODY_MS }: CentralServerOptions): void {
  const { path: exact } = compileRoute(`GET ${path}`);
  app.route({
    method: [...methods],
    url: path,
    handler: async (request, reply) => {
      const url = urlOf(request);
      // fastify takes other spellings of a path, too: `/v1/%6Biosks`. Here each has one.
      const groups = url && exact.exec(url.pathname);
      if (!groups) return sendJson(reply, 404, { error: "not found" });
      const asked = requestOf(request.raw, url, groups.groups ?? {}, bodyMs);
      const answer = await endpoint({ ...asked, address: request.ip });
      if (answer.body && "stream" in answer.body) return await sendStream(reply, answer, answer.body.stream, onFault);
      reply.code(answer.status).headers(answer.headers ?? {});
      return answer.body ? sendJson(reply, answer.status, answer.body.json) : reply.send();
    },
  });
}

type PageOptions = CentralServerOptions & { readonly streams: Set<ServerResponse> };

function addPage(app: FastifyInstance, route: string, handler: Handler, { onFault, streams, bodyMs = BODY_MS }: PageOptions): void {
  const [method = "", path = ""] = route.split(" ");
  const { path: exact } = compileRoute(route);
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const url = urlOf(request);
      const groups = url && exact.exec(url.pathname);
      if (!groups) return sendJson(reply, 404, { error: "not found" });
      const response = reply.hijack().raw;
      streams.add(response.once("close", () => streams.delete(response)));
      try {
        await handler(requestOf(request.raw, url, groups.groups ?? {}, bodyMs), response);
      } catch (error) {
        if (error === request.raw.errored) return void response.destroy();
        onFault(error);
        if (response.headersSent) response.destroy();
        else respondJson(response, 500, { error: "internal fault" });
      }
    },
  });
}

/** Bytes as they are read, at the receiver's pace. */
async function sendStream(
  reply: FastifyReply,
  { status, headers = {} }: ApiAnswer,
  stream: AsyncIterable<Uint8Array>,
  onFault: (error: unknown) => void,
): Promise<void> {
  const response = reply.hijack().raw;
  response.writeHead(status, headers);
  response.setTimeout(STALLED_MS, () => void response.destroy());
  await pipeline(stream, response).catch((error: NodeJS.ErrnoException) => {
    // Whoever goes away in the middle is no fault of ours.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") onFault(error);
    response.destroy();
  });
}

function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return reply
    .code(status)
    .headers({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
    .send(JSON.stringify(value));
}

function withSecurity(reply: FastifyReply): FastifyReply {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) reply.raw.setHeader(name, value);
  return reply;
}

/** A target like `//127.0.0.1/health` or `http://127.0.0.1/health` names a host of its own: the one that is judged must be the one that was asked. */
function urlOf({ raw }: FastifyRequest): URL | undefined {
  const base = URL.parse(`http://${raw.headers.host || "localhost"}`);
  const url = base && URL.parse(raw.url ?? "/", base.href);
  return url && url.origin === base.origin ? url : undefined;
}

function answered(request: FastifyRequest, reply: FastifyReply): Answered {
  const { url: route = "none" } = request.routeOptions;
  const { id, kiosk = id } = request.params as Readonly<Record<string, string | undefined>>;
  return {
    method: request.method,
    route,
    ...(kiosk !== undefined && isKioskId(kiosk) && { kiosk }),
    status: reply.raw.headersSent ? reply.raw.statusCode : 0,
    seconds: reply.elapsedTime / 1000,
    isCut: !reply.raw.writableFinished,
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader("content-type")).startsWith("text/event-stream");
}

function isMediaTypeError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE";
}
