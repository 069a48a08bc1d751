import type { TrustStatus } from "../core/screen.ts";
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
