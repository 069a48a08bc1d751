import { html, LitElement, nothing, type TemplateResult } from "lit";
import { LOG_WORDS } from "../core/support/log-events.ts";
import type { LogLevel, LogLine } from "../core/support/log-line.ts";
import type { LogView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import { setupStyle } from "./setup-style.ts";
import { askHelp } from "./technician-help.ts";
import { TechnicianLook } from "./technician-look.ts";
import { askLog } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

const LOOK_MS = 3000;

const FILTERS: readonly { readonly name: string; readonly words: Text; readonly levels: readonly LogLevel[] }[] = [
  { name: "all", words: { vi: "Tất cả", en: "All" }, levels: ["info", "warn", "error", "fatal"] },
  { name: "warn", words: { vi: "Cảnh báo trở lên", en: "Warnings and worse" }, levels: ["warn", "error", "fatal"] },
  { name: "error", words: { vi: "Chỉ lỗi", en: "Errors only" }, levels: ["error", "fatal"] },
];

const LEVELS: Readonly<Record<LogLevel, { readonly mark: string; readonly words: Text }>> = {
  info: { mark: "·", words: { vi: "tin", en: "info" } },
  warn: { mark: "!", words: { vi: "cảnh báo", en: "warning" } },
  error: { mark: "✗", words: { vi: "lỗi", en: "error" } },
  fatal: { mark: "✗✗", words: { vi: "dừng", en: "fatal" } },
};

/** The last 200 lines of the kiosk's own log, newest first. Nothing of a visitor can be in them (core/support/log-line.ts). */
class TechnicianLog extends LitElement {
  static override properties = { token: { attribute: false }, _filter: { state: true } };
  declare token: string;
  declare _filter: string;
  readonly #look = new TechnicianLook<LogView>(this, LOOK_MS, () => askLog(this.token));

  constructor() {
    super();
    this._filter = "all";
  }

  override render(): TemplateResult {
    const levels = FILTERS.find(({ name }) => name === this._filter)?.levels ?? [];
    const lines = (this.#look.value?.lines ?? []).filter(({ level }) => levels.includes(level)).toReversed();
    return html`<section class="inside">
      <nav>${FILTERS.map(({ name, words }) => html`<button data-filter=${name} aria-pressed=${this._filter === name} @click=${() => (this._filter = name)}>${words.vi} <small lang="en">${words.en}</small></button>`)}
        <p class="small">Không có dữ liệu cá nhân: chỉ sự kiện và con số trong danh sách. <span lang="en">No personal data: events and figures of a closed list only.</span></p></nav>
      ${lines.length === 0 && this.#look.value ? html`<p class="text">Không có dòng nào. <span lang="en">No lines.</span></p>` : nothing}
      <table class="log"><tbody>${lines.map(row)}</tbody></table>
    </section>`;
  }

  static override styles = [setupStyle, technicianStyle];
}

function row({ at, level, event, facts, code, from }: LogLine): TemplateResult {
  const { mark, words } = LEVELS[level];
  const known = LOG_WORDS[event];
  const said = [
    ...Object.entries(facts).map(([name, value]) => `${name}=${value}`),
    ...(code === undefined ? [] : [code]),
    ...(from ?? []),
  ];
  return html`<tr class=${level}>
    <td class="mono">${timeOf(at)}</td>
    <td><span aria-hidden="true">${mark}</span> ${words.vi} <span lang="en">${words.en}</span></td>
    <td>${known ? html`<b>${known.vi}</b> ` : nothing}${known?.code === undefined ? nothing : html`<button class="code" data-help=${known.code} @click=${help}>${known.code}</button>`}
      <p lang="en">${event} <span class="mono">${said.join(" ")}</span></p></td>
  </tr>`;
}

/** Its help, on this page: whoever left it would stand before the door again. */
function help({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) askHelp(currentTarget, currentTarget.dataset["help"]);
}

/** As the kiosk's own clock on the wall has it: day and time in Việt Nam. */
function timeOf(at: number): string {
  return new Date(at * 1000).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour12: false });
}

customElements.define("technician-log", TechnicianLog);
