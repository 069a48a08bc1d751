import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { TechnicianPart, TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import { setupStyle } from "./setup-style.ts";
import "./technician-pin-pad.ts";
import { askParts, askTest, enter, enteredText, leave, NotIn, tellSeen } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

/** After so many milliseconds in which nobody touches it the citizen screen comes back: from before a closed door, and from inside. */
const DOOR_MS = 60_000;
const INSIDE_MS = 300_000;
/** How often the ages on the page are drawn anew, in milliseconds. */
const AGES_MS = 10_000;

const FIRST_TEST_MS = 1000;
const JUST_NOW_SECONDS = 10;

const MARKS: Readonly<Record<TechnicianPart["state"] | "needed", string>> = {
  ok: "✓",
  missing: "–",
  needed: "!",
  fault: "✗",
  untested: "○",
};
const WORDS: Readonly<Record<TechnicianPart["state"] | "needed", Text>> = {
  ok: { vi: "tốt", en: "good" },
  missing: { vi: "không có, không bắt buộc", en: "not there, not needed" },
  needed: { vi: "thiếu", en: "missing" },
  fault: { vi: "hỏng", en: "fault" },
  untested: { vi: "chưa thử", en: "not tested" },
};

/** The technician's page on the kiosk's own screen: each part, how it is, when it was tested, and a button that tests it. */
class TramTechnician extends LitElement {
  static override properties = {
    _view: { state: true },
    _said: { state: true },
    _testing: { state: true },
    _asked: { state: true },
    _agreeing: { state: true },
    _wiring: { state: true },
  };
  declare _view: TechnicianView | undefined;
  /** Why the door is closed; undefined: nothing was tried yet. */
  declare _said: Text | undefined;
  declare _testing: readonly string[];
  /** The part about which a person is asked. */
  declare _asked: string | undefined;
  /** The part that is played once somebody agrees. */
  declare _agreeing: string | undefined;
  declare _wiring: boolean;
  #token = "";
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this._testing = [];
    this._wiring = false;
  }

  override firstUpdated(): void {
    // Whoever has held the service button needs no PIN.
    void this.#enter(undefined);
    setInterval(() => this._view && void this.#refresh(), AGES_MS);
    document.addEventListener("pointerdown", () => this.#wait());
  }

  override render(): TemplateResult {
    const view = this._view;
    return html`<main>
      <header>
        <h1>Trang kỹ thuật <span lang="en">Technician</span></h1>
        ${view ? html`<p class="facts">${view.kiosk} · Trạm ${view.version}</p>` : nothing}
        <button data-do="away" @click=${() => void this.#goAway()}>Về màn hình chính <small lang="en">Back</small></button>
      </header>
      ${view ? this.#parts(view) : this.#door()}
      ${view ? this.#bar(view) : nothing}
    </main>`;
  }

  #door(): TemplateResult {
    const said = this._said;
    return html`<section class="door">
      ${
        said
          ? html`<p class="text said" role="alert">${said.vi} <span lang="en">${said.en}</span></p>`
          : html`<p class="text">Nhập mã PIN, hoặc giữ nút dịch vụ 3 giây. <span lang="en">Type the PIN, or hold the service button for 3 seconds.</span></p>`
      }
      <technician-pin-pad @typed=${(event: CustomEvent<string>) => void this.#enter(event.detail)}></technician-pin-pad>
    </section>`;
  }

  #parts(view: TechnicianView): TemplateResult {
    return html`<section class="inside">
      <nav>
        <button class="primary" data-do="all" ?disabled=${this._testing.length > 0} @click=${() => void this.#testAll(view)}>Thử tất cả <small lang="en">Test all</small></button>
        <button data-do="wiring" aria-expanded=${this._wiring} @click=${() => (this._wiring = !this._wiring)}>Sơ đồ dây <small lang="en">Wiring</small></button>
        <p class="small">${summary(view.parts)}</p>
      </nav>
      ${this._wiring ? html`<img class="wiring" src="/technician/wiring.svg" alt="Sơ đồ nối dây của máy">` : nothing}
      <ul>${view.parts.map((part) => this.#part(part, view.now))}</ul>
    </section>`;
  }

  #part(part: TechnicianPart, now: number): TemplateResult {
    const { name, label, found, todo, testedAt } = part;
    const tone = toneOf(part);
    const isTesting = this._testing.includes(name);
    return html`<li class=${tone} data-part=${name}>
      <span class="mark" aria-hidden="true">${MARKS[tone]}</span>
      <div>
        <h2>${label.vi} <span lang="en">${label.en}</span></h2>
        <p class="small"><b>${WORDS[tone].vi}</b>${found ? html` · ${found.vi}` : nothing} ${testedAt === undefined ? nothing : ` · ${agoWords(now - testedAt).vi}`}</p>
        <p class="tiny" lang="en">${WORDS[tone].en}${found && found.en !== found.vi ? html` · ${found.en}` : nothing}${testedAt === undefined ? nothing : ` · ${agoWords(now - testedAt).en}`}</p>
        ${todo && tone !== "ok" ? html`<p class="small todo">→ ${todo.vi} <span lang="en">${todo.en}</span></p>` : nothing}
      </div>
      <button data-do="test" ?disabled=${isTesting} @click=${() => this.#ask(part)}>${isTesting ? "Đang thử…" : "Thử"} <small lang="en">Test</small></button>
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
      if (isAllowed) void this.#test(part);
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

  async #enter(pin: string | undefined): Promise<void> {
    this.#wait();
    const entered = await enter(pin);
    if (entered?.kind === "in") {
      this.#token = entered.token;
      await this.#refresh();
      return this.#wait();
    }
    // The silent attempt of a page that has just come says nothing, unless there is no other way in.
    if (pin !== undefined || entered?.kind !== "wrong") this._said = enteredText(entered);
  }

  /** Somebody else may want to show a code. */
  #wait(): void {
    clearTimeout(this.#away);
    this.#away = setTimeout(() => void this.#goAway(), this._view ? INSIDE_MS : DOOR_MS);
  }

  async #refresh(): Promise<void> {
    await this.#guarded(async () => {
      this._view = await askParts(this.#token);
      // The first test of all has been begun for whoever came in.
      if (!this._view.parts.some(({ judge }) => judge === "machine")) setTimeout(() => this._view && void this.#refresh(), FIRST_TEST_MS);
    });
  }

  async #test(part: TechnicianPart): Promise<void> {
    this._testing = [...this._testing, part.name];
    await this.#guarded(async () => this.#put(await askTest(this.#token, part.name)));
    this._testing = this._testing.filter((name) => name !== part.name);
    if (part.judge === "person") this._asked = part.name;
  }

  async #testAll({ parts }: TechnicianView): Promise<void> {
    for (const part of parts) if (part.judge === "machine") await this.#test(part);
  }

  async #seen(name: string, isSeen: boolean): Promise<void> {
    this._asked = undefined;
    await this.#guarded(async () => this.#put(await tellSeen(this.#token, name, isSeen)));
  }

  #put(part: TechnicianPart): void {
    const view = this._view;
    if (!view) return;
    const now = Math.max(view.now, part.testedAt ?? 0);
    this._view = { ...view, now, parts: view.parts.map((each) => (each.name === part.name ? part : each)) };
  }

  /** Whoever was idle for ten minutes stands before the door again. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this._view = undefined;
      this._said =
        error instanceof NotIn ? { vi: "Đã hết giờ, mời vào lại.", en: "Time is over, please come in again." } : enteredText(undefined);
      this.#wait();
    }
  }

  async #goAway(): Promise<void> {
    await leave(this.#token);
    location.assign("/");
  }

  static override styles = [setupStyle, technicianStyle];
}

/** How long ago something was tested. */
function agoWords(seconds: number): Text {
  if (seconds < JUST_NOW_SECONDS) return { vi: "vừa thử", en: "just now" };
  return { vi: `${duration(seconds, "vi")} trước`, en: `${duration(seconds, "en")} ago` };
}

function toneOf({ state, isNeeded }: TechnicianPart): keyof typeof MARKS {
  return isNeeded && state === "missing" ? "needed" : state;
}

function summary(parts: readonly TechnicianPart[]): TemplateResult {
  const unwell = parts.filter((part) => ["fault", "needed"].includes(toneOf(part))).length;
  const untested = parts.filter(({ state }) => state === "untested").length;
  const vi = [unwell === 0 ? "Không thấy lỗi" : `${unwell} bộ phận cần xem`, ...(untested > 0 ? [`${untested} chưa thử`] : [])].join(", ");
  const en = [unwell === 0 ? "no fault" : `${unwell} to look at`, ...(untested > 0 ? [`${untested} not tested`] : [])].join(", ");
  return html`<b>${vi}</b> <span lang="en">${en}</span>`;
}

customElements.define("tram-technician", TramTechnician);
