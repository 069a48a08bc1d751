/** What an endpoint needs to know of a request. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** It came on a stick, at any time after it was signed. */
  readonly isCarried?: boolean;
  /** The whole content, or undefined when it is larger. Rejects, and ends the connection, where it is `abandoned` before it has come. */
  body(maxBytes: number, abandoned?: AbortSignal): Promise<Uint8Array | undefined>;
}

/** What goes back: a JSON value, bytes that are read while they are sent, or nothing. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: unknown } | { readonly stream: AsyncIterable<Uint8Array> };
}

/** Answers one route. Throws for bugs and broken storage only. */
export type Endpoint = (request: ApiRequest) => Promise<ApiAnswer>;

/** What a kiosk is asked to wait when the ledger is in use by another process, or its disk is full, in seconds. */
const LEDGER_BUSY_SECONDS = "10";

/** An answer that refuses, by a name that people can look up in docs/protocol.md. */
export function refuse(status: number, error: string): ApiAnswer {
  return { status, body: { json: { error } } };
}

/** The answer when nothing could be written just now. */
export function ledgerBusy(): ApiAnswer {
  return { ...refuse(503, "ledger-busy"), headers: { "retry-after": LEDGER_BUSY_SECONDS } };
}

/** An answer in text. */
export function plainText(status: number, words: string, type = "text/plain; charset=utf-8"): ApiAnswer {
  const bytes = Buffer.from(words, "utf8");
  async function* stream(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  return { status, headers: { "content-type": type, "content-length": String(bytes.length) }, body: { stream: stream() } };
}
