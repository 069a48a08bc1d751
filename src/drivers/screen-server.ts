import { type DeskDecision, DISCLOSED_SECONDS, hasDetails, withoutDetails } from "../core/desk.ts";
import { ALL_LOW, type Levels } from "../core/indication.ts";
import { METRICS_MEDIA_TYPE } from "../core/metrics-text.ts";
import { answerSeconds, PERSON_SECONDS, type ScreenStatus } from "../core/screen.ts";
import type { Utterance } from "../core/utterance.ts";
import type { View } from "../core/view.ts";
import type { Output } from "../ports.ts";
import { EventStream, type StreamEvent } from "./event-stream.ts";
import { helpPanel } from "./help-panel.ts";
import { type Handler, respondJson, startHttpServer } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type Routes, webRoutes } from "./web-files.ts";

export interface ScreenServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** What to say about the kiosk until showStatus() says otherwise. */
  readonly status: ScreenStatus;
  /** The routes of deskPanel(), where this kiosk has a desk. Only then do staff details leave this process. */
  readonly desk?: Routes;
  /** The routes of technicianPanel(). Absent: this kiosk has no such page. */
  readonly technician?: Routes;
  /** The routes of staffPanel() for the kiosk's own screen. Absent: there is no page for staff. */
  readonly staff?: Routes;
  /** The routes of loadLanguages(): the packs of the languages that the screen offers. Absent: there is none. */
  readonly languages?: Routes;
  /** The routes of soundPanel(). Absent: this kiosk says nothing. */
  readonly sound?: Routes;
  /** The page of metrics (core/metrics.ts), made anew at each question. Absent: there is none. */
  readonly metrics?: () => string;
  /** Somebody has pressed the button: the journal shall be written on the stick. Absent: there is no button. */
  readonly onStick?: () => void;
  /** A visitor has pressed the button that calls staff; false: nobody has noticed. Absent: there is no button. */
  readonly onHelpCall?: () => boolean;
  readonly onFault: (error: unknown) => void;
}

/** The kiosk's own pages, and the stream of events that drives them. */
export interface ScreenServer extends Output {
  readonly url: string;
  /** Draws the lamps as they are driven now. */
  showLamps(levels: Levels): void;
  showStatus(status: ScreenStatus): void;
  /** Shows whoever stands there what the camera sees (core/mirror-picture.ts); nothing: nobody does. It is sent on and not kept. */
  showMirror(picture: Uint8Array | undefined): void;
  /** Has the pages say this, where somebody there has asked to hear it. Nothing of it is kept for a page that comes later. */
  showPrompts(utterance: Utterance): void;
  /** Sends the kiosk's own screens to the technician's page: somebody has held the service button. */
  showTechnician(): void;
  /** Tells the desk about a decision; does nothing where there is no desk. */
  showDecision(decision: DeskDecision): void;
}

const STREAM = { maxClients: 8, heartbeatMs: 15_000 };
const MAX_DECISIONS = 30;

/**
 * The kiosk's local server, on the loopback interface only: the citizen screen at `/`, its events at `/events` (`view`, `lamps`,
 * `status`), the last of these at `/status`, figures for a monitoring program at `/metrics`, the button for the
 * stick at `/stick`, what codes mean at `/help`, language packs at `/languages`, and the desk where there is one. Rejects when the port cannot be had.
 */
export async function startScreenServer(options: ScreenServerOptions): Promise<ScreenServer> {
  const screens = new EventStream(STREAM);
  const desks = new EventStream(STREAM);
  const mirrors = new EventStream(STREAM);
  const decisions: DeskDecision[] = [];
  let view: View = { kind: "attract" };
  let shownAtMs = 0;
  let lamps: Levels = ALL_LOW;
  let status = options.status;

  const state = (): readonly StreamEvent[] => [
    { name: "status", data: status },
    { name: "lamps", data: lamps },
    { name: "view", data: fade(view, performance.now() - shownAtMs) },
  ];
  const routes: Record<string, Handler> = {
    ...webRoutes("kiosk"),
    ...helpPanel(),
    ...options.languages,
    ...options.sound,
    "GET /events": guarded((_request, response) => screens.connect(response, state())),
    "GET /mirror": guarded((_request, response) => mirrors.connect(response, [])),
    // For a technician and his scripts; a page of another site cannot read it.
    "GET /status": guarded((_request, response) => respondJson(response, 200, status)),
  };
  const { metrics } = options;
  if (metrics) {
    routes["GET /metrics"] = (_request, response) => {
      response.writeHead(200, { "content-type": METRICS_MEDIA_TYPE, "cache-control": "no-store" });
      response.end(metrics());
    };
  }
  const { onStick } = options;
  if (onStick) {
    routes["POST /stick"] = guarded((_request, response) => {
      onStick();
      response.writeHead(202).end();
    });
  }
  const { onHelpCall } = options;
  if (onHelpCall) {
    routes["POST /help-call"] = guarded((_request, response) => {
      if (!onHelpCall()) return respondJson(response, 409, { error: "nobody would notice" });
      response.writeHead(202).end();
    });
  }
  Object.assign(routes, options.technician, options.staff);
  if (options.desk) {
    Object.assign(routes, options.desk);
    routes["GET /desk/events"] = guarded((_request, response) => {
      const history = decisions.map((data) => ({ name: "decision", data }));
      desks.connect(response, [...state(), ...history]);
    });
  }

  function broadcast(event: StreamEvent): void {
    screens.send(event);
    desks.send(event);
  }

  function forgetLater(decision: DeskDecision): void {
    const timer = setTimeout(() => {
      const at = decisions.indexOf(decision);
      if (at >= 0) decisions[at] = withoutDetails(decision);
    }, DISCLOSED_SECONDS * 1000);
    timer.unref();
  }

  const allowedHosts = ["127.0.0.1", "localhost", "[::1]"];
  const server = await startHttpServer({ host: "127.0.0.1", port: options.port, routes, onFault: options.onFault, allowedHosts });
  return {
    url: server.url,
    show: (next) => {
      view = next;
      shownAtMs = performance.now();
      broadcast({ name: "view", data: view });
    },
    prolong: (longer) => {
      if (view.kind !== "answer" || view.id !== longer.id) return;
      view = longer;
      broadcast({ name: "view", data: fade(view, performance.now() - shownAtMs) });
    },
    showLamps: (levels) => {
      lamps = levels;
      broadcast({ name: "lamps", data: lamps });
    },
    showStatus: (next) => {
      status = next;
      broadcast({ name: "status", data: status });
    },
    showPrompts: (utterance) => broadcast({ name: "prompts", data: utterance }),
    showMirror: (picture) => mirrors.send({ name: "mirror", data: picture ? Buffer.from(picture).toString("base64") : "" }),
    showTechnician: () => screens.send({ name: "technician", data: {} }),
    showDecision: (decision) => {
      if (!options.desk) return;
      decisions.push(decision);
      if (decisions.length > MAX_DECISIONS) decisions.shift();
      if (hasDetails(decision)) forgetLater(decision);
      desks.send({ name: "decision", data: decision });
    },
    close: async () => {
      screens.close();
      desks.close();
      mirrors.close();
      decisions.length = 0;
      await server.close();
    },
  };
}

/** What a screen that connects this long after the answer may still show of it. */
function fade(view: View, ageMs: number): View {
  if (view.kind !== "answer" || ageMs < PERSON_SECONDS * 1000) return view;
  if (ageMs >= answerSeconds(view) * 1000) return { kind: "attract" };
  const { person: _, ...rest } = view;
  return rest;
}

/** Pages of other origins could not read the stream, but could take up its places. */
function guarded(handler: Handler): Handler {
  return (request, response) => {
    if (!isSameOrigin(request)) return respondJson(response, 403, { error: "another site asked" });
    return handler(request, response);
  };
}
