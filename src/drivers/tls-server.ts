import type { Server } from "node:https";
import type { Socket } from "node:net";

/** How a server on a network speaks TLS. */
export interface TlsOptions {
  /** PEM: the certificate, and those above it. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

/** Open connections, all together and of one address: a browser opens six, and there are a few devices. Attack: many that do nothing. */
const MAX_CONNECTIONS = 96;
const MAX_OF_ONE_ADDRESS = 24;
/** Time for a handshake and for the head of a request. Attack: one byte a minute. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 2000;
/** Larger than a browser's cookies and headers by far, bytes. */
const MAX_HEADER_BYTES = 8192;

/**
 * A server that speaks TLS 1.2 and 1.3 with forward secrecy, and that no peer can fill: the kiosk behind it has scans to answer. Loaded when it is
 * asked for: most kiosks have none.
 */
export function tlsServer({ certificate, key }: TlsOptions): Server {
  const { createServer } = process.getBuiltinModule("node:https");
  const server = createServer({
    cert: certificate,
    key,
    minVersion: "TLSv1.2",
    // RFC 9325 §4.2: for 1.2 only ephemeral keys and authenticated encryption; those of 1.3 are all so.
    ciphers: "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:ECDHE+AESGCM:ECDHE+CHACHA20",
    handshakeTimeout: PATIENCE_MS,
    headersTimeout: PATIENCE_MS,
    requestTimeout: 3 * PATIENCE_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    keepAliveTimeout: PATIENCE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  server.maxConnections = MAX_CONNECTIONS;
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > MAX_OF_ONE_ADDRESS) socket.destroy();
  });
  // A handshake that fails is a stranger's: a browser that does not know the certificate hangs up at first.
  server.on("tlsClientError", (_error, socket) => void socket.destroy());
  return server;
}

/** True where a URL's host is the very address at which a connection arrived. */
export function isOwnAddress(hostname: string, localAddress: string | undefined): boolean {
  if (localAddress === undefined) return false;
  // Node writes an IPv4 peer of an IPv6 socket as `::ffff:192.0.2.1`, and a link-local address with its interface.
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, "").replace(/%.*$/, "");
  return hostname === (address.includes(":") ? `[${address}]` : address);
}
