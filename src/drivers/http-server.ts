import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { createServer } from "./node-http.ts";
import { isOwnAddress, type TlsOptions, tlsServer } from "./tls-server.ts";

/** Answers one request. A thrown error becomes a 500 that tells nothing; `onFault` is told everything. */
export type Handler = (request: HttpRequest, response: ServerResponse) => void | Promise<void>;

/** A request with its URL taken apart and its body bounded. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  /** The whole body, or undefined when it is larger than `maxBytes`: answer 413 then. Rejects, and ends the connection, where it is `abandoned`. */
  body(maxBytes: number, abandoned?: AbortSignal): Promise<Buffer | undefined>;
  /** Calls back when the client is gone; for event streams. */
  onClose(callback: () => void): void;
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** Ends open event streams, too; resolves when the port is free. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** `"GET /kiosks/:id"` to its handler; the first that fits answers. */
  readonly routes: Readonly<Record<string, Handler>>;
  readonly onFault: (error: unknown) => void;
  /**
   * Host names by which a browser may call us, without port. A page elsewhere that points a name of its own at this address
   * (DNS rebinding) is refused. Absent: any name, for servers that are meant to be reached from a network.
   */
  readonly allowedHosts?: readonly string[];
  /** Time for a whole body, in milliseconds. */
  readonly bodyMs?: number;
  /** For a network that is not trusted: TLS, and how much of this server one peer may have. Absent: plain HTTP, for this machine or behind a proxy. */
  readonly tls?: TlsOptions;
}

/**
 * Time for a whole body, in milliseconds: a full batch over a 2G line takes some 15 s. Attack: a body that crawls takes the place of others'
 * for no longer than that.
 */
export const BODY_MS = 30_000;

/** What every answer carries. */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

/** A small HTTP server: node:http or node:https, exact routes, bounded bodies. Rejects when the port cannot be had. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const routes = Object.entries(options.routes).map(([route, handler]) => ({ ...compileRoute(route), handler }));
  const scheme = options.tls ? "https" : "http";
  const server = (options.tls ? tlsServer(options.tls) : createServer()).on(
    "request",
    (message: IncomingMessage, response: ServerResponse) => {
      answer(message, response).catch((error: unknown) => {
        // The client went away in the middle of its body: nobody's fault here, and nobody to answer.
        if (error === message.errored) return void response.destroy();
        options.onFault(error);
        if (!response.headersSent) respondJson(response, 500, { error: "internal fault" });
        else response.destroy();
      });
    },
  );

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const host = message.headers.host ?? "";
    const base = URL.parse(`${scheme}://${host || "localhost"}`);
    const url = base && URL.parse(message.url ?? "/", base.href);
    // A target like `//127.0.0.1/status` or `http://127.0.0.1/status` names a host of its own: the one that is judged must be the one that was asked.
    if (!url || url.origin !== base.origin) return respondJson(response, 400, { error: "bad request" });
    if (options.allowedHosts && !isOurs(url.hostname, options, message)) return respondJson(response, 421, { error: "unknown host" });
    let pathExists = false;
    for (const route of routes) {
      const match = route.path.exec(url.pathname);
      if (!match) continue;
      pathExists = true;
      if (route.method !== message.method) continue;
      return await route.handler(requestOf(message, url, match.groups ?? {}, options.bodyMs ?? BODY_MS), response);
    }
    respondJson(response, pathExists ? 405 : 404, { error: pathExists ? "method not allowed" : "not found" });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  server.on("error", options.onFault);
  const { port } = server.address() as AddressInfo;
  const urlHost = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    port,
    url: `${scheme}://${urlHost}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** On a network, the address at which the connection arrived is ours, too: only names can be pointed elsewhere. */
function isOurs(hostname: string, { allowedHosts, tls }: HttpServerOptions, { socket }: IncomingMessage): boolean {
  return allowedHosts?.includes(hostname) === true || (tls !== undefined && isOwnAddress(hostname, socket.localAddress));
}

/** Answers with JSON. */
export function respondJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

/** A route `"GET /kiosks/:id"` as its method and an expression for its whole path. */
export function compileRoute(route: string): { readonly method: string; readonly path: RegExp } {
  const [method = "", pattern = ""] = route.split(" ");
  const source = pattern.replace(/[.+*?^${}()|[\]\\]/g, "\\$&").replace(/:(\w+)/g, "(?<$1>[^/]+)");
  return { method, path: new RegExp(`^${source}$`) };
}

/** What a handler may know of a request. */
export function requestOf(message: IncomingMessage, url: URL, groups: Record<string, string>, bodyMs: number): HttpRequest {
  const params = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
  return {
    method: message.method ?? "",
    url,
    params,
    headers: message.headers,
    async body(maxBytes, abandoned) {
      const tooLate = setTimeout(() => message.destroy(new Error("body took too long")), bodyMs);
      abandoned?.addEventListener("abort", () => message.destroy(new Error("body is waited for no longer")), { once: true });
      return await readBody(message, maxBytes).finally(() => clearTimeout(tooLate));
    },
    onClose: (callback) => message.on("close", callback),
  };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * How much of a body that is too large is read and thrown away, bytes. Answering before the sender has finished cuts the
 * connection under its feet, and it never hears why.
 */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
/** The same where strangers of a network may ask: deciphering what is thrown away would hold up the scans. */
const MAX_DISCARDED_TLS_BYTES = 64 * 1024;

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const mostBytes = maxBytes + (message.socket instanceof TLSSocket ? MAX_DISCARDED_TLS_BYTES : MAX_DISCARDED_BYTES);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else if (length > mostBytes) return undefined;
    else parts.length = 0;
  }
  return length <= maxBytes ? Buffer.concat(parts) : undefined;
}
