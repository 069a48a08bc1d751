import { html, LitElement, nothing, type TemplateResult } from "lit";
import { type CodeGroup, grouped, WEIGHT_WORDS, WHO_WORDS } from "../core/code-groups.ts";
import { type CodeEntry, findCode, registry } from "../core/registry.ts";
import type { Text } from "../core/text.ts";
import { helpStyle } from "./help-style.ts";
import { returnWhenIdle, wayBack } from "./help-way-back.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  title: { vi: "Mã và cách xử lý", en: "Codes and what to do" },
  back: { vi: "← Quay lại", en: "← Back" },
  all: { vi: "Mọi mã", en: "All codes" },
  print: { vi: "In", en: "Print" },
  find: { vi: "Tìm mã hoặc từ, ví dụ T-204, đầu đọc", en: "Find a code or a word, e.g. T-204, reader" },
  groups: { vi: "Các nhóm mã", en: "Groups of codes" },
  nothing: { vi: "Không có mã nào như vậy.", en: "There is no such code." },
  nearest: { vi: "Xem lại số, hoặc bấm Mọi mã. Gần giống:", en: "Check the number, or press All codes. Codes near it:" },
  name: { vi: "Tên trong nhật ký và chương trình:", en: "Its name in journals and programs:" },
} as const satisfies Record<string, Text>;

/** Codes that are offered in place of one that there is not. */
const NEAREST = 5;

/** What every code means and what to do about it: `/help` has them all, `/help/T-204` one. It works without a network, as the kiosk does. */
class TramHelp extends LitElement {
  static override properties = { _language: { state: true }, _sought: { state: true } };
  declare _language: Language;
  declare _sought: string;
  readonly #asked = /^\/help\/([\w-]{1,40})\/?$/.exec(location.pathname)?.[1] ?? "";

  constructor() {
    super();
    this._language = preferredLanguage();
    this._sought = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    chooseLanguage(this._language);
    this.#nameIt();
    returnWhenIdle(location.search);
  }

  override render(): TemplateResult {
    const { _language: language } = this;
    const isOne = this.#asked !== "";
    return html`<header>
        <h1>${WORDS.title[language]}</h1>
        <a class="button" href=${wayBack(location.search)}>${WORDS.back[language]}</a>
        ${isOne ? html`<a class="button" href="/help${location.search}">${WORDS.all[language]}</a>` : nothing}
        <button data-do="print" @click=${() => print()}>${WORDS.print[language]}</button>
        <button data-do="language" lang=${other(language)} @click=${this.#turn}>${language === "vi" ? "English" : "Tiếng Việt"}</button>
      </header>
      <main>${isOne ? this.#one(findCode(this.#asked)) : this.#list()}</main>`;
  }

  #one(entry: CodeEntry | undefined): TemplateResult {
    const { _language: language } = this;
    if (!entry)
      return html`<p class="none">${this.#asked}: ${WORDS.nothing[language]} ${WORDS.nearest[language]}</p>${codes(nearest(this.#asked), language)}`;
    return html`<article>
      <p><span class="code">${entry.code}</span> <span class="weight">${WEIGHT_WORDS[entry.weight][language]}</span></p>
      <h2>${entry.title[language]}</h2>
      <dl>${(["cause", "citizen", "clerk", "technician"] as const).map((who) => {
        const text = entry[who];
        return text ? html`<div><dt>${WHO_WORDS[who][language]}</dt><dd>${text[language]}</dd></div>` : nothing;
      })}</dl>
      <p class="name">${WORDS.name[language]} <code>${entry.name}</code></p>
    </article>`;
  }

  #list(): TemplateResult {
    const { _language: language, _sought: sought } = this;
    const groups = grouped(registry().filter((entry) => isSought(entry, sought))).filter(({ entries }) => entries.length > 0);
    return html`<label class="find">${WORDS.find[language]}
        <input type="search" autocomplete="off" .value=${sought} @input=${(event: InputEvent) => (this._sought = (event.target as HTMLInputElement).value)} />
      </label>
      <div role="status">${groups.length === 0 ? html`<p class="none">${WORDS.nothing[language]}</p>` : nothing}</div>
      <nav aria-label=${WORDS.groups[language]}>
        ${groups.map(({ name, title }) => html`<button @click=${() => this.#goTo(name)}>${title[language]}</button>`)}
      </nav>
      ${groups.map((group) => section(group, language))}`;
  }

  readonly #turn = (): void => {
    this._language = other(this._language);
    chooseLanguage(this._language);
    this.#nameIt();
  };

  #nameIt(): void {
    document.title = `Trạm · ${this.#asked || WORDS.title[this._language]}`;
  }

  /** There by the eyes and by the keyboard. */
  #goTo(name: string): void {
    const heading = this.renderRoot.querySelector<HTMLElement>(`#${name}`);
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  }

  static override styles = [staffStyle, helpStyle];
}

/** The heading says already what answers of a group mean, and two of them may tell the citizen the same: staff are told them apart. */
function section({ name, title, entries }: CodeGroup, language: Language): TemplateResult {
  return html`<section aria-labelledby=${name}>
    <h2 id=${name} tabindex="-1">${title[language]}</h2>
    ${codes(entries, language)}
  </section>`;
}

function codes(entries: readonly CodeEntry[], language: Language): TemplateResult {
  return html`<ul class="codes">${entries.map(
    (entry) => html`<li><a href="/help/${entry.code}${location.search}">
      <span class="code">${entry.code}</span> <span>${(entry.kind === "answer" ? entry.cause : entry.title)[language]}</span>
      ${entry.kind === "fault" ? html`<span class="weight">${WEIGHT_WORDS[entry.weight][language]}</span>` : nothing}
    </a></li>`,
  )}</ul>`;
}

/** Codes whose numbers lie nearest to what was typed; none where it has no number. */
function nearest(asked: string): readonly CodeEntry[] {
  const number = Number(/\d+/.exec(asked)?.[0] ?? Number.NaN);
  const far = ({ code }: CodeEntry) => Math.abs(Number(code.slice(2)) - number);
  return Number.isNaN(number) ? [] : [...registry()].sort((a, b) => far(a) - far(b)).slice(0, NEAREST);
}

/** Letters are compared without their marks: whoever looks for "dau doc" means "đầu đọc". */
function isSought({ code, name, title, cause }: CodeEntry, sought: string): boolean {
  const all = [code, code.replace("-", ""), name, title.vi, title.en, cause.vi, cause.en].map(plain).join(" ");
  return plain(sought)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

function other(language: Language): Language {
  return language === "vi" ? "en" : "vi";
}

customElements.define("tram-help", TramHelp);
