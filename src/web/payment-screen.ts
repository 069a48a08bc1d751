import { css, html, nothing, type TemplateResult } from "lit";
import { LATER_TEXTS } from "../core/later-texts.ts";
import type { AnswerView, PaymentView } from "../core/view.ts";
import { amountText } from "./amount.ts";
import type { Say } from "./citizen-choices.ts";
import { code, receiptCode } from "./citizen-code.ts";
import { line, smallLines } from "./said-line.ts";

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

export const partStyle = css`
  .next.then { padding: 0 calc(4 * var(--u)); }
  .fee { font-size: max(calc(3 * var(--u)), calc(4.4 * var(--u) * var(--fit))); line-height: 1.45; }
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
    .codes { align-self: stretch; justify-content: space-evenly; }
    .to-pay .receipt { padding: 0; width: calc(22 * var(--u)); }
    .to-pay .receipt .code { --side: min(19 * var(--u), 28cqh); }
    .to-pay .said .qr { --side: min(36 * var(--u), 54cqh); margin: 0; }
    .answer.to-pay header div { display: block; }
  }
`;
