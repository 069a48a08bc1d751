import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { DeskSetup } from "../core/desk.ts";
import type { Text } from "../core/text.ts";
import { sendToDesk } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  title: { vi: "Nội dung của mã", en: "Text of a code" },
  placeholder: { vi: "Dán nội dung vào đây", en: "Paste the text here" },
  send: { vi: "Gửi", en: "Send" },
  serial: { vi: "Qua nối tiếp", en: "By serial" },
} as const satisfies Record<string, Text>;

/** Text instead of a picture, as if a code had carried it. */
class DeskText extends LitElement {
  static override properties = { setup: { attribute: false }, language: {}, _complaint: { state: true } };
  declare setup: DeskSetup | undefined;
  declare language: Language;
  declare _complaint: Text | undefined;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <textarea rows="1" spellcheck="false" maxlength="8192" placeholder=${WORDS.placeholder[language]} aria-labelledby="title"></textarea>
      <div class="row">
        <button @click=${() => this.#send("/desk/text", (text) => text)}>${WORDS.send[language]}</button>
        ${this.setup?.serialWritable ? html`<button @click=${() => this.#send("/desk/serial", (text) => JSON.stringify({ text }))}>${WORDS.serial[language]}</button>` : nothing}
      </div>
      <p role="alert">${this._complaint?.[language]}</p>
    </section>`;
  }

  async #send(path: string, bodyOf: (text: string) => string): Promise<void> {
    const text = this.renderRoot.querySelector("textarea")?.value ?? "";
    this._complaint = await sendToDesk(path, bodyOf(text));
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: grid; }
      .panel { display: flex; flex-direction: column; gap: 7px; }
      textarea { flex: 1; resize: none; min-height: 36px; }
      .row { display: flex; flex-wrap: wrap; gap: 6px; }
      .row button { flex: 1; }
    `,
  ];
}

customElements.define("desk-text", DeskText);
