import { html, nothing, type TemplateResult } from "lit";
import type { Line, Said } from "../core/language/said.ts";
import type { QrDrawing } from "../core/qr-drawing.ts";
import type { ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { AnswerView, OutOfServiceView, PaymentView } from "../core/view.ts";
import { amountText } from "./amount.ts";
import type { Say } from "./citizen-choices.ts";
import { line, smallLines } from "./said-line.ts";
import { type Mark, verdictShape } from "./verdict-mark.ts";

/** The answer to a scan. `isFresh`: whose credential it was may still be seen. */
export function answerScreen(view: AnswerView, isFresh: boolean, say: Say): TemplateResult {
  const whose =
    view.host === undefined
      ? html`<span class="person">${isFresh ? view.person : nothing}</span>`
      : html`<span class="host" dir="ltr">${view.host}</span>`;
  const { payment, receipt } = view;
  return html`<section class="answer ${view.verdict} ${payment || receipt ? "with-code" : ""} ${payment ? "to-pay" : ""}">
    ${band(view.verdict, say(view.headline))}
    ${payment ? paymentParts(view, payment, say) : html`<div class="said">${words(view, say)}${receiptParts(view, say)}</div>`}
    <footer>${whose}<span class="corner">${view.code}</span></footer>
  </section>`;
}

/** The kiosk cannot work: what, when it will again, where to go meanwhile. */
export function outOfServiceScreen(view: OutOfServiceView, status: ScreenStatus | undefined, say: Say): TemplateResult {
  const { phone, counter } = status?.service ?? {};
  const help = [
    ...(counter === undefined ? [] : [say(SCREEN_TEXTS["help-counter"], { counter })]),
    ...(phone === undefined ? [] : [say(SCREEN_TEXTS["help-phone"], { phone })]),
  ];
  return html`<section class="answer out-of-service">
    ${band("out-of-service", say(SCREEN_TEXTS["out-of-service"]))}
    <div class="said">${words(view, say, say(view.back ?? SCREEN_TEXTS["back-unknown"]))}</div>
    <footer><span class="help">${help.map(({ large }) => line(large))}</span><span class="corner">${view.code} · ${status?.kiosk}</span></footer>
  </section>`;
}

/** Before the kiosk has said anything, and while it does not answer. */
export function waitScreen(say: Say): TemplateResult {
  const next = say(SCREEN_TEXTS["wait-next"]);
  return html`<section class="answer out-of-service">
    ${band("out-of-service", say(SCREEN_TEXTS["wait-headline"]))}
    <div class="said"><div class="words"><p class="next">${line(next.large)}</p><p class="second">${line(next.small)}</p></div></div>
  </section>`;
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

/** What is to be paid, the code to pay it with, and what to do then. The kiosk cannot see whether it was paid, and says so. */
function paymentParts(view: AnswerView, { amountVnd, qr }: PaymentView, say: Say): TemplateResult {
  const [fee, unpaid, next] = [say(SCREEN_TEXTS.fee), say(SCREEN_TEXTS.unpaid), say(view.next)];
  // A receipt's code stands beside it.
  const pay = say(SCREEN_TEXTS[view.receipt ? "pay-large" : "pay-this"]);
  const amount = (language: string) => amountText(amountVnd, language === "vi" ? "vi" : "en");
  return html`<div class="said">
      <div class="words">
        <p class="fee">${line(fee.large)} <b>${amount(fee.large.language)}</b> <span class="unpaid">${line(unpaid.large)}</span></p>
        <p class="detail">${line(pay.large)}</p>
        <p class="second">${line(fee.small)} ${amount(fee.small.language)}. ${line(unpaid.small)}. ${smallLines(pay, next)}</p>
      </div>
      <div class="codes">${receiptParts(view, say)}${code("qr", `Mã VietQR, ${amount("vi")}`, qr)}</div>
    </div>
    <p class="next then">${line(next.large)}</p>`;
}

/** A code to take away, where one is offered: small, for a telephone held near, and never in the place of one that is to be paid with. */
function receiptParts({ receipt, payment }: AnswerView, say: Say): TemplateResult | typeof nothing {
  if (!receipt) return nothing;
  const { large, small } = say(SCREEN_TEXTS[payment ? "receipt-small" : "receipt-this"]);
  return html`<figure class="receipt">
    ${code("", "Mã biên nhận", receipt.qr)}
    <figcaption>${line(large)} <span class="other">${line(small)}</span></figcaption>
  </figure>`;
}

/** By its style object, since the page's policy lets no style stand in an attribute. */
function code(name: string, label: string, { modules, path }: QrDrawing): TemplateResult {
  return html`<svg class="code ${name}" .style=${`--modules: ${modules}`} role="img" aria-label=${label} viewBox="0 0 ${modules} ${modules}"><path d=${path} /></svg>`;
}
