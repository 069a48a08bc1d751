import type { ScreenStatus, TrustStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
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

/** For so many seconds after a start the screen says that all is well with the parts. */
const WELL_SECONDS = 60;

/** The corner of the citizen's screen: how long the kiosk can go on, or what hinders it. Vietnamese first, English second. */
export function cornerWords(
  { trust, unknownGroup, clock, selfTest }: Pick<ScreenStatus, "trust" | "unknownGroup" | "clock" | "selfTest">,
  now: EpochSeconds,
): { readonly tone: Tone; readonly text: Text } {
  if (clock.state !== "ok") return { tone: "red", text: { vi: "Đồng hồ của máy sai", en: "The kiosk's clock is wrong" } };
  if (!trust) return { tone: "red", text: { vi: "Chưa có dữ liệu kiểm tra", en: "No checking data yet" } };
  if (unknownGroup !== undefined) return { tone: "red", text: { vi: "Máy chưa được cài đặt đúng", en: "The kiosk is not set up right" } };
  if (selfTest && selfTest.parts.length > 0) {
    const count = selfTest.parts.length;
    return { tone: "amber", text: { vi: `Tự kiểm tra: ${count} bộ phận cần xem`, en: `Self-test: ${count} to look at` } };
  }
  if (selfTest && Math.abs(now - selfTest.at) < WELL_SECONDS) return { tone: "good", text: selfTest.verdict };
  const { tone, text } = budgetWords(trust);
  return { tone, text: { vi: `Dữ liệu kiểm tra ${text.vi}`, en: `Checking data: ${text.en}` } };
}
