import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { type DeskDecision, type DeskSample, type DeskSetup, DISCLOSED_SECONDS, hasDetails, withoutDetails } from "../core/desk.ts";
import type { Levels } from "../core/indication.ts";
import type { ClockStatus, ScreenStatus, SourceStatus, Timekeeping, TrustStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { View } from "../core/view.ts";
import { timekeepingWords } from "./clock-words.ts";
import "./desk-contacts.ts";
import "./desk-decisions.ts";
import "./desk-links.ts";
import "./desk-notices.ts";
import "./desk-picture.ts";
import "./desk-samples.ts";
import "./desk-serial.ts";
import "./desk-sockets.ts";
import "./desk-text.ts";
import "./desk-webcam.ts";
import { duration } from "./duration.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { pageSound } from "./page-sound.ts";
import { followScreen } from "./screen-events.ts";
import { staffStyle } from "./staff-style.ts";
import "./tram-citizen.ts";
import "./tram-lamps.ts";
import { journalWords } from "./journal-words.ts";
import { budgetWords } from "./trust-words.ts";

const MAX_DECISIONS = 30;

const WORDS = {
  lamps: { vi: "Đèn, còi", en: "Lamps, buzzer" },
  contacts: { vi: "Nút và công tắc", en: "Button and contacts" },
  desk: { vi: "Bàn thử", en: "Desk" },
  trust: { vi: "Bộ tin cậy", en: "Trust bundle" },
  clock: { vi: "Giờ từ trung tâm, đồng hồ máy lệch", en: "Time from central, own clock off by" },
  keeper: { vi: "Giữ giờ", en: "Clock kept by" },
  backlog: { vi: "Chờ gửi", en: "To send" },
  journal: { vi: "Nhật ký", en: "Journal" },
  syncStopped: { vi: "đã dừng gửi", en: "sending stopped" },
  other: { vi: "English", en: "Tiếng Việt" },
  demo: {
    vi: "Bản dùng thử: khoá và giấy tờ mẫu, không có giá trị thật",
    en: "Trial with sample keys and credentials, nothing here is real",
  },
  lost: { vi: "mất kết nối", en: "not connected" },
  camera: { vi: "Camera", en: "Camera" },
  serial: { vi: "Nối tiếp", en: "Serial" },
  keyboard: { vi: "Đầu đọc bàn phím", en: "Keyboard reader" },
  hid: { vi: "Đầu đọc HID", en: "HID reader" },
  ok: { vi: "tốt", en: "ok" },
  starting: { vi: "đang mở", en: "starting" },
  missing: { vi: "không có", en: "missing" },
} as const satisfies Record<string, Text>;

/** The desk: the citizen screen and the lamps as they are, beside everything that stands in for the world. */
class TramDesk extends LitElement {
  static override properties = {
    _view: { state: true },
    _lamps: { state: true },
    _status: { state: true },
    _decisions: { state: true },
    _receiptCode: { state: true },
    _samples: { state: true },
    _setup: { state: true },
    _language: { state: true },
  };
  declare _view: View | undefined;
  declare _lamps: Levels | undefined;
  declare _status: ScreenStatus | undefined;
  declare _decisions: readonly DeskDecision[];
  declare _receiptCode: string | undefined;
  declare _samples: readonly DeskSample[] | undefined;
  declare _setup: DeskSetup | undefined;
  declare _language: Language;

  constructor() {
    super();
    this._decisions = [];
    this._language = preferredLanguage();
  }

  override firstUpdated(): void {
    document.documentElement.lang = this._language;
    followScreen("/desk/events", {
      ...pageSound(),
      view: (view) => this.#show(view),
      lamps: (levels) => (this._lamps = levels),
      status: (status) => (this._status = status),
      decision: (decision) => this.#remember(decision),
      connected: () => {
        this._decisions = [];
        void this.#load();
      },
      lost: () => (this._view = this._lamps = this._status = undefined),
    });
  }

  override render(): TemplateResult {
    const language = this._language;
    return html`
      ${this.#topbar()}
      <desk-links .setup=${this._setup} .language=${language}></desk-links>
      <desk-notices .status=${this._status} .language=${language}></desk-notices>
      ${this._status?.demo ? html`<p class="demo-note" role="region" aria-label="Demo"><b>DEMO</b> · ${WORDS.demo[language]}</p>` : nothing}
      <div class="page">
        <div class="kiosk">
          <div class="glass"><tram-citizen .view=${this._view} .status=${this._status}></tram-citizen></div>
          <tram-lamps role="region" aria-label=${WORDS.lamps[language]} .levels=${this._lamps} .language=${language}></tram-lamps>
          ${this._setup?.hasSockets ? html`<desk-sockets .trust=${this._status?.trust} .carry=${this._status?.carry} .backlog=${this._status?.backlog} .language=${language}></desk-sockets>` : nothing}
          ${this._status?.board?.driver === "simulated" ? html`<desk-contacts role="region" aria-label=${WORDS.contacts[language]} .contacts=${this._status.board.contacts} .language=${language}></desk-contacts>` : nothing}
        </div>
        <desk-decisions .decisions=${this._decisions} .receiptCode=${this._receiptCode} .language=${language}></desk-decisions>
        <div class="world">
          <desk-samples .samples=${this._samples} .setup=${this._setup} .language=${language}></desk-samples>
          <div class="own">
            <desk-picture .language=${language}></desk-picture>
            <desk-webcam .film=${this._setup?.film} .view=${this._view} .language=${language}></desk-webcam>
            <desk-text .setup=${this._setup} .language=${language}></desk-text>
          </div>
          <desk-serial .line=${this._setup?.serialLine} .sample=${this._samples?.[0]} .language=${language}></desk-serial>
        </div>
      </div>`;
  }

  #topbar(): TemplateResult {
    const language = this._language;
    const status = this._status;
    return html`<header class="topbar">
      <h1>Trạm <small>${WORDS.desk[language]} · ${status ? `${status.kiosk} · ${status.version}` : WORDS.lost[language]}</small></h1>
      <div class="facts">
        ${
          status
            ? html`<span title=${status.trust ? trustTitle(status.trust, language) : nothing}>${WORDS.trust[language]}
                <b>${budgetWords(status.trust).text[language]}</b></span>
        ${isClockOff(status.clock) ? html`<span>${WORDS.clock[language]} <b>${duration(Math.abs(status.clock.systemOffsetSeconds), language)}</b></span>` : nothing}
        ${status.timekeeping ? keeper(status.timekeeping, language) : nothing}
        <span title=${status.syncStopped ?? nothing}>${WORDS.backlog[language]}
                <b>${status.syncStopped === undefined ? status.backlog : html`⚠ ${WORDS.syncStopped[language]}`}</b></span>`
            : nothing
        }
        ${status ? this.#journal(status) : nothing}
        ${status?.sources.filter(({ kind }) => kind !== "desk").map((source) => this.#source(source))}
      </div>
      <button @click=${this.#switchLanguage}>${WORDS.other[language]}</button>
    </header>`;
  }

  #journal(status: ScreenStatus): TemplateResult | typeof nothing {
    const words = journalWords(status, Date.now() / 1000);
    const language = this._language;
    return words
      ? html`<span title=${words.title?.[language] ?? nothing}>${WORDS.journal[language]} <b>${words.text[language]}</b></span>`
      : nothing;
  }

  #source({ kind, state, detail, advice }: SourceStatus): TemplateResult {
    const mark = { ok: advice ? "◐" : "●", starting: "◐", missing: "○" }[state];
    const words = (advice ?? WORDS[state])[this._language];
    return html`<span title=${detail}>${kind === "desk" ? nothing : WORDS[kind][this._language]} <b>${mark} ${words}</b></span>`;
  }

  #switchLanguage(): void {
    this._language = this._language === "vi" ? "en" : "vi";
    chooseLanguage(this._language);
  }

  /** Keeps the receipt of an answer when the screen has long gone on. */
  #show(view: View): void {
    this._view = view;
    if (view.kind === "answer") this._receiptCode = view.receipt?.code;
  }

  /** Keeps the newest decisions, and of each what it disclosed only as long as it may be shown. */
  #remember(decision: DeskDecision): void {
    this._decisions = [decision, ...this._decisions].slice(0, MAX_DECISIONS);
    if (!hasDetails(decision)) return;
    const ageSeconds = Math.max(0, Date.now() / 1000 - decision.at);
    setTimeout(
      () => {
        const kept = withoutDetails(decision);
        this._decisions = this._decisions.map((known) => (known === decision ? kept : known));
      },
      Math.max(0, DISCLOSED_SECONDS - ageSeconds) * 1000,
    );
  }

  async #load(): Promise<void> {
    try {
      const [samples, setup] = await Promise.all([fetch("/desk/samples"), fetch("/desk/setup")]);
      this._samples = (await samples.json()) as readonly DeskSample[];
      this._setup = (await setup.json()) as DeskSetup;
    } catch {
      // The kiosk went away in this moment; the stream connects again, and with it this.
    }
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: flex; flex-direction: column; min-height: 100vh; }
      .page { flex: 1; display: grid; gap: 10px 12px; padding: 10px 20px 12px; max-width: 2000px; width: 100%; margin: 0 auto;
        grid-template-columns: minmax(0, 46fr) minmax(0, 54fr); grid-template-rows: auto minmax(180px, 1fr); }
      .kiosk { display: grid; grid-template-columns: minmax(0, 1fr) 6.75rem; gap: 10px; }
      desk-sockets, desk-contacts { grid-column: 1 / -1; }
      .glass { aspect-ratio: 1024 / 600; border: 9px solid #1d2227; border-radius: 14px; overflow: hidden; background: var(--paper); }
      desk-decisions { contain: size; overflow: hidden; }
      .world { grid-column: 2; grid-row: 1 / 3; display: flex; flex-direction: column; gap: 10px; min-width: 0; }
      .own { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 10px; flex: 1; }
      @media (max-width: 1000px) {
        .page { grid-template-columns: minmax(0, 1fr); grid-template-rows: none; }
        .world { grid-column: 1; grid-row: auto; }
        desk-decisions { contain: none; grid-row: 3; max-height: 480px; }
      }
      @media (max-width: 760px) {
        .page { padding: 10px; }
        .kiosk { grid-template-columns: minmax(0, 1fr); }
        .own { grid-template-columns: minmax(0, 1fr); }
      }
    `,
  ];
}

/** What a machine's clock may be off before anybody need know, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 60;

function isClockOff({ by, systemOffsetSeconds }: ClockStatus): boolean {
  return by === "central" && Math.abs(systemOffsetSeconds) > CLOCK_TOLERANCE_SECONDS;
}

/** What keeps the machine's clock; the sentence is for hovering. */
function keeper(timekeeping: Timekeeping, language: Language): TemplateResult {
  const { short, long } = timekeepingWords(timekeeping);
  return html`<span title=${long[language]}>${WORDS.keeper[language]} <b>${short[language]}</b></span>`;
}

/** `v40, 2 giờ`: version and age. */
function trustTitle({ version, ageSeconds }: TrustStatus, language: Language): string {
  return `v${version}, ${duration(ageSeconds, language)}`;
}

customElements.define("tram-desk", TramDesk);
