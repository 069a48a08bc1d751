import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { OVERRIDE_BECAUSES } from "../core/staff-because.ts";
import type { StaffEntry, StaffFound } from "../core/staff-figures.ts";
import { VERDICT_ORDER } from "../core/staff-limits.ts";
import type { Text } from "../core/text.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { keepOut } from "./staff-key-press.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { askEntries, NotSignedIn } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE } from "./staff-words.ts";
import { TYPE_NAMES, typeWords } from "./type-words.ts";
import { verdictChip, verdictChipStyle, verdictWords } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Tìm trong hôm nay", en: "Search in today's entries" },
  hint: {
    vi: "Nhật ký không có tên ai, nên không tìm theo tên được.",
    en: "The journal holds nobody's name, so there is no search by name.",
  },
  text: { vi: "Mã (T-204) hoặc số thứ tự", en: "Code (T-204) or number" },
  pad: { vi: "Bàn phím mã và số", en: "Keys for codes and numbers" },
  back: { vi: "Xoá một ký tự", en: "Delete a character" },
  verdict: { vi: "Kết quả", en: "Answer" },
  type: { vi: "Loại giấy tờ", en: "Type" },
  hour: { vi: "Giờ", en: "Hour" },
  any: { vi: "Tất cả", en: "All" },
  found: { vi: "lần quét", en: "scans" },
  first: { vi: "mới nhất được hiện", en: "newest are shown" },
  table: { vi: "Các lần quét tìm thấy", en: "Scans found" },
  csv: { vi: "Tải CSV", en: "Download CSV" },
  odd: { vi: "Mời nhập mã như T-204 hoặc một số thứ tự.", en: "Please enter a code such as T-204, or a number." },
  seq: { vi: "Số", en: "No." },
  time: { vi: "Lúc", en: "At" },
  reason: { vi: "Lý do", en: "Reason" },
  overridden: { vi: "Nhân viên quyết định:", en: "Decided by staff:" },
  matches: { vi: "Đối chiếu: khớp", en: "Compared: matches" },
  differs: { vi: "Đối chiếu: KHÔNG khớp", en: "Compared: does NOT match" },
} as const satisfies Record<string, Text>;

/** All that a code or a number is written with. */
const PAD = ["T-", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** The day's entries by code, number, answer, type and hour; never by a name. Sends `out` where the session is over. */
class StaffSearchPanel extends LitElement {
  static override properties = { language: {}, hasPad: { type: Boolean }, _found: { state: true }, _said: { state: true } };
  declare language: Language;
  /** On the kiosk's own screen, which may have no keys. */
  declare hasPad: boolean;
  declare _found: StaffFound | undefined;
  declare _said: Text | undefined;
  /** Answers may come in another order than they were asked for. */
  #asked = 0;

  constructor() {
    super();
    this.language = "vi";
    this.hasPad = false;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input")?.focus();
    void this.#search();
  }

  override render(): TemplateResult {
    const { language, _found: found } = this;
    return html`<section class="panel" aria-labelledby="title"><h2 id="title">${WORDS.title[language]}</h2><p class="hint">${WORDS.hint[language]}</p>
      <form role="search" @input=${() => void this.#search()} @submit=${(event: Event) => event.preventDefault()}>
        <label class="field">${WORDS.text[language]}<input type="search" name="text" autocomplete="off" maxlength="20" data-takes="t0123456789- " @keydown=${keepOut} /></label>
        ${this.#select(
          "verdict",
          VERDICT_ORDER.map((verdict) => [verdict, verdictWords(verdict, language)]),
        )}
        ${this.#select(
          "type",
          TYPE_NAMES.map((type) => [type, typeWords(type, language)]),
        )}
        ${this.#select(
          "hour",
          HOURS.map((hour) => [hour, `${hour}:00`]),
        )}
      </form>
      ${this.hasPad ? this.#pad() : nothing}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
      ${found ? this.#list(found) : nothing}
    </section>`;
  }

  #pad(): TemplateResult {
    const { language } = this;
    return html`<div class="pad" role="group" aria-label=${WORDS.pad[language]}>
      ${PAD.map((sign) => html`<button type="button" data-key=${sign} @click=${() => this.#put((text) => text + sign)}>${sign}</button>`)}
      <button type="button" data-key="back" aria-label=${WORDS.back[language]} @click=${() => this.#put((text) => text.slice(0, -1))}>⌫</button>
    </div>`;
  }

  #put(change: (text: string) => string): void {
    const input = this.renderRoot.querySelector<HTMLInputElement>("input[name=text]");
    if (!input) return;
    input.value = change(input.value).slice(0, input.maxLength);
    void this.#search();
  }

  #select(name: "verdict" | "type" | "hour", options: readonly (readonly [string, string])[]): TemplateResult {
    const { language } = this;
    return html`<label class="field">${WORDS[name][language]}<select name=${name}><option value="">${WORDS.any[language]}</option>
      ${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>`;
  }

  #list({ entries, total }: StaffFound): TemplateResult {
    const { language } = this;
    const shown = entries.length < total ? `, ${entries.length} ${WORDS.first[language]}` : "";
    return html`<p role="status"><b>${total}</b> ${WORDS.found[language]}${shown}</p>
      ${total === 0 ? nothing : html`<a class="button" href="/staff/entries.csv?${this.#terms() ?? ""}" download>${WORDS.csv[language]}</a>`}
      <div class="scrolls" tabindex="0" role="region" aria-label=${WORDS.table[language]}><table>
        <thead><tr>${(["seq", "time", "verdict", "reason", "type"] as const).map((name) => html`<th scope="col">${WORDS[name][language]}</th>`)}</tr></thead>
        <tbody>${entries.map((entry) => this.#row(entry))}</tbody>
      </table></div>`;
  }

  #row({ seq, at, verdict, reason, code, type, overridden, matches }: StaffEntry): TemplateResult {
    const { language } = this;
    return html`<tr data-seq=${seq}>
      <th scope="row">${seq}</th><td>${counterTime(at)}</td><td>${verdictChip(verdict, language)}</td>
      <td><a href="/help/${code}?from=/staff">${code}</a> ${REASON_TEXTS[reason].staff[language]}
        ${overridden === undefined ? nothing : html`<br /><b>${WORDS.overridden[language]} ${OVERRIDE_BECAUSES[overridden][language]}</b>`}
        ${matches === undefined ? nothing : html`<br /><b>${WORDS[matches ? "matches" : "differs"][language]}</b>`}</td>
      <td>${type === undefined ? nothing : typeWords(type, language)}</td>
    </tr>`;
  }

  async #search(): Promise<void> {
    const asked = ++this.#asked;
    const search = this.#terms();
    this._said = search ? undefined : WORDS.odd;
    if (!search) this._found = undefined;
    if (!search) return;
    try {
      const found = await askEntries(search);
      if (asked === this.#asked) this._found = found;
    } catch (error) {
      if (error instanceof NotSignedIn) this.dispatchEvent(new CustomEvent("out"));
      else if (asked === this.#asked) [this._found, this._said] = [undefined, NOT_DONE];
    }
  }

  /** What is asked for; undefined: what was typed is neither a code nor a number. */
  #terms(): URLSearchParams | undefined {
    const form = this.renderRoot.querySelector("form");
    const typed = [...(form ? new FormData(form) : [])].map(([name, value]) => [name, String(value).trim()] as const);
    const terms = new URLSearchParams();
    for (const [name, value] of typed.filter(([, value]) => value !== "")) {
      if (name !== "text") terms.set(name, value);
      else if (/^\d{1,15}$/.test(value)) terms.set("seq", value);
      else if (/^t[-\s]?\d{3}$/i.test(value)) terms.set("code", `T-${value.slice(-3)}`);
      // Still being typed.
      else if (!/^t[-\s]?\d{0,2}$/i.test(value)) return undefined;
    }
    return terms;
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      h2 { font-size: 1.375rem; }
      form { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); gap: 12px; margin: 12px 0; }
      .pad { display: none; flex-wrap: wrap; gap: 6px; margin-bottom: 12px; }
      .pad button { min-width: 3rem; justify-content: center; }
      @media (hover: none) and (pointer: coarse) { .pad { display: flex; } }
      .chip { white-space: normal; }
      td a { display: inline-flex; align-items: center; min-width: 44px; min-height: 44px; margin-block: -6px; }
      td:nth-child(4) { min-width: 14rem; }
    `,
  ];
}

customElements.define("staff-search", StaffSearchPanel);
