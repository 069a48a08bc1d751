import { css, html, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";

/** A list to choose one of, each with its number for a key. */
export function choices<Name extends string>(
  texts: Readonly<Record<Name, Text>>,
  chosen: Name | undefined,
  {
    legend,
    language,
    choose,
    press,
  }: {
    readonly legend: string;
    readonly language: Language;
    readonly choose: (name: Name) => void;
    /** Pressed with a pointer, and not only gone to with an arrow key. */
    readonly press?: (name: Name) => void;
  },
): TemplateResult {
  return html`<fieldset class="choices"><legend>${legend}</legend>
    ${namesOf(texts).map(
      (
        name,
        index,
      ) => html`<label data-choice=${name} @click=${(event: MouseEvent) => event.detail > 0 && press?.(name)}><input type="radio" name="choice" .checked=${name === chosen} @change=${() => choose(name)} />
        <kbd aria-hidden="true">${index + 1}</kbd> <span>${texts[name][language]}</span></label>`,
    )}
  </fieldset>`;
}

/** The choice whose number this key is. */
export function choiceOfKey<Name extends string>(texts: Readonly<Record<Name, Text>>, key: string): Name | undefined {
  return /^[1-9]$/.test(key) ? namesOf(texts)[Number(key) - 1] : undefined;
}

/** The names of a closed table, in its order. */
function namesOf<Name extends string>(texts: Readonly<Record<Name, Text>>): readonly Name[] {
  return Object.keys(texts) as Name[];
}

export const choicesStyle = css`
  .choices { border: 0; margin: 0; padding: 0; display: grid; gap: 6px; }
  .choices legend { font-weight: 700; padding: 0; margin-bottom: 6px; }
  .choices label { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 6px 12px; border: 1px solid #7b848d; border-radius: 9px; background: #fff; cursor: pointer; }
  .choices label:has(:checked) { border: 2px solid var(--ink); background: #eceee8; padding: 5px 11px; font-weight: 700; }
  .choices input { width: 1.25rem; height: 1.25rem; flex: none; accent-color: var(--ink); }
`;
