import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { ServiceRequest, StaffService } from "../core/staff.ts";
import { SERVICE_BECAUSES, type ServiceBecause } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import { counterTime } from "./counter-time.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { choiceOfKey, choices, choicesStyle } from "./staff-choices.ts";
import "./staff-dialog.ts";
import { areKeysOn, isPressing } from "./staff-key-press.ts";
import { serviceWords } from "./staff-open-window.ts";
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
  hour: { vi: "Giờ", en: "Hour" },
  minute: { vi: "Phút", en: "Minute" },
  unknown: { vi: "không rõ", en: "not known" },
  stop: { vi: "Ngừng máy", en: "Put out of service" },
  isPaused: { vi: "Máy đang ngừng nhận mã", en: "The kiosk takes no codes now" },
  since: { vi: "từ", en: "since" },
  unchanged: { vi: "Chưa thay đổi gì:", en: "Nothing was changed:" },
} as const satisfies Record<string, Text>;

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
const QUARTERS = ["00", "15", "30", "45"];

/** The switch that puts the kiosk out of service, with a reason, and back. Sends `done`, `closed`, or `out` where the session is over. */
class StaffServiceSwitch extends LitElement {
  static override properties = {
    service: { attribute: false },
    language: {},
    _because: { state: true },
    _said: { state: true },
    isBusy: { state: true },
  };
  declare service: StaffService;
  declare language: Language;
  declare _because: ServiceBecause | undefined;
  declare _said: Text | undefined;
  /** The switch is being turned. */
  declare isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this.isBusy = false;
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override render(): TemplateResult {
    const { language, service } = this;
    return html`<staff-dialog .heading=${WORDS[service.on ? "pause" : "isPaused"][language]} .closing=${STAFF_WORDS.cancel[language]} @closed=${() => this.#send("closed")}>
      <slot name="call" slot="call"></slot>
      ${service.on ? this.#pause() : this.#open(service)}
      <p role="alert">${this._said?.[language] ?? nothing}</p>
    </staff-dialog>`;
  }

  #pause(): TemplateResult {
    const { language } = this;
    return html`<p>${WORDS.what[language]}</p>
      <form @submit=${this.#submitted}>
        ${choices(SERVICE_BECAUSES, this._because, { legend: WORDS.because[language], language, choose: (name) => (this._because = name) })}
        ${this.#back()}
        <button class="primary" data-do="stop" ?disabled=${this._because === undefined || this.isBusy}><kbd aria-hidden="true">↵</kbd> ${WORDS.stop[language]}</button>
      </form>`;
  }

  /** Two lists: how a field for a time is filled in depends on the browser's own language, and a panel without keys has none. */
  #back(): TemplateResult {
    const { language } = this;
    const list = (name: "hour" | "minute", values: readonly string[], first: string) =>
      html`<select name=${name} aria-label=${WORDS[name][language]}>${first === "" ? nothing : html`<option value="">${first}</option>`}${values.map((value) => html`<option>${value}</option>`)}</select>`;
    return html`<fieldset class="back"><legend>${WORDS.back[language]}</legend>${list("hour", HOURS, WORDS.unknown[language])}<b aria-hidden="true">:</b>${list("minute", QUARTERS, "")}</fieldset>`;
  }

  #open({ because, staff, since }: Exclude<StaffService, { readonly on: true }>): TemplateResult {
    const { language } = this;
    return html`<p class="since"><b>${SERVICE_BECAUSES[because][language]}</b> · ${WORDS.since[language]} ${counterTime(since)} · ${staff}</p>
      <button class="primary" data-do="open" ?disabled=${this.isBusy} @click=${() => void this.#switch({ on: true, since })}><kbd aria-hidden="true">↵</kbd> ${STAFF_WORDS.reopen[language]}</button>`;
  }

  #take(key: string, event: KeyboardEvent): boolean {
    const [target] = event.composedPath();
    const { service } = this;
    if (target instanceof HTMLSelectElement) return false;
    if (service.on) {
      const named = areKeysOn() ? choiceOfKey(SERVICE_BECAUSES, key) : undefined;
      if (named) this._because = named;
      if (key !== "Enter" || isPressing(event)) return named !== undefined;
      this.renderRoot.querySelector("form")?.requestSubmit();
      return true;
    }
    if (key !== "Enter" || isPressing(event)) return false;
    void this.#switch({ on: true, since: service.since });
    return true;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const back = `${form.get("hour")}:${form.get("minute")}`;
    if (this._because) void this.#switch({ on: false, because: this._because, ...(/^\d\d:\d\d$/.test(back) && { back }) });
  };

  async #switch(request: ServiceRequest): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const switched = await recorded(switchService(request));
    this.isBusy = false;
    if (switched === "out") return this.#send("out");
    if (switched?.kind === "done") return this.#send("done");
    if (switched?.kind === "changed") this._said = unchanged(switched.service);
    else this._said = switched?.kind === "not-recorded" ? NOT_RECORDED : NOT_DONE;
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
      .back { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
      .back legend { font-weight: 600; padding: 0; margin-bottom: 3px; }
      .back select { width: auto; min-width: 6rem; }
      .since { margin-bottom: 14px; }
      .primary { width: 100%; justify-content: center; font-size: 1.125rem; }
    `,
  ];
}

function unchanged(service: StaffService): Text {
  const { vi, en } = serviceWords(service);
  return { vi: `${WORDS.unchanged.vi} ${vi}`, en: `${WORDS.unchanged.en} ${en}` };
}

customElements.define("staff-service", StaffServiceSwitch);
