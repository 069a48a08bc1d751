/** Things a clerk should know about an answer that they do not change. Journals and other programs keep these names. */
export const WARNINGS = [
  /** The reader decoded UTF-8 as Latin-1; the text could be restored without doubt. */
  "text-repaired",
  /** Letters were lost on the way (`?` in place of diacritics); numbers are usable, names are not. */
  "text-lossy",
  /** Control or bidirectional characters were removed. */
  "control-characters",
  /** The birth year or sex does not fit the personal number (Circular 59/2021/TT-BCA, article 7). */
  "birth-year-mismatch",
  "sex-mismatch",
  /** The closing `$` of an insurance card is missing: the reader may have cut the end. */
  "end-missing",
  /** The unsigned card says of itself that it is past its last day, or not yet in force. */
  "expired-on-paper",
  "not-yet-valid-on-paper",
  /** A part of a payment code stands where it does not belong; it was found all the same. */
  "field-misplaced",
  /** The check digit of a product number does not fit its other digits. */
  "check-digit-wrong",
  /** A static code where this service point prefers a live one: it may be a photograph. */
  "not-live",
  /** The trust bundle has expired, and the policy grants a while in which that is no obstacle. */
  "trust-stale",
  /** The credential never expires. */
  "no-expiry",
  /** Signed with a demo key. */
  "demo-key",
] as const;
export type Warning = (typeof WARNINGS)[number];
