import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { IssuerState, StandingChange } from "../core/register.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { StickName } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import "./issuer-credentials.ts";
import "./issuer-publication.ts";
import { askIssuer, pressAtIssuer } from "./issuer-request.ts";
import "./issuer-sticks.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { followScreen } from "./screen-events.ts";
import { staffStyle } from "./staff-style.ts";

/** Pause between two looks at the issuer, milliseconds. */
const POLL_MS = 1000;

const WORDS = {
  issuer: { vi: "Nơi cấp thử", en: "Demo issuer" },
  demo: {
    vi: "Bản dùng thử: khoá và giấy tờ mẫu, không có giá trị thật",
    en: "Trial with sample keys and credentials, nothing here is real",
  },
  desk: { vi: "Bàn thử ↗", en: "Desk ↗" },
  wallet: { vi: "Ví thử ↗", en: "Wallet ↗" },
  other: { vi: "English", en: "Tiếng Việt" },
} as const satisfies Record<string, Text>;

/** The demo's issuer at work: what it has issued, what it takes back, what it has published, and where the kiosk stands. */
class TramIssuer extends LitElement {
  static override properties = {
    _state: { state: true },
    _kiosk: { state: true },
    _complaint: { state: true },
    _away: { state: true },
    _isBusy: { state: true },
    _language: { state: true },
  };
  declare _state: IssuerState | undefined;
  declare _kiosk: ScreenStatus | undefined;
  /** What the last press has met with; stands until the next one. */
  declare _complaint: Text | undefined;
  /** Why what the page shows is old. */
  declare _away: Text | undefined;
  declare _isBusy: boolean;
  declare _language: Language;

  constructor() {
    super();
    this._isBusy = false;
    this._language = preferredLanguage();
  }

  override firstUpdated(): void {
    document.documentElement.lang = this._language;
    followScreen("/kiosk/events", {
      view: () => {},
      lamps: () => {},
      status: (status) => (this._kiosk = status),
      connected: () => {},
      lost: () => (this._kiosk = undefined),
    });
    void this.#poll();
  }

  override render(): TemplateResult {
    const language = this._language;
    const { credentials = [], published, sockets, brought } = this._state ?? {};
    return html`
      <header class="topbar">
        <h1>Trạm <small>${WORDS.issuer[language]}</small></h1>
        <div class="facts"></div>
        <button @click=${this.#switchLanguage}>${WORDS.other[language]}</button>
        <a class="button" href="/" target="_blank" rel="noreferrer">${WORDS.wallet[language]}</a>
        ${this._state ? html`<a class="button" href=${this._state.deskUrl} target="_blank" rel="noreferrer">${WORDS.desk[language]}</a>` : nothing}
      </header>
      <p class="demo-note"><b>DEMO</b> · ${WORDS.demo[language]}</p>
      <p class="complaint" role="alert">${(this._away ?? this._complaint)?.[language]}</p>
      <main>
        <issuer-credentials .credentials=${credentials} ?isBusy=${this._isBusy} .language=${language}
          @change=${({ detail }: CustomEvent<StandingChange>) => this.#press("standing", detail)}></issuer-credentials>
        <aside>
          <issuer-publication .published=${published} .kiosk=${this._kiosk} ?isPlugged=${sockets?.isNetworkPlugged} ?isBusy=${this._isBusy}
            .language=${language} @publish=${() => this.#press("publication", {})}></issuer-publication>
          <issuer-sticks .sockets=${sockets} .brought=${brought} ?isBusy=${this._isBusy} .language=${language}
            @write=${({ detail }: CustomEvent<StickName>) => this.#press("stick", { stick: detail })}
            @bring=${({ detail }: CustomEvent<StickName>) => this.#press("central", { stick: detail })}></issuer-sticks>
        </aside>
      </main>`;
  }

  /** Looks again and again, one question at a time, and not while nobody can see the page. */
  async #poll(): Promise<void> {
    for (;;) {
      if (!document.hidden && !this._isBusy) {
        const answer = await askIssuer();
        this._away = answer.ok ? undefined : answer.complaint;
        // A press meanwhile brings a newer state.
        if (answer.ok && !this._isBusy) this._state = answer.state;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #press(button: string, body: object): Promise<void> {
    this._isBusy = true;
    this._complaint = undefined;
    const answer = await pressAtIssuer(button, body);
    if (answer.ok) this._state = answer.state;
    else this._complaint = answer.complaint;
    this._isBusy = false;
  }

  #switchLanguage(): void {
    this._language = this._language === "vi" ? "en" : "vi";
    chooseLanguage(this._language);
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: flex; flex-direction: column; min-height: 100vh; --muted: #434b53; }
      .complaint:empty { display: none; }
      .complaint { padding: 8px 20px; background: #fbeceb; }
      main { display: grid; grid-template-columns: minmax(0, 1fr) 23rem; gap: 12px; padding: 12px 20px 20px; max-width: 1500px; width: 100%; margin: 0 auto; align-items: start; }
      aside { display: grid; gap: 12px; position: sticky; top: 12px; }
      @media (max-width: 1000px) {
        main { grid-template-columns: minmax(0, 1fr); padding: 10px; }
        aside { position: static; grid-row: 1; }
      }
    `,
  ];
}

customElements.define("tram-issuer", TramIssuer);
