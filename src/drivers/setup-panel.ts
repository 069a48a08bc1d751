import * as v from "valibot";
import { type SetupAnswer, SetupAnswerSchema, type SetupView } from "../core/provisioning/setup-view.ts";
import { type GuideAnswer, GuideAnswerSchema } from "../core/set-up/guide-answer.ts";
import type { GuideView } from "../core/set-up/guide-view.ts";
import { type SetUpPin, SetUpPinSchema } from "../core/set-up/pin-answer.ts";
import type { PinsView } from "../core/set-up/pins.ts";
import { EventStream } from "./event-stream.ts";
import { helpPanel } from "./help-panel.ts";
import { type Handler, type HttpRequest, respondJson, startHttpServer } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import { webRoutes } from "./web-files.ts";

export interface SetupServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** What a page that connects is shown. */
  readonly view: () => SetupView;
  /** The step of a first run; undefined: there are no steps, only a sheet is asked for. Absent: likewise. */
  readonly guide?: () => Promise<GuideView | undefined>;
  /** What a person does on a step. Resolves when it is kept. */
  readonly onGuide?: (answer: GuideAnswer) => Promise<void>;
  readonly onAnswer: (answer: SetupAnswer) => void;
  readonly onAgain: () => void;
  readonly onFinish: () => void;
  /** The first PINs of a kiosk, which are chosen on the last screen and at no other time. Absent: they are not asked for here. */
  readonly pins?: { readonly view: () => Promise<PinsView>; readonly set: (pin: SetUpPin) => Promise<PinsView> };
  readonly onFault: (error: unknown) => void;
}

/** The page of a machine that is not set up yet. */
export interface SetupServer {
  readonly url: string;
  show(view: SetupView): void;
  showGuide(view: GuideView): void;
  close(): Promise<void>;
}

const STREAM = { maxClients: 4, heartbeatMs: 15_000 };
/** An answer with the longest passphrase, each letter escaped, in bytes. */
const MAX_ANSWER_BYTES = 8192;

/**
 * Serves the set-up page on the loopback interface, where the kiosk's own screen will be: the page at `/`, its events at `/setup/events`
 * (`setup`, and `guide` for the steps), what a person answers there, and what codes mean at `/help`. Pages of other sites can neither read nor
 * answer. Rejects when the port cannot be had.
 */
export async function startSetupServer(options: SetupServerOptions): Promise<SetupServer> {
  const { port, view, guide, onGuide, onAnswer, onAgain, onFinish, pins, onFault } = options;
  const stream = new EventStream(STREAM);
  const routes = {
    ...webRoutes("setup"),
    ...helpPanel(),
    "GET /setup/events": guarded(async (_request, response) => {
      const step = await guide?.();
      stream.connect(response, [{ name: "setup", data: view() }, ...(step ? [{ name: "guide", data: step }] : [])]);
    }),
    "POST /setup/guide": guarded(async (request, response) => {
      const answer = await readAs(GuideAnswerSchema, request);
      if (!answer) return respondJson(response, 400, { error: "no answer" });
      await onGuide?.(answer);
      response.writeHead(204).end();
    }),
    "POST /setup/answer": guarded(async (request, response) => {
      const answer: SetupAnswer | undefined = await readAs(SetupAnswerSchema, request);
      if (!answer) return respondJson(response, 400, { error: "no answer" });
      onAnswer(answer);
      response.writeHead(204).end();
    }),
    "GET /setup/pins": guarded(async (_request, response) => {
      if (!pins || view().kind !== "done") return respondJson(response, 409, { error: "not now" });
      respondJson(response, 200, await pins.view());
    }),
    "POST /setup/pin": guarded(async (request, response) => {
      const pin = await readAs(SetUpPinSchema, request);
      if (!pin) return respondJson(response, 400, { error: "no PIN" });
      if (!pins || view().kind !== "done") return respondJson(response, 409, { error: "not now" });
      respondJson(response, 200, await pins.set(pin));
    }),
    "POST /setup/again": told(onAgain),
    "POST /setup/finish": told(onFinish),
  };
  const allowedHosts = ["127.0.0.1", "localhost", "[::1]"];
  const server = await startHttpServer({ host: "127.0.0.1", port, routes, onFault, allowedHosts });
  return {
    url: server.url,
    show: (next) => stream.send({ name: "setup", data: next }),
    showGuide: (next) => stream.send({ name: "guide", data: next }),
    async close() {
      stream.close();
      await server.close();
    },
  };
}

async function readAs<S extends v.GenericSchema>(schema: S, request: HttpRequest): Promise<v.InferOutput<S> | undefined> {
  const body = await request.body(MAX_ANSWER_BYTES);
  try {
    const parsed = v.safeParse(schema, JSON.parse(body?.toString("utf8") ?? ""));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function told(tell: () => void): Handler {
  return guarded((_request, response) => {
    tell();
    response.writeHead(204).end();
  });
}

function guarded(handler: Handler): Handler {
  return (request, response) => {
    if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
    return handler(request, response);
  };
}
