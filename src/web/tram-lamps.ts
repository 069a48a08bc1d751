import { css, html, LitElement, svg, type TemplateResult } from "lit";
import type { Levels, LineName } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";

const LAMPS: readonly (readonly [LineName, Text])[] = [
  ["red", { vi: "Đỏ", en: "Red" }],
  ["amber", { vi: "Vàng", en: "Amber" }],
  ["green", { vi: "Xanh", en: "Green" }],
  ["white", { vi: "Trắng", en: "White" }],
];

/** The board's lamps, buzzer and relay, drawn as they are driven and in the order they stand on the kiosk: red on top. */
class TramLamps extends LitElement {
  static override properties = { levels: { attribute: false }, language: {} };
  declare levels: Levels | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    const isOn = (name: LineName) => this.levels?.[name] === true;
    return html`
      <div class="tower" role="img" aria-label=${this.#description(isOn)}>
        ${LAMPS.map(
          ([name, words]) => html`<div class="lamp ${name} ${isOn(name) ? "on" : "off"}"><i></i><span>${words[this.language]}</span></div>`,
        )}
        <div class="line ${isOn("buzzer") ? "on" : "off"}">
          <svg viewBox="0 0 24 24">${svg`<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z"/><path class="when-on" d="M15 9a4.2 4.2 0 0 1 0 6m2.6-8.6a8 8 0 0 1 0 11.2"/>`}</svg>
          <span>${{ vi: "Còi", en: "Buzzer" }[this.language]}</span>
        </div>
        <div class="line ${isOn("relay") ? "on" : "off"}">
          <svg viewBox="0 0 24 24">${isOn("relay") ? svg`<path d="M2 12h5m10 0h5M7 12h10"/>` : svg`<path d="M2 12h5m10 0h5M7 12l8.5-6"/>`}<circle cx="7" cy="12" r="1.8"/><circle cx="17" cy="12" r="1.8"/></svg>
          <span>${{ vi: "Rơ-le", en: "Relay" }[this.language]}</span>
        </div>
      </div>`;
  }

  #description(isOn: (name: LineName) => boolean): string {
    const lit = LAMPS.filter(([name]) => isOn(name)).map(([, words]) => words[this.language].toLowerCase());
    const none = { vi: "Không đèn nào sáng", en: "No lamp is lit" }[this.language];
    return lit.length > 0 ? `${{ vi: "Đèn sáng", en: "Lit" }[this.language]}: ${lit.join(", ")}` : none;
  }

  static override styles = css`
    :host { display: block; }
    .tower { display: flex; flex-direction: column; justify-content: space-between; gap: 4px; height: 100%; box-sizing: border-box; padding: 14px 12px;
      border-radius: 14px; background: #1d2227; color: #b9bfc5; font-size: 0.75rem; line-height: 1.45; }
    .tower > div { display: grid; grid-template-columns: 34px 1fr; gap: 9px; align-items: center; }
    .tower > .on { color: #fff; font-weight: 700; }
    .lamp i { width: 34px; height: 34px; border-radius: 50%; box-sizing: border-box; border: 2px solid #59616a;
      background: radial-gradient(circle at 35% 30%, #3a4148, #262c32 60%); transition: box-shadow 0.35s, background 0.35s, border-color 0.35s; }
    .lamp.on i { border-color: #fff; background: radial-gradient(circle at 38% 32%, #fff 4%, var(--light) 42%); box-shadow: 0 0 20px 3px var(--light); transition: none; }
    .red { --light: #ff4b3e; } .amber { --light: #ffb521; } .green { --light: #27d07a; } .white { --light: #f4f7ff; }
    .line { padding-top: 4px; border-top: 1px solid #3a4148; }
    .line svg { width: 26px; height: 26px; justify-self: center; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    .line.off .when-on { visibility: hidden; }
    .line.on svg { color: #ffd97a; }
    @media (max-width: 760px) {
      .tower { flex-direction: row; flex-wrap: wrap; padding: 10px 14px; }
      .tower > div { grid-template-columns: 1fr; gap: 2px; justify-items: center; }
      .line { border-top: 0; padding-top: 0; align-content: end; }
    }
    @media (prefers-reduced-motion: reduce) { .lamp i { transition: none; } }
  `;
}

customElements.define("tram-lamps", TramLamps);
