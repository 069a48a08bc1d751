import { css, html, LitElement, type TemplateResult } from "lit";
import { faultCode } from "../core/faults.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { noticesOf } from "./trust-notices.ts";

/** What staff must act on: trust that runs out, a bundle that was refused, a clock that cannot be right. Nothing where all is well. */
class DeskNotices extends LitElement {
  static override properties = { status: { attribute: false }, language: {}, from: {} };
  declare status: ScreenStatus | undefined;
  declare language: Language;
  /** The page to which help leads back. */
  declare from: string;

  constructor() {
    super();
    this.language = "vi";
    this.from = "/desk";
  }

  override render(): TemplateResult {
    const { language, status } = this;
    const notices = status ? noticesOf(status) : [];
    return html`<div role="status"><ul>
      ${notices.map(({ fault, tone, what, todo }) => html`<li class=${tone}><span aria-hidden="true">⚠</span><p><b>${what[language]}</b> ${todo[language]} <a href="/help/${faultCode(fault)}?from=${this.from}">${faultCode(fault)}</a></p></li>`)}
    </ul></div>`;
  }

  static override styles = [
    staffStyle,
    css`
      li { display: flex; gap: 10px; padding: 5px 20px; font-size: 0.875rem; line-height: 1.5; border-bottom: 1px solid #00000022; }
      .amber { background: #ffe9b0; color: var(--ink); }
      a { color: inherit; font-weight: 600; white-space: nowrap; }
      .red { background: var(--refuse); color: #fff; }
    `,
  ];
}

customElements.define("desk-notices", DeskNotices);
