import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { HEADLINES } from "../core/headlines.ts";
import type { Verdict } from "../core/reason.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import type { FleetKiosk } from "./fleet-row.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { isVerdict, verdictChip, verdictChipStyle, verdictShapeStyle, verdictWords } from "./verdict-mark.ts";

/**
 * A kiosk not heard of for this long is shown as away: grey, because a village without a network is no fault. Seconds: two
 * heartbeats and a half; an idle kiosk sends one every five minutes (docs/protocol.md).
 */
const AWAY_SECONDS = 750;
const VERDICTS = Object.keys(HEADLINES).filter(isVerdict);

const WORDS = {
  title: { vi: "Các máy", en: "Kiosks" },
  none: { vi: "Chưa có máy nào gửi nhật ký về.", en: "No kiosk has reported yet." },
  here: { vi: "Đang kết nối", en: "Connected" },
  away: { vi: "Ngoại tuyến", en: "Offline" },
  ago: { vi: "trước", en: "ago" },
  never: { vi: "chưa lần nào", en: "never" },
  entries: { vi: "mục", en: "entries" },
  today: { vi: "hôm nay", en: "today" },
  contradiction: {
    vi: "Nhật ký của máy này mâu thuẫn với bản ở trung tâm, từ mục",
    en: "This kiosk's journal contradicts central's copy, from entry",
  },
  look: { vi: "Phải có người đến xem máy.", en: "Somebody has to look at the kiosk." },
} as const satisfies Record<string, Text>;

/** The kiosks, each with its last word and its day. Choosing one sends `choose` with its id. */
class FleetKiosks extends LitElement {
  static override properties = { kiosks: { attribute: false }, chosen: {}, language: {} };
  declare kiosks: readonly FleetKiosk[] | undefined;
  declare chosen: string | undefined;
  declare language: Language;

  constructor() {
    super();
    this.language = "vi";
  }

  override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[this.language]}</h2>
      ${this.kiosks?.length === 0 ? html`<p class="hint">${WORDS.none[this.language]}</p>` : nothing}
      <ul>${this.kiosks?.map((kiosk) => this.#row(kiosk))}</ul>
    </section>`;
  }

  #row(kiosk: FleetKiosk): TemplateResult {
    const { language } = this;
    const silentSeconds = kiosk.lastSeenAt === undefined ? undefined : Date.now() / 1000 - kiosk.lastSeenAt;
    const isHere = silentSeconds !== undefined && silentSeconds < AWAY_SECONDS;
    const seen = silentSeconds === undefined ? WORDS.never[language] : `${duration(silentSeconds, language)} ${WORDS.ago[language]}`;
    return html`<li class=${isHere ? "" : "away"} data-kiosk=${kiosk.id}>
      <button aria-pressed=${kiosk.id === this.chosen ? "true" : "false"} @click=${() => this.#choose(kiosk.id)}>
        <span class="name">${kiosk.id}</span>
        <span class="state"><i></i>${isHere ? WORDS.here[language] : WORDS.away[language]} · ${seen}</span>
        <span class="last">${this.#lastEntry(kiosk)}</span>
        <span class="numbers"><b>${kiosk.scansToday}</b> ${WORDS.today[language]} · ${kiosk.size.toLocaleString(language)} ${WORDS.entries[language]}
          <code title=${kiosk.chain}>${kiosk.chain.slice(0, 8)}</code></span>
        ${bar(kiosk, language)}
        ${kiosk.contradiction ? html`<span class="contradiction">▲ ${WORDS.contradiction[language]} ${kiosk.contradiction.seq} (${kiosk.contradiction.kind}). ${WORDS.look[language]}</span>` : nothing}
      </button>
    </li>`;
  }

  #lastEntry({ lastEntry }: FleetKiosk): TemplateResult | typeof nothing {
    if (!lastEntry) return nothing;
    const { verdict, reason } = lastEntry;
    return html`${isVerdict(verdict) ? verdictChip(verdict, this.language) : nothing} <span class="mono">${reason}</span>`;
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
      button { width: 100%; display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; text-align: left; justify-content: stretch; padding: 10px 12px; border-color: var(--line);
        border-radius: 10px; font-weight: 400; white-space: normal; line-height: 1.5; }
      button[aria-pressed="true"] { border-color: var(--ink); box-shadow: inset 4px 0 0 var(--ink); }
      .name { font-weight: 700; font-size: 0.9375rem; overflow-wrap: anywhere; }
      .last { display: flex; align-items: baseline; gap: 8px; flex-wrap: wrap; }
      .last .chip { align-self: center; }
      .state, .numbers { justify-self: end; color: var(--muted); font-variant-numeric: tabular-nums; }
      .state i { display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--accept); border: 2px solid var(--accept); margin-right: 6px; }
      @media (max-width: 520px) { button { grid-template-columns: 1fr; } .state, .numbers { justify-self: start; } }
      .numbers b { color: var(--ink); }
      .numbers code { font-family: var(--mono); font-size: 0.75rem; }
      .away .state i { background: transparent; border-color: var(--away); }
      .away .name, .away .numbers b { color: var(--away); }
      .away .last, .away .bar { filter: grayscale(1); }
      .bar { grid-column: 1 / -1; display: flex; gap: 2px; height: 8px; margin-top: 5px; border-radius: 4px; overflow: hidden; background: var(--wash); }
      .bar rect { stroke: #fff; stroke-width: 0.4; }
      svg.bar { width: 100%; }
      .accept { fill: var(--accept); } .refuse { fill: var(--refuse); } .read-only { fill: var(--read-only); }
      .unreadable { fill: #8b949d; } .cannot-check { fill: var(--cannot-check); }
      .contradiction { grid-column: 1 / -1; color: var(--refuse); font-weight: 600; margin-top: 4px; }
    `,
  ];
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
