import { html, type TemplateResult } from "lit";
import type { Said } from "../core/language/said.ts";
import type { QrDrawing } from "../core/qr-drawing.ts";
import type { ReceiptView } from "../core/view.ts";
import { line } from "./said-line.ts";

/** A code on the screen. By its style object, since the page's policy lets no style stand in an attribute. */
export function code(name: string, label: string, { modules, path }: QrDrawing): TemplateResult {
  return html`<svg class="code ${name}" .style=${`--modules: ${modules}`} role="img" aria-label=${label} viewBox="0 0 ${modules} ${modules}"><path d=${path} /></svg>`;
}

/** A code to take away: small, for a telephone held near, and never in the place of one that is to be paid with. */
export function receiptCode({ qr }: ReceiptView, { large, small }: Said): TemplateResult {
  return html`<figure class="receipt">
    ${code("", "Mã biên nhận", qr)}
    <figcaption>${line(large)} <span class="other">${line(small)}</span></figcaption>
  </figure>`;
}
