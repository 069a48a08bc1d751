import * as v from "valibot";
import type { HttpRequest } from "./http-server.ts";

/** What a request's body says, or undefined where it is too large, no JSON, or not of this shape. */
export async function jsonBody<T>(request: HttpRequest, schema: v.GenericSchema<unknown, T>, maxBytes: number): Promise<T | undefined> {
  const body = await request.body(maxBytes);
  try {
    const parsed = v.safeParse(schema, JSON.parse(body?.toString("utf8") ?? ""));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}
