import { html, type TemplateResult } from "lit";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { OVERRIDE_BECAUSES } from "../core/staff-because.ts";
import type { StaffFigures } from "../core/staff-figures.ts";
import { VERDICT_ORDER } from "../core/staff-limits.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { shownHours, sumOf } from "./staff-chart.ts";
import { typeWords } from "./type-words.ts";
import { verdictWords } from "./verdict-chip.ts";

/** A table with its head, as it is drawn and as CSV has it. */
export type Rows = readonly (readonly (string | number)[])[];

export const FIGURE_WORDS = {
  day: { vi: "Ngày", en: "Day" },
  hour: { vi: "Giờ", en: "Hour" },
  all: { vi: "Tổng", en: "All" },
  code: { vi: "Mã", en: "Code" },
  reason: { vi: "Kết quả", en: "Reason" },
  type: { vi: "Loại giấy tờ", en: "Type" },
  because: { vi: "Lý do quyết định thay máy", en: "Why staff decided otherwise" },
  count: { vi: "Số lần", en: "Count" },
} as const satisfies Record<string, Text>;

/** By hour and verdict, with sums. */
export function hourRows({ byHour, byVerdict, total }: Pick<StaffFigures, "byHour" | "byVerdict" | "total">, language: Language): Rows {
  const head = [
    FIGURE_WORDS.hour[language],
    ...VERDICT_ORDER.map((verdict) => verdictWords(verdict, language)),
    FIGURE_WORDS.all[language],
  ];
  const hours = shownHours(byHour).flatMap((hour) => {
    const counts = byHour[hour];
    return counts ? [[`${hour}:00`, ...VERDICT_ORDER.map((verdict) => counts[verdict]), sumOf(counts)]] : [];
  });
  return [head, ...hours, [FIGURE_WORDS.all[language], ...VERDICT_ORDER.map((verdict) => byVerdict[verdict]), total]];
}

/** By reason, the most frequent first. */
export function reasonRows({ byReason }: Pick<StaffFigures, "byReason">, language: Language): Rows {
  const head = [FIGURE_WORDS.code[language], FIGURE_WORDS.reason[language], FIGURE_WORDS.count[language]];
  return [head, ...byReason.map(({ reason, count }) => [REASON_TEXTS[reason].code, REASON_TEXTS[reason].staff[language], count])];
}

/** By type of credential or document. */
export function typeRows({ byType }: Pick<StaffFigures, "byType">, language: Language): Rows {
  return [
    [FIGURE_WORDS.type[language], FIGURE_WORDS.count[language]],
    ...byType.map(({ type, count }) => [typeWords(type, language), count]),
  ];
}

/** Why staff decided otherwise. */
export function overrideRows({ overrides }: Pick<StaffFigures, "overrides">, language: Language): Rows {
  const head = [FIGURE_WORDS.because[language], FIGURE_WORDS.count[language]];
  return [head, ...overrides.map(({ because, count }) => [OVERRIDE_BECAUSES[because][language], count])];
}

/** The table as the page draws it: numbers stand right, its first row is its head. */
export function tableOf([head = [], ...rows]: Rows): TemplateResult {
  return html`<table>
    <thead><tr>${head.map((cell, index) => html`<th scope="col" class=${isNumber(rows[0]?.[index]) ? "number" : ""}>${cell}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class=${isNumber(cell) ? "number" : ""}>${cell}</td>`))}</tr>`)}</tbody>
  </table>`;
}

function isNumber(cell: string | number | undefined): boolean {
  return typeof cell === "number";
}
