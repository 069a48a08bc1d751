/** What an endpoint needs to know of a request. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole content, or undefined when it is larger. */
  body(maxBytes: number): Promise<Uint8Array | undefined>;
}

/** What goes back: a JSON value, bytes as they are, or nothing. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: unknown } | { readonly bytes: Uint8Array };
}

/** Answers one route. Throws for bugs and broken storage only. */
export type Endpoint = (request: ApiRequest) => Promise<ApiAnswer>;
