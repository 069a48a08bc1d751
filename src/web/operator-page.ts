import { LitElement } from "lit";
import type { Text } from "../core/text.ts";
import { chooseLanguage, type Language, preferredLanguage } from "./language.ts";
import { operatorStyle } from "./operator-style.ts";
import { staffStyle } from "./staff-style.ts";

/** Words that more than one of these pages has. */
export const OPERATOR_WORDS = {
  central: { vi: "Trung tâm", en: "Central" },
  other: { vi: "English", en: "Tiếng Việt" },
  lost: { vi: "Trung tâm không trả lời. Mời thử lại sau ít phút.", en: "Central does not answer. Please try again in a moment." },
} as const satisfies Record<string, Text>;

/** A page in the open document, in one of two languages. */
export abstract class OperatorPage extends LitElement {
  static override properties = { language: { state: true } };
  declare language: Language;

  constructor() {
    super();
    this.language = preferredLanguage();
    document.documentElement.lang = this.language;
    const sheets = [staffStyle, operatorStyle].flatMap(({ styleSheet }) => styleSheet ?? []);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
  }

  protected override createRenderRoot(): HTMLElement {
    // What the server has put there until the program runs.
    this.replaceChildren();
    return this;
  }

  protected switchLanguage(): void {
    this.language = this.language === "vi" ? "en" : "vi";
    chooseLanguage(this.language);
  }
}
