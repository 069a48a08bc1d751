import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import type { GuideView } from "../core/set-up/guide-view.ts";
import { mayGoTo, placeOf, SET_UP_STEPS, type SetUpStep } from "../core/set-up/steps.ts";
import type { Text } from "../core/text.ts";
import "./setup-clock.ts";
import { followSetup } from "./setup-events.ts";
import { tell, tellSetup } from "./setup-guide-request.ts";
import { setupGuideStyle } from "./setup-guide-style.ts";
import "./setup-pins.ts";
import "./setup-place.ts";
import { type First, firstOf, said } from "./setup-said.ts";
import { screenStep } from "./setup-screen-step.ts";
import { setupSheetStyle, sheetContent } from "./setup-sheet.ts";
import { boardStep, languageStep, readersStep } from "./setup-steps.ts";
import { setupStyle } from "./setup-style.ts";
import "./setup-tests.ts";

/** Where there are no steps, only a sheet: bring it, look at what changes, take the enrolment code away. */
const STAGES = ["Đưa phiếu", "Xem lại", "Mã ghi danh"] as const;
const STAGE_OF: Readonly<Record<SetupView["kind"], number>> = { waiting: 0, codes: 0, review: 1, applying: 1, done: 2 };

const STEPS: Readonly<Record<SetUpStep, Text>> = {
  language: { vi: "Ngôn ngữ", en: "Language" },
  time: { vi: "Giờ", en: "Time" },
  board: { vi: "Đèn, còi", en: "Lamps, buzzer" },
  reader: { vi: "Máy đọc", en: "Reader" },
  screen: { vi: "Màn hình, loa", en: "Screen, sound" },
  place: { vi: "Điểm phục vụ", en: "Service point" },
  test: { vi: "Thử máy", en: "Tests" },
  finish: { vi: "Xem lại và ghi", en: "Review and write" },
};

/** The page on the panel of a machine that is not set up yet. Works without a keyboard and without a touch: everything can be said with codes from the sheet. */
class TramSetup extends LitElement {
  static override properties = { _view: { state: true }, _guide: { state: true }, _isTaken: { state: true } };
  declare _view: SetupView | undefined;
  declare _guide: GuideView | undefined;
  /** Somebody has the code for enrolment: the first PINs come. */
  declare _isTaken: boolean;

  override firstUpdated(): void {
    followSetup(
      (view) => (this._view = view),
      (guide) => (this._guide = guide),
    );
  }

  override render(): TemplateResult {
    const [view, guide] = [this._view, this._guide];
    if (!view)
      return this.#page(nothing, html`<section class="middle"><p class="large">Xin chờ… <span lang="en">Please wait</span></p></section>`);
    if (guide) return this.#guided(guide, view);
    const stage = STAGE_OF[view.kind];
    const stages = html`<ol>${STAGES.map((words, at) => html`<li aria-current=${at === stage ? "step" : nothing}>${at + 1} ${words}</li>`)}</ol>`;
    return this.#page(stages, sheetContent(view, "vi"));
  }

  #page(progress: TemplateResult | typeof nothing, content: TemplateResult): TemplateResult {
    return html`<main>
      <header><h1>Cài đặt máy <span lang="en">Setting up this kiosk</span></h1>${progress}</header>
      ${content}
    </main>`;
  }

  #guided(guide: GuideView, view: SetupView): TemplateResult {
    const first = firstOf(guide.languages);
    const { step, unkept } = guide;
    const isOver = view.kind === "applying" || view.kind === "done";
    const place = placeOf(step);
    // The question needs the whole panel.
    const isAsking = step === "finish" && !isOver;
    return html`<main>
      <header class=${isAsking ? "asking" : ""}>
        ${isAsking ? html`<button class="back" data-do="back" @click=${() => void tell({ do: "back" })}>‹ ${BACK[first]}</button>` : nothing}
        <h1><span class="count">${place} / ${SET_UP_STEPS.length}</span> ${said(STEPS[step], first)}</h1>
        ${isOver ? nothing : progress(guide, first)}
      </header>
      ${unkept === undefined ? nothing : html`<p class="wrong text" role="alert">${said(UNKEPT, first)} <span class="small mono">${unkept}</span></p>`}
      ${view.kind === "done" && this._isTaken ? html`<setup-pins .first=${first} @finish=${() => void tellSetup("finish")}></setup-pins>` : stepContent(guide, view, first, () => (this._isTaken = true))}
      ${isOver || isAsking ? nothing : this.#navigation(guide, first)}
    </main>`;
  }

  #navigation({ step, hasSheet }: GuideView, first: First): TemplateResult {
    return html`<nav>
      <button data-do="back" ?disabled=${placeOf(step) === 1} @click=${() => void tell({ do: "back" })}><span aria-hidden="true">‹</span><span>${said(BACK, first)}</span></button>
      <p class="small" role="status">${hasSheet ? html`✓ ${said(HAS_SHEET, first)}` : nothing}</p>
      <button class="primary" data-do="next" @click=${() => void tell({ do: "next" })}><span>${said(NEXT, first)}</span><span aria-hidden="true">›</span></button>
    </nav>`;
  }

  static override styles = [
    setupStyle,
    setupGuideStyle,
    setupSheetStyle,
    css`
      :host { height: 100vh; container-type: size; overflow: hidden; }
      main { --u: min(1cqw, 1.7cqh); flex: 1; min-height: 0; display: flex; flex-direction: column; }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 0 calc(3 * var(--u)); padding: calc(0.8 * var(--u)) calc(2.4 * var(--u)); background: var(--ink); color: #fff; }
      h1 { font-size: calc(3 * var(--u)); line-height: 1.35; }
      h1 [lang], h1 .other { font-size: calc(1.9 * var(--u)); color: #d8dce0; margin-left: 0.5em; display: inline; }
      h1 .first { font-size: calc(3 * var(--u)); color: #fff; margin-left: 0.3em; }
      .asking { gap: 0 calc(1 * var(--u)); }
      .asking h1 .other { display: none; }
      .back { min-height: calc(4.8 * var(--u)); padding-block: 0; background: none; color: #fff; border-color: #c6ccd2; font-size: calc(2.1 * var(--u)); }
      .count { font-variant-numeric: tabular-nums; }
      ol { display: flex; gap: calc(1.6 * var(--u)); margin-left: auto; font-size: calc(2.1 * var(--u)); color: #c6ccd2; }
      ol.dots { gap: calc(0.6 * var(--u)); }
      .dots button { min-height: 0; width: max(44px, calc(4.8 * var(--u))); height: max(44px, calc(4.8 * var(--u))); padding: 0; border-radius: 50%; background: none; color: #fff; border: 2px solid #c6ccd2; font-size: calc(2.1 * var(--u)); }
      .dots button[aria-current] { background: #fff; color: var(--ink); border-color: #fff; }
      .dots .answered { background: var(--accept); border-color: var(--accept); }
      .dots button:disabled { opacity: 1; border-color: #8b949d; color: #c6ccd2; cursor: default; }
      li[aria-current] { color: #fff; font-weight: 700; border-bottom: 3px solid var(--cannot-check); }
      nav { display: flex; align-items: center; gap: calc(2 * var(--u)); padding: calc(1 * var(--u)) calc(2.4 * var(--u)); background: var(--wash); }
      nav p { flex: 1; text-align: center; }
      nav button { min-width: calc(20 * var(--u)); min-height: calc(6.6 * var(--u)); padding-block: calc(0.4 * var(--u)); display: flex; align-items: center; justify-content: center; gap: calc(1.4 * var(--u)); }
      nav .other { color: inherit; }
      .stepper { display: flex; flex-wrap: wrap; align-items: center; gap: calc(1 * var(--u)); }
      .stepper button { min-width: calc(7 * var(--u)); }
      .stepper output { min-width: calc(9 * var(--u)); text-align: center; }
      .reader { display: grid; grid-template-columns: minmax(0, 1fr) calc(30 * var(--u)); gap: calc(0.6 * var(--u)) calc(2 * var(--u)); align-items: center; border-top: 1px solid var(--line); padding-top: calc(1.2 * var(--u)); }
      select { font: inherit; min-height: calc(5.4 * var(--u)); max-width: 100%; }
      .held { color: var(--refuse); }
      .place { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) calc(44 * var(--u)); }
      .paper { display: flex; flex-direction: column; min-height: 0; }
      .paper > button { margin: 0 calc(4 * var(--u)) calc(1.2 * var(--u)); }
      .paper > .middle, .place > .middle, .place > .step { min-height: 0; overflow: auto; justify-content: safe center; }
      .place .picture { display: none; }
      .place .large { font-size: calc(3 * var(--u)); }
      setup-clock, setup-tests { flex: 1; min-height: 0; }
      @container (max-aspect-ratio: 1) {
        main { --u: min(1.5cqw, 1cqh); }
        .place { grid-template-columns: none; grid-template-rows: minmax(0, 1fr) auto; }
        ol.dots { margin-left: 0; }
      }
    `,
  ];
}

/** Steps that were answered can be gone back to. */
function progress(guide: GuideView, first: First): TemplateResult {
  return html`<ol class="dots" aria-label=${PROGRESS[first]}>${SET_UP_STEPS.map((step) => {
    const isAnswered = guide.answered.includes(step);
    return html`<li><button data-step=${step} class=${isAnswered ? "answered" : ""} aria-current=${step === guide.step ? "step" : nothing} aria-label="${placeOf(step)} ${STEPS[step][first]}"
      ?disabled=${!mayGoTo(guide, step)} @click=${() => void tell({ do: "go", step })}>${isAnswered && step !== guide.step ? "✓" : placeOf(step)}</button></li>`;
  })}</ol>`;
}

function stepContent(guide: GuideView, view: SetupView, first: First, onTaken: () => void): TemplateResult {
  switch (guide.step) {
    case "language":
      return languageStep(guide, first);
    case "time":
      return guide.time ? html`<setup-clock .view=${guide.time} .first=${first}></setup-clock>` : html``;
    case "board":
      return boardStep(guide, first);
    case "reader":
      return readersStep(guide, first);
    case "screen":
      return screenStep(guide, first);
    case "place":
      return html`<div class="place">
        ${view.kind === "review" ? html`<section class="middle" role="status"><p class="large">✓ ${view.kiosk}</p><p class="text">${said(SHEET_READ, first)}</p></section>` : html`<div class="paper">${sheetContent(view, first)}${isClockWrong(view) ? html`<button class="primary" data-do="clock" @click=${() => void tell({ do: "go", step: "time" })}>${said(SET_CLOCK, first)}</button>` : nothing}</div>`}
        <div class="step" tabindex="0">${guide.place ? html`<setup-place .view=${guide.place} .first=${first}></setup-place>` : nothing}</div>
      </div>`;
    case "test":
      return guide.tests ? html`<setup-tests .view=${guide.tests} .first=${first}></setup-tests>` : html``;
    case "finish":
      return sheetContent(view, first, onTaken);
  }
}

/** That can be put right here, and the sheet is kept meanwhile. */
function isClockWrong(view: SetupView): boolean {
  return view.kind === "waiting" && view.refused?.refusal === "clock-wrong";
}

const SET_CLOCK: Text = { vi: "Chỉnh giờ ở bước 2", en: "Set the clock at step 2" };
const BACK: Text = { vi: "Quay lại", en: "Back" };
const NEXT: Text = { vi: "Tiếp", en: "Next" };
const PROGRESS: Text = { vi: "Các bước", en: "Steps" };
const HAS_SHEET: Text = { vi: "Đã đọc cấu hình", en: "Configuration read" };
const SHEET_READ: Text = {
  vi: "Đã đọc cấu hình. Sẽ xem lại từng thay đổi ở bước cuối, trước khi ghi.",
  en: "The configuration is read. Every change is shown at the last step, before anything is written.",
};
const UNKEPT: Text = {
  vi: "KHÔNG lưu được câu trả lời: mất điện là phải làm lại. Thẻ nhớ đầy hoặc hỏng?",
  en: "The answer could NOT be kept: a power cut would lose it. Is the card full or failing?",
};

customElements.define("tram-setup", TramSetup);
