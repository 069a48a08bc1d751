import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { DisclosedRow } from "../core/desk.ts";
import { COPY_LABELS, copyFormats } from "../core/hand-off/copy-formats.ts";
import { asPrinted } from "../core/staff-printed.ts";
import type { Text } from "../core/text.ts";
import { attributeLabel } from "./attribute-labels.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  title: { vi: "Như in trên giấy tờ", en: "As the document says" },
  copy: { vi: "Chép", en: "Copy" },
  copied: { vi: "Đã chép:", en: "Copied:" },
  refused: {
    vi: "Trình duyệt không cho chép. Mời chọn và chép bằng tay.",
    en: "The browser does not allow copying. Please select and copy by hand.",
  },
  format: { vi: "Kiểu chép:", en: "Copied as:" },
} as const satisfies Record<string, Text>;

const FORMATS = Object.entries(COPY_LABELS);

/** Rows that have a key: the first nine. */
const MOST_KEYS = 9;

/** What the policy lets staff see, row by row, each copied by one key in the way that another program wants it. Sends `working` at each copy. */
class StaffFields extends LitElement {
  static override properties = { rows: { attribute: false }, language: {}, _format: { state: true }, _said: { state: true } };
  declare rows: readonly DisclosedRow[];
  declare language: Language;
  declare _format: number;
  declare _said: string;

  constructor() {
    super();
    this.rows = [];
    this.language = "vi";
    this._format = 0;
    this._said = "";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // What was copied, and how, was of the rows before.
    const before = changed.get("rows");
    if (!changed.has("rows") || JSON.stringify(before) === JSON.stringify(this.rows)) return;
    this._said = "";
    this._format = 0;
  }

  /** `1` to `9` copy a line, `f` goes to the next way to copy; false: the key is none of them. */
  takeKey(key: string): boolean {
    const row = /^[1-9]$/.test(key) ? this.rows[Number(key) - 1] : undefined;
    if (row) void this.#copy(row);
    else if (key === "f") this.#nextFormat();
    else return false;
    return true;
  }

  #nextFormat(): void {
    this._format = (this._format + 1) % FORMATS.length;
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<div class="head"><h3>${WORDS.title[language]}</h3>
        <button data-do="format" @click=${() => this.#nextFormat()}><kbd aria-hidden="true">F</kbd> ${WORDS.format[language]} ${this.#format()?.[1][language]}</button></div>
      <dl>${this.rows.map((row, index) => this.#row(row, index))}</dl>
      <p class="hint" role="status">${this._said === "" ? nothing : html`<bdi>${this._said}</bdi>`}</p>`;
  }

  #row(row: DisclosedRow, index: number): TemplateResult {
    const { language } = this;
    const label = attributeLabel(row.name, language);
    return html`<div>
      <dt>${label}</dt>
      <dd><bdi>${asPrinted(row.value)}</bdi></dd>
      <dd class="copy"><button data-copy=${row.name} @click=${() => void this.#copy(row)}>
        ${index < MOST_KEYS ? html`<kbd aria-hidden="true">${index + 1}</kbd>` : nothing} ${WORDS.copy[language]} <span class="unseen">${label}</span></button></dd>
    </div>`;
  }

  #format(): (typeof FORMATS)[number] | undefined {
    return FORMATS[this._format];
  }

  /** A way that would change nothing in this value is not among its own. */
  #written(value: string): string {
    const ways = copyFormats(value);
    return (ways.find(({ id }) => id === this.#format()?.[0]) ?? ways[0])?.text ?? value;
  }

  async #copy({ name, value }: DisclosedRow): Promise<void> {
    const { language } = this;
    this.dispatchEvent(new CustomEvent("working", { bubbles: true, composed: true }));
    try {
      await navigator.clipboard.writeText(this.#written(value));
      this._said = `${WORDS.copied[language]} ${attributeLabel(name, language)}`;
    } catch {
      this._said = WORDS.refused[language];
    }
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      .head { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; justify-content: space-between; margin-bottom: 6px; }
      dl > div { display: grid; grid-template-columns: minmax(7rem, 1fr) minmax(0, 2fr) auto; gap: 2px 14px; align-items: center; padding: 5px 0; border-top: 1px solid var(--line); }
      dt { color: var(--muted); font-size: 0.9375rem; line-height: 1.4; }
      dd { font-size: 1.1875rem; line-height: 1.45; font-weight: 600; white-space: pre-line; overflow-wrap: anywhere; }
      .copy button { position: relative; font-size: 0.9375rem; padding-inline: 10px; white-space: nowrap; }
      .hint { min-height: 1.5em; }
      @media (max-width: 520px) {
        dl > div { grid-template-columns: minmax(0, 1fr) auto; }
        dt { grid-column: 1 / -1; }
      }
    `,
  ];
}

customElements.define("staff-fields", StaffFields);
