import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { ServiceRequest, StaffService } from "../core/staff.ts";
import { SERVICE_BECAUSES, type ServiceBecause } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { choiceOfKey, choices, choicesStyle } from "./staff-choices.ts";
import "./staff-dialog.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { recorded, switchService } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE, NOT_RECORDED, STAFF_WORDS } from "./staff-words.ts";

const WORDS = {
  pause: { vi: "Ngừng nhận mã", en: "Take no codes" },
  what: {
    vi: "Màn hình người dân sẽ hiện TẠM NGỪNG và chỉ chỗ khác để đến. Lý do chỉ nhân viên thấy.",
    en: "The visitors' screen will say OUT OF SERVICE and where to go instead. Only staff see the reason.",
  },
  because: { vi: "Lý do", en: "Reason" },
  back: { vi: "Làm việc lại lúc (nếu biết)", en: "Works again at (if known)" },
  stop: { vi: "Ngừng máy", en: "Put out of service" },
  open: { vi: "Mở máy lại", en: "Open again" },
  isPaused: { vi: "Máy đang ngừng nhận mã", en: "The kiosk takes no codes now" },
  since: { vi: "từ", en: "since" },
} as const satisfies Record<string, Text>;

/** The switch that puts the kiosk out of service, with a reason, and back. Sends `done`, `closed`, or `out` where the session is over. */
class StaffServiceSwitch extends LitElement {
  static override properties = {
    service: { attribute: false },
    language: {},
    _because: { state: true },
    _said: { state: true },
    _isBusy: { state: true },
  };
  declare service: StaffService;
  declare language: Language;
  declare _because: ServiceBecause | undefined;
  declare _said: Text | undefined;
  declare _isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isBusy = false;
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override render(): TemplateResult {
    const { language, service } = this;
    return html`<staff-dialog .heading=${WORDS[service.on ? "pause" : "isPaused"][language]} .closing=${STAFF_WORDS.cancel[language]} @closed=${() => this.#send("closed")}>
      ${service.on ? this.#pause() : this.#open(service)}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
    </staff-dialog>`;
  }

  #pause(): TemplateResult {
    const { language } = this;
    return html`<p>${WORDS.what[language]}</p>
      <form @submit=${this.#submitted}>
        ${choices(SERVICE_BECAUSES, this._because, { legend: WORDS.because[language], language, choose: (name) => (this._because = name) })}
        <label class="field">${WORDS.back[language]}<input type="time" name="back" /></label>
        <button class="primary" data-do="stop" ?disabled=${this._because === undefined || this._isBusy}><kbd aria-hidden="true">↵</kbd> ${WORDS.stop[language]}</button>
      </form>`;
  }

  #open({ because, staff, since }: Exclude<StaffService, { readonly on: true }>): TemplateResult {
    const { language } = this;
    return html`<p class="since"><b>${SERVICE_BECAUSES[because][language]}</b> · ${WORDS.since[language]} ${counterTime(since)} · ${staff}</p>
      <button class="primary" data-do="open" ?disabled=${this._isBusy} @click=${() => void this.#switch({ on: true })}><kbd aria-hidden="true">↵</kbd> ${WORDS.open[language]}</button>`;
  }

  #take(key: string, event: KeyboardEvent): boolean {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement && target.type === "time") return false;
    if (this.service.on) {
      const named = choiceOfKey(SERVICE_BECAUSES, key);
      if (named) this._because = named;
      if (key !== "Enter" || target instanceof HTMLButtonElement) return named !== undefined;
      this.renderRoot.querySelector("form")?.requestSubmit();
      return true;
    }
    if (key !== "Enter" || target instanceof HTMLButtonElement) return false;
    void this.#switch({ on: true });
    return true;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const back = String(new FormData(event.target as HTMLFormElement).get("back") ?? "");
    if (this._because) void this.#switch({ on: false, because: this._because, ...(/^\d\d:\d\d$/.test(back) && { back }) });
  };

  async #switch(request: ServiceRequest): Promise<void> {
    if (this._isBusy) return;
    this._isBusy = true;
    const switched = await recorded(switchService(request));
    this._isBusy = false;
    if (switched === "out") return this.#send("out");
    if (switched?.kind === "done") return this.#send("done");
    this._said = switched?.kind === "not-recorded" ? NOT_RECORDED : NOT_DONE;
  }

  #send(what: "done" | "closed" | "out"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    choicesStyle,
    css`
      form { display: grid; gap: 14px; margin-top: 12px; }
      .field input { max-width: 12rem; }
      .since { margin-bottom: 14px; }
      .primary { width: 100%; justify-content: center; font-size: 1.125rem; }
    `,
  ];
}

customElements.define("staff-service", StaffServiceSwitch);
