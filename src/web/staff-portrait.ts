import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { askPortrait } from "./staff-request.ts";

const WORDS = {
  compare: { vi: "So sánh với người trước mặt", en: "Compare with the person before you" },
  picture: { vi: "Ảnh trong giấy tờ", en: "The picture in the credential" },
  none: { vi: "Không hiện được ảnh. So với ảnh trên thẻ.", en: "The picture cannot be shown. Compare with the card's." },
} as const satisfies Record<string, Text>;

/** The picture of a credential, large, for as long as the element is there; afterwards the browser keeps nothing of it. */
class StaffPortrait extends LitElement {
  static override properties = { seq: { type: Number }, language: {}, _url: { state: true }, _isMissing: { state: true } };
  declare seq: number;
  declare language: Language;
  declare _url: string | undefined;
  declare _isMissing: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isMissing = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("seq")) void this.#load(this.seq);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<figure>
      <figcaption>${WORDS.compare[language]}</figcaption>
      ${this._url === undefined ? nothing : html`<img src=${this._url} alt=${WORDS.picture[language]} @error=${() => this.#miss()} />`}
      ${this._isMissing ? html`<p>${WORDS.none[language]}</p>` : nothing}
    </figure>`;
  }

  async #load(seq: number): Promise<void> {
    this.#forget();
    this._isMissing = false;
    const picture = await askPortrait(seq);
    // Meanwhile it may have been hidden, or another been asked for.
    if (!this.isConnected || seq !== this.seq) return;
    if (picture) this._url = URL.createObjectURL(picture);
    else this._isMissing = true;
  }

  #miss(): void {
    this.#forget();
    this._isMissing = true;
  }

  #forget(): void {
    if (this._url !== undefined) URL.revokeObjectURL(this._url);
    this._url = undefined;
  }

  static override styles = css`
    figure { margin: 0; display: grid; gap: 6px; }
    figcaption { font-weight: 700; font-size: 1.125rem; line-height: 1.4; }
    img { width: 100%; max-height: min(24rem, 45vh); object-fit: contain; background: #e4e6e1; border: 1px solid #7b848d; border-radius: 10px; display: block; }
    p { margin: 0; }
  `;
}

customElements.define("staff-portrait", StaffPortrait);
