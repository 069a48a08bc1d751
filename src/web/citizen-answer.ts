import { html, nothing, type TemplateResult } from "lit";
import type { Line, Said } from "../core/language/said.ts";
import { LOST_CODE, type ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { AnswerView, OutOfServiceView } from "../core/view.ts";
import type { Say } from "./citizen-choices.ts";
import type { LaterParts } from "./later-parts.ts";
import { line, smallLines } from "./said-line.ts";
import { type Mark, verdictShape } from "./verdict-mark.ts";

/** The answer to a scan. `isFresh`: whose credential it was may still be seen. `codes`: what shows a fee and a receipt; absent: it is not there yet. */
export function answerScreen(view: AnswerView, isFresh: boolean, say: Say, codes: LaterParts["codes"]): TemplateResult {
  const whose =
    view.host === undefined
      ? html`<span class="person">${isFresh ? view.person : nothing}</span>`
      : html`<span class="host" dir="ltr">${view.host}</span>`;
  const { payment, receipt } = view;
  const paid = payment && codes?.paymentScreen(view, payment, say);
  return html`<section class="answer ${view.verdict} ${paid || receipt ? "with-code" : ""} ${paid ? "to-pay" : ""}">
    ${band(view.verdict, say(view.headline))}
    ${paid ?? html`<div class="said">${words(view, say)}${receipt ? codes?.receiptCode(receipt, say(SCREEN_TEXTS["receipt-this"])) : nothing}</div>`}
    <footer>${whose}<span class="corner">${view.code}</span></footer>
  </section>`;
}

/** The kiosk cannot work: what, when it will again, where to go meanwhile. */
export function outOfServiceScreen(view: OutOfServiceView, status: ScreenStatus | undefined, say: Say): TemplateResult {
  return html`<section class="answer out-of-service">
    ${band("out-of-service", say(SCREEN_TEXTS["out-of-service"]))}
    <div class="said">${words(view, say, say(view.back ?? SCREEN_TEXTS["back-unknown"]))}</div>
    ${help(status, say, view.code)}
  </section>`;
}

/** Before the kiosk has said anything, and while it does not answer. */
export function waitScreen(say: Say, status: ScreenStatus | undefined): TemplateResult {
  const next = say(SCREEN_TEXTS["wait-next"]);
  return html`<section class="answer out-of-service">
    ${band("out-of-service", say(SCREEN_TEXTS["wait-headline"]))}
    <div class="said"><div class="words"><p class="next">${line(next.large)}</p><p class="second">${line(next.small)}</p></div></div>
    ${help(status, say, LOST_CODE)}
  </section>`;
}

/** Whom to turn to, and what to read out to them. */
function help(status: ScreenStatus | undefined, say: Say, code: string): TemplateResult {
  const { phone, counter } = status?.service ?? {};
  const ways = [
    ...(counter === undefined ? [] : [say(SCREEN_TEXTS["help-counter"], { counter })]),
    ...(phone === undefined ? [] : [say(SCREEN_TEXTS["help-phone"], { phone })]),
  ];
  return html`<footer><span class="help">${ways.map(({ large }) => line(large))} <span dir="ltr">${code}</span></span><span class="corner">${status?.kiosk}</span></footer>`;
}

/** The verdict: its shape and its words, in its colour. */
function band(mark: Mark, { large, small }: Said): TemplateResult {
  return html`<header>${verdictShape(mark)}
    <div><h1 lang=${large.language} dir=${large.direction}>${phrases(large)}</h1><p>${line(small)}</p></div>
  </header>`;
}

/** A headline that breaks between its phrases rather than within one. */
function phrases({ words }: Line): TemplateResult[] {
  return words.split(/(?<= [–-] )/).map((phrase) => html`<span class="phrase">${phrase}</span>`);
}

/** What happened and what to do: the way on largest, the second language below. */
function words(view: AnswerView | OutOfServiceView, say: Say, back?: Said): TemplateResult {
  const [detail, next] = [say(view.detail), say(view.next)];
  return html`<div class="words">
    <p class="detail">${line(detail.large)} ${back ? line(back.large) : nothing}</p>
    <p class="next">${line(next.large)}</p>
    <p class="second">${smallLines(detail, ...(back ? [back] : []), next)}</p>
  </div>`;
}
