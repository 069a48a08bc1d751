import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { StaffResult, StaffStanding } from "../core/staff.ts";
import { canCompare, canOverride } from "../core/staff-result.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import "./desk-notices.ts";
import type { Language } from "./language.ts";
import { PageKeys } from "./page-keys.ts";
import { barsStyle, newsBar, pausedBar } from "./staff-bars.ts";
import { ring } from "./staff-bell.ts";
import "./staff-call.ts";
import { deskStyle } from "./staff-desk-style.ts";
import "./staff-figures.ts";
import { focused, focusOn } from "./staff-focus.ts";
import { areKeysOn, isTyping } from "./staff-key-press.ts";
import { actionOfKey } from "./staff-keys.ts";
import "./staff-list.ts";
import { afterArrival, chosenByHand, type Looking, lookedAt, NEWEST, nextInQueue, queueOf, stepped, workedWith } from "./staff-looking.ts";
import { type OpenWindow, whyToClose } from "./staff-open-window.ts";
import { staffPageStyle } from "./staff-page-style.ts";
import "./staff-report.ts";
import { comeToVisitor, hideResult, recorded } from "./staff-request.ts";
import "./staff-result.ts";
import "./staff-search.ts";
import { StaffStream } from "./staff-stream.ts";
import { staffStyle } from "./staff-style.ts";
import { type Action, VIEWS, type View } from "./staff-topbar.ts";
import { isWindowBusy, PinWait, windowOver } from "./staff-windows.ts";
import { HIDDEN_HERE, STAFF_WORDS } from "./staff-words.ts";
import { verdictChipStyle } from "./verdict-chip.ts";
import { verdictShapeStyle } from "./verdict-mark.ts";

/** The desk of whoever is signed in: pages and windows, each reached by a key. Sends `asked` with what only the page around it can do, and `out`. */
class StaffDesk extends LitElement {
  static override properties = {
    standing: { attribute: false },
    language: {},
    _view: { state: true },
    _looking: { state: true },
    _window: { state: true },
    _said: { state: true },
  };
  declare standing: StaffStanding;
  declare language: Language;
  declare _view: View;
  declare _looking: Looking;
  declare _window: OpenWindow | undefined;
  /** What happened without anybody's doing here; it stands until the next step. */
  declare _said: Text | undefined;
  readonly #stream = new StaffStream(this);
  readonly #pinWait = new PinWait();
  /** What the window is about, as last known: it outlives the result while a request is under way. */
  #about: StaffResult | undefined;
  #opener: HTMLElement | undefined;
  #rungFor: EpochSeconds | undefined;

  constructor() {
    super();
    this.language = "vi";
    this._view = "results";
    this._looking = NEWEST;
    new PageKeys(this, (key, event) => this.#take(key, event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stream.open();
  }

  /** A new answer is what everybody waits for, unless somebody is busy with another. */
  arrived(): void {
    this._looking = afterArrival(this.#stream.results, this._looking, this._window !== undefined || this._view !== "results");
    this.#part<{ refresh(): Promise<void> }>("staff-figures", (figures) => void figures.refresh());
  }

  signedOut(): void {
    this.dispatchEvent(new CustomEvent("out"));
  }

  override willUpdate(): void {
    const { results, service } = this.#stream;
    const window = this._window;
    if (!window) return;
    if (window.name === "compare" || window.name === "override") this.#about = results.find(({ id }) => id === window.id) ?? this.#about;
    const why = whyToClose(window, results, service);
    // Its own request may have just done it, which it says by itself.
    if (why === undefined || isWindowBusy(this.renderRoot)) return;
    // Whoever is about to press Enter must not press what opened the window: nothing gets the focus back.
    [this.#opener, this._window, this._said] = [undefined, undefined, why];
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    const { helpAt } = this.#stream;
    if (helpAt !== this.#rungFor && helpAt !== undefined) ring();
    this.#rungFor = helpAt;
    if (changed.has("_view") || changed.has("language"))
      document.title = `${STAFF_WORDS[this._view][this.language]} · ${STAFF_WORDS.title[this.language]}`;
    const isClosed = changed.get("_window") !== undefined && this._window === undefined;
    if (isClosed || changed.get("_view") !== undefined) focusOn(isClosed ? this.#opener : undefined, this.renderRoot.querySelector("main"));
  }

  override render(): TemplateResult {
    const { language } = this;
    const { status, service, results, isLost } = this.#stream;
    const queue = queueOf(results, this._looking);
    return html`
      <staff-topbar .standing=${this.standing} .view=${this._view} ?isPaused=${!service.on} .language=${language} @pressed=${({ detail }: CustomEvent<Action>) => this.#do(detail)}></staff-topbar>
      <aside aria-label=${STAFF_WORDS.notices[language]}>
      <div class="live">${this._window ? nothing : this.#call()}
      <div role="status">${this._said ? html`<p class="bar said">${this._said[language]}</p>` : nothing}</div>
      ${newsBar(queue, language, () => this.#do("results"))}</div>
      ${isLost ? html`<p class="lost" role="alert">${STAFF_WORDS.lost[language]}</p>` : nothing}
      ${pausedBar(service, language, () => this.#do("service"))}
      <desk-notices .status=${status} .language=${language} from="/staff"></desk-notices>
      </aside>
      <main class="${this._view} ${queue.length === 0 && !this._said ? "" : "under-bar"}" tabindex="-1" aria-label=${STAFF_WORDS[this._view][language]}>${this.#page()}</main>
      ${this.#over()}`;
  }

  #call(): TemplateResult | typeof nothing {
    return html`<staff-call slot="call" .at=${this.#stream.helpAt} .language=${this.language} @coming=${() => this.#come()}></staff-call>`;
  }

  #page(): TemplateResult {
    const { language } = this;
    const out = () => this.signedOut();
    const { results } = this.#stream;
    const result = lookedAt(results, this._looking);
    switch (this._view) {
      case "results":
        return html`<staff-result .result=${result} ?isGone=${results.length > 0} .left=${result ? this.#stream.left(result.id) : 0} .language=${language}
            @out=${out} @working=${() => this.#work()} @asked=${({ detail }: CustomEvent<"compare" | "override" | "hide">) => this.#ask(detail)}></staff-result>
          <staff-list .results=${results} .chosen=${result?.id} .unseen=${this._looking.unseen} .language=${language} @chosen=${({ detail }: CustomEvent<number>) => this.#look(chosenByHand(results, this._looking, detail))}></staff-list>`;
      case "figures":
        return html`<staff-figures .language=${language} @out=${out}></staff-figures>`;
      case "search":
        return html`<staff-search ?hasPad=${this.standing.place === "screen"} .language=${language} @out=${out}></staff-search>`;
      case "report":
        return html`<staff-report .language=${language} @out=${out}></staff-report>`;
    }
  }

  #over(): TemplateResult | typeof nothing {
    if (!this._window) return nothing;
    return windowOver(this._window, {
      about: this.#about,
      language: this.language,
      call: this.#stream.helpAt === undefined ? nothing : this.#call(),
      pinWait: this.#pinWait,
      close: () => (this._window = undefined),
      out: () => this.signedOut(),
    });
  }

  #do(action: Action): void {
    const view = VIEWS.find((name) => name === action);
    this._said = undefined;
    if (view) this.#goTo(view);
    else if (action === "service") this.#open({ name: action, service: this.#stream.service });
    else if (action === "keys" || action === "pairing") this.#open({ name: action });
    else this.dispatchEvent(new CustomEvent("asked", { detail: action }));
  }

  /** Results pressed again, or while somebody waits, lead to whoever is next. */
  #goTo(view: View): void {
    if (view === "results" && (this._view === "results" || this._looking.unseen.length > 0))
      this._looking = nextInQueue(this.#stream.results, this._looking);
    this._view = view;
  }

  #open(window: OpenWindow): void {
    [this.#opener, this._window] = [focused(), window];
  }

  #look(looking: Looking): void {
    this._said = undefined;
    this._looking = looking;
  }

  #work(): void {
    this._looking = workedWith(this.#stream.results, this._looking);
  }

  #ask(what: "compare" | "override" | "hide"): void {
    const result = lookedAt(this.#stream.results, this._looking);
    this._said = undefined;
    if (!result) return;
    if (what === "hide") void this.#hide(result);
    else if (what === "compare" ? canCompare(result) : canOverride(result)) {
      this.#about = result;
      // Whose window it was stays afterwards, too: who comes meanwhile waits.
      this.#work();
      this.#open({ name: what, id: result.id });
    }
  }

  /** Here at once, and then on the kiosk and with it everywhere: nobody brings it back by loading the page again. */
  async #hide({ id }: StaffResult): Promise<void> {
    this.#stream.hide(id);
    const hidden = await recorded(hideResult({ id }));
    if (hidden === "out") this.signedOut();
    else if (hidden === undefined) this._said = HIDDEN_HERE;
  }

  #take(key: string, event: KeyboardEvent): boolean {
    if (key === "Escape" && this._window === undefined && isTyping(event)) {
      focusOn(undefined, this.renderRoot.querySelector("main"));
      return true;
    }
    if (isTyping(event) || !areKeysOn()) return false;
    const letter = key.toLowerCase();
    if (letter === "a" && this.#stream.helpAt !== undefined) return this.#come();
    if (this._window !== undefined) return false;
    const action = actionOfKey(letter);
    if (action) this.#do(action);
    else if (this._view === "report" && (letter === "p" || letter === "w"))
      this.#part<{ printOn(paper: string): void }>("staff-report", (report) => report.printOn(letter === "p" ? "a4" : "narrow"));
    else return this._view === "results" && this.#takeOfResults(letter);
    return true;
  }

  #takeOfResults(letter: string): boolean {
    const { results } = this.#stream;
    if (letter === "j" || letter === "k") this.#look(stepped(results, this._looking, letter === "j" ? 1 : -1));
    else if (letter === "m") this.#ask("hide");
    else if (letter === "c") this.#ask("compare");
    else if (letter === "o") this.#ask("override");
    else {
      const panel = this.renderRoot.querySelector<HTMLElement & { takeKey(key: string): boolean }>("staff-result");
      return panel?.takeKey(letter) ?? false;
    }
    return true;
  }

  #come(): true {
    this.#stream.helpAt = undefined;
    this.requestUpdate();
    void comeToVisitor();
    return true;
  }

  #part<Part>(name: string, use: (part: Part) => void): void {
    const part = this.renderRoot.querySelector(name);
    if (part) use(part as Part);
  }

  static override styles = [staffStyle, staffPageStyle, verdictShapeStyle, verdictChipStyle, barsStyle, deskStyle];
}

customElements.define("staff-desk", StaffDesk);
