import { css, html, LitElement, type TemplateResult } from "lit";
import { staffPageStyle } from "./staff-page-style.ts";
import { staffStyle } from "./staff-style.ts";

/** A window over the page that keeps the focus in itself; Escape or its button sends `closed`. In its slot `call` a visitor's call is seen over it. */
class StaffDialog extends LitElement {
  static override properties = { heading: {}, closing: {} };
  declare heading: string;
  /** What its button says. */
  declare closing: string;

  override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @cancel=${this.#cancelled}>
      <div class="call"><slot name="call"></slot></div>
      <div class="head"><h2 id="heading" tabindex="-1" autofocus>${this.heading}</h2><button data-do="close" @click=${this.#close}><kbd aria-hidden="true">Esc</kbd> ${this.closing}</button></div>
      <slot></slot>
    </dialog>`;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("closed"));
  };

  readonly #cancelled = (event: Event): void => {
    event.preventDefault();
    this.#close();
  };

  static override styles = [
    staffStyle,
    staffPageStyle,
    css`
      dialog { width: min(46rem, calc(100vw - 16px)); max-width: none; max-height: calc(100vh - 16px); max-height: calc(100dvh - 16px); overflow: auto; border: 0; border-radius: 14px; padding: 16px 20px 20px; color: var(--ink); background: var(--paper); }
      dialog::backdrop { background: #14191fcc; }
      .call { margin: -16px -20px 16px; }
      .head { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; margin-bottom: 12px; }
      h2 { font-size: 1.375rem; flex: 1 1 12rem; }
      h2:focus-visible { outline: none; }
      @media (max-width: 480px) { dialog { padding: 12px; } .call { margin: -12px -12px 12px; } }
    `,
  ];
}

customElements.define("staff-dialog", StaffDialog);
