import type { ScreenStatus, TrustStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";

/** How loudly something is said. */
export type Tone = "good" | "amber" | "red";

/** How much of the budget is left, in a few words: `còn 27 ngày`. */
export function budgetWords(trust: TrustStatus | undefined): { readonly tone: Tone; readonly text: Text } {
  if (!trust) return { tone: "red", text: { vi: "chưa có", en: "none yet" } };
  const [vi, en] = [duration(trust.secondsLeft, "vi"), duration(trust.secondsLeft, "en")];
  switch (trust.state) {
    case "good":
      return { tone: "good", text: { vi: `còn ${vi}`, en: `${en} left` } };
    case "warning":
      return { tone: "amber", text: { vi: `chỉ còn ${vi}`, en: `only ${en} left` } };
    case "grace":
      return { tone: "amber", text: { vi: `đã quá hạn, dùng tạm ${vi}`, en: `expired, ${en} of grace` } };
    case "stopped":
      return { tone: "red", text: { vi: "đã hết hạn", en: "expired" } };
  }
}

/** The corner of the citizen's screen: how long the kiosk can go on, or what hinders it. Vietnamese first, English second. */
export function cornerWords({ trust, unknownGroup, clock }: Pick<ScreenStatus, "trust" | "unknownGroup" | "clock">): {
  readonly tone: Tone;
  readonly text: Text;
} {
  if (clock.state !== "ok") return { tone: "red", text: { vi: "Đồng hồ của máy sai", en: "The kiosk's clock is wrong" } };
  if (!trust) return { tone: "red", text: { vi: "Chưa có dữ liệu kiểm tra", en: "No checking data yet" } };
  if (unknownGroup !== undefined) return { tone: "red", text: { vi: "Máy chưa được cài đặt đúng", en: "The kiosk is not set up right" } };
  const { tone, text } = budgetWords(trust);
  return { tone, text: { vi: `Dữ liệu kiểm tra ${text.vi}`, en: `Checking data: ${text.en}` } };
}
