import type { ServerResponse } from "node:http";
import * as v from "valibot";
import type { IssuerState, StandingChange } from "../core/register.ts";
import { STICK_NAMES, type StickName } from "../core/sockets.ts";
import { STANDINGS } from "../core/standing.ts";
import type { Text } from "../core/text.ts";
import { type HttpRequest, respondJson } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import { type Routes, webRoutes } from "./web-files.ts";

/** What the demo's issuer can do. */
export interface IssuerPanelOptions {
  state(): Promise<IssuerState>;
  /** Resolves when the change is published; false: it has issued no such credential. */
  change(change: StandingChange): Promise<boolean>;
  /** Publishes the same again with fresh dates. */
  publish(): Promise<void>;
  /** Copies what is published onto a stick; false: it is in the kiosk. */
  write(stick: StickName): Promise<boolean>;
  /** Carries a stick to central and back; false: it is in the kiosk. */
  bring(stick: StickName): Promise<boolean>;
}

const MAX_REQUEST_BYTES = 256;
const ChangeSchema = v.strictObject({
  credential: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  standing: v.picklist(STANDINGS),
});
const StickSchema = v.strictObject({ stick: v.picklist(STICK_NAMES) });
const NothingSchema = v.strictObject({});

/**
 * The routes of the demo's issuer: its page at `/issuer`, what it has issued and published, and the buttons. Only its own page may use
 * them. A change is answered with the state after it, wrong input with 4xx and `{error:{vi,en}}`.
 */
export function issuerPanel(options: IssuerPanelOptions): Routes {
  const answer = async (response: ServerResponse) => respondJson(response, 200, await options.state());
  /** A button: undefined where all went well. */
  const button = <T>(schema: v.GenericSchema<unknown, T>, press: (body: T) => Promise<Complaint | undefined>) => {
    return async (request: HttpRequest, response: ServerResponse) => {
      if (!isSameOrigin(request)) return complain(response, FOREIGN);
      const body = v.safeParse(schema, parseJson(await request.body(MAX_REQUEST_BYTES)));
      const complaint = body.success ? await press(body.output) : NOT_A_REQUEST;
      return complaint ? complain(response, complaint) : await answer(response);
    };
  };
  return {
    ...webRoutes("issuer"),
    "GET /issuer/state": async (request, response) => (isSameOrigin(request) ? answer(response) : complain(response, FOREIGN)),
    "POST /issuer/standing": button(ChangeSchema, async (change) => ((await options.change(change)) ? undefined : UNKNOWN_CREDENTIAL)),
    "POST /issuer/publication": button(NothingSchema, async () => void (await options.publish())),
    "POST /issuer/stick": button(StickSchema, async ({ stick }) => ((await options.write(stick)) ? undefined : STICK_IN_KIOSK)),
    "POST /issuer/central": button(StickSchema, async ({ stick }) => ((await options.bring(stick)) ? undefined : STICK_IN_KIOSK)),
  };
}

interface Complaint {
  readonly status: number;
  readonly error: Text;
}

function complain(response: ServerResponse, { status, error }: Complaint): void {
  respondJson(response, status, { error });
}

function parseJson(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}

const FOREIGN: Complaint = {
  status: 403,
  error: {
    vi: "Yêu cầu đến từ một trang khác. Hãy dùng trang nơi cấp của chính chương trình này.",
    en: "The request came from another site. Use this program's own issuer page.",
  },
};
const NOT_A_REQUEST: Complaint = {
  status: 400,
  error: { vi: "Yêu cầu không đúng dạng. Hãy tải lại trang.", en: "The request has the wrong form. Load the page again." },
};
const UNKNOWN_CREDENTIAL: Complaint = {
  status: 404,
  error: {
    vi: "Nơi cấp không còn giữ giấy tờ này trong sổ. Hãy tải lại trang.",
    en: "The issuer no longer has this credential in its register. Load the page again.",
  },
};
const STICK_IN_KIOSK: Complaint = {
  status: 409,
  error: {
    vi: "USB này đang cắm ở máy. Hãy rút ra trên trang bàn thử rồi làm lại.",
    en: "This stick is in the kiosk. Pull it out on the desk page, then try again.",
  },
};
