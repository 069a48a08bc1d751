import type { Decision } from "./decision.ts";
import type { History } from "./history.ts";
import type { Policy } from "./policy.ts";
import type { Claims, CredentialType, Document, DocumentType, Presentation } from "./presentation.ts";
import type { Reason } from "./reason.ts";
import { formatOf, recognise } from "./recognise.ts";
import type { Scan } from "./scan.ts";
import { dateInVietnam, type EpochSeconds } from "./time.ts";
import type { TrustMaterial } from "./trust.ts";
import { type Verified, verify } from "./verify.ts";
import type { Warning } from "./warning.ts";

/**
 * The product: the answer to a scan. Pure: what it needs of the world comes in as arguments, and it never throws.
 * `trust` is undefined on a kiosk that has received no trust list yet.
 */
export function decide(scan: Scan, trust: TrustMaterial | undefined, policy: Policy, history: History): Decision {
  const recognised = recognise(scan.symbol);
  if (!recognised.ok) {
    const format = formatOf(scan.symbol);
    return { reason: recognised.reason, ...(format && { format }), warnings: [] };
  }
  return recognised.value.kind === "document"
    ? decideDocument(recognised.value, policy, scan.at)
    : decidePresentation(recognised.value, trust, policy, history, scan.at);
}

/** An unsigned card: the most it can get is "read, compare it with the card". */
function decideDocument(document: Document, policy: Policy, at: EpochSeconds): Decision {
  const { format, type, claims } = document;
  if (policy.documents && !policy.documents.includes(type)) return { reason: "type-not-wanted", format, type, warnings: [] };
  const warnings = [...document.warnings, ...paperWarnings(document, at)];
  return { reason: "document-read", format, type, claims, disclosed: disclose(claims, type, policy), warnings };
}

function paperWarnings({ validOn }: Document, at: EpochSeconds): readonly Warning[] {
  if (!Number.isFinite(at)) return [];
  const today = dateInVietnam(at);
  if (validOn?.to && validOn.to < today) return ["expired-on-paper"];
  if (validOn?.from && validOn.from > today) return ["not-yet-valid-on-paper"];
  return [];
}

function decidePresentation(
  presentation: Presentation,
  trust: TrustMaterial | undefined,
  policy: Policy,
  history: History,
  at: EpochSeconds,
): Decision {
  const { format, type } = presentation;
  const verified = verify(presentation, trust, at);
  if (!verified.ok) return { reason: verified.reason, format, type, warnings: presentation.warnings };

  const { issuer, keyId, credential } = verified.value;
  const reason = applyPolicy(presentation, verified.value, policy, history, at);
  const warnings = [...presentation.warnings, ...verified.value.warnings];
  const decision = { reason, format, type, ...(issuer !== undefined && { issuer }), keyId, credential, warnings };
  // What is not wanted here is nobody's business here.
  if (reason !== "granted") return decision;
  return { ...decision, claims: presentation.claims, disclosed: disclose(presentation.claims, type, policy) };
}

/** The credential is genuine and in force; does this service point want it now? */
function applyPolicy(
  { type, expires }: Presentation,
  { issuer, credential }: Verified,
  policy: Policy,
  history: History,
  at: EpochSeconds,
): Reason {
  if (policy.credentials && !policy.credentials.includes(type)) return "type-not-wanted";
  if (policy.issuers && !(issuer !== undefined && policy.issuers.includes(issuer))) return "issuer-not-permitted";
  if (expires === undefined && policy.requireExpiry?.includes(type)) return "expiry-missing";
  const lastAccepted = history.lastAccepted(credential);
  const reentryAfterSeconds = policy.reentryAfterSeconds?.[type] ?? 0;
  // Where no time must pass, none must pass on a clock either that was set back since.
  if (reentryAfterSeconds > 0 && lastAccepted !== undefined && at < lastAccepted + reentryAfterSeconds) return "already-used";
  return "granted";
}

/** The part of the claims that the policy lets staff see. */
function disclose(claims: Claims, type: CredentialType | DocumentType, policy: Policy): Claims {
  const wanted = policy.disclose?.[type] ?? [];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => wanted.includes(name)));
}
