import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { HEADLINES } from "../core/headlines.ts";
import type { Verdict } from "../core/reason.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import { eventWords } from "./event-words.ts";
import { byUrgency, type FleetFact, factsOf, isHere, needsAttention } from "./fleet-budget.ts";
import { CONTRADICTION_TODO, contradictionWords } from "./fleet-contradiction.ts";
import type { FleetKiosk } from "./fleet-row.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { isVerdict, verdictChip, verdictChipStyle, verdictWords } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

const VERDICTS = Object.keys(HEADLINES).filter(isVerdict);

const WORDS = {
  title: { vi: "Các máy", en: "Kiosks" },
  none: { vi: "Chưa có máy nào gửi nhật ký về.", en: "No kiosk has reported yet." },
  away: { vi: "Ngoại tuyến", en: "Offline" },
  heard: { vi: "liên lạc lần cuối", en: "last heard" },
  ago: { vi: "trước", en: "ago" },
  never: { vi: "chưa liên lạc lần nào", en: "never heard" },
  entries: { vi: "mục", en: "entries" },
  today: { vi: "hôm nay", en: "today" },
  all: { vi: "Tất cả", en: "All" },
  attention: { vi: "Cần để ý", en: "Need attention" },
  order: { vi: "Xếp theo", en: "Order" },
  urgency: { vi: "Hết hạn trước", en: "Runs out first" },
  name: { vi: "Tên", en: "Name" },
  calm: { vi: "Không máy nào cần để ý.", en: "No kiosk needs attention." },
  bundle: { vi: "bản", en: "version" },
  replaced: { vi: "Đã thay bằng", en: "Replaced by" },
} as const satisfies Record<string, Text>;

/** The kiosks, each with its last word and its day. Choosing one sends `choose` with its id. */
class FleetKiosks extends LitElement {
  static override properties = {
    kiosks: { attribute: false },
    chosen: {},
    language: {},
    _isByName: { state: true },
    _isAttentionOnly: { state: true },
  };
  declare kiosks: readonly FleetKiosk[] | undefined;
  declare chosen: string | undefined;
  declare language: Language;
  declare _isByName: boolean;
  declare _isAttentionOnly: boolean;

  constructor() {
    super();
    this.language = "vi";
    this._isByName = false;
    this._isAttentionOnly = false;
  }

  override render(): TemplateResult {
    const { language, kiosks = [] } = this;
    const now = Date.now() / 1000;
    const urgent = kiosks.filter((kiosk) => needsAttention(kiosk, now));
    const shown = this._isAttentionOnly ? urgent : kiosks;
    return html`<section class="panel" aria-labelledby="title">
      <div class="head">
        <h2 id="title">${WORDS.title[language]}</h2>
        <div class="choice" role="group">
          ${choice(`${WORDS.all[language]} ${kiosks.length}`, !this._isAttentionOnly, () => (this._isAttentionOnly = false))}
          ${choice(`${WORDS.attention[language]} ${urgent.length}`, this._isAttentionOnly, () => (this._isAttentionOnly = true))}
        </div>
        <div class="choice" role="group" aria-label=${WORDS.order[language]}>
          ${choice(WORDS.urgency[language], !this._isByName, () => (this._isByName = false))}
          ${choice(WORDS.name[language], this._isByName, () => (this._isByName = true))}
        </div>
      </div>
      ${this.kiosks?.length === 0 ? html`<p class="hint">${WORDS.none[language]}</p>` : nothing}
      ${kiosks.length > 0 && shown.length === 0 ? html`<p class="hint">${WORDS.calm[language]}</p>` : nothing}
      <ul>${(this._isByName ? shown : byUrgency(shown)).map((kiosk) => this.#row(kiosk, now))}</ul>
    </section>`;
  }

  #row(kiosk: FleetKiosk, now: number): TemplateResult {
    const { language } = this;
    const silentSeconds = kiosk.lastSeenAt === undefined ? undefined : now - kiosk.lastSeenAt;
    const isConnected = isHere(kiosk, now);
    const [never, heard, ago] = [WORDS.never[language], WORDS.heard[language], WORDS.ago[language]];
    const seen = silentSeconds === undefined ? never : `${heard} ${duration(silentSeconds, language)} ${ago}`;
    return html`<li class=${isConnected ? "" : "away"} data-kiosk=${kiosk.id}>
      <button class="kiosk" aria-pressed=${kiosk.id === this.chosen ? "true" : "false"} @click=${() => this.#choose(kiosk.id)}>
        <span class="name">${kiosk.id}</span>
        <span class="state"><i></i>${isConnected ? nothing : `${WORDS.away[language]} · `}${seen}</span>
        <span class="last">${this.#lastEntry(kiosk)}</span>
        <span class="numbers"><b>${kiosk.scansToday.toLocaleString(language)}</b> ${WORDS.today[language]} · ${kiosk.size.toLocaleString(language)} ${WORDS.entries[language]}
          <code title=${kiosk.chain}>${kiosk.chain.slice(0, 8)}</code></span>
        ${kiosk.contradiction ? contradictionLines(kiosk.contradiction, language) : nothing}
        ${this.#facts(kiosk, now)}
        ${bar(kiosk, language)}
      </button>
    </li>`;
  }

  #lastEntry({ lastEntry }: FleetKiosk): TemplateResult | typeof nothing {
    if (!lastEntry) return nothing;
    const { verdict, reason } = lastEntry;
    const event = eventWords(reason)?.[this.language];
    return html`${isVerdict(verdict) ? verdictChip(verdict, this.language) : (event ?? nothing)} <span class="mono">${reason}</span>`;
  }

  #facts(kiosk: FleetKiosk, now: number): TemplateResult | typeof nothing {
    const { language } = this;
    const { status, replacedBy } = kiosk;
    if (replacedBy !== undefined) return html`<span class="facts">${WORDS.replaced[language]} ${replacedBy}</span>`;
    const facts = factsOf(kiosk, now);
    if (facts.length === 0) return nothing;
    const versions = [status?.trust && `${WORDS.bundle[language]} ${status.trust.version}`, status && `Trạm ${status.version}`];
    return html`<span class="facts">${facts.map((fact) => pill(fact, language))}
        <span class="versions">${versions.filter(Boolean).join(" · ")}</span></span>
      ${facts.map(({ todo }) => (todo ? html`<span class="todo">${todo[language]}</span>` : nothing))}`;
  }

  #choose(id: string): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: id }));
  }

  static override styles = [
    staffStyle,
    verdictShapeStyle,
    verdictChipStyle,
    css`
      ul { display: grid; gap: 8px; margin-top: 8px; }
      .head { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
      .head h2 { margin-right: auto; }
      .choice { display: inline-flex; }
      .choice button { min-height: 28px; padding: 3px 10px; border-radius: 0; margin-left: -1px; font-variant-numeric: tabular-nums; }
      .choice button:first-child { border-radius: 7px 0 0 7px; margin-left: 0; }
      .choice button:last-child { border-radius: 0 7px 7px 0; }
      .choice button[aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: #fff; position: relative; }
      .kiosk { width: 100%; display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; text-align: left; justify-content: stretch; padding: 10px 12px; border-color: var(--line);
        border-radius: 10px; font-weight: 400; white-space: normal; line-height: 1.5; }
      .kiosk[aria-pressed="true"] { border-color: var(--ink); box-shadow: inset 4px 0 0 var(--ink); }
      .name { font-weight: 700; font-size: 0.9375rem; overflow-wrap: anywhere; }
      .last { display: flex; align-items: baseline; gap: 8px; flex-wrap: wrap; }
      .last .chip { align-self: center; }
      .state, .numbers { justify-self: end; color: var(--muted); font-variant-numeric: tabular-nums; }
      .state i { display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--accept); border: 2px solid var(--accept); margin-right: 6px; }
      @media (max-width: 520px) { .kiosk { grid-template-columns: 1fr; } .state, .numbers { justify-self: start; } }
      .numbers b { color: var(--ink); }
      .numbers code { font-family: var(--mono); font-size: 0.75rem; }
      .away .state i { background: transparent; border-color: var(--away); }
      .away .name, .away .numbers b { color: var(--away); }
      .away .last, .away .bar { filter: grayscale(1); }
      .facts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin-top: 3px; }
      .versions { color: var(--muted); margin-left: auto; font-variant-numeric: tabular-nums; }
      .pill { font-weight: 600; font-variant-numeric: tabular-nums; }
      .pill.quiet { font-weight: 400; }
      .pill.amber, .pill.red { border-radius: 999px; padding: 0 10px; }
      .pill.amber { background: var(--cannot-check); color: var(--ink); }
      .pill.red { background: var(--refuse); color: #fff; }
      .todo { grid-column: 1 / -1; }
      .bar { grid-column: 1 / -1; display: flex; gap: 2px; height: 8px; margin-top: 5px; border-radius: 4px; overflow: hidden; background: var(--wash); }
      .bar rect { stroke: #fff; stroke-width: 0.4; }
      svg.bar { width: 100%; }
      .accept { fill: var(--accept); } .refuse { fill: var(--refuse); } .read-only { fill: var(--read-only); }
      .unreadable { fill: #8b949d; } .cannot-check { fill: var(--cannot-check); }
      .contradiction { grid-column: 1 / -1; color: var(--refuse); font-weight: 600; margin-top: 3px; }
    `,
  ];
}

function choice(words: string, isChosen: boolean, onChoose: () => void): TemplateResult {
  return html`<button aria-pressed=${isChosen ? "true" : "false"} @click=${onChoose}>${words}</button>`;
}

function pill({ tone, text }: FleetFact, language: Language): TemplateResult {
  return html`<span class="pill ${tone}">${tone === "quiet" ? nothing : "▲ "}${text[language]}</span>`;
}

function contradictionLines(contradiction: NonNullable<FleetKiosk["contradiction"]>, language: Language): readonly TemplateResult[] {
  const lines = contradictionWords(contradiction).map((words) => html`<span class="contradiction">▲ ${words[language]}</span>`);
  return [...lines, html`<span class="todo">${CONTRADICTION_TODO[language]}</span>`];
}

/** The day's answers side by side; the numbers are in its label, for readers and on hovering. */
function bar(kiosk: FleetKiosk, language: Language): TemplateResult {
  const label = VERDICTS.map((verdict) => `${verdictWords(verdict, language)}: ${kiosk.byVerdict[verdict] ?? 0}`).join(" · ");
  const total = VERDICTS.reduce((sum, verdict) => sum + (kiosk.byVerdict[verdict] ?? 0), 0);
  let x = 0;
  const parts = VERDICTS.map((verdict: Verdict) => {
    const width = total === 0 ? 0 : (100 * (kiosk.byVerdict[verdict] ?? 0)) / total;
    x += width;
    return { verdict, width, x: x - width };
  });
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${label}><title>${label}</title>
    ${parts.map((part) => svg`<rect class=${part.verdict} x=${part.x} y="0" width=${part.width} height="8"/>`)}</svg>`;
}

customElements.define("fleet-kiosks", FleetKiosks);
