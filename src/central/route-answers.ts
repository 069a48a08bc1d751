import * as v from "valibot";
import type { Answer } from "./route-description.ts";

/** A refusal by one of these names, which docs/protocol.md explains. */
export function refusal(about: string, ...errors: readonly [string, ...string[]]): Answer {
  return { about, content: { type: "application/json", schema: v.object({ error: v.picklist(errors) }), example: { error: errors[0] } } };
}

/** An answer in JSON. */
export function json(about: string, schema: v.GenericSchema, example: unknown): Answer {
  return { about, content: { type: "application/json", schema, example } };
}

/** An answer in text, of a form that docs/protocol.md has. */
export function text(about: string, example: string, type = "text/plain; charset=utf-8"): Answer {
  return { about, content: { type, schema: v.string(), example } };
}

/** What routes under load answer. */
export const OVERLOADED: Answer = refusal("Too much at once: Retry-After says after how many seconds to come back.", "overloaded");
