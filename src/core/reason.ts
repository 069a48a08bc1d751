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
  /** A live code older than its window: a photograph of a screen, or a phone whose clock is slow. */
  "presentation-expired": "refuse",
  /** A live code from the future: the phone's clock is fast. */
  "holder-clock-wrong": "refuse",
  /** This very live code was accepted here before. */
  "presentation-replayed": "refuse",
  /** The credential is genuine, but whoever made the live code does not hold its key. */
  "holder-proof-invalid": "refuse",
  /** This service point wants a live code, and a static one was shown. */
  "holder-proof-missing": "refuse",
  /** The live code was made for another service point. */
  "audience-mismatch": "refuse",
  /** A credential that may be used once, e.g. a prescription, was used before. */
  "used-up": "refuse",
  /** Genuine, but the person does not meet what the policy demands (age, residence). */
  "condition-not-met": "refuse",
  /** Genuine, but it does not say what the policy has to know. */
  "condition-unknown": "refuse",

  /** An unsigned card was read; a person must compare it with the card. */
  "document-read": "read-only",
  /** A code to pay with: no document at all. */
  "payment-code": "read-only",
  /** A link; it is never opened. */
  "link-read": "read-only",

  "not-understood": "unreadable",
  truncated: "unreadable",
  "too-large": "unreadable",
  "base45-invalid": "unreadable",
  "compression-invalid": "unreadable",
  malformed: "unreadable",
  /** A citizen or insurance card by its shape, but a number or date on it cannot be right. */
  "document-invalid": "unreadable",
  /** The check digits at the end of a payment code do not fit what stands before them. */
  "checksum-wrong": "unreadable",
  /** One of several codes that belong together; the others were not shown yet. */
  "more-parts-needed": "unreadable",

  "trust-missing": "cannot-check",
  "trust-expired": "cannot-check",
  "clock-wrong": "cannot-check",
  "issuer-unknown": "cannot-check",
  "algorithm-unsupported": "cannot-check",
  "encrypted-unsupported": "cannot-check",
  /** The envelope demands a header extension that this kiosk does not know (COSE `crit`). */
  "extension-unsupported": "cannot-check",
  /** The credential names a status list, and the kiosk has none of that name or one that is too old. */
  "status-unknown": "cannot-check",
  /** A signed credential of a type that this kiosk does not know. */
  "type-unknown": "cannot-check",
  /** Looks like the app's own code, which only the police's system can check. */
  "vneid-suspected": "cannot-check",
  /** This kiosk takes its policy from the trust bundle, and the bundle has none for it. */
  "policy-missing": "cannot-check",
  /** The policy wants a part of this kept for staff systems, and the trust bundle has no key to seal it to. */
  "seal-key-missing": "cannot-check",
  "journal-failed": "cannot-check",
} as const satisfies Record<string, Verdict>;

export type Reason = keyof typeof REASONS;

/** The verdict a reason means. */
export function verdictOf(reason: Reason): Verdict {
  return REASONS[reason];
}
