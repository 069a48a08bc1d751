import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { ResetAnswer, ResetView } from "../core/technician-work.ts";
import { setupStyle } from "./setup-style.ts";
import { TechnicianLook } from "./technician-look.ts";
import { askReset, isForgotten, wishReset } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

const LOOK_MS = 5000;
/** How often the page looks whether the set-up is there: then all is deleted. */
const GONE_MS = 1500;

/** The factory reset: what goes, the name and the PIN, and afterwards the statement to photograph. Sends `stays` once that is there, and `lost`. */
class TechnicianReset extends LitElement {
  static override properties = {
    token: { attribute: false },
    _answer: { state: true },
    _isDeleted: { state: true },
    _isSetUp: { state: true },
  };
  declare token: string;
  declare _answer: ResetAnswer | undefined;
  declare _isDeleted: boolean;
  /** What comes next is the set-up; a demo begins anew by itself. */
  declare _isSetUp: boolean;
  readonly #look = new TechnicianLook<ResetView>(this, LOOK_MS, () => askReset(this.token));

  constructor() {
    super();
    this._isDeleted = false;
    this._isSetUp = false;
  }

  override render(): TemplateResult {
    const [view, answer] = [this.#look.value, this._answer];
    if (answer?.kind === "begun") return this.#begun(answer);
    return view ? this.#question(view, answer) : html`<section class="inside"></section>`;
  }

  #question({ kiosk, unsent, isDoubtful, files, isEncrypted }: ResetView, answer: ResetAnswer | undefined): TemplateResult {
    return html`<section class="inside">
      <p class="text"><b>Xoá sạch ${kiosk}:</b> nhật ký, khoá, mã PIN, ghép nối, trí nhớ và cấu hình, ${files} tệp. Không lấy lại được; máy trở về trang cài đặt.
        <span lang="en">Deletes journal, keys, PINs, pairings, memory and configuration, ${files} files. There is no way back; the set-up page comes next.</span></p>
      ${
        isEncrypted
          ? html`<p class="small">Ổ đĩa được mã hoá. <span lang="en">The disk is encrypted.</span></p>`
          : html`<p class="small">Ổ đĩa KHÔNG mã hoá: tệp được ghi đè rồi xoá, khoá trước tiên, nhưng thẻ nhớ có thể còn bản cũ trong ô nhớ đã loại. Máy bỏ đi: blkdiscard hoặc huỷ thẻ.
            <span lang="en">The disk is NOT encrypted: files are overwritten and deleted, keys first, but a card may keep old copies in cells it has set aside. Before disposal: blkdiscard, or destroy the card.</span></p>`
      }
      <p class="small">Máy ký biên bản trước khi xoá; cắm USB thì biên bản nằm cả trên USB. <span lang="en">The kiosk signs a statement before; with a stick in, it is written there, too.</span></p>
      <form @submit=${(event: Event) => void this.#send(event)}>
        ${unsent === 0 ? nothing : unsentField(unsent, isDoubtful)}
        <label class="text"><span>Gõ tên máy <b class="mono">${kiosk}</b> <span lang="en">type the kiosk's name</span></span>
          <input name="kiosk" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="64" /></label>
        <label class="text"><span>Mã PIN một lần nữa <span lang="en">the PIN once more</span></span>
          <input name="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="12" /></label>
        ${answer?.kind === "refused" ? html`<p class="wrong text" role="alert" tabindex="-1"><b>${answer.said.vi}</b> <span lang="en">${answer.said.en}</span></p>` : nothing}
        <button class="danger" data-do="reset">Xoá sạch máy này <small>Delete everything</small></button>
      </form>
    </section>`;
  }

  #begun({ note, code, onStick }: Extract<ResetAnswer, { readonly kind: "begun" }>): TemplateResult {
    return html`<section class="inside statement" role="status" tabindex="0">
      <div>
        <p class="large">${this._isDeleted ? html`✓ Đã xoá sạch <span lang="en">All is deleted</span>` : html`Đang xoá, đừng rút điện… <span lang="en">Deleting, leave the power in</span>`}</p>
        <p class="text"><b>Chụp mã này</b>, gửi nơi vận hành: từ nay khoá của máy không còn giá trị. <span lang="en">Photograph this code for the operator: from now on the kiosk's key counts no more.</span></p>
        ${onStick === undefined ? nothing : html`<p class="text">✓ Cũng có trên USB: <b class="mono">${onStick}</b> <span lang="en">on the stick, too</span></p>`}
        ${this._isDeleted ? html`<button class="primary" data-do="setup" @click=${() => this.#leave()}>${this._isSetUp ? html`Đã chụp, tới trang cài đặt <small>I have it, go on to the set-up</small>` : html`Đã chụp, về màn hình chính <small>I have it, back to the main screen</small>`}</button>` : nothing}
        <pre class="tiny mono">${note}</pre>
      </div>
      <svg class="qr" role="img" aria-label="Biên bản xoá máy" viewBox="0 0 ${code.modules} ${code.modules}"><path d=${code.path} /></svg>
    </section>`;
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const value = (name: string) => this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? "";
    const pin = value("pin");
    const abandon = Number(/^\d{1,12}$/.exec(value("abandon").trim())?.[0] ?? 0);
    try {
      this._answer = await wishReset(this.token, { kiosk: value("kiosk"), abandon, ...(/^\d{6,12}$/.test(pin) && { pin }) });
    } catch (error) {
      this.dispatchEvent(new CustomEvent("lost", { detail: error }));
      return;
    }
    if (this._answer.kind === "refused") {
      await this.#look.now();
      await this.updateComplete;
      const alert = this.renderRoot.querySelector<HTMLElement>("[role=alert]");
      alert?.focus();
      return alert?.scrollIntoView({ block: "center" });
    }
    this.#look.stop();
    // Nobody can sign it again: who closes the page by a slip is asked first.
    window.addEventListener("beforeunload", this.#ask);
    this.dispatchEvent(new CustomEvent("stays"));
    void this.#untilDeleted();
  }

  readonly #ask = (event: BeforeUnloadEvent): void => event.preventDefault();

  #leave(): void {
    window.removeEventListener("beforeunload", this.#ask);
    location.assign("/");
  }

  /**
   * Only a machine without a configuration shows its set-up: that it is there is the proof. So is a door that knows nobody any more: while
   * anything is left to delete, no kiosk starts (a demo, which begins anew by itself, has no set-up).
   */
  async #untilDeleted(): Promise<void> {
    while (!this._isDeleted) {
      await new Promise((resolve) => setTimeout(resolve, GONE_MS));
      const page = await fetch("/").then(
        (response) => response.text(),
        () => "",
      );
      this._isSetUp = page.includes("<tram-setup");
      this._isDeleted = this._isSetUp || (page !== "" && (await isForgotten(this.token)));
    }
  }

  static override styles = [setupStyle, technicianStyle];
}

function unsentField(unsent: number, isDoubtful: boolean): TemplateResult {
  return html`<label class="wrong text"><span>Còn <b>${unsent}</b> mục nhật ký chưa ở máy chủ hay USB nào${isDoubtful ? " (nhật ký không đối chiếu được)" : ""}. Hãy mang ra USB trước. Chấp nhận mất hẳn: gõ ${unsent}.
    <span class="own-line" lang="en">${unsent} entries are neither at central nor on a stick. Carry them away first; to lose them for good, type ${unsent}.</span></span>
    <input name="abandon" type="text" inputmode="numeric" autocomplete="off" maxlength="12" /></label>`;
}

customElements.define("technician-reset", TechnicianReset);
