import { type CSSResult, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { answerSeconds, PERSON_SECONDS, type ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { AnswerView, View } from "../core/view.ts";
import { attractPictureStyle } from "./attract-picture.ts";
import { answerScreen, outOfServiceScreen, waitScreen } from "./citizen-answer.ts";
import { attractScreen, hasRemark } from "./citizen-attract.ts";
import { buttons, buttonsStyle } from "./citizen-buttons.ts";
import { VisitorChoices } from "./citizen-choices.ts";
import { type Layout, layOut, WordFitting } from "./citizen-fit.ts";
import { citizenStyle } from "./citizen-style.ts";
import { citizenTheme } from "./citizen-theme.ts";
import { laterParts } from "./later-parts.ts";
import { line } from "./said-line.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

/**
 * What the citizen sees: one thing to do, or one answer. Fills its box, whatever its size. It blanks whose credential it was
 * after five seconds and the answer after ten (sixty where there is something to pay), also when the kiosk never tells it to.
 */
class TramCitizen extends LitElement {
  static override properties = {
    view: { attribute: false },
    status: { attribute: false },
    mirror: { attribute: false },
    _age: { state: true },
    _layout: { state: true },
    _full: { state: true },
    _spared: { state: true },
  };
  /** Undefined while the kiosk does not answer: then nothing it said before may stand on the screen. */
  declare view: View | undefined;
  declare status: ScreenStatus | undefined;
  /** What the camera sees (core/mirror-picture.ts), in Base64; undefined: nobody stands there. */
  declare mirror: string | undefined;
  declare _age: "fresh" | "nameless" | "over";
  declare _layout: Layout;
  /** The answer on whose screen there is no room for buttons beside its receipt. */
  declare _full: number | undefined;
  /** The answer on whose screen there is no room for its receipt. */
  declare _spared: number | undefined;
  readonly #choices = new VisitorChoices(this);
  readonly #parts = laterParts((style) => this.#take(style));
  #timers: readonly ReturnType<typeof setTimeout>[] = [];
  #answerShown: number | undefined;
  #shownAt = 0;
  readonly #resized = new ResizeObserver(() => this.#layOut());
  readonly #fitting = new WordFitting(this);
  readonly #lettersCame = () => {
    this.#fitting.forget();
    this.#fit();
  };

  constructor() {
    super();
    this._age = "fresh";
    this._layout = { isTall: false, isSmall: true };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    document.fonts.addEventListener("loadingdone", this.#lettersCame);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    document.fonts.removeEventListener("loadingdone", this.#lettersCame);
    this.#stopTimers();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("view")) this.#begin(this.view?.kind === "answer" ? this.view : undefined);
  }

  override render(): TemplateResult {
    const { status, _layout } = this;
    const answer = this.#answer;
    // Whoever photographs a code has no hand free; and the smallest panel is for the words alone while there is something to read or to do.
    const isHelping = !_layout.isTall && this.view?.kind === "attract" && (this.view.hint ?? this.mirror) !== undefined;
    const isFull = answer?.payment || (answer && this._full === answer.id) || (_layout.isSmall && (answer || isHelping));
    const hasButtons = status && !status.isUntouchable && !isFull;
    return html`
      ${status?.demo ? this.#demoBanner() : nothing}
      <div dir=${this.#choices.direction()} class="stage ${_layout.isSmall ? "small" : ""} ${_layout.isTall ? "tall" : "lying"}">
        <main aria-live="polite" aria-atomic="true">${this.#content()}</main>
        ${hasButtons ? buttons(status, this.#choices, answer ? "answer" : this.view?.kind) : nothing}
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    const { isClear } = this.#choices.now;
    this.toggleAttribute("clear", isClear);
    this.toggleAttribute("dark", !isClear && this.status?.theme === "dark");
    if (changed.has("status")) this.#layOut();
    this.#fit();
  }

  get #answer(): AnswerView | undefined {
    if (this.view?.kind !== "answer" || this._age === "over") return undefined;
    const { receipt: _, ...spared } = this.view;
    return this._spared === spared.id ? spared : this.view;
  }

  #content(): TemplateResult {
    const { view, status } = this;
    const { asksWhatIsStored } = this.#choices.now;
    const say = this.#choices.say(status?.languages);
    const wait = () => waitScreen(say, status);
    if (!view) return wait();
    const answer = this.#answer;
    if (answer) return answerScreen(answer, this._age === "fresh", say, (answer.payment || answer.receipt) && this.#parts.codes);
    if (view.kind === "stick") return this.#parts.stick?.stickScreen(view) ?? wait();
    if (asksWhatIsStored && status?.kept) return this.#parts.stored?.storedNotice(status.kept, say) ?? wait();
    if (view.kind === "out-of-service") return outOfServiceScreen(view, status, say);
    const advice = view.kind === "attract" ? view.hint?.advice : undefined;
    const help = advice && this.#parts.hint;
    const [words, drawing] = advice && help ? [help.hintWords(advice), help.hintPicture(advice)] : [];
    const button = status?.carry?.isStickIn ? this.#parts.stick?.stickButton(status.carry, say) : undefined;
    const picture = button ?? ((this.mirror && this.#parts.mirror?.mirrorScreen(this.mirror, say, drawing)) || drawing);
    const now = Date.now() / 1000;
    const remark = status && hasRemark(status, now) ? this.#parts.corner?.cornerScreen(status, now) : undefined;
    return attractScreen(status, say, { isTall: this._layout.isTall, words, picture, remark });
  }

  #demoBanner(): TemplateResult {
    const { large, small } = this.#choices.say(this.status?.languages)(SCREEN_TEXTS["demo-banner"]);
    return html`<aside class="demo" aria-label="DEMO"><b>DEMO</b> ${line(large)} · ${line(small)}</aside>`;
  }

  #begin(answer: AnswerView | undefined): void {
    const id = answer?.id;
    // A page that connects again is sent the same answer again; that must not show the name for another five seconds.
    const isKnown = id !== undefined && id === this.#answerShown;
    if (isKnown && (this._age === "over" || !answer?.heldSeconds)) return;
    if (!isKnown) {
      this._age = "fresh";
      this.#shownAt = Date.now();
    }
    this.#stopTimers();
    if (!answer) return;
    this.#answerShown = id;
    const goneSeconds = (Date.now() - this.#shownAt) / 1000;
    const after = (seconds: number, age: "nameless" | "over") => setTimeout(() => (this._age = age), (seconds - goneSeconds) * 1000);
    if (this.#choices.now.asksWhatIsStored) this.#choices.choose({ asksWhatIsStored: false });
    this.#choices.keep(answerSeconds(answer) - goneSeconds);
    this.#timers = [after(answerSeconds(answer), "over"), ...(this._age === "fresh" ? [after(PERSON_SECONDS, "nameless")] : [])];
  }

  #take({ styleSheet }: CSSResult): void {
    const root = this.renderRoot as ShadowRoot;
    if (styleSheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styleSheet];
    this.requestUpdate();
  }

  #layOut(): void {
    const { isTall, isSmall } = layOut(this, this.status?.panel ?? "7-inch");
    if (isTall !== this._layout.isTall || isSmall !== this._layout.isSmall) this._layout = { isTall, isSmall };
    this._full = this._spared = undefined;
    this.#fit();
  }

  #fit(): void {
    const root = this.renderRoot as ShadowRoot;
    const isFitting = this.#fitting.fit(root, this.#choices.now.isLarge);
    const id = this.#answer?.id;
    if (isFitting || id === undefined) return;
    // What is to be taken away comes before what may be pressed.
    if (root.querySelector("nav") && this._full !== id) this._full = id;
    else this._spared = id;
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  static override styles = [citizenTheme, citizenStyle, buttonsStyle, verdictShapeStyle, attractPictureStyle];
}

customElements.define("tram-citizen", TramCitizen);
