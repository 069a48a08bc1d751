import type { SetupAnswer } from "../core/provisioning/setup-view.ts";
import type { PairingOffer } from "../core/staff.ts";
import type { Entered, TechnicianPart, TechnicianView } from "../core/technician.ts";
import type { JobName, LogView, ResetAnswer, ResetView, ResetWish, WorkView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";

/** What the page is told where the kiosk has not let it in, or not any more. */
export class NotIn extends Error {}

/** What an attempt came to that never reached the door: a fault of the kiosk (500), a page of another address (403). */
export interface NotAsked {
  readonly kind: "not-asked";
  readonly status: number;
}

/** An attempt to come in; undefined where the kiosk does not answer. */
export async function enter(pin: string | undefined): Promise<Entered | NotAsked | undefined> {
  try {
    const response = await fetch("/technician/enter", { method: "POST", body: JSON.stringify(pin === undefined ? {} : { pin }) });
    // Both ends are one release: what has a kind is what its type says.
    const said = (await response.json().catch(() => undefined)) as Partial<Entered> | undefined;
    return said?.kind === undefined ? { kind: "not-asked", status: response.status } : (said as Entered);
  } catch {
    return undefined;
  }
}

/** Everything that the page shows. Rejects with NotIn where the token counts no more. */
export async function askParts(token: string): Promise<TechnicianView> {
  return (await ask(token, "GET", "parts")) as TechnicianView;
}

/** Has one part tested; for one that a person judges, has it played. */
export async function askTest(token: string, part: string): Promise<TechnicianPart> {
  return (await ask(token, "POST", "test", { part })) as TechnicianPart;
}

/** Says what a person has seen. */
export async function tellSeen(token: string, part: string, isSeen: boolean): Promise<TechnicianPart> {
  return (await ask(token, "POST", "seen", { part, isSeen })) as TechnicianPart;
}

/** What is on the stick's and the configuration's tab. */
export async function askWork(token: string): Promise<WorkView> {
  return (await ask(token, "GET", "work")) as WorkView;
}

/** The last lines of the kiosk's log. */
export async function askLog(token: string): Promise<LogView> {
  return (await ask(token, "GET", "log")) as LogView;
}

/** Has something written on the stick; what comes of it the next look says. Resolves to why it was not begun. */
export async function beginJob(token: string, job: JobName, passphrase?: string): Promise<Text | undefined> {
  const response = await send(token, "/technician/job", { job, ...(passphrase !== undefined && passphrase !== "" && { passphrase }) });
  if (response.ok) return undefined;
  return response.status === 409
    ? { vi: "Máy đang ghi việc khác, chờ xong rồi thử lại.", en: "Something else is being written, wait for it." }
    : failedText(response.status);
}

/** Begins or ends the reading of a configuration. Resolves to why it did not. */
export async function tellConfiguration(token: string, what: "begin" | "again" | "end" | "finish"): Promise<Text | undefined> {
  const response = await send(token, "/technician/configuration", { do: what });
  if (response.ok) return undefined;
  // Both ends are one release.
  const { said } = (await response.json().catch(() => ({}))) as { readonly said?: Text };
  return said ?? failedText(response.status);
}

/** Answers the question whether a configuration shall be applied. */
export async function answerConfiguration(token: string, answer: SetupAnswer): Promise<void> {
  await send(token, "/technician/answer", answer);
}

/** What a reset would take away. */
export async function askReset(token: string): Promise<ResetView> {
  return (await ask(token, "GET", "reset")) as ResetView;
}

/** Wishes the reset. */
export async function wishReset(token: string, wish: ResetWish): Promise<ResetAnswer> {
  return (await (await send(token, "/technician/reset", wish)).json()) as ResetAnswer;
}

/** True where a kiosk answers that does not know whoever was inside: it is another one. */
export async function isForgotten(token: string): Promise<boolean> {
  return await fetch("/technician/work", { headers: headersOf(token) }).then(
    ({ status }) => status === 401,
    () => false,
  );
}

/** How a device of the staff's is paired. */
export async function askPairing(token: string): Promise<PairingOffer> {
  const response = await send(token, "/staff/pairing", {});
  if (!response.ok) throw new Error(`pairing: ${response.status}`);
  return (await response.json()) as PairingOffer;
}

/** Locks the page again. A kiosk that does not answer is locked anyway. */
export async function leave(token: string): Promise<void> {
  await fetch("/technician/leave", { method: "POST", headers: headersOf(token) }).catch(() => undefined);
}

/** Why nobody is let in yet, and what to do. */
export function enteredText(entered: Entered | NotAsked | undefined): Text {
  if (!entered)
    return { vi: "Máy không trả lời. Xem chương trình còn chạy không.", en: "The kiosk does not answer. See whether it still runs." };
  switch (entered.kind) {
    case "in":
      return { vi: "", en: "" };
    case "no-pin":
      return {
        vi: "Chưa đặt mã PIN. Giữ nút dịch vụ 3 giây rồi thử lại, hoặc chạy: tram technician pin --config TỆP",
        en: "No PIN is set. Hold the service button for 3 seconds and try again, or run: tram technician pin --config FILE",
      };
    case "wrong": {
      const { waitSeconds } = entered;
      if (waitSeconds === 0) return { vi: "Mã PIN sai. Mời nhập lại.", en: "Wrong PIN. Try again." };
      const { vi, en } = waitText(waitSeconds);
      return { vi: `Mã PIN sai. Chờ ${vi} rồi nhập lại.`, en: `Wrong PIN. Wait ${en}, then try again.` };
    }
    case "wait": {
      const { vi, en } = waitText(entered.waitSeconds);
      return { vi: `Đã sai nhiều lần. Còn phải chờ ${vi}.`, en: `Too many wrong attempts. ${en} to wait.` };
    }
    case "not-asked":
      return entered.status === 403 ? OTHER_ADDRESS : failedText(entered.status);
  }
}

/** Rounded up: whoever comes back after it is not too early. */
function waitText(seconds: number): Text {
  if (seconds < 120) return { vi: `${seconds} giây`, en: `${seconds} seconds` };
  const minutes = Math.ceil(seconds / 60);
  return { vi: `${minutes} phút`, en: `${minutes} minutes` };
}

const OTHER_ADDRESS: Text = {
  vi: "Trang này mở từ địa chỉ khác nên máy không nhận. Mở lại trên màn hình của máy: http://127.0.0.1:CỔNG/technician",
  en: "This page has another address, and the kiosk does not take it. Open it on the kiosk's screen: http://127.0.0.1:PORT/technician",
};

function failedText(status: number): Text {
  return {
    vi: `Máy gặp lỗi bên trong (${status}). Thử lại; nếu vẫn lỗi, xem nhật ký: journalctl -u tram-kiosk`,
    en: `A fault inside the kiosk (${status}). Try again; if it stays, see its log: journalctl -u tram-kiosk`,
  };
}

async function ask(token: string, method: "GET" | "POST", what: string, body?: object): Promise<unknown> {
  const response = await fetch(`/technician/${what}`, { method, headers: headersOf(token), ...(body && { body: JSON.stringify(body) }) });
  if (response.status === 401) throw new NotIn();
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return await response.json();
}

/** Rejects with NotIn where the token counts no more; every other answer is the caller's to read. */
async function send(token: string, path: string, body: object): Promise<Response> {
  const headers = { ...headersOf(token), "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (response.status === 401) throw new NotIn();
  return response;
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
