import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CarryStatus, TrustStatus } from "../core/screen.ts";
import type { SocketsChange, SocketsState, StickName, StickState } from "../core/sockets.ts";
import type { Text } from "../core/text.ts";
import { complaintIn, sendToDesk, UNREACHABLE } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { contentsText, holdsText, STICK_WORDS } from "./stick-words.ts";
import { minuteInVietnam } from "./trust-notices.ts";

/** Pause between two looks at the sockets, milliseconds: sticks are written on another page. */
const POLL_MS = 1000;

const WORDS = {
  title: { vi: "Ổ cắm của máy", en: "The kiosk's sockets" },
  network: { vi: "Dây mạng", en: "Network cable" },
  plugged: { vi: "đang cắm", en: "plugged in" },
  out: { vi: "đã rút", en: "out" },
  pullOut: { vi: "Rút ra", en: "Pull out" },
  plugIn: { vi: "Cắm vào", en: "Plug in" },
  putIn: { vi: "Cắm", en: "Put in" },
  trust: { vi: "dùng", en: "has" },
  usb: { vi: "Cổng USB", en: "USB port" },
  nothing: { vi: "trống, cắm vào:", en: "empty, put in:" },
  write: { vi: "Ghi nhật ký ra USB", en: "Write journal" },
  waiting: { vi: "mục chưa về trung tâm", en: "entries have not reached central" },
  carried: { vi: "mang đi lần cuối", en: "last carried" },
} as const satisfies Record<string, Text>;

/** The kiosk's network cable and USB port, within a hand's reach. The kiosk itself knows of no page that plugs. */
class DeskSockets extends LitElement {
  static override properties = {
    trust: { attribute: false },
    carry: { attribute: false },
    backlog: { type: Number },
    language: {},
    _state: { state: true },
    _complaint: { state: true },
  };
  /** What the kiosk goes on with while nothing is plugged in. */
  declare trust: TrustStatus | undefined;
  declare carry: CarryStatus | undefined;
  /** Entries that central is not known to hold. */
  declare backlog: number | undefined;
  declare language: Language;
  declare _state: SocketsState | undefined;
  declare _complaint: Text | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.language = "vi";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#exchange();
    this.#timer = setInterval(() => void (document.hidden || this.#exchange()), POLL_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel" aria-label=${WORDS.title[language]}>
      ${this._state ? this.#sockets(this._state) : nothing}
      <p role="alert">${this._complaint?.[language]}</p>
    </section>`;
  }

  #sockets({ isNetworkPlugged, usbPort, sticks }: SocketsState): TemplateResult {
    const { language } = this;
    const inPort = sticks.find(({ name }) => name === usbPort);
    return html`
      <div class="socket ${isNetworkPlugged ? "in" : "out"}" data-socket="network" role="group" aria-label=${WORDS.network[language]}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="4" width="18" height="16" rx="2"/><path d="M7 20v-6h2v-3h6v3h2v6"/></svg>
        <p><b>${WORDS.network[language]} <em>${WORDS[isNetworkPlugged ? "plugged" : "out"][language]}</em></b>
          <span>${this.trust ? `${WORDS.trust[language]} ${holdsText(this.trust, language)}` : nothing}</span></p>
        <button data-do="network" @click=${() => this.#exchange({ network: !isNetworkPlugged })}>${WORDS[isNetworkPlugged ? "pullOut" : "plugIn"][language]}</button>
      </div>
      <div class="socket ${inPort ? "in" : "out"}" data-socket="usb" role="group" aria-label=${WORDS.usb[language]}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="2" y="7" width="20" height="10" rx="1.5"/><path d="M5 10h14v3H5z"/></svg>
        <p><b>${WORDS.usb[language]}</b>
          <span>${inPort ? `${STICK_WORDS[inPort.name][language]}: ${contentsText(inPort, language)}` : WORDS.nothing[language]}</span></p>
        ${inPort ? this.#hands() : sticks.map((stick) => this.#stick(stick))}
      </div>
      ${this.carry && (this.carry.carriedAt !== undefined || this.backlog) ? this.#away(this.carry) : nothing}`;
  }

  /** What can be done with the stick that is in. */
  #hands(): TemplateResult {
    const { language, carry } = this;
    return html`<div class="hands">
      ${carry?.isStickIn ? html`<button data-do="write-journal" ?disabled=${carry.isWriting} @click=${this.#writeJournal}>${WORDS.write[language]}</button>` : nothing}
      ${this.#usbButton(null, WORDS.pullOut[language])}
    </div>`;
  }

  #away({ carriedAt }: CarryStatus): TemplateResult {
    const { language } = this;
    const carried = carriedAt === undefined ? nothing : html` · ${WORDS.carried[language]} ${minuteInVietnam(carriedAt)}`;
    return html`<p class="away"><strong>${this.backlog ?? 0}</strong> ${WORDS.waiting[language]}${carried}</p>`;
  }

  #stick(stick: StickState): TemplateResult {
    const { language } = this;
    return this.#usbButton(
      stick.name,
      STICK_WORDS[stick.name][language],
      `${WORDS.putIn[language]} ${STICK_WORDS[stick.name][language]}: ${contentsText(stick, language)}`,
    );
  }

  #usbButton(stick: StickName | null, words: string, title?: string): TemplateResult {
    return html`<button data-do=${stick ?? "pull-out"} title=${title ?? nothing} aria-label=${title ?? nothing} @click=${() => this.#exchange({ usbPort: stick })}>${words}</button>`;
  }

  /** Presses the kiosk's button; what comes of it is seen and heard there. */
  async #writeJournal(): Promise<void> {
    this._complaint = await sendToDesk("/stick", "");
  }

  /** Asks how the sockets are, or changes one of them. Page and server are one release, so an answer is what its type says. */
  async #exchange(change?: SocketsChange): Promise<void> {
    try {
      const response = await fetch("/desk/sockets", change ? { method: "POST", body: JSON.stringify(change) } : {});
      const answer: unknown = await response.json();
      this._complaint = response.ok ? undefined : complaintIn(answer);
      if (response.ok) this._state = answer as SocketsState;
    } catch {
      this._complaint = UNREACHABLE;
    }
  }

  static override styles = [
    staffStyle,
    css`
      .panel { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 6px 16px; padding: 7px 12px; }
      .socket { display: flex; align-items: center; gap: 8px; min-width: 0; }
      svg { width: 26px; height: 26px; flex: none; fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-linejoin: round; }
      .in svg { fill: #d5e6dc; }
      .out svg { stroke-dasharray: 2.5 2; }
      p { flex: 1; min-width: 0; font-size: 0.8125rem; line-height: 1.35; }
      p b { display: block; }
      p span { color: var(--muted); font-variant-numeric: tabular-nums; }
      em { font-style: normal; }
      .out em { color: var(--refuse); }
      button { flex: none; padding: 3px 9px; min-height: 30px; }
      .away, [role="alert"] { grid-column: 1 / -1; }
      .hands { flex: none; display: grid; gap: 4px; }
      [role="alert"]:empty { display: none; }
      @media (max-width: 600px) { .panel { grid-template-columns: minmax(0, 1fr); } }
    `,
  ];
}

customElements.define("desk-sockets", DeskSockets);
