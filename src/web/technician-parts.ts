import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { TechnicianPart, TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import { setupStyle } from "./setup-style.ts";
import { askHelp } from "./technician-help.ts";
import { askTest, tellSeen } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

const JUST_NOW_SECONDS = 10;

type Tone = TechnicianPart["state"] | "needed";

const MARKS: Readonly<Record<Tone, string>> = { ok: "✓", missing: "–", needed: "!", fault: "✗", untested: "○" };
const WORDS: Readonly<Record<Tone, Text>> = {
  ok: { vi: "tốt", en: "good" },
  missing: { vi: "không có, không bắt buộc", en: "not there, not needed" },
  needed: { vi: "thiếu", en: "missing" },
  fault: { vi: "hỏng", en: "fault" },
  untested: { vi: "chưa thử", en: "not tested" },
};

/** Worst first. */
const GROUPS: readonly { readonly name: string; readonly title: Text; readonly tones: readonly Tone[] }[] = [
  { name: "unwell", title: { vi: "Cần xem", en: "To look at" }, tones: ["fault", "needed"] },
  { name: "untested", title: { vi: "Chưa thử", en: "Not tested" }, tones: ["untested"] },
  { name: "fine", title: { vi: "Tốt, hoặc không bắt buộc", en: "Good, or not needed" }, tones: ["ok", "missing"] },
];

/** The parts of the kiosk: how each is, when it was tested, and a button that tests it. Sends `view` with what it has learned, and `lost`. */
class TechnicianParts extends LitElement {
  static override properties = {
    view: { attribute: false },
    token: { attribute: false },
    _testing: { state: true },
    _asked: { state: true },
    _agreeing: { state: true },
    _wiring: { state: true },
    _isLarge: { state: true },
  };
  declare view: TechnicianView;
  declare token: string;
  declare _testing: readonly string[];
  /** The part about which a person is asked. */
  declare _asked: string | undefined;
  /** The part that is played once somebody agrees. */
  declare _agreeing: string | undefined;
  declare _wiring: boolean;
  /** The wiring at a size at which its letters can be read on a small panel. */
  declare _isLarge: boolean;

  constructor() {
    super();
    this._testing = [];
    this._wiring = false;
    this._isLarge = false;
  }

  /** Whoever has no pointer answers where he is asked, and goes on where he was. */
  override updated(changed: PropertyValues<this>): void {
    const isAsked = this._asked !== undefined || this._agreeing !== undefined;
    if (isAsked && (changed.has("_asked") || changed.has("_agreeing")))
      this.renderRoot.querySelector<HTMLElement>(".question .primary")?.focus();
  }

  /** In whichever group the part stands now. */
  async #goBackTo(part: string): Promise<void> {
    await this.updateComplete;
    if (this._asked === undefined) this.renderRoot.querySelector<HTMLElement>(`[data-part="${part}"] [data-do=test]`)?.focus();
  }

  override render(): TemplateResult {
    const { view } = this;
    return html`<section class="inside">
      <nav>
        <button class="primary" data-do="all" aria-disabled=${this._testing.length > 0} @click=${() => this._testing.length > 0 || void this.#testAll(view)}>Thử tất cả <small lang="en">Test all</small></button>
        <button data-do="wiring" aria-expanded=${this._wiring} @click=${() => (this._wiring = !this._wiring)}>Sơ đồ dây <small lang="en">Wiring</small></button>
        ${this._wiring ? html`<button data-do="enlarge" aria-pressed=${this._isLarge} @click=${() => (this._isLarge = !this._isLarge)}>Phóng to <small lang="en">Enlarge</small></button>` : nothing}
        <p class="small">${summary(view.parts)}</p>
      </nav>
      ${this._wiring ? html`<div class=${this._isLarge ? "wiring large" : "wiring"} tabindex="0"><img src="/technician/wiring.svg" alt="Sơ đồ nối dây của máy"></div>` : nothing}
      ${GROUPS.map((group) => this.#group(group, view))}
    </section>
    ${this.#bar(view)}`;
  }

  #group({ name, title, tones }: (typeof GROUPS)[number], { parts, now }: TechnicianView): TemplateResult | typeof nothing {
    const inGroup = tones.flatMap((tone) => parts.filter((part) => toneOf(part) === tone));
    if (inGroup.length === 0) return nothing;
    return html`<h2 class="group" data-group=${name}>${title.vi} <span lang="en">${title.en}</span> <b>${inGroup.length}</b></h2>
      <ul>${inGroup.map((part) => this.#part(part, now))}</ul>`;
  }

  #part(part: TechnicianPart, now: number): TemplateResult {
    const { name, label, found, detail, todo, testedAt, code } = part;
    const tone = toneOf(part);
    const isTesting = this._testing.includes(name);
    return html`<li class=${tone} data-part=${name}>
      <span class="mark" aria-hidden="true">${MARKS[tone]}</span>
      <div>
        <h3>${label.vi} <span lang="en">${label.en}</span></h3>
        <p class="small"><b>${WORDS[tone].vi}</b>${found ? html` · ${found.vi}` : nothing} ${testedAt === undefined ? nothing : ` · ${agoWords(now - testedAt).vi}`}</p>
        <p class="tiny" lang="en">${WORDS[tone].en}${found && found.en !== found.vi ? html` · ${found.en}` : nothing}${testedAt === undefined ? nothing : ` · ${agoWords(now - testedAt).en}`}</p>
        ${detail === undefined ? nothing : html`<p class="tiny detail" lang="en">${detail}</p>`}
        ${todo && tone !== "ok" ? html`<p class="small todo">→ ${todo.vi} <span lang="en">${todo.en}</span></p>` : nothing}
        ${code !== undefined && tone !== "ok" ? html`<button class="code" data-help=${code} @click=${() => askHelp(this, code)}>${code}: trợ giúp <span lang="en">help</span></button>` : nothing}
      </div>
      <button data-do="test" aria-disabled=${isTesting} @click=${() => isTesting || this.#ask(part)}>${isTesting ? "Đang thử…" : "Thử"} <small lang="en">Test</small></button>
    </li>`;
  }

  /** What somebody has to do or to answer now: below the list, wherever that was scrolled to. */
  #bar({ parts }: TechnicianView): TemplateResult | typeof nothing {
    const named = (name: string | undefined) => parts.find((part) => part.name === name);
    const [agreeing, asked] = [named(this._agreeing), named(this._asked)];
    if (agreeing?.before) return this.#agreement(agreeing, agreeing.before);
    if (asked) return this.#question(asked);
    const moved = parts.find(({ name, during }) => during && this._testing.includes(name));
    if (!moved?.during) return nothing;
    return html`<div class="question" role="alert"><p>${moved.during.vi} <span lang="en">${moved.during.en}</span></p></div>`;
  }

  #agreement(part: TechnicianPart, before: Text): TemplateResult {
    const answer = (isAllowed: boolean) => () => {
      this._agreeing = undefined;
      void (isAllowed ? this.#test(part) : this.#goBackTo(part.name));
    };
    return html`<div class="question" role="alert"><p>${before.vi} <span lang="en">${before.en}</span></p>
      <button class="primary" data-do="agree" @click=${answer(true)}>Đóng · Close it</button>
      <button data-do="not-agree" @click=${answer(false)}>Thôi · Do not</button></div>`;
  }

  #question({ name, label }: TechnicianPart): TemplateResult {
    const answer = (isSeen: boolean) => () => void this.#seen(name, isSeen);
    return html`<div class="question" role="alert"><p>${label.vi}: có thấy (nghe) không? <span lang="en">${label.en}: seen (heard)?</span></p>
      <button class="primary" data-do="seen" @click=${answer(true)}>Có · Yes</button>
      <button data-do="not-seen" @click=${answer(false)}>Không · No</button></div>`;
  }

  #ask(part: TechnicianPart): void {
    this._asked = undefined;
    this._agreeing = part.before ? part.name : undefined;
    if (!part.before) void this.#test(part);
  }

  async #test(part: TechnicianPart): Promise<void> {
    this._testing = [...this._testing, part.name];
    await this.#guarded(async () => this.#put(await askTest(this.token, part.name)));
    this._testing = this._testing.filter((name) => name !== part.name);
    if (part.judge === "person") this._asked = part.name;
  }

  async #testAll({ parts }: TechnicianView): Promise<void> {
    for (const part of parts) if (part.judge === "machine") await this.#test(part);
  }

  async #seen(name: string, isSeen: boolean): Promise<void> {
    this._asked = undefined;
    await this.#guarded(async () => this.#put(await tellSeen(this.token, name, isSeen)));
    await this.#goBackTo(name);
  }

  #put(part: TechnicianPart): void {
    const { view } = this;
    const now = Math.max(view.now, part.testedAt ?? 0);
    const next = { ...view, now, parts: view.parts.map((each) => (each.name === part.name ? part : each)) };
    // Also where the page is not asked again before the next answer.
    this.view = next;
    this.dispatchEvent(new CustomEvent("view", { detail: next }));
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.dispatchEvent(new CustomEvent("lost", { detail: error }));
    }
  }

  static override styles = [setupStyle, technicianStyle];
}

/** How long ago something was tested. */
function agoWords(seconds: number): Text {
  if (seconds < JUST_NOW_SECONDS) return { vi: "vừa thử", en: "just now" };
  return { vi: `${duration(seconds, "vi")} trước`, en: `${duration(seconds, "en")} ago` };
}

function toneOf({ state, isNeeded }: TechnicianPart): Tone {
  return isNeeded && state === "missing" ? "needed" : state;
}

function summary(parts: readonly TechnicianPart[]): TemplateResult {
  const unwell = parts.filter((part) => ["fault", "needed"].includes(toneOf(part))).length;
  const untested = parts.filter(({ state }) => state === "untested").length;
  const vi = [unwell === 0 ? "Không thấy lỗi" : `${unwell} bộ phận cần xem`, ...(untested > 0 ? [`${untested} chưa thử`] : [])].join(", ");
  const en = [unwell === 0 ? "no fault" : `${unwell} to look at`, ...(untested > 0 ? [`${untested} not tested`] : [])].join(", ");
  return html`<b>${vi}</b> <span lang="en">${en}</span>`;
}

customElements.define("technician-parts", TechnicianParts);
