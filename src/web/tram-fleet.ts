import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Standing } from "../core/operator/talk.ts";
import type { Text } from "../core/text.ts";
import { ACCOUNT_WORDS } from "./account-words.ts";
import { byUrgency } from "./fleet-budget.ts";
import type { FleetEntry, FleetKiosk } from "./fleet-row.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import "./fleet-entries.ts";
import "./fleet-kiosks.ts";
import { askSession, SignedOut } from "./operator-request.ts";
import { staffStyle } from "./staff-style.ts";

/** Pause between two looks at central, milliseconds. */
const POLL_MS = 1000;
const TIMEOUT_MS = 5000;
const MAX_ENTRIES = 50;

const WORDS = {
  title: { vi: "Trung tâm", en: "Central" },
  kiosks: { vi: "máy", en: "kiosks" },
  scans: { vi: "lượt quét hôm nay", en: "scans today" },
  lost: {
    vi: "Không tới được trung tâm. Số liệu dưới đây là lần cuối nhận được.",
    en: "Central does not answer. What stands below is the last that was received.",
  },
  other: { vi: "English", en: "Tiếng Việt" },
} as const satisfies Record<string, Text>;

/** Central's page: every kiosk that has ever reported, and the last entries of the one that is looked at. */
class TramFleet extends LitElement {
  static override properties = {
    _kiosks: { state: true },
    _chosen: { state: true },
    _entries: { state: true },
    _isLost: { state: true },
    _language: { state: true },
    _standing: { state: true },
  };
  declare _kiosks: readonly FleetKiosk[] | undefined;
  declare _chosen: string | undefined;
  declare _entries: readonly FleetEntry[];
  declare _isLost: boolean;
  declare _language: Language;
  declare _standing: Standing | undefined;
  /** Somebody has done something here since central was last asked. */
  #isUsed = true;

  constructor() {
    super();
    this._entries = [];
    this._isLost = false;
    this._language = preferredLanguage();
  }

  override firstUpdated(): void {
    document.documentElement.lang = this._language;
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, () => {
        this.#isUsed = true;
      });
    }
    void askSession().then((standing) => {
      this._standing = standing;
    });
    void this.#poll();
  }

  override render(): TemplateResult {
    const language = this._language;
    const scans = this._kiosks?.reduce((sum, kiosk) => sum + kiosk.scansToday, 0) ?? 0;
    const standing = this._standing;
    return html`
      ${standing?.kind === "in" && standing.way === "demo" ? html`<aside class="demo-note" aria-label="Demo">${ACCOUNT_WORDS.demo[language]}</aside>` : nothing}
      <header class="topbar">
        <h1>Trạm <small>${WORDS.title[language]}</small></h1>
        <div class="facts"><span><b>${this._kiosks?.length ?? 0}</b> ${WORDS.kiosks[language]}</span><span><b>${scans}</b> ${WORDS.scans[language]}</span></div>
        ${standing?.kind === "in" ? html`<a class="button" href="/account" title=${ACCOUNT_WORDS.title[language]}>${standing.name}</a>` : nothing}
        <button @click=${this.#switchLanguage}>${WORDS.other[language]}</button>
      </header>
      ${this._isLost ? html`<p class="lost" role="alert">${WORDS.lost[language]}</p>` : nothing}
      <main class="page ${this._isLost ? "stale" : ""}">
        <fleet-kiosks .kiosks=${this._kiosks} .chosen=${this._chosen} .language=${language}
          @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}></fleet-kiosks>
        <fleet-entries .kiosk=${this._chosen} .entries=${this._entries} .language=${language}></fleet-entries>
      </main>`;
  }

  /** Looks again and again, one question at a time, and not while nobody can see the page. */
  async #poll(): Promise<void> {
    for (;;) {
      if (!document.hidden) await this.#refresh();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #refresh(): Promise<void> {
    try {
      // A page that nobody uses keeps nobody signed in.
      const isUsed = this.#isUsed;
      this.#isUsed = false;
      const kiosks = (await fetchJson("/v1/kiosks", isUsed)) as readonly FleetKiosk[];
      this._kiosks = kiosks;
      this._chosen ??= byUrgency(kiosks)[0]?.id;
      const chosen = this._chosen;
      if (chosen !== undefined) {
        const path = `/v1/kiosks/${encodeURIComponent(chosen)}/entries?last=${MAX_ENTRIES}`;
        const entries = (await fetchJson(path, false)) as readonly FleetEntry[];
        // Somebody may have chosen another kiosk meanwhile. Newest first, whichever way they came.
        if (chosen === this._chosen) this._entries = [...entries].sort((a, b) => b.seq - a.seq);
      }
      this._isLost = false;
    } catch (error) {
      if (error instanceof SignedOut) location.assign("/sign-in");
      this._isLost = true;
    }
  }

  #choose(id: string): void {
    if (id === this._chosen) return;
    this._chosen = id;
    this._entries = [];
    void this.#refresh();
  }

  #switchLanguage(): void {
    this._language = this._language === "vi" ? "en" : "vi";
    chooseLanguage(this._language);
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: flex; flex-direction: column; min-height: 100vh; }
      .lost { background: #e6e8e4; border-bottom: 1px solid var(--line); padding: 8px 20px; }
      .page { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 14px; padding: 14px 20px 20px; max-width: 2000px; width: 100%; margin: 0 auto; align-items: start; }
      .stale { filter: grayscale(1); opacity: 0.75; }
      @media (max-width: 1000px) { .page { grid-template-columns: minmax(0, 1fr); padding: 10px; } }
    `,
  ];
}

async function fetchJson(path: string, isUsed: boolean): Promise<unknown> {
  const headers: Readonly<Record<string, string>> = isUsed ? {} : { "x-tram-by-itself": "1" };
  const response = await fetch(path, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  // `enrol-first`, too: whoever has come by a link chooses on that page how he signs in.
  if (response.status === 401 || response.status === 403) throw new SignedOut();
  if (!response.ok) throw new Error(`central: ${path} answered ${response.status}`);
  return await response.json();
}

customElements.define("tram-fleet", TramFleet);
