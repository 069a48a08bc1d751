import type { GenericSchema } from "valibot";
import type { RateLimit } from "./rate-limit.ts";

/**
 * Who may call a route. `device`: what an enrolled kiosk's key has signed; `public`: whoever reaches this server; `operator`: whoever is signed
 * in and whose role is in operator-roles.ts; `browser`: central's own pages before that; `monitor`: a load balancer or a monitoring program.
 */
export type Caller = "device" | "public" | "operator" | "browser" | "monitor";

/** A part of the path, of the query, or a header. */
export interface Parameter {
  readonly about: string;
  readonly schema: GenericSchema;
  readonly example: string | number;
  /** Absent: it must be there. */
  readonly isOptional?: true;
}

/** What goes over the line in one direction. */
export interface Content {
  /** Its media type. */
  readonly type: string;
  /** Of a JSON value, before anything is made of it; absent: bytes or text of a form of its own. */
  readonly schema?: GenericSchema;
  /** Absent: the text is in docs/protocol.md. */
  readonly example?: unknown;
}

/** An answer by its status. */
export interface Answer {
  readonly about: string;
  readonly content?: Content;
}

/** A route as people and programs read of it: docs/openapi.json is made of these, and the server serves no other. */
export interface RouteDescription {
  readonly methods: readonly ("GET" | "HEAD" | "POST" | "PUT")[];
  /** A `:name` stands for one part. */
  readonly path: string;
  readonly caller: Caller;
  readonly summary: string;
  readonly params?: Readonly<Record<string, Parameter>>;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly headers?: Readonly<Record<string, Parameter>>;
  /** What is sent; `maxBytes` as it travels. */
  readonly body?: Content & { readonly encoding?: string; readonly maxBytes: number };
  /** What one network, or one device from one network, may ask; above it the answer is 429. Absent: no limit. */
  readonly limit?: RateLimit;
  readonly answers: Readonly<Record<number, Answer>>;
}
