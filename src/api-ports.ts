/** What an endpoint needs to know of a request. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The network address of who asks, as far as it is known; absent: it came on a stick. */
  readonly address?: string;
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

/** An endpoint with its place. A `:name` in the path stands for one part of it. */
export interface ApiRoute {
  readonly methods: readonly ("GET" | "HEAD" | "POST" | "PUT")[];
  readonly path: string;
  readonly endpoint: Endpoint;
}

/** What came of one request: no address and no query, because these may be a person's. */
export interface Answered {
  readonly method: string;
  /** The route's path with its `:name` parts, or `none`. */
  readonly route: string;
  /** The kiosk that the path names; who asks may have made it up. */
  readonly kiosk?: string;
  /** 0: gone before there was an answer. */
  readonly status: number;
  readonly seconds: number;
  /** The client went away, or was cut off, before it had all of the answer. */
  readonly isCut: boolean;
}
