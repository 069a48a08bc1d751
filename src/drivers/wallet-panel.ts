import type { ServerResponse } from "node:http";
import type { Text } from "../core/text.ts";
import type { WalletCredential, WalletSetup } from "../core/wallet.ts";
import { type Handler, type HttpRequest, respondJson } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type Routes, webRoutes } from "./web-files.ts";

/** The world around a wallet. */
export interface WalletPanelOptions {
  /** The kiosk that codes are held up to; its desk takes the pictures. */
  readonly kioskUrl: string;
  /** Name of the issuer's key. */
  readonly issuerKey: string;
  /** The issuer's answer to a request, which is any JSON value. */
  issue(
    request: unknown,
  ): Promise<{ readonly ok: true; readonly credential: WalletCredential } | { readonly ok: false; readonly problem: Text }>;
}

/** A request for a credential is 150 bytes. */
const MAX_REQUEST_BYTES = 1024;
/** The picture of a code is some 20 kB; a screenshot of a whole telephone stays under this. */
const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
/** A kiosk that takes longer than this to look at a picture has stopped. */
const PICTURE_TIMEOUT_MS = 10_000;

/**
 * The routes of the demo's wallet: the page at `/`, the issuer, and the air between telephone and kiosk: a picture that is held up goes
 * to the kiosk's camera as it is, and what the citizen's screen says comes back. Wrong input is answered with 4xx and `{error:{vi,en}}`.
 */
export function walletPanel(options: WalletPanelOptions): Routes {
  const setup: WalletSetup = { deskUrl: `${options.kioskUrl}/desk`, issuerKey: options.issuerKey };
  return {
    ...webRoutes("wallet"),
    "GET /setup": own((_request, response) => respondJson(response, 200, setup)),
    "POST /credentials": own((request, response) => giveCredential(request, response, options)),
    "POST /hold-up": own((request, response) => holdUp(request, response, options)),
    "GET /kiosk/events": own((_request, response) => followKiosk(response, options)),
  };
}

/** Only for the wallet's own page: no other site may take credentials or hold up codes here. */
function own(handler: Handler): Handler {
  return (request, response) => (isSameOrigin(request) ? handler(request, response) : complain(response, 403, FOREIGN));
}

async function giveCredential(request: HttpRequest, response: ServerResponse, { issue }: WalletPanelOptions): Promise<void> {
  const body = await request.body(MAX_REQUEST_BYTES);
  if (!body) return complain(response, 413, REQUEST_TOO_LARGE);
  const answer = await issue(parseJson(body));
  if (!answer.ok) return complain(response, 400, answer.problem);
  respondJson(response, 201, answer.credential);
}

async function holdUp(request: HttpRequest, response: ServerResponse, { kioskUrl }: WalletPanelOptions): Promise<void> {
  const body = await request.body(MAX_PICTURE_BYTES);
  if (!body) return complain(response, 413, PICTURE_TOO_LARGE);
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(PICTURE_TIMEOUT_MS);
    answer = await fetch(`${kioskUrl}/desk/picture`, { method: "POST", body: new Uint8Array(body), signal });
  } catch {
    return complain(response, 502, KIOSK_AWAY);
  }
  // The kiosk words its complaints for people, in the form that this page reads, too.
  response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** Passes the stream of the citizen's screen on for as long as both ends live. */
async function followKiosk(response: ServerResponse, { kioskUrl }: WalletPanelOptions): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    const { status, body, headers } = await fetch(`${kioskUrl}/events`, { signal: gone.signal });
    if (status !== 200 || !body) return complain(response, 502, KIOSK_AWAY);
    response.writeHead(200, { "content-type": headers.get("content-type") ?? "", "cache-control": "no-store" });
    for await (const part of body) response.write(part);
  } catch {
    // The page left, or the kiosk did: a page that is still there asks again.
    if (!response.headersSent) return complain(response, 502, KIOSK_AWAY);
  }
  response.end();
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function complain(response: ServerResponse, status: number, error: Text): void {
  respondJson(response, status, { error });
}

const FOREIGN: Text = {
  vi: "Yêu cầu đến từ một trang khác. Hãy dùng trang ví của chính chương trình này.",
  en: "The request came from another site. Use this program's own wallet page.",
};
const REQUEST_TOO_LARGE: Text = { vi: "Yêu cầu dài hơn 1 KiB.", en: "The request is longer than 1 KiB." };
const PICTURE_TOO_LARGE: Text = { vi: "Ảnh lớn hơn 2 MiB.", en: "The picture is larger than 2 MiB." };
const KIOSK_AWAY: Text = {
  vi: "Máy ở quầy không trả lời. Máy tự khởi động lại; hãy chờ vài giây rồi giơ lại.",
  en: "The kiosk does not answer. It starts again by itself; wait a few seconds and hold the code up again.",
};
