import type { IssuerState } from "../core/register.ts";
import type { Text } from "../core/text.ts";
import { complaintIn } from "./desk-request.ts";

const TIMEOUT_MS = 20_000;

/** The state afterwards, or what happened and what to do. */
export type IssuerAnswer = { readonly ok: true; readonly state: IssuerState } | { readonly ok: false; readonly complaint: Text };

const AWAY: Text = {
  vi: "Nơi cấp không trả lời. Hãy xem chương trình chạy thử còn chạy không; số liệu dưới đây là lần cuối nhận được.",
  en: "The issuer does not answer. See whether the demo is still running; what stands below is the last that was received.",
};

/** Asks how things are at the issuer. Page and server are one release, so an answer is what its type says. */
export function askIssuer(): Promise<IssuerAnswer> {
  return exchange("/issuer/state", "GET");
}

/** Presses one of the issuer's buttons: `standing`, `publication`, `stick` or `central`. */
export function pressAtIssuer(button: string, body: object): Promise<IssuerAnswer> {
  return exchange(`/issuer/${button}`, "POST", JSON.stringify(body));
}

async function exchange(path: string, method: string, body?: string): Promise<IssuerAnswer> {
  try {
    const response = await fetch(path, { method, signal: AbortSignal.timeout(TIMEOUT_MS), ...(body !== undefined && { body }) });
    const answer: unknown = await response.json();
    return response.ok ? { ok: true, state: answer as IssuerState } : { ok: false, complaint: complaintIn(answer) };
  } catch {
    return { ok: false, complaint: AWAY };
  }
}
