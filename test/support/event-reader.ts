import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { get as tlsGet } from "node:https";

/** One event as it came. */
export interface ReadEvent {
  readonly name: string;
  readonly data: unknown;
}

/** A client of an event stream that keeps what it read. */
export interface EventReader {
  readonly status: number;
  readonly events: ReadEvent[];
  /** Everything as it came, comments too. */
  text(): string;
  close(): void;
}

/** Connects as a browser does and reads on until closed. */
export async function readEvents(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const request = url.startsWith("https:") ? tlsGet(url, { headers, rejectUnauthorized: false, agent: false }) : get(url, { headers });
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("no response");
  const events: ReadEvent[] = [];
  let text = "";
  let parsed = 0;
  response.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    for (let end = text.indexOf("\n\n", parsed); end >= 0; end = text.indexOf("\n\n", parsed)) {
      const match = /^event: (.*)\ndata: (.*)$/.exec(text.slice(parsed, end));
      if (match) events.push({ name: match[1] ?? "", data: JSON.parse(match[2] ?? "") });
      parsed = end + 2;
    }
  });
  response.on("error", () => {}); // the server may end it
  return { status: response.statusCode ?? 0, events, text: () => text, close: () => request.destroy() };
}
