import { type Entered, EnterSchema, SeenSchema, type TechnicianPart, type TechnicianView, TestSchema } from "../core/technician.ts";
import { type Handler, type HttpRequest, respondJson } from "./http-server.ts";
import { jsonBody } from "./json-body.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type TechnicianWorkOptions, technicianWorkRoutes } from "./technician-work-panel.ts";
import { type Routes, webRoutes } from "./web-files.ts";

/** What the page's buttons do. */
export interface TechnicianPanelOptions {
  readonly enter: (pin: string | undefined) => Promise<Entered>;
  readonly isIn: (token: string, isUse: boolean) => boolean;
  readonly leave: () => void;
  readonly view: () => TechnicianView;
  readonly test: (name: string) => Promise<TechnicianPart | undefined>;
  readonly seen: (name: string, isSeen: boolean) => Promise<TechnicianPart | undefined>;
  /** The picture of how this kiosk is wired, as SVG. */
  readonly wiring: () => Promise<string>;
  /** Absent: the page has the parts only. */
  readonly work?: TechnicianWorkOptions;
}

const MAX_BODY_BYTES = 512;

/**
 * The technician's page, to be spread into the routes of a server on the loopback interface. Everything but the page itself and the way in
 * asks for the token that the way in gave; pages of other sites can ask for nothing.
 */
export function technicianPanel(options: TechnicianPanelOptions): Routes {
  const inside =
    (handler: Handler): Handler =>
    (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
      if (!options.isIn(tokenIn(request), request.method === "POST")) return respondJson(response, 401, { error: "not in" });
      return handler(request, response);
    };
  return {
    ...webRoutes("technician"),
    ...(options.work && technicianWorkRoutes(options.work, inside)),
    "POST /technician/enter": async (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
      const asked = await jsonBody(request, EnterSchema, MAX_BODY_BYTES);
      if (!asked) return respondJson(response, 400, { error: "no PIN of 6 to 12 digits" });
      const entered = await options.enter(asked.pin);
      respondJson(response, entered.kind === "in" ? 200 : 403, entered);
    },
    "GET /technician/parts": inside((_request, response) => respondJson(response, 200, options.view())),
    "POST /technician/test": inside(async (request, response) => {
      const asked = await jsonBody(request, TestSchema, MAX_BODY_BYTES);
      respondPart(response, asked && (await options.test(asked.part)));
    }),
    "POST /technician/seen": inside(async (request, response) => {
      const asked = await jsonBody(request, SeenSchema, MAX_BODY_BYTES);
      respondPart(response, asked && (await options.seen(asked.part, asked.isSeen)));
    }),
    "POST /technician/leave": inside((_request, response) => {
      options.leave();
      response.writeHead(204).end();
    }),
    // Which pin is what stands in the assembly guide, too: nothing to keep from anybody, and an <img> sends no token.
    "GET /technician/wiring.svg": async (_request, response) => {
      const picture = await options.wiring();
      response.writeHead(200, {
        "content-type": "image/svg+xml",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      });
      response.end(picture);
    },
  };
}

function respondPart(response: Parameters<Handler>[1], part: TechnicianPart | undefined): void {
  if (part) respondJson(response, 200, part);
  else respondJson(response, 404, { error: "no such part" });
}

function tokenIn({ headers }: HttpRequest): string {
  return /^Bearer ([\w-]{20,100})$/.exec(headers.authorization ?? "")?.[1] ?? "";
}
