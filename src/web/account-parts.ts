import { html, nothing, type TemplateResult } from "lit";
import type { AccountAnswer, TotpQuestion } from "../core/operator/talk.ts";
import { WAY_WORDS, ACCOUNT_WORDS as WORDS } from "./account-words.ts";
import type { Language } from "./language.ts";

const when = (at: number, language: Language) =>
  new Date(at * 1000).toLocaleString(language === "vi" ? "vi-VN" : "en-GB", { dateStyle: "short", timeStyle: "short" });

/** The passkeys, and a field for one more. */
export function passkeysPart(
  { passkeys, canPasskey, isFresh }: AccountAnswer,
  language: Language,
  act: { readonly add: (event: SubmitEvent) => void; readonly remove: (id: string) => void },
): TemplateResult {
  return html`<section class="panel" aria-labelledby="passkeys">
    <h2 id="passkeys">${WORDS.passkeys[language]}</h2>
    <p class="hint">${canPasskey ? WORDS.passkeysHint[language] : WORDS.noPasskeys[language]}</p>
    <ul class="rows">
      ${passkeys.map(
        ({ id, name, addedAt }) => html`<li><span>${name}<small>${when(addedAt, language)}</small></span>
          <button type="button" ?disabled=${!isFresh} aria-label=${`${WORDS.remove[language]}: ${name}`} @click=${() => act.remove(id)}>${WORDS.remove[language]}</button></li>`,
      )}
    </ul>
    ${
      canPasskey && isFresh
        ? html`<form @submit=${act.add}>
          <label>${WORDS.passkeyName[language]}<input name="device" autocomplete="off" required maxlength="60"></label>
          <button class="primary">${WORDS.addPasskey[language]}</button>
        </form>`
        : nothing
    }
  </section>`;
}

/** The password: that there is one, or how to set one, or the codes that came of it. */
export function passwordPart(
  { hasPassword, recoveryCodes: left, isFresh, name }: AccountAnswer,
  language: Language,
  { question, codes }: { readonly question: TotpQuestion | undefined; readonly codes: readonly string[] | undefined },
  act: { readonly ask: () => void; readonly save: (event: SubmitEvent) => void; readonly cancel: () => void },
): TemplateResult {
  return html`<section class="panel" aria-labelledby="password">
    <h2 id="password">${WORDS.password[language]}</h2>
    ${codes ? codesShown(codes, language, act.cancel) : nothing}
    ${!codes && !question ? html`<p>${hasPassword ? html`${WORDS.hasPassword[language]} <b>${left}</b>` : WORDS.noPassword[language]}</p>` : nothing}
    ${!codes && !question && isFresh ? html`<button type="button" class="ask" @click=${act.ask}>${WORDS.setPassword[language]}</button>` : nothing}
    ${question ? asked(question, name, language, act) : nothing}
  </section>`;
}

function asked(
  { qr, secret }: TotpQuestion,
  name: string,
  language: Language,
  act: { readonly save: (event: SubmitEvent) => void; readonly cancel: () => void },
): TemplateResult {
  return html`<form @submit=${act.save}>
    <p><b>${WORDS.scan[language]}</b></p>
    ${qr ? html`<svg class="qr" role="img" aria-label=${WORDS.scan[language]} viewBox="0 0 ${qr.modules} ${qr.modules}"><path d=${qr.path} /></svg>` : nothing}
    <p class="hint">${WORDS.byHand[language]} <span class="secret">${secret.replace(/(.{4})(?=.)/g, "$1 ")}</span></p>
    <input class="unseen" name="username" autocomplete="username" .value=${name} readonly hidden>
    <label>${WORDS.newPassword[language]}<input name="password" type="password" autocomplete="new-password" required maxlength="128" aria-describedby="password-hint"></label>
    <p class="hint" id="password-hint">${WORDS.passwordHint[language]}</p>
    <label>${WORDS.code[language]}<input name="code" autocomplete="one-time-code" inputmode="numeric" required maxlength="10"></label>
    <button class="primary">${WORDS.save[language]}</button>
    <button type="button" @click=${act.cancel}>${WORDS.cancel[language]}</button>
  </form>`;
}

function codesShown(codes: readonly string[], language: Language, onKept: () => void): TemplateResult {
  return html`<p><b>${WORDS.recovery[language]}</b></p>
    <p class="hint">${WORDS.recoveryHint[language]}</p>
    <ul class="codes">${codes.map((code) => html`<li>${code}</li>`)}</ul>
    <button type="button" class="primary" @click=${onKept}>${WORDS.kept[language]}</button>`;
}

/** Where this operator is signed in. */
export function sessionsPart({ sessions }: AccountAnswer, language: Language, end: (id: string) => void): TemplateResult {
  return html`<section class="panel" aria-labelledby="sessions">
    <h2 id="sessions">${WORDS.sessions[language]}</h2>
    <ul class="rows">
      ${sessions.map(
        ({
          id,
          way,
          startedAt,
          isThis,
        }) => html`<li><span>${WAY_WORDS[way][language]}${isThis ? html` <b>(${WORDS.thisOne[language]})</b>` : nothing}
          <small>${when(startedAt, language)}</small></span>
          ${isThis ? nothing : html`<button type="button" @click=${() => end(id)}>${WORDS.end[language]}</button>`}</li>`,
      )}
    </ul>
  </section>`;
}
