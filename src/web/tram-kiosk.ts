import { css, html, LitElement, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { View } from "../core/view.ts";
import { followScreen } from "./screen-events.ts";
import "./tram-citizen.ts";

/** The page on the kiosk's panel: the citizen screen and nothing else. */
class TramKiosk extends LitElement {
  static override properties = { _view: { state: true }, _status: { state: true }, _mirror: { state: true } };
  declare _view: View | undefined;
  declare _status: ScreenStatus | undefined;
  declare _mirror: string | undefined;
  #isMirrored = false;
  #sound: Promise<ReturnType<typeof import("./page-sound.ts").pageSound>> | undefined;

  override firstUpdated(): void {
    followScreen("/events", {
      view: (view) => (this._view = view),
      status: (status) => {
        this._status = status;
        if (!this.#isMirrored && status.sources.some(({ kind }) => kind === "camera")) this.#followMirror();
        // Most kiosks speak by themselves, or not at all.
        if (status.sound) this.#sound ??= import("./page-sound.ts").then(({ pageSound }) => pageSound());
      },
      lamps: () => {},
      prompts: (utterance) => void this.#sound?.then(({ prompts }) => prompts(utterance)),
      technician: () => location.assign("/technician"),
      connected: () => {},
      lost: () => (this._view = undefined),
    });
  }

  #followMirror(): void {
    this.#isMirrored = true;
    import("./mirror-picture.ts").then(
      ({ followMirror }) => followMirror((picture) => (this._mirror = picture)),
      () => (this.#isMirrored = false),
    );
  }

  override render(): TemplateResult {
    return html`<tram-citizen @contextmenu=${(press: Event) => press.preventDefault()} .view=${this._view} .status=${this._status} .mirror=${this._mirror}></tram-citizen>`;
  }

  static override styles = css`:host { display: block; height: 100vh; user-select: none; touch-action: manipulation; }`;
}

customElements.define("tram-kiosk", TramKiosk);
