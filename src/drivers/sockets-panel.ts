import * as v from "valibot";
import { type SocketsChange, type SocketsState, STICK_NAMES } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import { respondJson } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { Routes } from "./web-files.ts";

/** The sockets of the kiosk, where a hand can reach them. */
export interface SocketsPanelOptions {
  state(): Promise<SocketsState>;
  /** Resolves when it is done. */
  change(change: SocketsChange): Promise<void>;
}

const MAX_CHANGE_BYTES = 256;
const ChangeSchema = v.union([v.strictObject({ network: v.boolean() }), v.strictObject({ usbPort: v.nullable(v.picklist(STICK_NAMES)) })]);

/** The routes by which a desk page plugs and unplugs what belongs to its kiosk: `/sockets`. Answers with the state after it. */
export function socketsPanel(options: SocketsPanelOptions): Routes {
  return {
    "GET /sockets": async (_request, response) => respondJson(response, 200, await options.state()),
    "POST /sockets": async (request, response) => {
      if (!isSameOrigin(request)) return respondJson(response, 403, { error: FOREIGN });
      const change = v.safeParse(ChangeSchema, parseJson(await request.body(MAX_CHANGE_BYTES)));
      if (!change.success) return respondJson(response, 400, { error: NOT_A_CHANGE });
      await options.change(change.output);
      respondJson(response, 200, await options.state());
    },
  };
}

function parseJson(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}

const FOREIGN: Text = {
  vi: "Yêu cầu đến từ một trang khác. Hãy dùng trang bàn thử của chính máy này.",
  en: "The request came from another site. Use this kiosk's own desk page.",
};
const NOT_A_CHANGE: Text = {
  vi: 'Yêu cầu không đúng dạng {"network"} hoặc {"usbPort"}.',
  en: 'The request is neither {"network"} nor {"usbPort"}.',
};
