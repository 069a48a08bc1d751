import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type Change, isSetAtMachine } from "../core/provisioning/difference.ts";
import { PROVISIONING_REFUSALS } from "../core/provisioning/refusal.ts";
import type { SetupAnswer, SetupReview } from "../core/provisioning/setup-view.ts";
import type { Text } from "../core/text.ts";
import "./setup-letters.ts";
import { FROM, REVIEW_WORDS as WORDS } from "./setup-review-words.ts";
import { type First, said } from "./setup-said.ts";
import { setupStyle } from "./setup-style.ts";
import { inReadingOrder, settingWords, valueText } from "./setup-words.ts";

/** A list that is longer than its place shows itself page by page, each for so long, in milliseconds: there need be no hand on the screen. */
const PAGE_MS = 6000;

/** What will change, and how to say yes: with a code from the paper, with sixteen letters from it, or, to a known signer, with a touch. Sends `answer` and `again`. */
class SetupReviewElement extends LitElement {
  static override properties = {
    review: { attribute: false },
    first: {},
    _isOldWrong: { state: true },
    _isTyping: { state: true },
    _generation: { state: true },
  };
  declare review: SetupReview;
  declare first: First;
  /** Somebody types again: what was wrong before is not said of it. */
  declare _isOldWrong: boolean;
  declare _isTyping: boolean;
  declare _generation: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.first = "vi";
    this._isTyping = false;
    this._isOldWrong = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#turnPage(), PAGE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.review.asksPassphrase) this._isTyping = false;
    // Another sheet: what was chosen for the one before does not count.
    const before = changed.get("review");
    if (!before || (before.kiosk === this.review.kiosk && before.sheet?.serial === this.review.sheet?.serial)) return;
    [this._generation, this._isTyping, this._isOldWrong] = [undefined, false, false];
  }

  override render(): TemplateResult {
    const { review, first } = this;
    return html`<div class="page">
      <section class="changes">${this._isTyping ? this.#letters() : this.#changes(review)}</section>
      <aside>
        ${review.wrong && !this._isOldWrong ? wrongText(review.wrong, first) : nothing}
        ${review.asksPassphrase ? this.#passphrase() : review.asks === "yes" ? this.#yes() : this.#confirmation(review)}
        <button data-do="again" @click=${() => this.dispatchEvent(new CustomEvent("again"))}>${said(WORDS.again, first)}</button>
      </aside>
    </div>`;
  }

  #changes({ changes, notTaken = [], kiosk, origin, sheet }: SetupReview): TemplateResult {
    const { first } = this;
    return html`
      <h2 class="large">${this.#name(kiosk)}</h2>
      <p class="small">${FROM[origin][first]}${sheet ? ` · ${WORDS.serial[first]} ${sheet.serial}` : ""}</p>
      <div class="rows" tabindex="0" role="region" aria-label=${WORDS.changes[first]}>${changeTables(changes, first)}
        ${notTaken.length === 0 ? nothing : notTakenTables(notTaken, first)}</div>`;
  }

  #turnPage(): void {
    const rows = this.renderRoot.querySelector(".rows");
    if (!rows) return;
    const isAtEnd = rows.scrollTop + rows.clientHeight >= rows.scrollHeight - 1;
    rows.scrollTop = isAtEnd ? 0 : rows.scrollTop + 0.85 * rows.clientHeight;
  }

  #letters(): TemplateResult {
    return html`<p class="text">${said(this.review.origin === "backup" ? WORDS.lettersOfBackup : WORDS.letters, this.first)}</p>
      <setup-letters @changed=${() => (this._isOldWrong = true)} @typed=${(event: CustomEvent<string>) => this.#send({ fingerprint: event.detail })}></setup-letters>`;
  }

  #confirmation(review: SetupReview): TemplateResult {
    const { first } = this;
    return html`
      ${review.wrong ? nothing : html`<p class="large">${said(WORDS.question, first)}</p><p class="text">${said(WORDS.confirmation, first)}</p>`}
      ${review.origin === "backup" ? nothing : this.#stepper(review)}
      <button data-do="type" @click=${() => (this._isTyping = !this._isTyping)}>
        ${said(this._isTyping ? WORDS.look : WORDS.type, first)}
      </button>`;
  }

  #yes(): TemplateResult {
    const { first } = this;
    return html`
      <p class="large">${said(WORDS.shallI, first)}</p>
      <p class="text">${said(WORDS.orConfirmation, first)}</p>
      <button class="primary" data-do="yes" @click=${() => this.#send({})}>${said(WORDS.apply, first)}</button>`;
  }

  #passphrase(): TemplateResult {
    const send = (event: Event): void => {
      event.preventDefault();
      const passphrase = this.renderRoot.querySelector("input")?.value ?? "";
      this.#send({ passphrase });
    };
    return html`<form @submit=${send}>
      ${this.review.wrong ? nothing : html`<p class="text">${said(WORDS.passphrase, this.first)}</p>`}
      <input type="password" autocomplete="off" aria-label=${WORDS.passphrase[this.first]} />
      <button class="primary" data-do="passphrase">${said(WORDS.restore, this.first)}</button>
      <p class="small">${said(WORDS.noKeyboard, this.first)}</p>
    </form>`;
  }

  /** Which device at its service point this is: a replacement without a backup must say so. */
  #stepper({ servicePoint, kiosk }: SetupReview): TemplateResult | typeof nothing {
    if (!this._isTyping) return nothing;
    const chosen = this.#chosen();
    const to = (generation: number) => () => (this._generation = generation);
    return html`<div class="stepper text">
      <button data-do="less" ?disabled=${chosen <= 1} @click=${to(chosen - 1)} aria-label=${WORDS.less[this.first]}>−</button>
      <span>${said({ vi: `Máy thứ ${chosen} ở ${servicePoint}`, en: `Device no. ${chosen}: ${this.#name(kiosk)}` }, this.first)}</span>
      <button data-do="more" ?disabled=${chosen >= 99} @click=${to(chosen + 1)} aria-label=${WORDS.more[this.first]}>+</button>
    </div>`;
  }

  #chosen(): number {
    return this._generation ?? this.review.generation;
  }

  #name(kiosk: string): string {
    const { servicePoint, generation } = this.review;
    const chosen = this.#chosen();
    return chosen === generation ? kiosk : chosen === 1 ? servicePoint : `${servicePoint}--${chosen}`;
  }

  #send(answer: Omit<SetupAnswer, "generation">): void {
    this._isOldWrong = false;
    const detail: SetupAnswer = { ...answer, generation: this.#chosen() };
    this.dispatchEvent(new CustomEvent("answer", { detail }));
  }

  static override styles = [
    setupStyle,
    css`
      .page { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) calc(36 * var(--u)); }
      .changes { min-height: 0; display: flex; flex-direction: column; padding: calc(1 * var(--u)) calc(2.4 * var(--u)) 0; }
      .rows { flex: 1; min-height: 0; overflow: auto; }
      aside .large { font-size: calc(3 * var(--u)); }
      aside .text { font-size: calc(2.2 * var(--u)); }
      h3 { margin: calc(1 * var(--u)) 0 0; }
      .other { display: block; font-size: max(12px, 0.78em); font-weight: 400; color: var(--muted); }
      .first[lang] { color: inherit; font-weight: inherit; }
      .primary .other, .wrong .other { color: inherit; }
      .todo { display: block; }
      td .other { font-size: max(12px, 0.78em); }
      aside .other { display: block; font-size: max(12px, calc(1.7 * var(--u))); }
      aside { display: flex; flex-direction: column; gap: calc(1.2 * var(--u)); justify-content: safe center; padding: calc(1.2 * var(--u)) calc(2.4 * var(--u)); background: var(--wash); overflow: auto; }
      aside > * { flex: none; }
      form { display: flex; flex-direction: column; gap: calc(1 * var(--u)); }
      setup-letters { flex: 1; padding: calc(1 * var(--u)) 0 calc(1.6 * var(--u)); }
      aside .wrong { font-size: calc(1.8 * var(--u)); padding: calc(0.8 * var(--u)) calc(1.2 * var(--u)); }
      aside .wrong .other { font-size: max(12px, calc(1.5 * var(--u))); }
      input { font: 400 calc(3 * var(--u)) / 1.4 var(--font); border: 1px solid #8b949d; border-radius: calc(0.9 * var(--u)); padding: calc(0.6 * var(--u)) calc(1.2 * var(--u)); width: 100%; }
      table { border-collapse: collapse; width: 100%; margin-top: calc(0.8 * var(--u)); }
      td { vertical-align: top; padding: calc(0.3 * var(--u)) calc(0.8 * var(--u)); border-top: 1px solid var(--line); font-size: calc(2 * var(--u)); line-height: 1.4; overflow-wrap: anywhere; }
      td:first-child { width: 44%; font-weight: 600; }
      td small { font-weight: 400; font-size: max(12px, calc(1.5 * var(--u))); color: var(--muted); }
      .not-taken { margin-top: calc(1.6 * var(--u)); }
      .dangerous { background: #ffe9b0; }
      .dangerous small, .dangerous .other, aside .text .other, aside .large .other { color: var(--ink); }
      .stepper { display: flex; align-items: center; gap: calc(1 * var(--u)); }
      .stepper button { flex: none; width: calc(5.4 * var(--u)); padding: 0; }
      .stepper span { flex: 1; }
      .stepper span [lang] { display: block; font-size: 0.8em; }
      @container (max-aspect-ratio: 1) { .page { grid-template-columns: none; grid-template-rows: minmax(0, 1fr) auto; } }
      @container (max-width: 600px) { .page { display: block; overflow-y: auto; } .rows, aside { overflow: visible; } .changes { padding-bottom: calc(1.2 * var(--u)); } }
    `,
  ];
}

/** What the paper says, and apart from it what it cannot be compared with. */
function changeTables(changes: readonly Change[], first: First): TemplateResult {
  const ordered = inReadingOrder(changes);
  const [paper, here] = [ordered.filter(({ isChosenHere }) => !isChosenHere), ordered.filter(({ isChosenHere }) => isChosenHere)];
  if (here.length === 0) return changeTable(paper, first);
  return html`<h3 class="small">${said(WORDS.fromPaper, first)}</h3>${changeTable(paper, first)}
    <h3 class="small">${said(WORDS.chosenHere, first)}</h3>${changeTable(here, first)}`;
}

function changeTable(changes: readonly Change[], first: First): TemplateResult {
  return html`<table><tbody>${changes.map((change) => row(change, first))}</tbody></table>`;
}

function row(change: Change, first: First): TemplateResult {
  const { path, before, after } = change;
  // What somebody chose at this machine a minute ago hands it to nobody else.
  const isDangerous = change.isDangerous && !change.isChosenHere;
  return html`<tr class=${isDangerous ? "dangerous" : ""} data-path=${path}>
    <td>${isDangerous ? "!! " : ""}${said(settingWords(change), first)} <small class="mono">${path}</small></td>
    <td>${before === undefined ? nothing : html`${valueText(before, first)} → `}<b>${valueText(after, first)}</b></td>
  </tr>`;
}

/** What only the backup's own fingerprint vouches for, and `demo` and `desk`, which no paper does. */
function notTakenTables(notTaken: readonly Change[], first: First): TemplateResult {
  const [never, unsigned] = [notTaken.filter(isSetAtMachine), notTaken.filter((change) => !isSetAtMachine(change))];
  return html`${unsigned.length === 0 ? nothing : notTakenTable(WORDS.notSigned, unsigned, first)}${never.length === 0 ? nothing : notTakenTable(WORDS.never, never, first)}`;
}

function notTakenTable(why: Text, changes: readonly Change[], first: First): TemplateResult {
  return html`<p class="small not-taken">${said(why, first)}</p>
    <table data-not-taken><tbody>${inReadingOrder(changes).map((change) => row(change, first))}</tbody></table>`;
}

function wrongText(refusal: NonNullable<SetupReview["wrong"]>, first: First): TemplateResult {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  return html`<p class="wrong" role="alert"><b>${said(detail, first)}</b> <span class="todo">${said(next, first)}</span></p>`;
}

customElements.define("setup-review", SetupReviewElement);
