import { css, html, nothing, type TemplateResult } from "lit";
import type { StaffResult, StaffService } from "../core/staff.ts";
import { SERVICE_BECAUSES } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { STAFF_WORDS } from "./staff-words.ts";
import { typeWords } from "./type-words.ts";
import { verdictChip } from "./verdict-chip.ts";

const WORDS = {
  paused: { vi: "Máy đang NGỪNG nhận mã", en: "The kiosk takes NO codes" },
  back: { vi: "làm lại lúc", en: "back at" },
  news: { vi: "Có kết quả mới", en: "A new result" },
  many: { vi: "kết quả mới, tới lượt", en: "new results, next" },
  look: { vi: "Xem", en: "Look" },
} as const satisfies Record<string, Text>;

/** That staff have paused the kiosk, why, until when, and the way to open it again. */
export function pausedBar(service: StaffService, language: Language, open: () => void): TemplateResult | typeof nothing {
  if (service.on) return nothing;
  const { because, staff, since, back } = service;
  return html`<div class="bar paused"><p><span aria-hidden="true">❚❚</span> <b>${WORDS.paused[language]}</b> · ${SERVICE_BECAUSES[because][language]} · ${staff} · ${counterTime(since)}${back === undefined ? nothing : html` · <b>${WORDS.back[language]} ${back}</b>`}</p>
    <button data-do="reopen" @click=${open}><kbd aria-hidden="true">S</kbd> ${STAFF_WORDS.reopen[language]}</button></div>`;
}

/** That answers have come which are not shown, because somebody works with another or looks at another page: how many, and whose turn it is. */
export function newsBar([result, ...others]: readonly StaffResult[], language: Language, look: () => void): TemplateResult {
  return html`<div role="status">${
    result
      ? html`<div class="bar news"><p><b>${others.length === 0 ? WORDS.news[language] : `${others.length + 1} ${WORDS.many[language]}`}:</b> ${verdictChip(result.verdict, language)} · ${scanLine(result, language)}</p>
        <button data-do="news" @click=${look}><kbd aria-hidden="true">R</kbd> ${WORDS.look[language]}</button></div>`
      : nothing
  }</div>`;
}

/** Which scan is meant, without saying whose it is: time, type, code. */
export function scanLine({ at, type, code }: StaffResult, language: Language): TemplateResult {
  return html`<span class="scan"><time>${counterTime(at)}</time>${type === undefined ? nothing : ` · ${typeWords(type, language)}`} · ${code}</span>`;
}

export const barsStyle = css`
  .bar { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; justify-content: space-between; padding: 6px 16px; color: #000; border-bottom: 1px solid #00000055; }
  .bar p { flex: 1 1 14rem; }
  .bar .chip { vertical-align: bottom; }
  .paused { background: #ffd27a; }
  .news { background: #fff; border-bottom: 3px solid var(--ink); }
`;
