import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { TimeView } from "../core/set-up/guide-view.ts";
import { TIME_ZONE_NAMES, TIME_ZONES } from "../core/set-up/time-zones.ts";
import type { Text } from "../core/text.ts";
import { tell } from "./setup-guide-request.ts";
import { setupGuideStyle } from "./setup-guide-style.ts";
import { type First, said } from "./setup-said.ts";
import { setupStyle } from "./setup-style.ts";

const PARTS = ["hour", "minute", "day", "month", "year"] as const;
type Part = (typeof PARTS)[number];
const SECONDS: Readonly<Record<"hour" | "minute" | "day", number>> = { minute: 60, hour: 3600, day: 86_400 };

/** The clock: what it says, what speaks against it, and five wheels to set it by hand. */
class SetupClock extends LitElement {
  static override properties = { view: { attribute: false }, first: {}, _wanted: { state: true }, _tick: { state: true } };
  declare view: TimeView;
  declare first: First;
  /** What the wheels show, seconds since 1970; undefined: nobody has turned one. */
  declare _wanted: number | undefined;
  declare _tick: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #shownAt = 0;
  #of: TimeView | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => (this._tick = performance.now()), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render(): TemplateResult {
    const { view, first } = this;
    if (this.#of !== view) {
      this.#of = view;
      this.#shownAt = performance.now();
    }
    const now = view.now + (performance.now() - this.#shownAt) / 1000;
    const wanted = this._wanted ?? Math.max(now, view.least.at);
    return html`<section class="step" tabindex="0"><div class="two">
      <div>
        <p class="now" role="timer" aria-label=${MACHINE_SAYS[first]}>${timeText(now, view.chosenZone)}</p>
        ${view.setting && !(view.isBehind && view.setting === "set") ? this.#setting(view.setting) : this.#verdict(view)}
        <div class="choices" role="radiogroup" aria-label=${ZONE[first]}>${TIME_ZONE_NAMES.map(
          (
            zone,
          ) => html`<button role="radio" data-zone=${zone} aria-checked=${zone === view.chosenZone} @click=${() => void tell({ do: "zone", zone })}>
            <span class="box round" aria-hidden="true">${zone === view.chosenZone ? "●" : ""}</span><span>${said(TIME_ZONES[zone], first)}</span></button>`,
        )}</div>
        <p class="small">${said(RTCS[view.rtc], first)}</p>
      </div>
      <div>
        <h2>${said(BY_HAND, first)}</h2>
        <div class="wheels">${PARTS.map((part) => this.#wheel(part, wanted))}</div>
        <button class="primary" data-do="set-clock" ?disabled=${view.setting === "setting"} @click=${() => this.#set(wanted)}>${said(SET, first)}</button>
        ${view.least.by === "sheet" ? html`<button data-do="sheet-time" @click=${() => this.#set(view.least.at)}>${said(BY_SHEET, first)}</button>` : nothing}
      </div>
    </div>${view.setting === "failed" || view.setting === "unhelped" ? html`<code>${view.command}</code>` : nothing}</section>`;
  }

  #verdict({ isBehind, isSynchronised, least, chosenZone }: TimeView): TemplateResult {
    const { first } = this;
    if (!isBehind) return html`<p class="text note good" role="status">${said(isSynchronised ? BY_NETWORK : PLAUSIBLE, first)}</p>`;
    const at = timeText(least.at, chosenZone);
    const [vi, en] =
      least.by === "sheet"
        ? ["lúc làm phiếu cấu hình", "when the sheet was made"]
        : ["lúc làm phần mềm này", "when this software was made"];
    const behind = {
      vi: `Đồng hồ chạy chậm: không thể sớm hơn ${at}, ${vi}.`,
      en: `The clock is behind: it cannot be before ${at}, ${en}.`,
    };
    return html`<p class="text note bad" role="alert">${said(behind, first)}</p>`;
  }

  #setting(setting: NonNullable<TimeView["setting"]>): TemplateResult {
    const { first } = this;
    if (setting === "setting" || setting === "set")
      return html`<p class="text note ${setting === "set" ? "good" : "warn"}" role="status">${said(setting === "set" ? IS_SET : SETTING, first)}</p>`;
    return html`<p class="text note bad" role="alert">${said(setting === "failed" ? FAILED : UNHELPED, first)}</p>`;
  }

  #wheel(part: Part, wanted: number): TemplateResult {
    const turn = (by: 1 | -1) => () => (this._wanted = turned(wanted, part, by, this.view.chosenZone));
    const label = PART_WORDS[part][this.first];
    return html`<div class="wheel" role="group" aria-label=${label}>
      <button data-wheel="${part}-more" aria-label="${label} +" @click=${turn(1)}>▲</button>
      <output>${partText(wanted, part, this.view.chosenZone)}</output>
      <button data-wheel="${part}-less" aria-label="${label} −" @click=${turn(-1)}>▼</button>
      <small>${label}</small>
    </div>`;
  }

  /** Hands turn whole minutes: what was chosen is the minute that begins at the touch. */
  #set(wanted: number): void {
    const isTurned = this._wanted !== undefined;
    this._wanted = undefined;
    void tell({ do: "clock", at: isTurned ? Math.floor(wanted / 60) * 60 : Math.round(wanted) });
  }

  static override styles = [
    setupStyle,
    setupGuideStyle,
    css`
      .now { font: 700 calc(4.4 * var(--u)) / 1.3 var(--font); font-variant-numeric: tabular-nums; }
      .wheels { display: grid; grid-template-columns: repeat(4, 1fr) 1.5fr; gap: calc(0.8 * var(--u)); }
      .wheel { display: flex; flex-direction: column; text-align: center; gap: calc(0.4 * var(--u)); }
      .wheel button { min-height: calc(5.6 * var(--u)); padding: 0; }
      .wheel small { font-size: calc(1.7 * var(--u)); color: var(--muted); }
      output { font: 700 calc(3.6 * var(--u)) / 1.2 var(--font); font-variant-numeric: tabular-nums; }
    `,
  ];
}

function numbers(at: number, zone: string): Readonly<Record<Part, number>> {
  const two = { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const parts = new Intl.DateTimeFormat("en-GB", { ...two, timeZone: zone, hourCycle: "h23" }).formatToParts(at * 1000);
  const of = (part: Part) => Number(parts.find(({ type }) => type === part)?.value ?? 0);
  return { hour: of("hour"), minute: of("minute"), day: of("day"), month: of("month"), year: of("year") };
}

function partText(at: number, part: Part, zone: string): string {
  return String(numbers(at, zone)[part]).padStart(part === "year" ? 4 : 2, "0");
}

/** One turn of a wheel. The zones that are offered have no summer time, so a day has 86,400 seconds. */
function turned(at: number, part: Part, by: 1 | -1, zone: string): number {
  if (part === "day" || part === "hour" || part === "minute") return at + by * SECONDS[part];
  const { year, month, day } = numbers(at, zone);
  const months = year * 12 + (month - 1) + by * (part === "year" ? 12 : 1);
  const [toYear, toMonth] = [Math.floor(months / 12), months % 12];
  const toDay = Math.min(day, new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate());
  return at + (Date.UTC(toYear, toMonth, toDay) - Date.UTC(year, month - 1, day)) / 1000;
}

function timeText(at: number, zone: string): string {
  return new Intl.DateTimeFormat("vi-VN", { dateStyle: "short", timeStyle: "medium", timeZone: zone }).format(at * 1000);
}

const PART_WORDS: Readonly<Record<Part, Text>> = {
  hour: { vi: "giờ", en: "hour" },
  minute: { vi: "phút", en: "minute" },
  day: { vi: "ngày", en: "day" },
  month: { vi: "tháng", en: "month" },
  year: { vi: "năm", en: "year" },
};
const MACHINE_SAYS: Text = { vi: "Giờ của máy", en: "The kiosk's time" };
const ZONE: Text = { vi: "Múi giờ", en: "Time zone" };
const BY_HAND: Text = { vi: "Sai giờ? Chỉnh theo điện thoại", en: "Wrong? Set it by your telephone" };
const SET: Text = { vi: "Đặt giờ này", en: "Set this time" };
const BY_SHEET: Text = {
  vi: "Lấy giờ làm phiếu (sớm nhất)",
  en: "Take the sheet's time (earliest)",
};
const BY_NETWORK: Text = { vi: "Mạng đang giữ giờ cho máy: không cần chỉnh.", en: "A network keeps the clock: nothing to set." };
const PLAUSIBLE: Text = { vi: "Giờ hợp lý. So với điện thoại.", en: "Plausible. Compare it with your telephone." };
const IS_SET: Text = { vi: "✓ Đã chỉnh, và đã xem lại: đúng.", en: "✓ Set, and looked at again: it is so." };
const SETTING: Text = { vi: "Đang chỉnh…", en: "Setting it…" };
const FAILED: Text = {
  vi: "CHƯA chỉnh được. Người có bàn phím gõ lệnh ở cuối trang, trang sẽ tự thấy.",
  en: "NOT set. Somebody with a keyboard types the command below; the page will see it.",
};
const UNHELPED: Text = {
  vi: "Trang này không được phép chỉnh giờ trên máy này (chưa cài tram-clock). Gõ lệnh ở cuối trang, trang sẽ tự thấy.",
  en: "Nothing on this machine sets the clock for this page (tram-clock is not installed). Type the command below; the page will see it.",
};
const RTCS: Readonly<Record<TimeView["rtc"], Text>> = {
  none: {
    vi: "Không có đồng hồ RTC: mất điện là mất giờ. Nên lắp DS3231.",
    en: "No real-time clock: a power cut loses the time. Fit a DS3231.",
  },
  there: { vi: "Có đồng hồ RTC: giữ giờ khi mất điện.", en: "A real-time clock keeps the time without power." },
  "no-battery": {
    vi: "Đồng hồ RTC CHƯA có pin: mất điện là mất giờ.",
    en: "The real-time clock has NO battery: a power cut loses the time.",
  },
};

customElements.define("setup-clock", SetupClock);
