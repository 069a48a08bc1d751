/** The five answers to a scan. "The code is bad" and "this machine cannot judge it" are different answers to a person. */
export type Verdict = "accept" | "refuse" | "read-only" | "unreadable" | "cannot-check";

/**
 * Every answer there is, and the verdict each one means. Reasons are stored in journals for years: add, never rename.
 * A reason also needs texts (reason-texts.ts), an entry in docs/operating.md and a test vector; tests walk this table.
 */
export const REASONS = {
  /** The credential is genuine, in force and wanted here. */
  granted: "accept",

  expired: "refuse",
  "not-yet-valid": "refuse",
  revoked: "refuse",
  suspended: "refuse",
  "signature-invalid": "refuse",
  /** Genuine, but signed with the key of another issuer than the one it names. */
  "issuer-mismatch": "refuse",
  /** Genuine, but this issuer may not issue this type. */
  "issuer-not-permitted": "refuse",
  "type-not-wanted": "refuse",
  "already-used": "refuse",
  /** Genuine, but it never expires and this service point asks for an expiry. */
  "expiry-missing": "refuse",

  /** An unsigned card was read; a person must compare it with the card. */
  "document-read": "read-only",

  "not-understood": "unreadable",
  truncated: "unreadable",
  "too-large": "unreadable",
  "base45-invalid": "unreadable",
  "compression-invalid": "unreadable",
  malformed: "unreadable",
  /** A citizen or insurance card by its shape, but a number or date on it cannot be right. */
  "document-invalid": "unreadable",

  "trust-missing": "cannot-check",
  "trust-expired": "cannot-check",
  "clock-wrong": "cannot-check",
  "issuer-unknown": "cannot-check",
  "algorithm-unsupported": "cannot-check",
  "encrypted-unsupported": "cannot-check",
  /** The envelope demands a header extension that this kiosk does not know (COSE `crit`). */
  "extension-unsupported": "cannot-check",
  "journal-failed": "cannot-check",
} as const satisfies Record<string, Verdict>;

export type Reason = keyof typeof REASONS;

/** The verdict a reason means. */
export function verdictOf(reason: Reason): Verdict {
  return REASONS[reason];
}
