import { css, html, LitElement, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { View } from "../core/view.ts";
import { followScreen } from "./screen-events.ts";
import "./tram-citizen.ts";

/** The page on the kiosk's panel: the citizen screen and nothing else. */
class TramKiosk extends LitElement {
  static override properties = { _view: { state: true }, _status: { state: true } };
  declare _view: View | undefined;
  declare _status: ScreenStatus | undefined;

  override firstUpdated(): void {
    followScreen("/events", {
      view: (view) => (this._view = view),
      status: (status) => (this._status = status),
      lamps: () => {},
      technician: () => location.assign("/technician"),
      connected: () => {},
      lost: () => (this._view = undefined),
    });
  }

  override render(): TemplateResult {
    return html`<tram-citizen .view=${this._view} .status=${this._status}></tram-citizen>`;
  }

  static override styles = css`:host { display: block; height: 100vh; }`;
}

customElements.define("tram-kiosk", TramKiosk);
