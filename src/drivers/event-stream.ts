import type { ServerResponse } from "node:http";
import { respondJson } from "./http-server.ts";

/** One server-sent event; `data` goes out as JSON. */
export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
}

export interface EventStreamOptions {
  readonly maxClients: number;
  /** How often a comment tells proxies and dead sockets apart from a quiet kiosk. */
  readonly heartbeatMs: number;
}

/** A client with this much unread data is too slow, bytes: dropped, it connects again and gets the present state. */
const MAX_UNREAD_BYTES = 256 * 1024;

/** Server-sent events (WHATWG HTML §9.2) to a bounded number of clients. Sending never waits for any of them. */
export class EventStream {
  readonly #clients = new Set<ServerResponse>();
  readonly #options: EventStreamOptions;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#write(":\n\n"), options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Greets the client with these events and keeps it until it goes, is too slow, or the stream is closed; 503 when there are too many. */
  connect(response: ServerResponse, greeting: readonly StreamEvent[]): void {
    if (this.#clients.size >= this.#options.maxClients) {
      respondJson(response, 503, { error: "too many screens" });
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    // A page that lost us tries again after a second instead of the browser's own three or more.
    response.write(`retry: 1000\n\n${greeting.map(frameOf).join("")}`);
    this.#clients.add(response);
    response.on("close", () => this.#clients.delete(response));
  }

  /** Sends to every client at once. */
  send(event: StreamEvent): void {
    this.#write(frameOf(event));
  }

  /** Number of clients now. */
  get size(): number {
    return this.#clients.size;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  #write(text: string): void {
    for (const client of this.#clients) {
      if (client.writableLength <= MAX_UNREAD_BYTES) client.write(text);
      else client.destroy();
    }
  }
}

/** An event as it goes over the wire. JSON has no raw line breaks, so one data line carries it. */
export function frameOf(event: StreamEvent): string {
  return `event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
