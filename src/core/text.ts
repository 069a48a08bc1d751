/** One text in the languages of the kiosk. */
export interface Text {
  readonly vi: string;
  readonly en: string;
}

/** What people are told about a reason. */
export interface ReasonText {
  /** Printed small on the screen and listed in docs/operating.md. Never reused for another reason. */
  readonly code: string;
  /** In place of the verdict's own headline, where that would not be the true word; the colour and the sign stay the verdict's. */
  readonly headline?: Text;
  /** For the citizen: what happened, without jargon and without accusing anybody. */
  readonly detail: Text;
  /** For the citizen: what to do next. */
  readonly next: Text;
  /** For the clerk and the technician: the exact reason. */
  readonly staff: Text;
}

export const MEET_STAFF: Text = { vi: "Mời ông bà gặp nhân viên.", en: "Please see a member of staff." };
export const SHOW_AGAIN: Text = { vi: "Mời ông bà đưa lại mã.", en: "Please show the code again." };
