import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { WEIGHT_WORDS, WHO_WORDS } from "../core/code-groups.ts";
import { findCode } from "../core/registry.ts";
import { setupStyle } from "./setup-style.ts";

/** Asks the page to show the help of a code. */
export function askHelp(from: HTMLElement, code: string | undefined): void {
  from.dispatchEvent(new CustomEvent("help", { detail: code, bubbles: true, composed: true }));
}

/** What a code means and what to do, over the technician's page: `/help` is another page, and who comes back from there stands before the door. Sends `close`. */
class TechnicianHelp extends LitElement {
  static override properties = { code: { attribute: false } };
  declare code: string;

  override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override render(): TemplateResult {
    const entry = findCode(this.code);
    return html`<dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new CustomEvent("close"))}>
      <div class="body" tabindex="0"><h2 id="title" tabindex="-1" autofocus>${this.code} · ${entry?.title.vi} <span lang="en">${entry?.title.en}</span></h2>
      ${entry ? html`<p class="small">${WEIGHT_WORDS[entry.weight].vi} <span lang="en">${WEIGHT_WORDS[entry.weight].en}</span></p>` : nothing}
      <dl>${(["technician", "cause", "clerk"] as const).map((who) => {
        const text = entry?.[who];
        return text
          ? html`<dt class="small">${WHO_WORDS[who].vi} <span lang="en">${WHO_WORDS[who].en}</span></dt>
            <dd class="text">${text.vi} <span class="small" lang="en">${text.en}</span></dd>`
          : nothing;
      })}</dl></div>
      <button class="primary" data-do="close-help" @click=${() => this.renderRoot.querySelector("dialog")?.close()}>Đóng <small>Close</small></button>
    </dialog>`;
  }

  static override styles = [
    setupStyle,
    css`
      :host { display: contents; }
      dialog[open] { display: flex; flex-direction: column; }
      .body { flex: 1; min-height: 0; overflow-y: auto; }
      dialog { --u: min(1vw, 1.7vh); width: min(92vw, 46rem); max-height: 92vh; overflow: hidden; border: 0; border-radius: 10px; padding: max(12px, calc(2 * var(--u))); background: var(--paper); color: var(--ink); }
      dialog::backdrop { background: rgb(20 24 20 / 0.6); }
      h2 { font-size: max(17px, calc(2.6 * var(--u))); line-height: 1.4; }
      h2 [lang], dd [lang] { display: block; }
      .small { font-size: max(13px, calc(1.8 * var(--u))); }
      .text { font-size: max(16px, calc(2.2 * var(--u))); }
      dt { font-weight: 700; margin-top: 0.7em; }
      h2:focus { outline: none; }
      button { flex: none; align-self: start; margin-top: 0.8em; min-height: 44px; font-size: max(16px, calc(2.2 * var(--u))); }
    `,
  ];
}

customElements.define("technician-help", TechnicianHelp);
