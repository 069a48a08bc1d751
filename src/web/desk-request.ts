import type { Text } from "../core/text.ts";

/** What is said where the other end does not answer at all. */
export const UNREACHABLE: Text = {
  vi: "Không tới được máy. Hãy xem chương trình còn chạy không.",
  en: "The kiosk does not answer. See whether the program is still running.",
};
const UNEXPECTED: Text = {
  vi: "Máy trả lời không như mong đợi. Hãy xem nhật ký của chương trình.",
  en: "The kiosk gave an unexpected answer. See the program's log.",
};

/** Sends what stands in for the world to the kiosk: undefined when it was taken, else what happened and what to do. */
export async function sendToDesk(path: string, body: BodyInit): Promise<Text | undefined> {
  try {
    const response = await fetch(path, { method: "POST", body });
    if (response.ok) return undefined;
    return complaintIn(await response.json());
  } catch {
    return UNREACHABLE;
  }
}

/** What the other end says is wrong: `{error: {vi, en}}`. */
export function complaintIn(answer: unknown): Text {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return UNEXPECTED;
  const { error } = answer;
  if (typeof error !== "object" || error === null || !("vi" in error) || !("en" in error)) return UNEXPECTED;
  return typeof error.vi === "string" && typeof error.en === "string" ? { vi: error.vi, en: error.en } : UNEXPECTED;
}
