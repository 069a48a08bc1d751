import type { Entered, TechnicianPart, TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";

/** What the page is told where the kiosk has not let it in, or not any more. */
export class NotIn extends Error {}

/** An attempt to come in; undefined where the kiosk does not answer. Both ends are one release, so the data is what its type says. */
export async function enter(pin: string | undefined): Promise<Entered | undefined> {
  try {
    const response = await fetch("/technician/enter", { method: "POST", body: JSON.stringify(pin === undefined ? {} : { pin }) });
    return (await response.json()) as Entered;
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

/** Locks the page again. A kiosk that does not answer is locked anyway. */
export async function leave(token: string): Promise<void> {
  await fetch("/technician/leave", { method: "POST", headers: headersOf(token) }).catch(() => undefined);
}

/** Why nobody is let in yet, and what to do. */
export function enteredText(entered: Entered | undefined): Text {
  if (!entered)
    return { vi: "Máy không trả lời. Xem chương trình còn chạy không.", en: "The kiosk does not answer. See whether it still runs." };
  switch (entered.kind) {
    case "in":
      return { vi: "", en: "" };
    case "no-pin":
      return {
        vi: "Chưa đặt mã PIN. Giữ nút dịch vụ 3 giây rồi thử lại, hoặc chạy: tram technician pin",
        en: "No PIN is set. Hold the service button for 3 seconds and try again, or run: tram technician pin",
      };
    case "wrong": {
      const { waitSeconds } = entered;
      if (waitSeconds === 0) return { vi: "Mã PIN sai. Mời nhập lại.", en: "Wrong PIN. Try again." };
      return { vi: `Mã PIN sai. Chờ ${waitSeconds} giây rồi nhập lại.`, en: `Wrong PIN. Wait ${waitSeconds} seconds, then try again.` };
    }
    case "wait":
      return {
        vi: `Đã sai nhiều lần. Còn phải chờ ${entered.waitSeconds} giây.`,
        en: `Too many wrong attempts. ${entered.waitSeconds} seconds to wait.`,
      };
  }
}

async function ask(token: string, method: "GET" | "POST", what: string, body?: object): Promise<unknown> {
  const response = await fetch(`/technician/${what}`, { method, headers: headersOf(token), ...(body && { body: JSON.stringify(body) }) });
  if (response.status === 401) throw new NotIn();
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return await response.json();
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
