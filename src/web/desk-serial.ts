import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { DeskSample } from "../core/desk.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { serialCommand } from "./serial-command.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  title: { vi: "Đường nối tiếp", en: "Serial line" },
  hint: { vi: "Mỗi dòng là một lần quét.", en: "Each line is a scan." },
  copy: { vi: "Chép lệnh", en: "Copy" },
  copied: { vi: "Đã chép", en: "Copied" },
} as const satisfies Record<string, Text>;

/** Characters of a code's text that the example shows; what is copied is whole. */
const SHOWN_CHARACTERS = 12;

/** Where the serial reader's line is, and a command that scans the first sample through it. */
class DeskSerial extends LitElement {
  static override properties = { line: {}, sample: { attribute: false }, language: {}, _isCopied: { state: true } };
  declare line: string | undefined;
  declare sample: DeskSample | undefined;
  declare language: Language;
  declare _isCopied: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isCopied = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { language, line, sample } = this;
    if (line === undefined || !sample) return nothing;
    const command = serialCommand(sample.text, line);
    const { text } = sample;
    const short = text.length > SHOWN_CHARACTERS ? command.replace(text, () => `${text.slice(0, SHOWN_CHARACTERS)}…`) : command;
    return html`<section class="panel" aria-labelledby="title">
      <div><h2 id="title">${WORDS.title[language]}</h2><p class="hint">${WORDS.hint[language]}</p><code>${line}</code></div>
      <code class="command" title=${command}>${short}</code>
      <button @click=${() => this.#copy(command)}>${WORDS[this._isCopied ? "copied" : "copy"][language]}</button>
    </section>`;
  }

  async #copy(command: string): Promise<void> {
    await navigator.clipboard.writeText(command);
    this._isCopied = true;
    setTimeout(() => (this._isCopied = false), 2000);
  }

  static override styles = [
    staffStyle,
    css`
      .panel { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
      .panel > div { flex: 1 1 288px; min-width: 0; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; }
      code { font-family: var(--mono); font-size: 0.75rem; font-weight: 400; overflow-wrap: anywhere; }
      .command { flex: 1 1 240px; background: var(--wash); border-radius: 6px; padding: 3px 10px; line-height: 1.5; }
    `,
  ];
}

customElements.define("desk-serial", DeskSerial);
