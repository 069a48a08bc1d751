import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffResult } from "../core/staff.ts";
import { OVERRIDE_BECAUSES, type OverrideBecause } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { choiceOfKey, choices, choicesStyle } from "./staff-choices.ts";
import "./staff-dialog.ts";
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
  change: { vi: "Đổi lý do", en: "Another reason" },
  record: { vi: "Ghi quyết định", en: "Record the decision" },
  unknown: { vi: "Máy không còn giữ lần quét này.", en: "The kiosk no longer has this scan." },
  already: { vi: "Lần quét này đã có quyết định của nhân viên.", en: "Staff have decided on this scan already." },
  "was-accepted": { vi: "Máy đã nhận mã này: không cần quyết định gì.", en: "The kiosk accepted this: there is nothing to decide." },
} as const satisfies Record<string, Text>;

/** A decision in the kiosk's place: first the reason, then one's own PIN. Sends `done`, `closed`, or `out` where the session is over. */
class StaffOverride extends LitElement {
  static override properties = {
    result: { attribute: false },
    language: {},
    _because: { state: true },
    _refusal: { state: true },
    _said: { state: true },
    _isBusy: { state: true },
  };
  declare result: StaffResult;
  declare language: Language;
  declare _because: OverrideBecause | undefined;
  declare _refusal: PinRefusal | undefined;
  declare _said: Text | undefined;
  declare _isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isBusy = false;
    new PageKeys(this, (key) => this.#take(key));
  }

  override render(): TemplateResult {
    const { language, _because: because } = this;
    return html`<staff-dialog .heading=${WORDS.title[language]} .closing=${STAFF_WORDS.cancel[language]} @closed=${() => this.#send("closed")}>
      <p class="what">${WORDS.what[language]}</p>
      ${because === undefined ? this.#reasons() : this.#pin(because)}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
    </staff-dialog>`;
  }

  #reasons(): TemplateResult {
    const { language } = this;
    return choices<OverrideBecause>(OVERRIDE_BECAUSES, undefined, {
      legend: WORDS.because[language],
      language,
      choose: (name) => (this._because = name),
    });
  }

  #pin(because: OverrideBecause): TemplateResult {
    const { language } = this;
    return html`<p class="chosen"><span>${WORDS.chosen[language]} <b>${OVERRIDE_BECAUSES[because][language]}</b></span>
        <button data-do="change" @click=${() => (this._because = undefined)}>${WORDS.change[language]}</button></p>
      <staff-pin-entry ?isBusy=${this._isBusy} .refusal=${this._refusal} .doing=${WORDS.record[language]} .language=${language}
        @typed=${(event: CustomEvent<PinTyped>) => void this.#record(because, event.detail.pin)}></staff-pin-entry>`;
  }

  #take(key: string): boolean {
    const named = this._because === undefined ? choiceOfKey(OVERRIDE_BECAUSES, key) : undefined;
    if (named) this._because = named;
    return named !== undefined;
  }

  async #record(because: OverrideBecause, pin: string): Promise<void> {
    const { seq } = this.result;
    if (seq === undefined) return;
    this._isBusy = true;
    this._said = undefined;
    const overridden = await recorded(override({ seq, because, pin }));
    this._isBusy = false;
    if (overridden === "out") return this.#send("out");
    if (overridden?.kind === "done") return this.#send("done");
    if (overridden?.kind === "wrong" || overridden?.kind === "wait") this._refusal = overridden;
    else this._said = overridden === undefined ? NOT_DONE : overridden.kind === "not-recorded" ? NOT_RECORDED : WORDS[overridden.kind];
  }

  #send(what: "done" | "closed" | "out"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    choicesStyle,
    css`
      .what { margin-bottom: 12px; }
      .chosen { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px; margin-bottom: 12px; }
    `,
  ];
}

customElements.define("staff-override", StaffOverride);
