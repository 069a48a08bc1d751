import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { RegisteredCredential, StandingChange } from "../core/register.ts";
import type { Standing } from "../core/standing.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";
import { standingChip, standingChipStyle } from "./standing-chip.ts";
import { clockTime, dayText } from "./wallet-dates.ts";
import { PAPER_NAMES, paperSign, paperSignStyle } from "./wallet-papers.ts";

/** Digits of an identity that people compare. */
const SHORT_DIGITS = 8;
const DAY_MS = 86_400_000;

const WORDS = {
  wallets: { vi: "Trong ví", en: "In wallets" },
  noWallets: {
    vi: "Chưa có ví nào xin giấy tờ. Hãy mở ví thử và tạo một ví.",
    en: "No wallet has asked for credentials yet. Open the demo wallet and make one.",
  },
  samples: { vi: "Mã mẫu ở bàn thử", en: "Sample codes of the desk" },
  byIdentity: { vi: "thu hồi theo định danh", en: "taken back by its identity" },
  onList: { vi: "thu hồi theo danh sách, chỗ số", en: "on a status list, place" },
  issued: { vi: "cấp", en: "issued" },
  final: {
    vi: "Trang thử cho khôi phục giấy tờ đã thu hồi. Khi vận hành thật, thu hồi là vĩnh viễn; muốn huỷ vì nhầm, lệnh tram trust đòi ghi lý do.",
    en: "This demo lets you reinstate what is revoked. In real operation a revocation is final; to undo a mistake, tram trust demands a reason.",
  },
} as const satisfies Record<string, Text>;

/** What can be done to a credential, by what it becomes. */
const ACTIONS: Readonly<Record<Standing, Text>> = {
  valid: { vi: "Khôi phục", en: "Reinstate" },
  suspended: { vi: "Tạm dừng", en: "Suspend" },
  revoked: { vi: "Thu hồi", en: "Revoke" },
};
const NEXT: Readonly<Record<Standing, readonly Standing[]>> = {
  valid: ["suspended", "revoked"],
  suspended: ["valid", "revoked"],
  revoked: ["valid"],
};

/** What the issuer has issued, each with the way to take it back. A press sends `change` with what shall become of which. */
class IssuerCredentials extends LitElement {
  static override properties = { credentials: { attribute: false }, isBusy: { type: Boolean }, language: {} };
  declare credentials: readonly RegisteredCredential[];
  declare isBusy: boolean;
  declare language: Language;

  constructor() {
    super();
    this.credentials = [];
    this.isBusy = false;
    this.language = "vi";
  }

  override render(): TemplateResult {
    const wallets = this.credentials.filter(({ sample }) => !sample);
    const samples = this.credentials.filter(({ sample }) => sample);
    return html`
      <p class="hint final">${WORDS.final[this.language]}</p>
      <section class="panel" aria-labelledby="wallets">
        <h2 id="wallets">${WORDS.wallets[this.language]}</h2>
        ${wallets.length === 0 ? html`<p class="hint">${WORDS.noWallets[this.language]}</p>` : this.#list(wallets)}
      </section>
      <section class="panel" aria-labelledby="samples"><h2 id="samples">${WORDS.samples[this.language]}</h2>${this.#list(samples)}</section>`;
  }

  #list(credentials: readonly RegisteredCredential[]): TemplateResult {
    return html`<ul>${credentials.map((credential) => this.#row(credential))}</ul>`;
  }

  #row(credential: RegisteredCredential): TemplateResult {
    const { language } = this;
    const { type, sample, initials, issuedAt, standing, index } = credential;
    const name = PAPER_NAMES[type][language];
    const kind = sample && sample[language] !== name ? `${name} · ` : nothing;
    const means = index === undefined ? WORDS.byIdentity[language] : `${WORDS.onList[language]} ${index}`;
    return html`<li data-credential=${credential.credential} data-standing=${standing}>
      ${paperSign(type)}
      <div class="about">
        <h3>${sample ? sample[language] : name}</h3>
        <p title=${credential.credential}>${kind}${initials} · ${WORDS.issued[language]} ${momentText(issuedAt)} ·
          <code>${credential.credential.slice(0, SHORT_DIGITS)}</code> · ${means}</p>
      </div>
      ${standingChip(standing, language)}
      <div class="ways" role="group" aria-label="${sample ? sample[language] : name} ${credential.credential.slice(0, SHORT_DIGITS)}">
        ${NEXT[standing].map((next) => this.#button(credential, next))}</div>
    </li>`;
  }

  #button({ credential }: RegisteredCredential, standing: Standing): TemplateResult {
    const change: StandingChange = { credential, standing };
    const press = () => this.dispatchEvent(new CustomEvent("change", { detail: change }));
    return html`<button data-do=${standing} ?disabled=${this.isBusy} @click=${press}>${ACTIONS[standing][this.language]}</button>`;
  }

  static override styles = [
    staffStyle,
    paperSignStyle,
    standingChipStyle,
    css`
      :host { display: grid; gap: 12px; }
      ul { margin-top: 4px; }
      li { display: grid; grid-template-columns: auto minmax(0, 1fr) 7.5rem 12rem; align-items: center; gap: 4px 12px; padding: 7px 0; border-top: 1px solid var(--line); }
      li:first-child { border-top: 0; }
      .sign { width: 36px; height: 36px; border-radius: 9px; }
      .sign svg { width: 22px; height: 22px; }
      h3 { font-size: 0.875rem; line-height: 1.4; font-weight: 700; }
      .about p { color: var(--muted); font-size: 0.78125rem; line-height: 1.5; font-variant-numeric: tabular-nums; }
      code { font-family: var(--mono); font-size: 0.75rem; }
      .ways { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 6px; }
      [data-do="revoked"] { border-color: var(--refuse); color: var(--refuse); }
      [data-do="revoked"]:hover { background: #fbeceb; border-color: var(--refuse); }
      @media (max-width: 700px) {
        li { grid-template-columns: auto minmax(0, 1fr); }
        .standing, .ways { grid-column: 2; }
        .ways { grid-auto-columns: minmax(0, 9rem); justify-content: start; }
        button { min-height: 40px; }
      }
    `,
  ];
}

/** The time of day for what is of today, else the day. */
function momentText(at: number): string {
  return Date.now() - at * 1000 < DAY_MS ? clockTime(at) : dayText(at);
}

customElements.define("issuer-credentials", IssuerCredentials);
