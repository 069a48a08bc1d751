import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { PublishedFacts } from "../core/register.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

const WORDS = {
  title: { vi: "Đã công bố", en: "Published" },
  version: { vi: "Bản", en: "Version" },
  ago: { vi: "trước", en: "ago" },
  lists: { vi: "Danh sách thu hồi", en: "Revocation lists" },
  change: { vi: "lần đổi thứ", en: "change no." },
  whole: { vi: "Tải cả danh sách", en: "The whole list" },
  delta: { vi: "Tải phần mới đổi", en: "What changed last" },
  left: { vi: "Máy không mạng dùng được", en: "A kiosk without a network has" },
  again: { vi: "Công bố lại ngay", en: "Publish again now" },
  hint: {
    vi: "Mỗi lần thu hồi, tạm dừng hay khôi phục được công bố ngay. Công bố lại chỉ làm mới ngày.",
    en: "Each change is published at once. Publishing again only renews the dates.",
  },
  kiosk: { vi: "Máy ở quầy", en: "The kiosk" },
  taken: { vi: "Đã nhận bản này.", en: "Has taken this version." },
  coming: {
    vi: "Đang dùng bản cũ. Máy hỏi trung tâm mỗi 10 giây và sẽ tự nhận.",
    en: "Has an older version. It asks central every 10 seconds.",
  },
  cut: {
    vi: "Đang dùng bản cũ, và dây mạng đã rút. Hãy chép ra USB rồi cắm vào máy ở trang bàn thử.",
    en: "Has an older version, and its network cable is out. Copy to a stick and put it in on the desk page.",
  },
  none: { vi: "Máy chưa có danh sách tin cậy nào.", en: "It has no trust list yet." },
  away: { vi: "Máy không trả lời; máy tự khởi động lại.", en: "It does not answer; it starts again by itself." },
} as const satisfies Record<string, Text>;

/** What the issuer has published last, and whether the kiosk has it. A press sends `publish`. */
class IssuerPublication extends LitElement {
  static override properties = {
    published: { attribute: false },
    kiosk: { attribute: false },
    isPlugged: { type: Boolean },
    isBusy: { type: Boolean },
    language: {},
  };
  declare published: PublishedFacts | undefined;
  /** Undefined while the kiosk does not answer. */
  declare kiosk: ScreenStatus | undefined;
  declare isPlugged: boolean;
  declare isBusy: boolean;
  declare language: Language;

  constructor() {
    super();
    this.isPlugged = this.isBusy = false;
    this.language = "vi";
  }

  override render(): TemplateResult | typeof nothing {
    const { language, published } = this;
    if (!published) return nothing;
    const now = Date.now() / 1000;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <p class="version"><b data-version=${published.version}>${WORDS.version[language]} ${published.version}</b>
        <span>${duration(now - published.publishedAt, language)} ${WORDS.ago[language]}</span></p>
      ${this.#kiosk(published)}
      <dl>
        ${row(WORDS.left[language], duration(published.expiresAt - now, language))}
        ${row(WORDS.lists[language], `${WORDS.change[language]} ${published.sequence}`)}
        ${published.deltaBytes === undefined ? nothing : row(WORDS.delta[language], bytes(published.deltaBytes, language))}
        ${row(WORDS.whole[language], bytes(published.listBytes, language))}
      </dl>
      <button data-do="publish" ?disabled=${this.isBusy} @click=${() => this.dispatchEvent(new CustomEvent("publish"))}>${WORDS.again[language]}</button>
      <p class="hint">${WORDS.hint[language]}</p>
    </section>`;
  }

  #kiosk({ version }: PublishedFacts): TemplateResult {
    const { language, kiosk } = this;
    const held = kiosk?.trust?.version;
    const isTaken = held !== undefined && held >= version;
    const words = !kiosk ? WORDS.away : held === undefined ? WORDS.none : isTaken ? WORDS.taken : this.isPlugged ? WORDS.coming : WORDS.cut;
    return html`<div class="kiosk ${isTaken ? "taken" : "older"}" role="status" data-taken=${isTaken}>
      <span class="mark" aria-hidden="true">${isTaken ? "✓" : "…"}</span>
      <p><b>${WORDS.kiosk[language]}${held === undefined ? nothing : ` · ${WORDS.version[language].toLocaleLowerCase(language)} ${held}`}</b>
        <span>${words[language]}</span></p>
    </div>`;
  }

  static override styles = [
    staffStyle,
    css`
      .version { display: flex; align-items: baseline; gap: 10px; margin: 2px 0 8px; color: var(--muted); font-size: 0.875rem; }
      .version b { font-size: 1.75rem; line-height: 1.2; color: var(--ink); font-variant-numeric: tabular-nums; }
      .kiosk { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 10px; padding: 9px 12px; border-radius: 10px; border: 1px solid var(--line); background: var(--wash); }
      .kiosk p { font-size: 0.8125rem; line-height: 1.45; }
      .kiosk b { display: block; font-size: 0.875rem; }
      .mark { display: grid; place-items: center; width: 28px; height: 28px; border-radius: 50%; font-weight: 700; background: var(--cannot-check); color: var(--ink); }
      .taken .mark { background: var(--accept); color: #fff; }
      dl { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; margin: 10px 0; font-size: 0.8125rem; line-height: 1.6; }
      dt { color: var(--muted); }
      dd { text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; }
      button { width: 100%; }
      .hint { margin-top: 6px; }
    `,
  ];
}

function row(name: string, value: string): TemplateResult {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

function bytes(count: number, language: Language): string {
  return `${count.toLocaleString(language)} B`;
}

customElements.define("issuer-publication", IssuerPublication);
