import type { ServerResponse } from "node:http";
import * as v from "valibot";
import { isPromptName } from "../core/prompts.ts";
import { RepeatSchema, type SoundChange, SoundChangeSchema } from "../core/sound-request.ts";
import { type Handler, type HttpRequest, respondJson } from "./http-server.ts";
import type { PromptFolder } from "./prompt-folder.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { Routes } from "./web-files.ts";

export interface SoundPanelOptions {
  readonly repeat: (language: string | undefined) => void;
  readonly change: (change: SoundChange) => void;
  readonly prompts: Pick<PromptFolder, "file">;
  /** Languages of the screen. */
  readonly languages: readonly string[];
}

const MAX_BODY_BYTES = 256;

/** What a page asks of a kiosk that speaks, to be spread into the routes of a server on the loopback interface. Pages of other sites can ask for nothing. */
export function soundPanel({ repeat, change, prompts, languages }: SoundPanelOptions): Routes {
  return {
    "POST /repeat": heard(RepeatSchema, ({ language }) => repeat(language)),
    "POST /sound": heard(SoundChangeSchema, change),
    "GET /prompts/:language/:file": async (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
      const { language = "", file = "" } = request.params;
      const name = file.replace(/\.wav$/, "");
      const known = languages.includes(language) && file.endsWith(".wav") && isPromptName(name);
      const bytes = known ? await prompts.file(language, name) : undefined;
      if (!bytes) return respondJson(response, 404, { error: "no such prompt" });
      response.writeHead(200, { "content-type": "audio/wav", "content-length": bytes.length, "cache-control": "no-cache" });
      response.end(bytes);
    },
  };
}

function heard<T>(schema: v.GenericSchema<unknown, T>, take: (asked: T) => void): Handler {
  return async (request, response) => {
    if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
    const asked = await bodyOf(request, schema);
    if (asked === undefined) return respondBad(response);
    take(asked);
    response.writeHead(202).end();
  };
}

function respondBad(response: ServerResponse): void {
  respondJson(response, 400, { error: "not understood" });
}

async function bodyOf<T>(request: HttpRequest, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  const body = await request.body(MAX_BODY_BYTES);
  try {
    const parsed = v.safeParse(schema, JSON.parse(body?.toString("utf8") ?? ""));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
