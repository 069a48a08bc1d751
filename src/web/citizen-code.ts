import { css, html, nothing, type TemplateResult } from "lit";
import type { Said } from "../core/language/said.ts";
import { LATER_TEXTS } from "../core/later-texts.ts";
import type { QrDrawing } from "../core/qr-drawing.ts";
import type { AnswerView, PaymentView, ReceiptView } from "../core/view.ts";
import { amountText } from "./amount.ts";
import type { Say } from "./citizen-choices.ts";
import { line, smallLines } from "./said-line.ts";

/** A code on the screen. By its style object, since the page's policy lets no style stand in an attribute. */
function code(name: string, label: string, { modules, path }: QrDrawing): TemplateResult {
  return html`<svg class="code ${name}" .style=${`--modules: ${modules}`} role="img" aria-label=${label} viewBox="0 0 ${modules} ${modules}"><path d=${path} /></svg>`;
}

/** A code to take away: small, for a telephone held near, and never in the place of one that is to be paid with. */
export function receiptCode({ qr }: ReceiptView, { large, small }: Said): TemplateResult {
  return html`<figure class="receipt">
    ${code("", "Mã biên nhận", qr)}
    <figcaption>${line(large)} <span class="other">${line(small)}</span></figcaption>
  </figure>`;
}

/** What is to be paid, the code to pay it with, and what to do then. The kiosk cannot see whether it was paid, and says so. */
export function paymentScreen({ next: then, receipt }: AnswerView, { amountVnd, qr }: PaymentView, say: Say): TemplateResult {
  const [fee, unpaid, next] = [say(LATER_TEXTS.fee), say(LATER_TEXTS.unpaid), say(then)];
  // A receipt's code stands beside it.
  const pay = say(LATER_TEXTS[receipt ? "pay-large" : "pay-this"]);
  const amount = (language: string) => amountText(amountVnd, language === "vi" ? "vi" : "en");
  return html`<div class="said">
      <div class="words">
        <p class="fee">${line(fee.large)} <b>${amount(fee.large.language)}</b> <span class="unpaid">${line(unpaid.large)}</span></p>
        <p class="detail">${line(pay.large)}</p>
        <p class="second">${line(fee.small)} ${amount(fee.small.language)}. ${line(unpaid.small)}. ${smallLines(pay, next)}</p>
      </div>
      <div class="codes">${receipt ? receiptCode(receipt, say(LATER_TEXTS["receipt-small"])) : nothing}${code("qr", `Mã VietQR, ${amount("vi")}`, qr)}</div>
    </div>
    <p class="next then">${line(next.large)}</p>`;
}

/** A code is drawn with whole pixels a module: small ones that are not cannot be read. */
export const partStyle = css`
  .code { flex: none; display: block; --dot: 1px; --pixel: calc(var(--modules) * var(--dot)); --length: max(round(down, var(--side), var(--pixel)), 2 * var(--pixel)); width: var(--length); height: var(--length); background: #fff; shape-rendering: crispEdges; }
  @media (min-resolution: 2dppx) { .code { --dot: 0.5px; } }
  .answer.with-code header { padding-block: calc(0.4 * var(--u)); }
  .answer.with-code header .verdict-shape { width: calc(8 * var(--u)); height: calc(8 * var(--u)); }
  .receipt { flex: none; align-self: center; margin: 0; padding-inline-end: calc(3 * var(--u)); width: calc(24 * var(--u)); text-align: center; }
  .receipt .code { --side: min(24 * var(--u), 100cqh - 10 * var(--u)); margin: 0 auto; }
  .receipt figcaption { font-size: calc(2.1 * var(--u) * var(--grow-rest)); line-height: 1.45; }
  .receipt figcaption span { display: block; color: var(--muted); }
  /* The picture of a screen on the desk: a code is never smaller than two pixels a module, so there is room for one language below it. */
  @container screen (max-height: 330px) { .receipt .other { display: none; } }
  .with-code .said { container-type: size; }
  .answer.with-code footer { min-height: 0; padding-bottom: calc(0.8 * var(--u)); }
  .next.then { padding: 0 calc(4 * var(--u)); }
  .fee { font-size: max(calc(3 * var(--u)), calc(4.4 * var(--u) * var(--fit) * var(--grow-rest))); line-height: 1.45; }
  .fee b { font-size: 1.6em; line-height: 1.3; white-space: nowrap; }
  .unpaid { display: inline-block; margin-left: 0.5em; vertical-align: middle; font-size: 0.85em; line-height: 1.45; font-weight: 700; padding: 0 0.5em; border: 0.1em solid; border-radius: 0.3em; }
  .said .qr { align-self: center; margin-inline-end: calc(2.4 * var(--u)); }
  .answer.to-pay header div { display: flex; align-items: baseline; gap: calc(2.8 * var(--u)); }
  .codes { display: flex; align-items: center; }
  .to-pay .said .qr { --side: min(37 * var(--u), 100cqh); }
  .to-pay .receipt { width: calc(17 * var(--u)); }
  .to-pay .receipt .code { --side: min(16 * var(--u), 100cqh - 15 * var(--u)); }
  @container screen (max-width: 340px) { .to-pay .words .second, .to-pay .receipt .other { display: none; } }
  @container screen (max-aspect-ratio: 1) {
    .receipt { padding: 0 0 calc(2 * var(--u)); width: calc(36 * var(--u)); }
    .receipt .code { --side: min(36 * var(--u), 42cqh); }
    .answer.with-code header { flex-direction: row; justify-content: center; padding-block: calc(2 * var(--u)); }
    .codes { align-self: stretch; justify-content: space-evenly; }
    .to-pay .receipt { padding: 0; width: calc(22 * var(--u)); }
    .to-pay .receipt .code { --side: min(19 * var(--u), 28cqh); }
    .to-pay .said .qr { --side: min(36 * var(--u), 54cqh); margin: 0; }
    .answer.to-pay header div { display: block; }
  }
  :host([tight]) .lying .receipt { width: calc(17 * var(--u)); padding-inline-end: calc(1.6 * var(--u)); }
  :host([tight]) .lying .receipt .code { --side: min(16 * var(--u), 100cqh - 13 * var(--u)); }
  :host([tight]) .tall .receipt .other { display: none; }
  :host([tight]) .tall .receipt .code { --side: min(36 * var(--u), 24cqh); }
`;
