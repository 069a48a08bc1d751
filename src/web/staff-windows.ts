import { html, type nothing, type TemplateResult } from "lit";
import type { StaffResult } from "../core/staff.ts";
import type { Language } from "./language.ts";
import "./staff-compare.ts";
import "./staff-keys.ts";
import type { OpenWindow } from "./staff-open-window.ts";
import "./staff-override.ts";
import "./staff-pairing.ts";
import type { PinRefusal } from "./staff-pin-entry.ts";
import "./staff-service.ts";

/** A wait for one's PIN, kept beside the window: who closes it and opens it again is told how long it still is. */
export class PinWait {
  #untilMs = 0;

  /** The last attempt was refused. */
  note({ waitSeconds }: PinRefusal): void {
    this.#untilMs = Date.now() + waitSeconds * 1000;
  }

  /** Undefined: an attempt is looked at now. */
  left(): PinRefusal | undefined {
    const seconds = Math.ceil((this.#untilMs - Date.now()) / 1000);
    return seconds > 0 ? { kind: "wait", waitSeconds: seconds } : undefined;
  }
}

/** What a window over the page is given. */
export interface WindowParts {
  readonly about: StaffResult | undefined;
  readonly language: Language;
  /** A visitor's call, which must be seen over the window too. */
  readonly call: TemplateResult | typeof nothing;
  readonly pinWait: PinWait;
  readonly close: () => void;
  readonly out: () => void;
}

/** The window itself. */
export function windowOver(window: OpenWindow, { about, language, call, pinWait, close, out }: WindowParts): TemplateResult {
  switch (window.name) {
    case "compare":
      return html`<staff-compare .result=${about} .language=${language} @done=${close} @closed=${close} @out=${out}>${call}</staff-compare>`;
    case "override":
      return html`<staff-override .result=${about} .refusal=${pinWait.left()} .language=${language} @refused=${({ detail }: CustomEvent<PinRefusal>) => pinWait.note(detail)}
        @done=${close} @closed=${close} @out=${out}>${call}</staff-override>`;
    case "service":
      return html`<staff-service .service=${window.service} .language=${language} @done=${close} @closed=${close} @out=${out}>${call}</staff-service>`;
    case "pairing":
      return html`<staff-pairing .language=${language} @closed=${close} @out=${out}>${call}</staff-pairing>`;
    case "keys":
      return html`<staff-keys .language=${language} @closed=${close}>${call}</staff-keys>`;
  }
}

/** True where the window that is open waits for an answer to its own request. */
export function isWindowBusy(root: ParentNode): boolean {
  return root.querySelector<HTMLElement & { isBusy?: boolean }>("staff-compare, staff-override, staff-service")?.isBusy === true;
}
