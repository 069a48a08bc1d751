import type { ServerResponse } from "node:http";
import type { DeskSample, DeskSetup, FilmFacts } from "../core/desk.ts";
import { MAX_SYMBOL_BYTES } from "../core/scan.ts";
import type { Frame } from "../ports.ts";
import {
  type Complaint,
  FOREIGN,
  FRAME_SIZE,
  NO_CODE,
  NO_FILM,
  NO_SERIAL_LINE,
  NO_SOCKETS,
  NOT_A_PICTURE,
  PICTURE_TOO_LARGE,
  TEXT_EMPTY,
  TEXT_TOO_LONG,
} from "./desk-complaints.ts";
import { type Handler, type HttpRequest, respondJson } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type Routes, webRoutes } from "./web-files.ts";

/** What became of a picture: it held a code, it held none, or it could not be opened. */
export type PictureOutcome = "read" | "no-code" | "not-a-picture";

/** The world that the desk stands in for. */
export interface DeskPanelOptions {
  readonly samples: readonly DeskSample[];
  /** A PNG or JPEG file, at most 12 MiB. Resolves when its codes, if any, are on their way. */
  onPicture(bytes: Uint8Array): Promise<PictureOutcome>;
  /** The text of a code in UTF-8, at most 8 KiB. */
  onText(bytes: Uint8Array): void;
  /** A frame of the webcam; its buffer belongs to the callee. */
  onFrame(frame: Frame): void;
  /** What stands in for a webcam where there is none: its luma at so many milliseconds, undefined where it cannot be had now. */
  readonly film?: { readonly facts: FilmFacts; frame(atMs: number): Promise<Uint8Array | undefined> };
  /** Path of the serial reader's line. */
  readonly serialLine?: string;
  /** Writes what a serial reader would have sent, its closing carriage return included. */
  writeSerial?(bytes: Uint8Array): void;
  readonly centralUrl?: string;
  readonly walletUrl?: string;
  readonly issuerUrl?: string;
  readonly staffUrl?: string;
  readonly newKioskUrl?: string;
  /** Where somebody answers for the kiosk's network cable and USB port (drivers/sockets-panel.ts). */
  readonly socketsUrl?: string;
}

const MAX_PICTURE_BYTES = 12 * 1024 * 1024;
/** One Full HD frame, bytes: one a pixel. */
const MAX_FRAME_BYTES = 1920 * 1080;
/** The names of a stick or a cable and what becomes of it, in bytes. */
const MAX_SOCKETS_BYTES = 256;
/** Who answers for the cable is on this machine: one that takes longer has stopped. Milliseconds. */
const SOCKETS_TIMEOUT_MS = 5000;
/** JSON may spell one byte as six (`\u0041`), and there are a few around it. */
const MAX_SERIAL_REQUEST_BYTES = 6 * MAX_SYMBOL_BYTES + 256;

/**
 * The routes of a desk, to be given to the screen server: the page at `/desk`, the sample codes, and what stands in for the
 * camera, the reader and the visitor's hand. Wrong input is answered with 4xx and `{error:{vi,en}}`: what happened, what to do.
 */
export function deskPanel(options: DeskPanelOptions): Routes {
  const setup: DeskSetup = {
    ...(options.serialLine !== undefined && { serialLine: options.serialLine }),
    serialWritable: options.writeSerial !== undefined,
    ...(options.centralUrl !== undefined && { centralUrl: options.centralUrl }),
    ...(options.walletUrl !== undefined && { walletUrl: options.walletUrl }),
    ...(options.issuerUrl !== undefined && { issuerUrl: options.issuerUrl }),
    ...(options.staffUrl !== undefined && { staffUrl: options.staffUrl }),
    ...(options.newKioskUrl !== undefined && { newKioskUrl: options.newKioskUrl }),
    hasSockets: options.socketsUrl !== undefined,
    ...(options.film && { film: options.film.facts }),
  };
  return {
    ...webRoutes("desk"),
    "GET /desk/samples": (_request, response) => respondJson(response, 200, options.samples),
    "GET /desk/setup": (_request, response) => respondJson(response, 200, setup),
    "GET /desk/film": (request, response) => giveFilm(request, response, options),
    "POST /desk/picture": post((request) => takePicture(request, options)),
    "POST /desk/text": post((request) => takeText(request, options)),
    "POST /desk/frame": post((request) => takeFrame(request, options)),
    "POST /desk/serial": post((request) => takeSerial(request, options)),
    "GET /desk/sockets": (request, response) => passOn(request, response, options),
    "POST /desk/sockets": (request, response) => passOn(request, response, options),
  };
}

/** Undefined: done. Otherwise why not. */
type Outcome = Complaint | undefined;

function post(take: (request: HttpRequest) => Promise<Outcome>): Handler {
  return async (request, response) => {
    const complaint = isSameOrigin(request) ? await take(request) : FOREIGN;
    if (complaint) return respondJson(response, complaint.status, { error: complaint.error });
    response.writeHead(204).end();
  };
}

async function takePicture(request: HttpRequest, options: DeskPanelOptions): Promise<Outcome> {
  const body = await request.body(MAX_PICTURE_BYTES);
  if (!body) return PICTURE_TOO_LARGE;
  if (!isPngOrJpeg(body)) return NOT_A_PICTURE;
  const outcome = await options.onPicture(new Uint8Array(body));
  switch (outcome) {
    case "read":
      return undefined;
    case "no-code":
      return NO_CODE;
    case "not-a-picture":
      return NOT_A_PICTURE;
  }
}

async function takeText(request: HttpRequest, options: DeskPanelOptions): Promise<Outcome> {
  const body = await request.body(MAX_SYMBOL_BYTES);
  if (!body) return TEXT_TOO_LONG;
  if (body.length === 0) return TEXT_EMPTY;
  options.onText(new Uint8Array(body));
  return undefined;
}

async function takeFrame(request: HttpRequest, options: DeskPanelOptions): Promise<Outcome> {
  const width = pixels(request.url.searchParams.get("width"));
  const height = pixels(request.url.searchParams.get("height"));
  if (width === undefined || height === undefined || width * height > MAX_FRAME_BYTES) return FRAME_SIZE;
  const body = await request.body(width * height);
  if (body?.length !== width * height) return FRAME_SIZE;
  options.onFrame({ width, height, stride: width, luma: new Uint8Array(body) });
  return undefined;
}

async function giveFilm({ url }: HttpRequest, response: ServerResponse, { film }: DeskPanelOptions): Promise<void> {
  const at = url.searchParams.get("ms") ?? "";
  const atMs = /^\d{1,6}$/.test(at) ? Number(at) : Number.POSITIVE_INFINITY;
  const luma = film && atMs < film.facts.lastsMs ? await film.frame(atMs) : undefined;
  if (!luma) return respondJson(response, NO_FILM.status, { error: NO_FILM.error });
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": luma.length, "cache-control": "no-store" });
  response.end(luma);
}

async function takeSerial(request: HttpRequest, options: DeskPanelOptions): Promise<Outcome> {
  if (!options.writeSerial) return NO_SERIAL_LINE;
  const body = await request.body(MAX_SERIAL_REQUEST_BYTES);
  if (!body) return TEXT_TOO_LONG;
  const text = serialText(body, options.samples);
  if (text === undefined || text === "") return TEXT_EMPTY;
  const bytes = new TextEncoder().encode(`${text}\r`);
  if (bytes.length > MAX_SYMBOL_BYTES) return TEXT_TOO_LONG;
  options.writeSerial(bytes);
  return undefined;
}

/** The page may talk to its own server only, so the kiosk's stand-in carries its hand to the sockets and brings back how they are. */
async function passOn(request: HttpRequest, response: ServerResponse, { socketsUrl }: DeskPanelOptions): Promise<void> {
  const complain = ({ status, error }: Complaint) => respondJson(response, status, { error });
  if (!isSameOrigin(request)) return complain(FOREIGN);
  const body = request.method === "POST" ? await request.body(MAX_SOCKETS_BYTES) : undefined;
  if (socketsUrl === undefined) return complain(NO_SOCKETS);
  try {
    const { method } = request;
    const signal = AbortSignal.timeout(SOCKETS_TIMEOUT_MS);
    const answer = await fetch(socketsUrl, { method, signal, ...(body && { body: new Uint8Array(body) }) });
    respondJson(response, answer.status, await answer.json());
  } catch {
    complain(NO_SOCKETS);
  }
}

/** The text that `{"sample": id}` or `{"text": text}` names. */
function serialText(body: Buffer, samples: readonly DeskSample[]): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if ("sample" in value) return samples.find((sample) => sample.id === value.sample)?.text;
  return "text" in value && typeof value.text === "string" ? value.text : undefined;
}

/** A picture's side, or undefined where it is no sensible one. */
function pixels(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

// PNG (ISO/IEC 15948 §5.2) and JPEG (ISO/IEC 10918-1 §B.1.1.3: SOI, then the next marker).
const MAGIC = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0xff, 0xd8, 0xff],
];

function isPngOrJpeg(bytes: Uint8Array): boolean {
  return MAGIC.some((magic) => magic.every((byte, at) => bytes[at] === byte));
}
