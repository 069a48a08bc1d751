import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StaffResult } from "../core/staff.ts";
import { asPrinted } from "../core/staff-printed.ts";
import type { Text } from "../core/text.ts";
import { attributeLabel } from "./attribute-labels.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { scanLine } from "./staff-bars.ts";
import "./staff-dialog.ts";
import { areKeysOn, isPressing } from "./staff-key-press.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { compare, recorded } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE, NOT_RECORDED, STAFF_WORDS } from "./staff-words.ts";

const WORDS = {
  title: { vi: "Đối chiếu với thẻ thật", en: "Compare with the card itself" },
  how: {
    vi: "Cầm thẻ của người dân và so từng dòng. Mã trên thẻ không có chữ ký: ai cũng in được.",
    en: "Take the visitor's card and compare line by line. The code on it is not signed: anybody can print one.",
  },
  keys: { vi: "Phím Y khớp, N không khớp, ↵ ghi lại", en: "Keys: Y matches, N does not, ↵ records" },
  matches: { vi: "Khớp", en: "Matches" },
  differs: { vi: "Không khớp", en: "Differs" },
  person: { vi: "Ảnh trên thẻ", en: "The card's picture" },
  isPerson: { vi: "là người đang đứng trước mặt", en: "is the person before you" },
  recordMatches: { vi: "Ghi: thẻ khớp", en: "Record: it matches" },
  recordDiffers: { vi: "Ghi: thẻ KHÔNG khớp", en: "Record: it does NOT match" },
  left: { vi: "dòng chưa so", en: "lines not compared yet" },
  unknown: {
    vi: "Máy không còn giữ lần quét này. Mời người dân đưa lại mã.",
    en: "The kiosk no longer has this scan. Ask for the code once more.",
  },
  already: { vi: "Lần quét này đã được đối chiếu.", en: "This scan has been compared already." },
  "not-unsigned": { vi: "Giấy này có chữ ký, không cần đối chiếu.", en: "This is signed, there is nothing to compare." },
} as const satisfies Record<string, Text>;

/** A row that a person ticks: of the card, and last whether the card is the person's. */
interface Row {
  readonly label: string;
  readonly value: string;
}

/** The checklist for an unsigned card: every line, then the person. Sends `done`, `closed`, or `out` where the session is over. */
class StaffCompare extends LitElement {
  static override properties = {
    result: { attribute: false },
    language: {},
    _ticks: { state: true },
    _said: { state: true },
    isBusy: { state: true },
  };
  declare result: StaffResult;
  declare language: Language;
  /** By row; undefined: nobody has looked yet. */
  declare _ticks: readonly (boolean | undefined)[];
  declare _said: Text | undefined;
  /** What was found is being recorded. */
  declare isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._ticks = [];
    this.isBusy = false;
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // What was ticked was ticked for the card that was held then.
    if (changed.has("result") && changed.get("result")?.id !== this.result.id) this._ticks = [];
  }

  override render(): TemplateResult {
    const { language } = this;
    const rows = this.#rows();
    const open = rows.filter((_, index) => this._ticks[index] === undefined).length;
    return html`<staff-dialog .heading=${WORDS.title[language]} .closing=${STAFF_WORDS.cancel[language]} @closed=${() => this.#send("closed")}>
      <slot name="call" slot="call"></slot>
      <p class="which">${scanLine(this.result, language)}</p>
      <p>${WORDS.how[language]}</p><p class="hint">${areKeysOn() ? WORDS.keys[language] : nothing}</p>
      <ol>${rows.map((row, index) => this.#row(row, index))}</ol>
      <p role="alert">${this._said?.[language] ?? nothing}</p>
      <button class="primary" data-do="record" ?disabled=${open > 0 || this.isBusy} @click=${() => void this.#record()}><kbd aria-hidden="true">↵</kbd>
        ${open > 0 ? `${open} ${WORDS.left[language]}` : WORDS[this.#isAllSame() ? "recordMatches" : "recordDiffers"][language]}</button>
    </staff-dialog>`;
  }

  #row({ label, value }: Row, index: number): TemplateResult {
    const { language } = this;
    const tick = this._ticks[index];
    const isNext = tick === undefined && this.#next() === index;
    const choice = (
      matches: boolean,
    ) => html`<label class=${matches ? "same" : "other"}><input type="radio" name="row-${index}" .checked=${tick === matches}
      @change=${() => this.#tick(index, matches)} /> ${WORDS[matches ? "matches" : "differs"][language]}</label>`;
    return html`<li class=${isNext ? "next" : ""} data-row=${index}><fieldset>
      <legend><span>${label}</span> <b><bdi>${value}</bdi></b></legend>
      <div class="choices">${choice(true)}${choice(false)}</div>
    </fieldset></li>`;
  }

  #rows(): readonly Row[] {
    const { language } = this;
    const ofCard = (this.result.disclosed ?? []).map(({ name, value }) => ({
      label: attributeLabel(name, language),
      value: asPrinted(value),
    }));
    return [...ofCard, { label: WORDS.person[language], value: WORDS.isPerson[language] }];
  }

  #next(): number {
    return this.#rows().findIndex((_, index) => this._ticks[index] === undefined);
  }

  #isAllSame(): boolean {
    return this.#rows().every((_, index) => this._ticks[index] === true);
  }

  #take(key: string, event: KeyboardEvent): boolean {
    const letter = areKeysOn() ? key.toLowerCase() : "";
    if (letter === "y" || letter === "n") {
      const next = this.#next();
      if (next >= 0) this.#tick(next, letter === "y");
      return true;
    }
    if (key !== "Enter" || isPressing(event) || this.#next() >= 0) return false;
    void this.#record();
    return true;
  }

  #tick(index: number, matches: boolean): void {
    this._ticks = this.#rows().map((_, at) => (at === index ? matches : this._ticks[at]));
    void this.updateComplete.then(() => this.renderRoot.querySelector("li.next, [data-do=record]")?.scrollIntoView({ block: "nearest" }));
  }

  async #record(): Promise<void> {
    const { seq } = this.result;
    if (seq === undefined || this.isBusy) return;
    this.isBusy = true;
    const compared = await recorded(compare({ seq, matches: this.#isAllSame() }));
    this.isBusy = false;
    if (compared === "out") return this.#send("out");
    if (compared?.kind === "done") return this.#send("done");
    this._said = compared === undefined ? NOT_DONE : compared.kind === "not-recorded" ? NOT_RECORDED : WORDS[compared.kind];
  }

  #send(what: "done" | "closed" | "out"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      ol { margin: 10px 0; border-top: 1px solid var(--line); }
      li { border-bottom: 1px solid var(--line); border-left: 5px solid transparent; padding: 4px 0 4px 10px; scroll-margin: 8px; }
      li.next { border-left-color: var(--focus); background: #eef3f8; }
      fieldset { border: 0; margin: 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; align-items: center; }
      legend { float: left; padding: 0; overflow-wrap: anywhere; }
      legend span { color: var(--muted); font-size: 0.9375rem; display: block; }
      legend b { font-size: 1.1875rem; white-space: pre-line; }
      .which { font-weight: 700; }
      .choices { display: flex; flex-wrap: wrap; gap: 8px; }
      label { display: flex; align-items: center; gap: 8px; min-height: 44px; padding: 4px 12px; border: 1px solid #7b848d; border-radius: 9px; font-weight: 600; cursor: pointer; background: #fff; }
      label:has(:checked).same { background: #d9eee2; border-color: var(--accept); }
      label:has(:checked).other { background: #f8dcdc; border-color: var(--refuse); }
      input { width: 1.25rem; height: 1.25rem; accent-color: var(--ink); }
      .primary { width: 100%; justify-content: center; font-size: 1.125rem; }
      @media (max-width: 560px) { fieldset { grid-template-columns: minmax(0, 1fr); } }
    `,
  ];
}

customElements.define("staff-compare", StaffCompare);
