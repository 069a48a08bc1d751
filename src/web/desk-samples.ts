import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { DeskSample, DeskSetup } from "../core/desk.ts";
import type { Text } from "../core/text.ts";
import { sendToDesk } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { pngOf, svgUrl } from "./sample-picture.ts";
import { serialCommand } from "./serial-command.ts";
import { staffStyle } from "./staff-style.ts";
import { verdictChip, verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const WORDS = {
  title: { vi: "Giơ một mã lên", en: "Hold up a code" },
  hint: {
    vi: "Mỗi thẻ ghi kết quả phải ra, nếu nơi cấp không thu hồi.",
    en: "Each card says how it should end, unless the issuer takes it back.",
  },
  picture: { vi: "Ảnh", en: "Picture" },
  pictureTitle: { vi: "Giơ ảnh của mã trước máy", en: "Hold up the picture of this code" },
  text: { vi: "Chữ", en: "Text" },
  textTitle: { vi: "Dán nội dung của mã", en: "Paste the text of this code" },
  serial: { vi: "Nối tiếp", en: "Serial" },
  serialTitle: { vi: "Gửi qua đường nối tiếp", en: "Send it down the serial line" },
  copyTitle: { vi: "Chép lệnh printf cho đường nối tiếp", en: "Copy the printf command for the serial line" },
  expected: { vi: "Phải ra", en: "Should be" },
  afterwards: { vi: "lần sau", en: "then" },
  loading: { vi: "Đang lấy các mã mẫu…", en: "Fetching the sample codes…" },
} as const satisfies Record<string, Text>;

const NOT_DRAWN: Text = {
  vi: "Trình duyệt không vẽ được mã này. Hãy dùng cách dán chữ.",
  en: "The browser could not draw this code. Use its text instead.",
};

/** The sample codes, each a picture with the ways to present it. */
class DeskSamples extends LitElement {
  static override properties = {
    samples: { attribute: false },
    setup: { attribute: false },
    language: {},
    _pictures: { state: true },
    _complaint: { state: true },
  };
  declare samples: readonly DeskSample[] | undefined;
  declare setup: DeskSetup | undefined;
  declare language: Language;
  declare _pictures: ReadonlyMap<string, string>;
  declare _complaint: Text | undefined;

  constructor() {
    super();
    this.language = "vi";
    this._pictures = new Map();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("samples")) return;
    for (const url of this._pictures.values()) URL.revokeObjectURL(url);
    this._pictures = new Map(this.samples?.map((sample) => [sample.id, svgUrl(sample.svg)]));
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel" aria-labelledby="title">
      <header><h2 id="title">${WORDS.title[language]}</h2>
        <p class="hint">${this.samples ? WORDS.hint[language] : WORDS.loading[language]}</p>
        <p role="alert">${this._complaint?.[language]}</p></header>
      <ul>${this.samples?.map((sample) => this.#card(sample))}</ul>
    </section>`;
  }

  #card(sample: DeskSample): TemplateResult {
    const { language } = this;
    const { expect, afterwards } = sample;
    return html`<li data-sample=${sample.id}>
      <img src=${this._pictures.get(sample.id) ?? nothing} alt="QR">
      <h3>${sample.label[language]}</h3>
      <p class="expect"><span title="${WORDS.expected[language]}: ${expect.reason}">${verdictChip(expect.verdict, language)}</span>
        ${afterwards ? html`<span class="then" title="${WORDS.afterwards[language]}: ${afterwards.reason}">${WORDS.afterwards[language]} ${verdictChip(afterwards.verdict, language)}</span>` : nothing}</p>
      <div class="ways">
        <button class="primary" data-way="picture" title=${WORDS.pictureTitle[language]} @click=${() => this.#send(() => holdUp(sample))}>${WORDS.picture[language]}</button>
        <button data-way="text" title=${WORDS.textTitle[language]} @click=${() => this.#send(() => sendToDesk("/desk/text", sample.text))}>${WORDS.text[language]}</button>
        ${this.#serialButton(sample)}
      </div>
    </li>`;
  }

  #serialButton(sample: DeskSample): TemplateResult | typeof nothing {
    const line = this.setup?.serialLine;
    if (this.setup?.serialWritable) {
      const send = () => sendToDesk("/desk/serial", JSON.stringify({ sample: sample.id }));
      return html`<button data-way="serial" title=${WORDS.serialTitle[this.language]} @click=${() => this.#send(send)}>${WORDS.serial[this.language]}</button>`;
    }
    if (line === undefined) return nothing;
    const copy = () => navigator.clipboard.writeText(serialCommand(sample.text, line));
    return html`<button data-way="serial" title=${WORDS.copyTitle[this.language]} @click=${copy}>printf</button>`;
  }

  async #send(send: () => Promise<Text | undefined>): Promise<void> {
    this._complaint = await send();
  }

  static override styles = [
    staffStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; margin-bottom: 4px; }
      ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(156px, 1fr)); gap: 5px; --qr: 38px; }
      li { display: grid; grid-template-columns: var(--qr) 1fr; gap: 4px 8px; padding: 4px 6px; border: 1px solid var(--line); border-radius: 10px; background: #fcfcfa; align-content: space-between; min-width: 0; }
      img { display: block; width: var(--qr); height: var(--qr); background: #fff; border: 1px solid var(--line); border-radius: 4px; }
      h3 { align-self: center; min-width: 0; font-size: 0.8125rem; line-height: 1.3; font-weight: 600; }
      .expect, .ways { grid-column: 1 / -1; }
      .expect { font-size: 0.71875rem; line-height: 1.35; display: flex; flex-wrap: wrap; gap: 0 6px; }
      /* The sign alone: its words would need a line of their own, and stay for who listens. */
      .then .chip span { position: absolute; clip-path: inset(50%); }
      @media (min-width: 1600px) and (min-height: 850px) { ul { grid-template-columns: repeat(4, 1fr); --qr: 96px; } }
      .ways { display: flex; gap: 4px; }
      .ways button { flex: 1 1 auto; padding: 2px 4px; min-height: 26px; font-size: 0.75rem; }
    `,
  ];
}

async function holdUp(sample: DeskSample): Promise<Text | undefined> {
  let picture: Blob;
  try {
    picture = await pngOf(sample.svg);
  } catch {
    return NOT_DRAWN;
  }
  return await sendToDesk("/desk/picture", picture);
}

customElements.define("desk-samples", DeskSamples);
