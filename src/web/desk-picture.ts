import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import { sendToDesk } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

/** As the kiosk's limit, so that a large photo is refused before it is sent; bytes. */
const MAX_PICTURE_BYTES = 12 * 1024 * 1024;

const WORDS = {
  title: { vi: "Ảnh của bạn", en: "Your own picture" },
  hint: { vi: "Thả, dán hoặc chọn ảnh có mã QR.", en: "Drop, paste or choose a picture of a code." },
  choose: { vi: "Chọn ảnh…", en: "Choose…" },
  taken: { vi: "Đã giơ ảnh", en: "Held up" },
  sending: { vi: "Đang gửi", en: "Sending" },
  tooLarge: { vi: "Ảnh lớn hơn 12 MiB. Hãy chọn ảnh nhỏ hơn.", en: "The picture is larger than 12 MiB. Choose a smaller one." },
} as const satisfies Record<string, Text>;

/** A place to drop a picture of a code; the kiosk, not the page, looks for the code in it. */
class DeskPicture extends LitElement {
  static override properties = { language: {}, _note: { state: true }, _complaint: { state: true }, _isOver: { state: true } };
  declare language: Language;
  declare _note: string;
  declare _complaint: Text | undefined;
  declare _isOver: boolean;
  readonly #pasted = (event: ClipboardEvent) => void this.#take(event.clipboardData?.files);
  // A picture dropped beside the field would make the browser leave the desk for it.
  readonly #over = (event: DragEvent) => {
    event.preventDefault();
    this._isOver = true;
  };
  readonly #left = () => {
    this._isOver = false;
  };
  readonly #dropped = (event: DragEvent) => {
    event.preventDefault();
    this._isOver = false;
    void this.#take(event.dataTransfer?.files);
  };

  constructor() {
    super();
    this.language = "vi";
    this._note = "";
    this._isOver = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.#pasted);
    document.addEventListener("dragover", this.#over);
    document.addEventListener("dragleave", this.#left);
    document.addEventListener("drop", this.#dropped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.#pasted);
    document.removeEventListener("dragover", this.#over);
    document.removeEventListener("dragleave", this.#left);
    document.removeEventListener("drop", this.#dropped);
  }

  override render(): TemplateResult {
    const { language } = this;
    return html`<section class="panel ${this._isOver ? "over" : ""}" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <p class="hint">${WORDS.hint[language]}</p>
      <div class="row"><button @click=${this.#choose}>${WORDS.choose[language]}</button><span class="hint" role="status">${this._note}</span></div>
      <p role="alert">${this._complaint?.[language]}</p>
      <input type="file" accept="image/png,image/jpeg" hidden @change=${this.#chosen} aria-label=${WORDS.choose[language]}>
    </section>`;
  }

  #choose(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  #chosen(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    void this.#take(event.target.files);
    event.target.value = ""; // the same file may be chosen again
  }

  async #take(files: FileList | null | undefined): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    this._note = `${WORDS.sending[this.language]}: ${file.name}`;
    this._complaint = file.size > MAX_PICTURE_BYTES ? WORDS.tooLarge : await sendToDesk("/desk/picture", file);
    this._note = this._complaint ? "" : `${WORDS.taken[this.language]}: ${file.name}`;
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: grid; }
      .panel { border-style: dashed; border-color: #aab0b6; display: flex; flex-direction: column; gap: 4px; }
      .panel.over { border-color: var(--focus); border-style: solid; background: #eaf1f8; }
      .row { display: flex; align-items: center; gap: 10px; margin-top: auto; min-width: 0; }
      .row .hint { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    `,
  ];
}

customElements.define("desk-picture", DeskPicture);
