import { css, html, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { isJustTested } from "./citizen-attract.ts";
import { budgetWords, type Tone } from "./trust-words.ts";

/** What stands above the kiosk's name where there is something to say, for whoever looks after it. */
export function cornerScreen(status: ScreenStatus, now: EpochSeconds): TemplateResult {
  const { tone, text } = cornerWords(status, now);
  return html`<span class="budget ${tone}">${text.vi}</span><span lang="en">${text.en}</span>`;
}

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
  if (selfTest && isJustTested(selfTest, now)) return { tone: "good", text: selfTest.verdict };
  const { tone, text } = budgetWords(trust);
  return { tone, text: { vi: `Dữ liệu kiểm tra ${text.vi}`, en: `Checking data: ${text.en}` } };
}

export const partStyle = css`
  .state { display: flex; flex-direction: column; align-items: flex-end; line-height: 1.45; }
  .budget { border-radius: 0.3em; }
  .budget.amber, .budget.red { padding: 0 0.5em; }
  .budget.amber { background: var(--cannot-check); color: var(--on-amber); font-weight: 700; }
  .budget.red { background: var(--refuse); color: var(--on-band); font-weight: 700; }
  @container screen (max-aspect-ratio: 1) { .state { align-items: center; } }
`;
