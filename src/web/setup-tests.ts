import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { TestsView } from "../core/set-up/guide-view.ts";
import type { TechnicianPart } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { tell } from "./setup-guide-request.ts";
import { setupGuideStyle } from "./setup-guide-style.ts";
import { type First, said } from "./setup-said.ts";
import { setupStyle } from "./setup-style.ts";

/** Where the panel is touched: its corners and its middle, in percent. */
const SPOTS = [
  [0, 0],
  [100, 0],
  [50, 50],
  [0, 100],
  [100, 100],
] as const;
const TOUCH = "touch";
const MARKS = { ok: "✓", missing: "–", needed: "!", fault: "✗", untested: "○" } as const;
type Tone = keyof typeof MARKS;
/** What somebody has to do something about first. */
const ORDER: readonly Tone[] = ["fault", "needed", "untested", "ok", "missing"];

/** Every part with what it came to; and the questions that only a person answers, one after the other. */
class SetupTests extends LitElement {
  static override properties = { view: { attribute: false }, first: {}, _asked: { state: true }, _spots: { state: true } };
  declare view: TestsView;
  declare first: First;
  /** The part about which a person is asked now. */
  declare _asked: string | undefined;
  /** Spots of the panel that are still to be touched; undefined: nobody tests it now. */
  declare _spots: readonly number[] | undefined;

  override render(): TemplateResult {
    const { first, view } = this;
    if (this._spots) return this.#touching(this._spots);
    const isBusy = view.testing.length > 0;
    return html`<section class="step" tabindex="0">
      <div class="bar">
        <button class="primary" data-do="all" ?disabled=${isBusy} @click=${() => void tell({ do: "test", name: "all" })}>${said(isBusy ? TESTING : ALL, first)}</button>
        <p class="text" role="status">${said(summary(view.parts), first)}</p>
      </div>
      <ul>${ORDER.flatMap((tone) => view.parts.filter((part) => toneOf(part) === tone)).map((part) => this.#part(part))}</ul>
    </section>
    ${this.#question(view.parts.find(({ name }) => name === this._asked))}`;
  }

  #part(part: TechnicianPart): TemplateResult {
    const { first, view } = this;
    const { name, label, found, todo, code, judge, during } = part;
    const tone = toneOf(part);
    const isTesting = view.testing.includes(name);
    return html`<li class=${tone} data-part=${name}>
      <span class="mark" aria-hidden="true">${MARKS[tone]}</span>
      <div><p class="text"><b>${label[first]}</b> · ${WORDS[tone][first]}${code !== undefined && tone !== "ok" ? html` · <a href="/help/${code}?from=/">${code}</a>` : nothing}</p>
        ${found ? html`<p class="small">${said(found, first)}</p>` : nothing}
        ${todo && tone !== "ok" ? html`<p class="small">→ ${said(todo, first)}</p>` : nothing}
        ${during && tone !== "ok" ? html`<p class="small">→ ${said(during, first)}</p>` : nothing}</div>
      ${judge === "machine" || name === "read" ? nothing : html`<button data-do="test" ?disabled=${isTesting} @click=${() => void this.#test(name)}>${said(isTesting ? TESTING : TRY, first)}</button>`}
    </li>`;
  }

  async #test(name: string): Promise<void> {
    this._asked = undefined;
    if (name === TOUCH) this._spots = SPOTS.map((_, at) => at);
    else {
      await tell({ do: "test", name });
      this._asked = name;
    }
  }

  #question(part: TechnicianPart | undefined): TemplateResult | typeof nothing {
    // A lamp that cannot be driven is the machine's to tell, and nobody is asked.
    if (part?.judge !== "person") return nothing;
    const { first } = this;
    const answer = (isSeen: boolean) => () => {
      this._asked = undefined;
      void tell({ do: "seen", name: part.name, isSeen });
    };
    return html`<div class="question" role="alert"><p class="text"><b>${part.label[first]}</b>: ${said(SEEN, first)}</p>
      <button class="primary" data-do="seen" @click=${answer(true)}>${said(YES, first)}</button>
      <button data-do="not-seen" @click=${answer(false)}>${said(NO, first)}</button></div>`;
  }

  #touching(left: readonly number[]): TemplateResult {
    const { first } = this;
    const done = (isSeen: boolean) => {
      this._spots = undefined;
      void tell({ do: "seen", name: TOUCH, isSeen });
    };
    const touched = (at: number) => () => {
      const rest = left.filter((each) => each !== at);
      if (rest.length === 0) done(true);
      else this._spots = rest;
    };
    return html`<section class="touching">
      ${left.map((at) => {
        const [x, y] = SPOTS[at] ?? [50, 50];
        return html`<button class="spot at-${x}-${y}" data-spot=${at} aria-label="${TOUCH_HERE[first]} ${at + 1}" @click=${touched(at)}>●</button>`;
      })}
      <div class="below"><p class="text">${said(TOUCH_ALL, first)}</p><button data-do="not-touched" @click=${() => done(false)}>${said(CANNOT, first)}</button></div>
    </section>`;
  }

  static override styles = [
    setupStyle,
    setupGuideStyle,
    css`
      .bar { display: flex; align-items: center; gap: calc(2 * var(--u)); }
      li { display: flex; align-items: flex-start; gap: calc(1.2 * var(--u)); padding: calc(0.8 * var(--u)) 0; border-top: 1px solid var(--line); }
      li div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
      li .text { font-size: calc(2.2 * var(--u)); }
      a { color: inherit; display: inline-block; padding: calc(0.6 * var(--u)); margin: calc(-0.6 * var(--u)); }
      .mark { flex: none; width: calc(3.4 * var(--u)); height: calc(3.4 * var(--u)); border-radius: 50%; display: grid; place-content: center; font-weight: 700; font-size: calc(2 * var(--u)); background: var(--wash); }
      .ok .mark { background: var(--accept); color: #fff; }
      .fault .mark, .needed .mark { background: var(--refuse); color: #fff; }
      .question { display: flex; flex-wrap: wrap; align-items: center; gap: calc(1.6 * var(--u)); padding: calc(1.2 * var(--u)) calc(3 * var(--u)); background: #ffe9b0; }
      .question p { flex: 1; }
      .question .other { color: var(--ink); }
      .touching { position: fixed; inset: 0; z-index: 1; background: var(--paper); display: grid; place-items: center; }
      .spot { position: absolute; width: calc(10 * var(--u)); height: calc(10 * var(--u)); padding: 0; }
      .at-0-0 { left: 0; top: 0; } .at-100-0 { right: 0; top: 0; } .at-0-100 { left: 0; bottom: 0; } .at-100-100 { right: 0; bottom: 0; }
      .at-50-50 { left: calc(50% - 5 * var(--u)); top: calc(50% - 5 * var(--u)); }
      .below { position: absolute; bottom: 12%; left: 15%; right: 15%; text-align: center; display: flex; flex-direction: column; gap: calc(1 * var(--u)); align-items: center; }
    `,
  ];
}

function toneOf({ state, isNeeded }: TechnicianPart): Tone {
  return isNeeded && state === "missing" ? "needed" : state;
}

function summary(parts: readonly TechnicianPart[]): Text {
  const tones = parts.map(toneOf);
  const unwell = tones.filter((tone) => tone === "fault" || tone === "needed").length;
  const untested = tones.filter((tone) => tone === "untested").length;
  return {
    vi: `${unwell === 0 ? "Không thấy lỗi" : `${unwell} bộ phận cần xem`}${untested > 0 ? `, ${untested} chưa thử` : ""}`,
    en: `${unwell === 0 ? "No fault" : `${unwell} to look at`}${untested > 0 ? `, ${untested} not tested` : ""}`,
  };
}

const WORDS: Readonly<Record<Tone, Text>> = {
  ok: { vi: "tốt", en: "good" },
  missing: { vi: "không có, không bắt buộc", en: "not there, not needed" },
  needed: { vi: "thiếu", en: "missing" },
  fault: { vi: "hỏng", en: "fault" },
  untested: { vi: "chưa thử", en: "not tested" },
};
const ALL: Text = { vi: "Thử lại tất cả", en: "Test all again" };
const TESTING: Text = { vi: "Đang thử…", en: "Testing…" };
const TRY: Text = { vi: "Thử", en: "Test" };
const SEEN: Text = { vi: "có thấy (nghe) không?", en: "seen (heard)?" };
const YES: Text = { vi: "Có", en: "Yes" };
const NO: Text = { vi: "Không", en: "No" };
const TOUCH_HERE: Text = { vi: "Chạm", en: "Touch" };
const TOUCH_ALL: Text = { vi: "Chạm từng ô cho đến khi hết.", en: "Touch each square until none is left." };
const CANNOT: Text = { vi: "Có ô chạm không được", en: "One cannot be touched" };

customElements.define("setup-tests", SetupTests);
