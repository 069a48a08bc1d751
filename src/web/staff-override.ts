import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffResult } from "../core/staff.ts";
import { OVERRIDE_BECAUSES, type OverrideBecause } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { scanLine } from "./staff-bars.ts";
import { choiceOfKey, choices, choicesStyle } from "./staff-choices.ts";
import "./staff-dialog.ts";
import { areKeysOn, isPressing } from "./staff-key-press.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import "./staff-pin-entry.ts";
import type { PinRefusal, PinTyped } from "./staff-pin-entry.ts";
import { override, recorded } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE, NOT_RECORDED, STAFF_WORDS } from "./staff-words.ts";

const WORDS = {
  title: { vi: "Quyết định thay máy", en: "Decide otherwise" },
  what: {
    vi: "Bạn cho người này qua dù máy không nhận. Việc này ghi vào nhật ký với mã nhân viên của bạn, và không bao giờ tính là hợp lệ.",
    en: "You let this person go on although the kiosk did not accept. It is recorded under your staff code, and never counts as accepted.",
  },
  because: { vi: "Lý do", en: "Reason" },
  chosen: { vi: "Lý do:", en: "Reason:" },
  next: { vi: "Tiếp: nhập PIN", en: "Next: your PIN" },
  change: { vi: "Đổi lý do", en: "Another reason" },
  record: { vi: "Ghi quyết định", en: "Record the decision" },
  unknown: { vi: "Máy không còn giữ lần quét này.", en: "The kiosk no longer has this scan." },
  already: { vi: "Lần quét này đã có quyết định của nhân viên.", en: "Staff have decided on this scan already." },
  "was-accepted": { vi: "Máy đã nhận mã này: không cần quyết định gì.", en: "The kiosk accepted this: there is nothing to decide." },
} as const satisfies Record<string, Text>;

/** A decision in the kiosk's place: first the reason, then one's own PIN. Sends `refused` with how long to wait, `done`, `closed`, or `out` where the session is over. */
class StaffOverride extends LitElement {
  static override properties = {
    result: { attribute: false },
    refusal: { attribute: false },
    language: {},
    _because: { state: true },
    _isChosen: { state: true },
    _refusal: { state: true },
    _said: { state: true },
    isBusy: { state: true },
  };
  declare result: StaffResult;
  /** A wait that goes on since the window was open before. */
  declare refusal: PinRefusal | undefined;
  declare language: Language;
  declare _because: OverrideBecause | undefined;
  /** Arrow keys go through the reasons; only a press takes one. */
  declare _isChosen: boolean;
  declare _refusal: PinRefusal | undefined;
  declare _said: Text | undefined;
  /** The decision is being recorded. */
  declare isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this.isBusy = false;
    this._isChosen = false;
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override willUpdate(): void {
    if (!this.hasUpdated) this._refusal = this.refusal;
  }

  override render(): TemplateResult {
    const { language, _because: because } = this;
    return html`<staff-dialog .heading=${WORDS.title[language]} .closing=${STAFF_WORDS.cancel[language]} @closed=${() => this.#send("closed")}>
      <slot name="call" slot="call"></slot>
      <p class="which">${scanLine(this.result, language)}</p>
      <p class="what">${WORDS.what[language]}</p>
      ${because === undefined || !this._isChosen ? this.#reasons() : this.#pin(because)}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
    </staff-dialog>`;
  }

  #reasons(): TemplateResult {
    const { language } = this;
    const list = choices<OverrideBecause>(OVERRIDE_BECAUSES, this._because, {
      legend: WORDS.because[language],
      language,
      choose: (name) => (this._because = name),
      press: (name) => this.#choose(name),
    });
    return html`${list}<button class="primary" data-do="next" ?disabled=${this._because === undefined} @click=${() => this.#choose(this._because)}><kbd aria-hidden="true">↵</kbd> ${WORDS.next[language]}</button>`;
  }

  #choose(because: OverrideBecause | undefined): void {
    this._because = because;
    this._isChosen = because !== undefined;
  }

  #pin(because: OverrideBecause): TemplateResult {
    const { language } = this;
    return html`<p class="chosen"><span>${WORDS.chosen[language]} <b>${OVERRIDE_BECAUSES[because][language]}</b></span>
        <button data-do="change" @click=${() => (this._isChosen = false)}>${WORDS.change[language]}</button></p>
      <staff-pin-entry ?isBusy=${this.isBusy} .refusal=${this._refusal} .doing=${WORDS.record[language]} .language=${language}
        @typed=${(event: CustomEvent<PinTyped>) => void this.#record(because, event.detail.pin)}></staff-pin-entry>`;
  }

  #take(key: string, event: KeyboardEvent): boolean {
    if (this._isChosen) return false;
    const isTaking = key === "Enter" && !isPressing(event);
    const named = isTaking ? this._because : areKeysOn() ? choiceOfKey(OVERRIDE_BECAUSES, key) : undefined;
    if (named) this.#choose(named);
    return named !== undefined;
  }

  async #record(because: OverrideBecause, pin: string): Promise<void> {
    const { seq } = this.result;
    if (seq === undefined) return;
    this.isBusy = true;
    this._said = undefined;
    const overridden = await recorded(override({ seq, because, pin }));
    this.isBusy = false;
    if (overridden === "out") return this.#send("out");
    if (overridden?.kind === "done") return this.#send("done");
    if (overridden?.kind === "wrong" || overridden?.kind === "wait") {
      this._refusal = overridden;
      this.dispatchEvent(new CustomEvent<PinRefusal>("refused", { detail: overridden }));
    } else this._said = overridden === undefined ? NOT_DONE : overridden.kind === "not-recorded" ? NOT_RECORDED : WORDS[overridden.kind];
  }

  #send(what: "done" | "closed" | "out"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    choicesStyle,
    css`
      .which { font-weight: 700; margin-bottom: 6px; }
      .primary { width: 100%; justify-content: center; margin-top: 12px; }
      .what { margin-bottom: 12px; }
      .chosen { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px; margin-bottom: 12px; }
    `,
  ];
}

customElements.define("staff-override", StaffOverride);
