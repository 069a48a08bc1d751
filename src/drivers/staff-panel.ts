import type { ServerResponse } from "node:http";
import * as v from "valibot";
import type { Portrait } from "../core/portrait.ts";
import {
  type Compared,
  type CompareRequest,
  CompareSchema,
  type Hidden,
  type HideRequest,
  HideSchema,
  type Overridden,
  type OverrideRequest,
  OverrideSchema,
  type Paired,
  type PairingOffer,
  type PairRequest,
  PairSchema,
  type ServiceRequest,
  ServiceSchema,
  type ServiceSwitched,
  type SignedIn,
  type SignInRequest,
  SignInSchema,
  type StaffEvents,
  type StaffStanding,
  type StaffState,
} from "../core/staff.ts";
import { SearchSchema, type StaffFigures, type StaffFound, type StaffReport, type StaffSearch } from "../core/staff-figures.ts";
import { EventStream, frameOf } from "./event-stream.ts";
import { type Handler, type HttpRequest, respondJson } from "./http-server.ts";
import { jsonBody } from "./json-body.ts";
import { isSameOrigin } from "./same-origin.ts";
import { deviceCookie, deviceIn, type StaffPlace, sessionCookie, sessionIn } from "./staff-cookies.ts";
import { type Routes, webRoutes } from "./web-files.ts";

/** What the page's buttons do. `at`: `screen`, or the id of the paired device. */
export interface StaffPanelOptions {
  readonly place: StaffPlace;
  readonly standing: () => Promise<Pick<StaffStanding, "kiosk" | "demo" | "hasStaff">>;
  readonly isPaired: (id: string, secret: string) => Promise<boolean>;
  readonly pair: (request: PairRequest) => Promise<Paired & { readonly secret?: string }>;
  readonly offerPairing: () => Promise<PairingOffer>;
  /** True for the token of whoever is in on the technician's page. */
  readonly isTechnician: (token: string) => boolean;
  readonly signIn: (request: SignInRequest, at: string) => Promise<SignedIn & { readonly token?: string }>;
  readonly staffOf: (token: string, at: string, isUse: boolean) => Promise<string | undefined>;
  readonly signOut: (token: string) => void;
  readonly state: () => StaffState;
  readonly portrait: (seq: number) => Portrait | undefined;
  readonly override: (request: OverrideRequest, staff: string, at: string) => Promise<Overridden>;
  readonly compare: (request: CompareRequest, staff: string) => Promise<Compared>;
  readonly hide: (request: HideRequest) => Hidden;
  readonly turn: (request: ServiceRequest, staff: string) => Promise<ServiceSwitched>;
  readonly coming: () => void;
  readonly figures: () => StaffFigures;
  readonly search: (search: StaffSearch) => StaffFound;
  readonly report: (staff: string) => Promise<StaffReport>;
  /** More that whoever is signed in may ask for. */
  readonly more: Routes;
}

/** The staff's page on one server. */
export interface StaffPanel {
  readonly routes: Routes;
  send<Name extends keyof StaffEvents>(name: Name, data: StaffEvents[Name]): void;
  /** Pages that somebody is signed in on now, and that hear what is sent. */
  listeners(): number;
  close(): void;
}

const STREAM = { maxClients: 16, heartbeatMs: 15_000 };
/** How soon a page whose session is over is told. */
const LOOK_EVERY_MS = 3000;
const MAX_BODY_BYTES = 1024;

/** Who asks, and from where. */
interface Guest {
  readonly staff: string;
  readonly at: string;
  readonly token: string;
}
type GuestHandler = (guest: Guest, request: HttpRequest, response: ServerResponse) => void | Promise<void>;

/**
 * The staff's page, to be spread into the routes of a server. Everything but the page itself and the way in asks for a session, and on a network
 * for a paired device with it; pages of other sites can ask for nothing.
 */
export function staffPanel(options: StaffPanelOptions): StaffPanel {
  const { place } = options;
  const stream = new EventStream(STREAM);
  const watching = new Map<ServerResponse, { readonly token: string; readonly isStill: () => Promise<boolean> }>();
  const timer = setInterval(() => void lookAtWatching(), LOOK_EVERY_MS);
  timer.unref();

  /** Undefined: a device that is not paired, or no longer. */
  async function placeOf(request: HttpRequest): Promise<string | undefined> {
    if (place === "screen") return "screen";
    const device = deviceIn(request);
    return device && (await options.isPaired(device.id, device.secret)) ? device.id : undefined;
  }

  const outside =
    (handler: (at: string | undefined, ...rest: Parameters<Handler>) => void | Promise<void>): Handler =>
    async (request, response) => {
      const refused = refusalOf(request);
      if (refused) return respondJson(response, 403, { error: refused });
      await handler(await placeOf(request), request, response);
    };

  const inside = (handler: GuestHandler): Handler =>
    outside(async (at, request, response) => {
      const token = sessionIn(request, place);
      const staff = at === undefined || token === "" ? undefined : await options.staffOf(token, at, request.method === "POST");
      if (at === undefined || staff === undefined) return respondJson(response, 401, { error: "not signed in" });
      await handler({ staff, at, token }, request, response);
    });

  const asking = <T>(
    schema: v.GenericSchema<unknown, T>,
    handler: (asked: T, guest: Guest) => Promise<{ readonly kind: string }>,
  ): Handler =>
    inside(async (guest, request, response) => {
      const asked = await jsonBody(request, schema, MAX_BODY_BYTES);
      if (asked === undefined) return respondJson(response, 400, { error: "not understood" });
      const answer = await handler(asked, guest);
      respondJson(response, STATUS_OF[answer.kind] ?? 409, answer);
    });

  async function lookAtWatching(): Promise<void> {
    for (const [response, { isStill }] of [...watching]) if (!(await isStill())) signedOut(response);
  }

  function signedOut(response: ServerResponse): void {
    watching.delete(response);
    response.end(frameOf({ name: "signed-out", data: {} }));
  }

  const routes: Routes = {
    ...webRoutes("staff"),
    "GET /staff/standing": outside(async (at, request, response) => {
      const staff = at === undefined ? undefined : await options.staffOf(sessionIn(request, place), at, false);
      const standing: StaffStanding = {
        ...(await options.standing()),
        place,
        isPaired: at !== undefined,
        ...(staff !== undefined && { staff }),
      };
      respondJson(response, 200, standing);
    }),
    ...(place === "network" && { "POST /staff/pair": outside((_at, request, response) => pair(request, response)) }),
    ...(place === "screen" && { "POST /staff/pairing": outside((_at, request, response) => offerPairing(request, response)) }),
    "POST /staff/sign-in": outside(async (at, request, response) => {
      if (at === undefined) return respondJson(response, 401, { error: "not paired" });
      const asked = await jsonBody(request, SignInSchema, MAX_BODY_BYTES);
      if (!asked) return respondJson(response, 400, { error: "no staff code and PIN of 6 to 12 digits" });
      const { token, ...answer } = await options.signIn(asked, at);
      if (token !== undefined) response.setHeader("set-cookie", sessionCookie(place, token));
      respondJson(response, STATUS_OF[answer.kind] ?? 403, answer);
    }),
    "POST /staff/sign-out": inside(({ token }, _request, response) => {
      options.signOut(token);
      for (const [other, watcher] of [...watching]) if (watcher.token === token) signedOut(other);
      response.writeHead(204, { "set-cookie": sessionCookie(place, "") }).end();
    }),
    "POST /staff/touch": inside((_guest, _request, response) => void response.writeHead(204).end()),
    "POST /staff/coming": inside((_guest, _request, response) => {
      options.coming();
      response.writeHead(204).end();
    }),
    "GET /staff/events": inside(({ at, token }, request, response) => {
      stream.connect(response, [{ name: "state", data: options.state() }]);
      const isStill = async () => (await placeOf(request)) === at && (await options.staffOf(token, at, false)) !== undefined;
      watching.set(response, { token, isStill });
      response.on("close", () => watching.delete(response));
    }),
    "GET /staff/results/:seq/portrait": inside((_guest, { params }, response) => {
      const portrait = /^\d{1,15}$/.test(params["seq"] ?? "") ? options.portrait(Number(params["seq"])) : undefined;
      if (!portrait) return respondJson(response, 404, { error: "no portrait" });
      response.writeHead(200, {
        "content-type": portrait.mediaType,
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
      });
      response.end(portrait.bytes);
    }),
    "POST /staff/override": asking(OverrideSchema, (asked, { staff, at }) => options.override(asked, staff, at)),
    "POST /staff/compare": asking(CompareSchema, (asked, { staff }) => options.compare(asked, staff)),
    "POST /staff/hide": asking(HideSchema, async (asked) => options.hide(asked)),
    "POST /staff/service": asking(ServiceSchema, (asked, { staff }) => options.turn(asked, staff)),
    "GET /staff/figures": inside((_guest, _request, response) => respondJson(response, 200, options.figures())),
    "GET /staff/entries": inside((_guest, { url }, response) => {
      const search = v.safeParse(SearchSchema, Object.fromEntries(url.searchParams));
      if (!search.success) return respondJson(response, 400, { error: "not understood" });
      respondJson(response, 200, options.search(search.output));
    }),
    "GET /staff/report": inside(async ({ staff }, _request, response) => respondJson(response, 200, await options.report(staff))),
    ...Object.fromEntries(Object.entries(options.more).map(([route, handler]) => [route, inside((_guest, ...rest) => handler(...rest))])),
  };

  async function pair(request: HttpRequest, response: ServerResponse): Promise<void> {
    const asked = await jsonBody(request, PairSchema, MAX_BODY_BYTES);
    if (!asked) return respondJson(response, 400, { error: "no code and name" });
    const { secret, ...answer } = await options.pair(asked);
    if (answer.kind === "paired" && secret !== undefined) response.setHeader("set-cookie", deviceCookie(answer.device, secret));
    respondJson(response, STATUS_OF[answer.kind] ?? 403, answer);
  }

  async function offerPairing(request: HttpRequest, response: ServerResponse): Promise<void> {
    const isStaff = (await options.staffOf(sessionIn(request, place), "screen", true)) !== undefined;
    const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? "")?.[1];
    if (!isStaff && !(bearer !== undefined && options.isTechnician(bearer))) return respondJson(response, 401, { error: "not signed in" });
    respondJson(response, 200, await options.offerPairing());
  }

  return {
    routes,
    send: (name, data) => stream.send({ name, data }),
    listeners: () => stream.size,
    close() {
      clearInterval(timer);
      watching.clear();
      stream.close();
    },
  };
}

/** By what came of it; all else is 409. */
const STATUS_OF: Readonly<Record<string, number>> = {
  in: 200,
  paired: 200,
  done: 200,
  wrong: 403,
  wait: 403,
  refused: 403,
  full: 409,
  unknown: 404,
};

/**
 * What is wrong with where a request comes from; undefined: nothing. A browser names the origin of everything that changes something (Fetch §3.2), and
 * JSON it sends to another site only after asking (CORS), which nobody here answers: a form of another site has neither.
 */
function refusalOf(request: HttpRequest): string | undefined {
  if (!isSameOrigin(request)) return "another site asked";
  if (request.method !== "POST") return undefined;
  if (request.headers.origin === undefined) return "no origin";
  const { "content-type": type = "", "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
  return (length === "0" && encoding === undefined) || /^application\/json(;|$)/.test(type) ? undefined : "no JSON";
}
