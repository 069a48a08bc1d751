import { html, nothing, type TemplateResult } from "lit";
import type { AccountAnswer, Changed, TotpQuestion } from "../core/operator/talk.ts";
import type { Text } from "../core/text.ts";
import { passkeysPart, passwordPart, sessionsPart } from "./account-parts.ts";
import { ROLE_WORDS, ACCOUNT_WORDS as WORDS } from "./account-words.ts";
import { OPERATOR_WORDS, OperatorPage } from "./operator-page.ts";
import {
  addPasskey,
  askAccount,
  askNewCode,
  endSession,
  removePasskey,
  SignedOut,
  setPassword,
  signInByLink,
  signOut,
} from "./operator-request.ts";

/** An operator's own account: how he signs in, and where he is signed in. The link that lets him in the first time leads here, too. */
class TramAccount extends OperatorPage {
  static override properties = {
    ...OperatorPage.properties,
    _account: { state: true },
    _said: { state: true },
    _isDone: { state: true },
    _question: { state: true },
    _codes: { state: true },
  };
  declare _account: AccountAnswer | undefined;
  declare _said: Text | undefined;
  declare _isDone: boolean;
  declare _question: TotpQuestion | undefined;
  declare _codes: readonly string[] | undefined;

  override firstUpdated(): void {
    void this.#begin();
  }

  override render(): TemplateResult {
    const language = this.language;
    const account = this._account;
    return html`
      <header class="topbar">
        <h1>Trạm <small>${WORDS.title[language]}</small></h1>
        <div class="facts">${account ? html`<span><b>${account.name}</b> · ${ROLE_WORDS[account.role][language]}</span>` : nothing}</div>
        ${account && account.way !== "link" ? html`<a class="button" href="/">${WORDS.fleet[language]}</a>` : nothing}
        ${account && account.way !== "demo" ? html`<button type="button" @click=${() => this.#try(() => this.#signOut())}>${WORDS.signOut[language]}</button>` : nothing}
        <button type="button" @click=${this.switchLanguage}>${OPERATOR_WORDS.other[language]}</button>
      </header>
      <main class="wide">
        <p role="alert">${this._said && !this._isDone ? this._said[language] : nothing}</p>
        <p role="status" class=${this._isDone ? "done" : ""}>${this._isDone ? this._said?.[language] : nothing}</p>
        ${account ? this.#parts(account) : nothing}
      </main>`;
  }

  #parts(account: AccountAnswer): TemplateResult {
    const language = this.language;
    const { way, isFresh } = account;
    if (way === "demo") return html`<p>${WORDS.demo[language]}</p>`;
    return html`
      ${way === "link" ? html`<p>${WORDS.choose[language]}</p>` : nothing}
      ${isFresh ? nothing : html`<p class="hint">${WORDS.again[language]}</p>`}
      ${passkeysPart(account, language, {
        add: (event) => this.#add(event),
        remove: (id) => this.#try(async () => this.#hear(await removePasskey(id))),
      })}
      ${passwordPart(
        account,
        language,
        { question: this._question, codes: this._codes },
        { ask: () => this.#try(() => this.#ask()), save: (event) => this.#save(event), cancel: () => this.#forget() },
      )}
      ${sessionsPart(account, language, (id) => this.#try(async () => this.#look(await endSession(id))))}`;
  }

  async #begin(): Promise<void> {
    const token = location.hash.slice(1);
    if (token !== "") {
      // Neither the history nor whoever looks over a shoulder shall have it.
      history.replaceState(null, "", location.pathname);
      const answer = await signInByLink(token);
      if (answer?.kind !== "in") {
        this._said = answer ? WORDS.badLink : OPERATOR_WORDS.lost;
        return;
      }
    }
    this.#try(() => this.#refresh());
  }

  async #refresh(): Promise<void> {
    this._account = await askAccount();
  }

  async #ask(): Promise<void> {
    const answer = await askNewCode();
    if ("kind" in answer) await this.#hear(answer);
    else this._question = answer;
  }

  #add(event: SubmitEvent): void {
    const name = typed(event, "device");
    const form = event.currentTarget as HTMLFormElement;
    this.#try(async () => {
      const changed = await addPasskey(name);
      if (changed?.kind === "done") form.reset();
      if (changed) await this.#hear(changed);
      else this._said = WORDS.notMade;
    });
  }

  #save(event: SubmitEvent): void {
    const [password, code] = [typed(event, "password"), typed(event, "code")];
    const ticket = this._question?.ticket ?? "";
    this.#try(async () => this.#hear(await setPassword(ticket, password, code)));
  }

  #forget(): void {
    this._question = undefined;
    this._codes = undefined;
  }

  async #signOut(): Promise<void> {
    location.assign((await signOut()) ?? "/sign-in");
  }

  async #hear(changed: Changed): Promise<void> {
    if (changed.kind === "password") this._said = changed.why;
    else if (changed.kind === "wrong") this._said = this._question ? WORDS.wrongCode : WORDS.notMade;
    else if (changed.kind === "again") this._said = WORDS.again;
    else {
      this.#forget();
      if (changed.kind === "done") this._codes = changed.recoveryCodes;
      await this.#look(changed);
    }
  }

  async #look({ kind }: Changed): Promise<void> {
    await this.#refresh();
    this._isDone = kind === "done";
    this._said = kind === "done" ? WORDS.done : WORDS.gone;
  }

  #try(work: () => Promise<void>): void {
    this._said = undefined;
    this._isDone = false;
    void this.#attempt(work);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof SignedOut) location.assign("/sign-in");
      else this._said = OPERATOR_WORDS.lost;
    }
  }
}

function typed(event: SubmitEvent, name: string): string {
  event.preventDefault();
  return String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? "");
}

customElements.define("tram-account", TramAccount);
