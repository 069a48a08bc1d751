import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffResult, StaffStanding } from "../core/staff.ts";
import { SERVICE_BECAUSES } from "../core/staff-because.ts";
import { counterTime } from "./counter-time.ts";
import "./desk-notices.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import "./staff-call.ts";
import "./staff-compare.ts";
import { deskStyle } from "./staff-desk-style.ts";
import "./staff-figures.ts";
import { actionOfKey, areKeysOn, isTyping } from "./staff-keys.ts";
import "./staff-list.ts";
import "./staff-override.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import "./staff-pairing.ts";
import "./staff-report.ts";
import { comeToVisitor } from "./staff-request.ts";
import { canCompare, canOverride } from "./staff-result.ts";
import "./staff-search.ts";
import "./staff-service.ts";
import { StaffStream } from "./staff-stream.ts";
import { staffStyle } from "./staff-style.ts";
import { type Action, VIEWS, type View } from "./staff-topbar.ts";
import { STAFF_WORDS } from "./staff-words.ts";

/** What may lie over a page. */
type Window = "compare" | "override" | "service" | "keys" | "pairing";
const WINDOWS: readonly Action[] = ["service", "keys", "pairing"] satisfies readonly Window[];

const PAUSED = { vi: "Máy đang NGỪNG nhận mã", en: "The kiosk takes NO codes" };

/** The desk of whoever is signed in: pages and windows, each reached by a key. Sends `asked` with what only the page around it can do, and `out`. */
class StaffDesk extends LitElement {
  static override properties = {
    standing: { attribute: false },
    language: {},
    _view: { state: true },
    _chosen: { state: true },
    _window: { state: true },
  };
  declare standing: StaffStanding;
  declare language: Language;
  declare _view: View;
  /** The result that is shown large, by its id; undefined: the newest. */
  declare _chosen: number | undefined;
  declare _window: Window | undefined;
  readonly #stream = new StaffStream(this);

  constructor() {
    super();
    this.language = "vi";
    this._view = "results";
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stream.open();
  }

  /** A new answer is what everybody waits for, unless somebody is busy with another. */
  arrived(): void {
    if (this._window === undefined) this._chosen = undefined;
    else this._chosen ??= this.#stream.results[1]?.id;
    this.#part<{ refresh(): Promise<void> }>("staff-figures", (figures) => void figures.refresh());
  }

  signedOut(): void {
    this.dispatchEvent(new CustomEvent("out"));
  }

  override render(): TemplateResult {
    const { language } = this;
    const { status, helpAt, isLost } = this.#stream;
    return html`
      <staff-topbar .standing=${this.standing} .view=${this._view} .language=${language} @pressed=${({ detail }: CustomEvent<Action>) => this.#do(detail)}></staff-topbar>
      <aside aria-label=${STAFF_WORDS.notices[language]}>
      <staff-call .at=${helpAt} .language=${language} @coming=${() => void this.#come()}></staff-call>
      ${isLost ? html`<p class="lost" role="alert">${STAFF_WORDS.lost[language]}</p>` : nothing}
      ${this.#paused()}
      <desk-notices .status=${status} .language=${language} from="/staff"></desk-notices>
      </aside>
      <main class=${this._view}>${this.#page()}</main>
      ${this.#over()}`;
  }

  #paused(): TemplateResult | typeof nothing {
    const { language } = this;
    const { service } = this.#stream;
    if (service.on) return nothing;
    return html`<p class="paused"><span aria-hidden="true">❚❚</span> <b>${PAUSED[language]}</b> · ${SERVICE_BECAUSES[service.because][language]} · ${service.staff} · ${counterTime(service.since)}</p>`;
  }

  #page(): TemplateResult {
    const { language } = this;
    const out = () => this.signedOut();
    const result = this.#result();
    switch (this._view) {
      case "results":
        return html`<staff-result .result=${result} .left=${result ? this.#stream.left(result.id) : 0} .language=${language}
            @out=${out} @asked=${({ detail }: CustomEvent<"compare" | "override" | "hide">) => this.#ask(detail)}></staff-result>
          <staff-list .results=${this.#stream.results} .chosen=${result?.id} .language=${language} @chosen=${({ detail }: CustomEvent<number>) => (this._chosen = detail)}></staff-list>`;
      case "figures":
        return html`<staff-figures .language=${language} @out=${out}></staff-figures>`;
      case "search":
        return html`<staff-search .language=${language} @out=${out}></staff-search>`;
      case "report":
        return html`<staff-report .language=${language} @out=${out}></staff-report>`;
    }
  }

  #over(): TemplateResult | typeof nothing {
    const { language } = this;
    const result = this.#result();
    const [closed, out] = [() => (this._window = undefined), () => this.signedOut()];
    switch (this._window) {
      case "compare":
        return html`<staff-compare .result=${result} .language=${language} @done=${closed} @closed=${closed} @out=${out}></staff-compare>`;
      case "override":
        return html`<staff-override .result=${result} .language=${language} @done=${closed} @closed=${closed} @out=${out}></staff-override>`;
      case "service":
        return html`<staff-service .service=${this.#stream.service} .language=${language} @done=${closed} @closed=${closed} @out=${out}></staff-service>`;
      case "pairing":
        return html`<staff-pairing .language=${language} @closed=${closed} @out=${out}></staff-pairing>`;
      case "keys":
        return html`<staff-keys .language=${language} @closed=${closed}></staff-keys>`;
      case undefined:
        return nothing;
    }
  }

  override willUpdate(): void {
    // What is compared with has just been hidden, or somebody else has decided.
    const result = this.#result();
    if (this._window === "compare" && !(result && canCompare(result))) this._window = undefined;
    if (this._window === "override" && !(result && canOverride(result))) this._window = undefined;
  }

  #result(): StaffResult | undefined {
    return this.#stream.results.find(({ id }) => id === this._chosen) ?? this.#stream.results[0];
  }

  #do(action: Action): void {
    const view = VIEWS.find((name) => name === action);
    const over = WINDOWS.find((name) => name === action);
    if (view) this._view = view;
    else if (over) this._window = over as Window;
    else this.dispatchEvent(new CustomEvent("asked", { detail: action }));
  }

  #ask(what: "compare" | "override" | "hide"): void {
    const result = this.#result();
    if (!result) return;
    this._chosen = result.id;
    if (what === "hide") this.#stream.hide(result.id);
    else if (what === "compare" ? canCompare(result) : canOverride(result)) this._window = what;
  }

  #take(key: string, event: KeyboardEvent): boolean {
    if (this._window !== undefined || isTyping(event) || !areKeysOn()) return false;
    const letter = key.toLowerCase();
    const action = actionOfKey(letter);
    if (action) this.#do(action);
    else if (letter === "a" && this.#stream.helpAt !== undefined) void this.#come();
    else if (this._view === "report" && (letter === "p" || letter === "w"))
      this.#part<{ printOn(paper: string): void }>("staff-report", (report) => report.printOn(letter === "p" ? "a4" : "narrow"));
    else return this._view === "results" && this.#takeOfResults(letter);
    return true;
  }

  #takeOfResults(letter: string): boolean {
    if (letter === "j" || letter === "k") this.#step(letter === "j" ? 1 : -1);
    else if (letter === "m") this.#ask("hide");
    else if (letter === "c") this.#ask("compare");
    else if (letter === "o") this.#ask("override");
    else {
      const panel = this.renderRoot.querySelector<HTMLElement & { takeKey(key: string): boolean }>("staff-result");
      return panel?.takeKey(letter) ?? false;
    }
    return true;
  }

  #step(by: 1 | -1): void {
    const { results } = this.#stream;
    const at = results.findIndex(({ id }) => id === this.#result()?.id);
    this._chosen = results[Math.max(0, Math.min(results.length - 1, at + by))]?.id;
  }

  async #come(): Promise<void> {
    this.#stream.helpAt = undefined;
    this.requestUpdate();
    await comeToVisitor();
  }

  #part<Part>(name: string, use: (part: Part) => void): void {
    const part = this.renderRoot.querySelector(name);
    if (part) use(part as Part);
  }

  static override styles = [staffStyle, staffPageStyle, deskStyle];
}

customElements.define("staff-desk", StaffDesk);
