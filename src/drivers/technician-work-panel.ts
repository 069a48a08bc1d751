import type { ServerResponse } from "node:http";
import type * as v from "valibot";
import { type SetupAnswer, SetupAnswerSchema } from "../core/provisioning/setup-view.ts";
import { ConfigurationSchema, JobSchema, ResetSchema } from "../core/technician-wishes.ts";
import type { JobName, LogView, ResetAnswer, ResetView, ResetWish, WorkView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import { type Handler, respondJson } from "./http-server.ts";
import { jsonBody } from "./json-body.ts";
import type { Routes } from "./web-files.ts";

/** What the page's buttons do, beside the tests of parts. */
export interface TechnicianWorkOptions {
  readonly view: () => Promise<WorkView>;
  readonly log: () => LogView;
  /** False: another job is under way. */
  readonly beginJob: (job: JobName, passphrase?: string) => boolean;
  /** Resolves to why it did not. */
  readonly configuration: (what: "begin" | "again" | "end" | "finish") => Promise<Text | undefined>;
  readonly answer: (answer: SetupAnswer) => Promise<void>;
  readonly resetView: () => Promise<ResetView>;
  readonly reset: (wish: ResetWish) => Promise<ResetAnswer>;
}

/** With the longest passphrase, each letter escaped, in bytes. */
const MAX_BODY_BYTES = 8192;

/** The routes of that, each of them only for whoever is inside (`inside`). */
export function technicianWorkRoutes(options: TechnicianWorkOptions, inside: (handler: Handler) => Handler): Routes {
  /** With a body of this shape, or 400. */
  const asked = <T>(schema: v.GenericSchema<unknown, T>, act: (body: T, response: ServerResponse) => Promise<void> | void): Handler =>
    inside(async (request, response) => {
      const body = await jsonBody(request, schema, MAX_BODY_BYTES);
      if (body === undefined) return respondJson(response, 400, { error: "not understood" });
      await act(body, response);
    });
  return {
    "GET /technician/work": inside(async (_request, response) => respondJson(response, 200, await options.view())),
    "GET /technician/log": inside((_request, response) => respondJson(response, 200, options.log())),
    "POST /technician/job": asked(JobSchema, ({ job, passphrase }, response) => {
      response.writeHead(options.beginJob(job, passphrase) ? 202 : 409).end();
    }),
    "POST /technician/configuration": asked(ConfigurationSchema, async (body, response) => {
      const refused = await options.configuration(body.do);
      if (refused) respondJson(response, 409, { said: refused });
      else response.writeHead(204).end();
    }),
    "POST /technician/answer": asked(SetupAnswerSchema, async (answer, response) => {
      await options.answer(answer);
      response.writeHead(204).end();
    }),
    "GET /technician/reset": inside(async (_request, response) => respondJson(response, 200, await options.resetView())),
    "POST /technician/reset": asked(ResetSchema, async (wish, response) => {
      const answer = await options.reset(wish);
      respondJson(response, answer.kind === "begun" ? 202 : 403, answer);
    }),
  };
}
