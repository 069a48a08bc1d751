import { html, nothing, type TemplateResult } from "lit";
import type { SignedInAnswer } from "../core/operator/talk.ts";
import type { Text } from "../core/text.ts";
import { OPERATOR_WORDS, OperatorPage } from "./operator-page.ts";
import { askProvider, askSession, canList, signIn, signInByPasskey } from "./operator-request.ts";
import { waitWords } from "./staff-words.ts";

const WORDS = {
  title: { vi: "Đăng nhập", en: "Sign in" },
  passkey: { vi: "Dùng khoá truy cập (passkey)", en: "Use a passkey" },
  provider: { vi: "Đăng nhập bằng tài khoản cơ quan", en: "Sign in with your organisation's account" },
  or: { vi: "hoặc", en: "or" },
  name: { vi: "Tên đăng nhập", en: "Name" },
  password: { vi: "Mật khẩu", en: "Password" },
  code: { vi: "Mã 6 chữ số trong ứng dụng xác thực", en: "The 6 digits in your authenticator app" },
  recovery: {
    vi: "Mất điện thoại? Nhập một mã dự phòng trên giấy vào đây.",
    en: "No phone? Type one of the recovery codes on paper here.",
  },
  wrong: {
    vi: "Tên, mật khẩu hoặc mã chưa đúng. Mã đã dùng một lần thì chờ mã kế tiếp.",
    en: "Name, password or code is not right. A code that was used once is over: wait for the next.",
  },
  wrongPasskey: { vi: "Khoá truy cập này không mở được tài khoản nào ở đây.", en: "This passkey opens no account here." },
  noPlace: {
    vi: "Trung tâm này chưa được đặt địa chỉ đăng nhập (--origin). Xem docs/central.md.",
    en: "This central was not told where operators sign in (--origin). See docs/central.md.",
  },
  refused: {
    vi: "Tài khoản cơ quan này chưa được phép vào trung tâm, hoặc đã chờ quá 5 phút. Hãy thử lại, hoặc hỏi người quản trị.",
    en: "This account of your organisation may not enter central, or it took more than 5 minutes. Try again, or ask your administrator.",
  },
  help: {
    vi: "Chưa có tài khoản, hoặc không vào được? Người quản trị tạo đường dẫn mới cho bạn (tram central operator reset).",
    en: "No account, or no way in? Your administrator makes a new link for you (tram central operator reset).",
  },
} as const satisfies Record<string, Text>;

/** Where operators sign in: by passkey, by name, password and one-time code, or by another provider. */
class TramSignIn extends OperatorPage {
  static override properties = { ...OperatorPage.properties, _ways: { state: true }, _said: { state: true }, _isBusy: { state: true } };
  declare _ways: readonly string[] | undefined;
  declare _said: Text | undefined;
  declare _isBusy: boolean;
  /** Ends the list of passkeys at the name: a browser answers one question at a time. */
  #listing = new AbortController();

  constructor() {
    super();
    this._isBusy = false;
  }

  override firstUpdated(): void {
    void this.#begin();
  }

  override render(): TemplateResult {
    const language = this.language;
    const ways = this._ways ?? [];
    return html`
      <header class="topbar">
        <h1>Trạm <small>${OPERATOR_WORDS.central[language]}</small></h1>
        <div class="facts"></div>
        <button type="button" @click=${this.switchLanguage}>${OPERATOR_WORDS.other[language]}</button>
      </header>
      <main class="narrow">
        <section class="panel" aria-labelledby="title">
          <h2 id="title">${WORDS.title[language]}</h2>
          <p role="alert">${this._said?.[language] ?? nothing}</p>
          ${this._ways && ways.length === 0 ? html`<p>${WORDS.noPlace[language]}</p>` : nothing}
          ${ways.includes("oidc") ? html`<button type="button" class="primary" ?disabled=${this._isBusy} @click=${this.#byProvider}>${WORDS.provider[language]}</button>` : nothing}
          ${
            ways.includes("passkey") && "PublicKeyCredential" in globalThis
              ? html`<button type="button" class="primary passkey" ?disabled=${this._isBusy} @click=${this.#byPasskey}>${WORDS.passkey[language]}</button>
                <p class="or">${WORDS.or[language]}</p>`
              : nothing
          }
          ${ways.includes("password") ? this.#form() : nothing}
        </section>
        <p class="hint">${WORDS.help[language]}</p>
      </main>`;
  }

  #form(): TemplateResult {
    const language = this.language;
    return html`<form @submit=${this.#byPassword}>
      <label>${WORDS.name[language]}<input name="username" autocomplete="username webauthn" autocapitalize="none" spellcheck="false" required maxlength="64"></label>
      <label>${WORDS.password[language]}<input name="password" type="password" autocomplete="current-password" required maxlength="128"></label>
      <label>${WORDS.code[language]}<input name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required maxlength="30" aria-describedby="recovery"></label>
      <p class="hint" id="recovery">${WORDS.recovery[language]}</p>
      <button class="primary" ?disabled=${this._isBusy}>${WORDS.title[language]}</button>
    </form>`;
  }

  async #begin(): Promise<void> {
    if (location.hash === "#refused") this._said = WORDS.refused;
    const standing = await askSession();
    if (standing?.kind === "in") return location.replace(standing.way === "link" ? "/account" : "/");
    if (!standing) this._said = OPERATOR_WORDS.lost;
    this._ways = standing?.ways ?? ["password"];
    if (this._ways.includes("passkey") && (await canList())) void this.#list();
  }

  /** The browser offers passkeys where the name is typed, for as long as the page is open. */
  async #list(): Promise<void> {
    await this.updateComplete;
    this.#listing = new AbortController();
    const { signal } = this.#listing;
    const answer = await signInByPasskey("conditional", signal).catch(() => undefined);
    if (answer && !signal.aborted) this.#hear(answer, WORDS.wrongPasskey);
  }

  async #byPasskey(): Promise<void> {
    await this.#busy(async () => {
      const answer = await signInByPasskey("modal", new AbortController().signal);
      if (answer) this.#hear(answer, WORDS.wrongPasskey);
    });
    if (await canList()) void this.#list();
  }

  async #byPassword(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "");
    await this.#busy(async () => {
      const answer = await signIn({ name: text("username"), password: text("password"), code: text("code") });
      if (answer?.kind !== "in") this.querySelector<HTMLInputElement>("[name=code]")?.select();
      this.#hear(answer, WORDS.wrong);
    });
  }

  async #byProvider(): Promise<void> {
    await this.#busy(async () => {
      const url = await askProvider();
      if (url === undefined) this._said = OPERATOR_WORDS.lost;
      else location.assign(url);
    });
  }

  async #busy(work: () => Promise<void>): Promise<void> {
    this.#listing.abort();
    this._isBusy = true;
    this._said = undefined;
    await work().catch(() => {
      this._said = OPERATOR_WORDS.lost;
    });
    this._isBusy = false;
  }

  #hear(answer: SignedInAnswer | undefined, wrong: Text): void {
    if (answer?.kind === "in") {
      location.replace("/");
      return;
    }
    if (answer?.kind !== "wait") {
      this._said = answer ? wrong : OPERATOR_WORDS.lost;
      return;
    }
    const { vi, en } = waitWords(answer.waitSeconds);
    this._said = {
      vi: `Đã sai nhiều lần: chờ ${vi} rồi thử lại. Khoá truy cập vẫn dùng được ngay.`,
      en: `Too many mistakes: wait ${en}, then try again. A passkey works at once.`,
    };
  }
}

customElements.define("tram-sign-in", TramSignIn);
