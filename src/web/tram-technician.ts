import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { setupStyle } from "./setup-style.ts";
import "./technician-parts.ts";
import "./technician-pin-pad.ts";
import { askParts, enter, enteredText, leave, NotIn } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";
import "./technician-configuration.ts";
import "./technician-help.ts";
import "./technician-keys.ts";
import "./technician-log.ts";
import "./technician-reset.ts";
import "./technician-sticks.ts";

/** After so many milliseconds in which nobody touches it the citizen screen comes back: from before a closed door, and from inside. */
const DOOR_MS = 60_000;
const INSIDE_MS = 300_000;
/** How often the ages on the page are drawn anew, in milliseconds. */
const AGES_MS = 10_000;

const FIRST_TEST_MS = 1000;

const TABS = {
  parts: { vi: "Bộ phận", en: "Parts" },
  sticks: { vi: "USB", en: "USB stick" },
  log: { vi: "Nhật ký máy", en: "Log" },
  configuration: { vi: "Cấu hình", en: "Configuration" },
  reset: { vi: "Xoá máy", en: "Reset" },
} as const satisfies Record<string, Text>;
type Tab = keyof typeof TABS;

/** The technician's page on the kiosk's own screen: behind its door the parts and their tests, what goes on a stick, the log, the configuration, and the reset. */
class TramTechnician extends LitElement {
  static override properties = {
    _view: { state: true },
    _said: { state: true },
    _tab: { state: true },
    _stays: { state: true },
    _help: { state: true },
  };
  declare _view: TechnicianView | undefined;
  /** Why the door is closed; undefined: nothing was tried yet. */
  declare _said: Text | undefined;
  declare _tab: Tab;
  /** The statement of a reset must stay until somebody has photographed it: nothing leads away from it. */
  declare _stays: boolean;
  /** The code whose help is shown. */
  declare _help: string | undefined;
  #token = "";
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this._tab = "parts";
    this._stays = false;
  }

  override firstUpdated(): void {
    // Whoever has held the service button needs no PIN.
    void this.#enter(undefined);
    setInterval(() => this._view && !this._stays && void this.#refresh(), AGES_MS);
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => this.#wait());
  }

  override render(): TemplateResult {
    const view = this._view;
    return html`<main @help=${(event: CustomEvent<string>) => (this._help = event.detail)}>
      <header>
        <h1>Trang kỹ thuật <span lang="en">Technician</span></h1>
        ${view ? html`<p class="facts">${view.kiosk} · Trạm ${view.version}</p>` : nothing}
        ${this._stays ? nothing : html`<button data-do="away" @click=${() => void this.#goAway()}>Về màn hình chính <small lang="en">Back</small></button>`}
      </header>
      ${view ? (this._stays ? nothing : this.#tabs()) : this.#door()}
      ${view ? this.#content(view) : nothing}
      ${view ? html`<technician-keys></technician-keys>` : nothing}
      ${view && this._help !== undefined ? html`<technician-help .code=${this._help} @close=${() => (this._help = undefined)}></technician-help>` : nothing}
    </main>`;
  }

  #door(): TemplateResult {
    const said = this._said;
    return html`<section class="door">
      ${
        said
          ? html`<p class="text said" role="alert">${said.vi} <span lang="en">${said.en}</span></p>`
          : html`<p class="text">Nhập mã PIN, hoặc giữ nút dịch vụ 3 giây. <span lang="en">Type the PIN, or hold the service button for 3 seconds.</span></p>`
      }
      <technician-pin-pad @typed=${(event: CustomEvent<string>) => void this.#enter(event.detail)}></technician-pin-pad>
    </section>`;
  }

  #tabs(): TemplateResult {
    const tab = (name: Tab) => html`<button data-tab=${name} aria-pressed=${this._tab === name} @click=${() => (this._tab = name)}>
      ${TABS[name].vi} <small lang="en">${TABS[name].en}</small></button>`;
    return html`<nav class="tabs" aria-label="Trang kỹ thuật">${(Object.keys(TABS) as Tab[]).map(tab)}</nav>`;
  }

  #content(view: TechnicianView): TemplateResult {
    const lost = (event: CustomEvent<unknown>) => this.#lost(event.detail);
    const token = this.#token;
    switch (this._tab) {
      case "parts":
        return html`<technician-parts .token=${token} .view=${view} @lost=${lost} @view=${(event: CustomEvent<TechnicianView>) => (this._view = event.detail)}></technician-parts>`;
      case "sticks":
        return html`<technician-sticks .token=${token} @lost=${lost}></technician-sticks>`;
      case "log":
        return html`<technician-log .token=${token} @lost=${lost}></technician-log>`;
      case "configuration":
        return html`<technician-configuration .token=${token} @lost=${lost}></technician-configuration>`;
      case "reset":
        return html`<technician-reset .token=${token} @lost=${lost} @stays=${() => this.#stay()}></technician-reset>`;
    }
  }

  async #enter(pin: string | undefined): Promise<void> {
    this.#wait();
    const entered = await enter(pin);
    if (entered?.kind === "in") {
      this.#token = entered.token;
      await this.#refresh();
      return this.#wait();
    }
    // The silent attempt of a page that has just come says nothing, unless there is no other way in.
    if (pin !== undefined || entered?.kind !== "wrong") this._said = enteredText(entered);
  }

  /** Somebody else may want to show a code. */
  #wait(): void {
    clearTimeout(this.#away);
    if (this._stays) return;
    this.#away = setTimeout(() => void this.#goAway(), this._view ? INSIDE_MS : DOOR_MS);
  }

  #stay(): void {
    this._stays = true;
    clearTimeout(this.#away);
  }

  async #refresh(): Promise<void> {
    try {
      this._view = await askParts(this.#token);
      // The first test of all has been begun for whoever came in.
      if (!this._view.parts.some(({ judge }) => judge === "machine")) setTimeout(() => this._view && void this.#refresh(), FIRST_TEST_MS);
    } catch (error) {
      this.#lost(error);
    }
  }

  /** Whoever was idle for ten minutes stands before the door again. */
  #lost(error: unknown): void {
    if (this._stays) return;
    this._view = undefined;
    this._said =
      error instanceof NotIn ? { vi: "Đã hết giờ, mời vào lại.", en: "Time is over, please come in again." } : enteredText(undefined);
    this.#wait();
  }

  async #goAway(): Promise<void> {
    await leave(this.#token);
    location.assign("/");
  }

  static override styles = [setupStyle, technicianStyle];
}

customElements.define("tram-technician", TramTechnician);
