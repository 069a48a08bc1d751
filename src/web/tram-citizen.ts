import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Hint } from "../core/coaching.ts";
import { HINT_TEXTS } from "../core/hint-texts.ts";
import type { QrDrawing } from "../core/qr-drawing.ts";
import { answerSeconds, PERSON_SECONDS, type ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import type { AnswerView, OutOfServiceView, PaymentView, View } from "../core/view.ts";
import { amountText } from "./amount.ts";
import { attractPicture, attractPictureStyle } from "./attract-picture.ts";
import { citizenStyle } from "./citizen-style.ts";
import { stickButton, stickScreen, stickScreenStyle } from "./stick-screen.ts";
import { cornerWords } from "./trust-words.ts";
import { verdictShape, verdictShapeStyle } from "./verdict-mark.ts";

/** Sizes to try, largest first, until an answer's words fit: 1 is readable from 60 cm on a 7-inch panel (EN 301 549 §5.1.4). */
const SIZES = [1, 0.92, 0.84, 0.76, 0.7, 0.67, 0.64, 0.61, 0.58, 0.55, 0.52, 0.49, 0.46];
const LARGE_SIZES = SIZES.filter((size) => size >= 0.84);

/**
 * What the citizen sees: one thing to do, or one answer. Fills its box, whatever its size. It blanks whose credential it was
 * after five seconds and the answer after ten (sixty where there is something to pay), also when the kiosk never tells it to.
 */
class TramCitizen extends LitElement {
  static override properties = { view: { attribute: false }, status: { attribute: false }, _age: { state: true } };
  /** Undefined while the kiosk does not answer: then nothing it said before may stand on the screen. */
  declare view: View | undefined;
  declare status: ScreenStatus | undefined;
  declare _age: "fresh" | "nameless" | "over";
  #timers: readonly ReturnType<typeof setTimeout>[] = [];
  #answerShown: number | undefined;
  readonly #resized = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this._age = "fresh";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#stopTimers();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("view")) return;
    const answer = this.view?.kind === "answer" ? this.view : undefined;
    const id = answer?.id;
    // A page that connects again is sent the same answer again; that must not show the name for another five seconds.
    if (id !== undefined && id === this.#answerShown) return;
    this.#stopTimers();
    this._age = "fresh";
    if (!answer) return;
    this.#answerShown = id;
    this.#timers = [
      setTimeout(() => (this._age = "nameless"), PERSON_SECONDS * 1000),
      setTimeout(() => (this._age = "over"), answerSeconds(answer) * 1000),
    ];
  }

  override render(): TemplateResult {
    return html`
      ${this.status?.demo ? DEMO_BANNER : nothing}
      <main aria-live="polite" aria-atomic="true">${this.#content()}</main>`;
  }

  override updated(): void {
    this.#fit();
  }

  #content(): TemplateResult {
    const { view } = this;
    if (!view) return STARTING;
    switch (view.kind) {
      case "attract":
        return this.#attract(view.hint);
      case "answer":
        return this._age === "over" ? this.#attract() : this.#answer(view);
      case "out-of-service":
        return this.#outOfService(view);
      case "stick":
        return stickScreen(view);
    }
  }

  #attract(hint?: Hint): TemplateResult {
    const words = hint ? HINT_TEXTS[hint.advice] : INVITATION;
    return html`<section class="invite">
      <h1>${words.vi}</h1>
      <p class="second" lang="en">${words.en}</p>
      ${attractPicture()}
      ${this.status?.carry?.isStickIn ? stickButton(this.status.carry) : nothing}
      <footer>
        <span>Máy không lưu ảnh, không lưu tên. <span lang="en">No picture and no name is stored.</span></span>
        ${this.status ? corner(this.status) : nothing}
      </footer>
    </section>`;
  }

  #answer(view: AnswerView): TemplateResult {
    const person = this._age === "fresh" ? view.person : undefined;
    const whose = view.host === undefined ? html`<span class="person">${person}</span>` : html`<span class="host">${view.host}</span>`;
    return html`<section class="answer ${view.verdict} ${view.payment || view.receipt ? "with-code" : ""} ${view.payment ? "to-pay" : ""}">
      <header>${verdictShape(view.verdict)}
        <div><h1>${phrases(view.headline.vi)}</h1><p lang="en">${view.headline.en}</p></div>
      </header>
      <div class="said">${view.payment ? payment(view, view.payment) : html`${words(view)}${receipt(view)}`}</div>
      <footer>${whose}<span class="corner">${view.code}</span></footer>
    </section>`;
  }

  #outOfService(view: OutOfServiceView): TemplateResult {
    return html`<section class="answer out-of-service">
      <header>${verdictShape("out-of-service")}
        <div><h1>TẠM NGỪNG</h1><p lang="en">Out of service</p></div>
      </header>
      <div class="said">${words(view)}</div>
      <footer><span></span><span class="corner">${view.code} · ${this.status?.kiosk}</span></footer>
    </section>`;
  }

  /** Shrinks long texts until nothing is cut off; texts of the usual length keep the full size. */
  #fit(): void {
    const heading = this.renderRoot.querySelector("h1");
    const headingFits = (lines: number) => heading === null || (heading.scrollWidth <= heading.clientWidth && linesOf(heading) <= lines);
    // One line leaves the most room for the way on; but rather two large ones than one small one.
    const isOneLine = this.#shrink("--heading", LARGE_SIZES, () => headingFits(1));
    if (!isOneLine) this.#shrink("--heading", SIZES, () => headingFits(2));
    const box = this.renderRoot.querySelector(".words");
    if (box) this.#shrink("--fit", SIZES, () => box.scrollHeight <= box.clientHeight);
  }

  #shrink(property: string, sizes: readonly number[], fits: () => boolean): boolean {
    return sizes.some((size) => {
      this.style.setProperty(property, String(size));
      return fits();
    });
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  static override styles = [citizenStyle, verdictShapeStyle, attractPictureStyle, stickScreenStyle];
}

/** A headline that breaks between its phrases rather than within one. */
function phrases(headline: string): TemplateResult[] {
  return headline.split(/(?<= [–-] )/).map((phrase) => html`<span class="phrase">${phrase}</span>`);
}

function linesOf(element: Element): number {
  return Math.round(element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight));
}

/** What happened and what to do: Vietnamese large, the way on largest, English below. */
function words(view: AnswerView | OutOfServiceView): TemplateResult {
  return html`<div class="words">
    <p class="detail">${view.detail.vi}</p>
    <p class="next">${view.next.vi}</p>
    <p class="second" lang="en">${view.detail.en} ${view.next.en}</p>
  </div>`;
}

/** What is to be paid, the code to pay it with, and what to do then. The kiosk cannot see whether it was paid, and says so. */
function payment(view: AnswerView, { amountVnd, qr }: PaymentView): TemplateResult {
  const { next } = view;
  const amount = amountText(amountVnd, "vi");
  // A receipt's code stands beside it.
  const which: Text = view.receipt ? { vi: "mã lớn", en: "the large code" } : { vi: "mã này", en: "this code" };
  return html`<div class="left">
      <div class="words">
        <p class="fee">Lệ phí <b>${amount}</b> <span class="unpaid">Chưa xác nhận thanh toán</span></p>
        <p class="detail">Mời ông bà quét ${which.vi} bằng ứng dụng ngân hàng.</p>
        <p class="next">${next.vi}</p>
        <p class="second" lang="en">Fee ${amountText(amountVnd, "en")}, payment not confirmed yet. Scan ${which.en} with your banking app. ${next.en}</p>
      </div>
      ${receipt(view)}
    </div>
    ${code("qr", `Mã VietQR, ${amount}`, qr)}`;
}

/** A code to take away, where one is offered: small, for a telephone held near, and never in the place of one that is to be paid with. */
function receipt({ receipt: offered, payment }: AnswerView): TemplateResult | typeof nothing {
  if (!offered) return nothing;
  return html`<figure class="receipt">
    ${code("", "Mã biên nhận", offered.qr)}
    <figcaption>Chụp mã ${payment ? "nhỏ" : "này"} để giữ biên nhận <span lang="en">Photograph this receipt</span></figcaption>
  </figure>`;
}

/** By its style object, since the page's policy lets no style stand in an attribute. */
function code(name: string, label: string, { modules, path }: QrDrawing): TemplateResult {
  return html`<svg class="code ${name}" .style=${`--modules: ${modules}`} role="img" aria-label=${label} viewBox="0 0 ${modules} ${modules}"><path d=${path} /></svg>`;
}

/** The kiosk's name and how long it can go on: for whoever looks after it. */
function corner(status: ScreenStatus): TemplateResult {
  const { tone, text } = cornerWords(status, Date.now() / 1000);
  return html`<span class="corner state">
    <span class="budget ${tone}">${text.vi}</span>
    <span><span lang="en">${text.en}</span> · ${status.kiosk}</span>
  </span>`;
}

const DEMO_BANNER = html`<p class="demo"><b>DEMO</b> Bản dùng thử, không có giá trị thật <span lang="en">· Trial only, nothing here is real</span></p>`;

const INVITATION: Text = { vi: "Đưa mã QR vào máy đọc", en: "Hold your QR code up to the reader" };

const STARTING = html`<section class="answer out-of-service">
  <header>${verdictShape("out-of-service")}<div><h1>XIN CHỜ</h1><p lang="en">Please wait</p></div></header>
  <div class="said"><div class="words"><p class="next">Máy chưa sẵn sàng. Nếu chờ lâu, mời ông bà gặp nhân viên.</p><p class="second" lang="en">The kiosk is not ready. If this takes long, please see a member of staff.</p></div></div>
</section>`;

customElements.define("tram-citizen", TramCitizen);
