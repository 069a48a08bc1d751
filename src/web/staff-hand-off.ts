import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { FAULTS, faultCode } from "../core/faults.ts";
import type { HandOffTarget, Sent } from "../core/hand-off/hand-off-talk.ts";
import { stoppedText } from "../core/hand-off/stopped-text.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import { askHandOff, NotSignedIn, selfCheck, send } from "./staff-request.ts";
import { staffStyle } from "./staff-style.ts";
import { NOT_DONE } from "./staff-words.ts";

const WORDS = {
  title: { vi: "Chuyển sang phần mềm của quầy", en: "To the counter's own system" },
  send: { vi: "Gửi:", en: "Send:" },
  again: { vi: "Gửi lần nữa:", en: "Send once more:" },
  check: { vi: "Gõ thử:", en: "Type a test line:" },
  sending: { vi: "Đang gõ…", en: "Typing…" },
  done: { vi: "Đã gõ xong. Xem lại ô trên phần mềm.", en: "Typed. Look at the fields in the program." },
  unknown: { vi: "Máy không còn giữ lần quét này.", en: "The kiosk no longer has this scan." },
  hidden: { vi: "Thông tin đã che. Mời người dân đưa lại mã.", en: "It is hidden by now. Ask for the code once more." },
  busy: { vi: "Bàn phím đang gõ. Chờ xong rồi gửi lại.", en: "The keyboard is typing. Wait, then send again." },
  already: {
    vi: "Lần quét này đã gõ rồi. Gửi lần nữa thì phần mềm có thể có hai bản.",
    en: "This was typed before. Sent again, the program may have it twice.",
  },
  csv: { vi: "Tải CSV", en: "Download CSV" },
  fhir: { vi: "Tải FHIR", en: "Download FHIR" },
} as const satisfies Record<string, Text>;

/** Hands a result on while it may be seen: by a keyboard that types it, or as a file. Sends `working` at each send, and `out` where the session is over. */
class StaffHandOff extends LitElement {
  static override properties = {
    seq: { type: Number },
    isPerson: { type: Boolean },
    language: {},
    _targets: { state: true },
    _said: { state: true },
    _again: { state: true },
    _isBusy: { state: true },
  };
  declare seq: number;
  /** It names a person: FHIR has nothing for anything else. */
  declare isPerson: boolean;
  declare language: Language;
  declare _targets: readonly HandOffTarget[];
  declare _said: Text | undefined;
  /** The keyboard that asks whether it shall type the same once more. */
  declare _again: string | undefined;
  declare _isBusy: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._targets = [];
    this._isBusy = false;
    this.isPerson = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#guarded(async () => {
      this._targets = (await askHandOff()).filter(({ kind }) => kind === "keyboard");
    });
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("seq")) return;
    this._said = undefined;
    this._again = undefined;
  }

  /** `g` has the first keyboard type; false: the key is not this, or there is none. */
  takeKey(key: string): boolean {
    const [first] = this._targets;
    if (key !== "g" || !first) return false;
    void this.#send(first.name);
    return true;
  }

  override render(): TemplateResult {
    const { language, seq } = this;
    return html`<h3>${WORDS.title[language]}</h3>
      <div class="actions">
        ${this._targets.map((target, index) => this.#target(target, index === 0))}
        <a class="button" href="/staff/results/${seq}/csv" download @click=${this.#working}>${WORDS.csv[language]}</a>
        ${this.isPerson ? html`<a class="button" href="/staff/results/${seq}/fhir" download @click=${this.#working}>${WORDS.fhir[language]}</a>` : nothing}
      </div>
      <p role="status">${this._isBusy ? WORDS.sending[language] : (this._said?.[language] ?? nothing)}</p>`;
  }

  #target({ name, fault }: HandOffTarget, isFirst: boolean): TemplateResult {
    const { language } = this;
    const isAgain = this._again === name;
    return html`<button data-send=${name} ?disabled=${this._isBusy} @click=${() => void this.#send(name)}>${isFirst ? html`<kbd aria-hidden="true">G</kbd>` : nothing} ${WORDS[isAgain ? "again" : "send"][language]} ${name}</button>
      <button data-check=${name} ?disabled=${this._isBusy} @click=${() => void this.#check(name)}>${WORDS.check[language]} ${name}</button>
      ${fault ? html`<a href="/help/${faultCode(fault)}?from=/staff">⚠ ${FAULTS[fault].title[language]}</a>` : nothing}`;
  }

  async #send(name: string): Promise<void> {
    if (this._isBusy) return;
    this.#working();
    const isAgain = this._again === name;
    await this.#tell(() => send({ seq: this.seq, target: name, ...(isAgain && { again: true }) }), name);
  }

  readonly #working = (): void => {
    this.dispatchEvent(new CustomEvent("working", { bubbles: true, composed: true }));
  };

  async #check(name: string): Promise<void> {
    await this.#tell(() => selfCheck({ target: name }), name);
  }

  async #tell(ask: () => Promise<Sent | undefined>, name: string): Promise<void> {
    this._isBusy = true;
    await this.#guarded(async () => {
      const sent = await ask();
      this._said = sent ? sentWords(sent) : NOT_DONE;
      this._again = sent?.kind === "already" ? name : undefined;
    });
    this._isBusy = false;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof NotSignedIn) this.dispatchEvent(new CustomEvent("out", { bubbles: true, composed: true }));
      else this._said = NOT_DONE;
    }
  }

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      h3 { margin-bottom: 6px; }
      .actions { align-items: center; }
      button, .button { font-size: 0.9375rem; }
    `,
  ];
}

/** What became of a press, and where something is left undone what to do. */
function sentWords(sent: Sent): Text {
  if (sent.kind !== "failed") return WORDS[sent.kind];
  return stoppedText(sent);
}

customElements.define("staff-hand-off", StaffHandOff);
