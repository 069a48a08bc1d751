import { answerConditions, type ConditionAnswer } from "./condition.ts";
import type { Decision } from "./decision.ts";
import { feeOf } from "./fee.ts";
import type { History } from "./history.ts";
import type { Policy } from "./policy.ts";
import type { Claims, CredentialType, Document, DocumentType, Presentation } from "./presentation.ts";
import type { Reason } from "./reason.ts";
import { formatOf, recognise } from "./recognise.ts";
import type { Scan } from "./scan.ts";
import { sealedTypes } from "./seal-demand.ts";
import { dateInVietnam, type EpochSeconds } from "./time.ts";
import type { TrustMaterial } from "./trust.ts";
import { type Verified, verify } from "./verify.ts";
import type { Warning } from "./warning.ts";

/**
 * The product: the answer to a scan. Pure: what it needs of the world comes in as arguments, and it never throws.
 * `trust` is undefined on a kiosk that has received no trust list yet, `policy` where the bundle has none for this kiosk's group.
 */
export function decide(scan: Scan, trust: TrustMaterial | undefined, policy: Policy | undefined, history: History): Decision {
  const recognised = recognise(scan.symbol, scan.parts);
  if (!recognised.ok) {
    const format = formatOf(scan.symbol, scan.parts);
    return { reason: recognised.reason, ...(format && { format }), warnings: [] };
  }
  // Nobody has said what is wanted here, nor what staff may see: not even a card is read.
  if (!policy) return { reason: "policy-missing", format: recognised.value.format, warnings: [] };
  return recognised.value.kind === "document"
    ? decideDocument(recognised.value, trust, policy, scan)
    : decidePresentation(recognised.value, trust, policy, history, scan);
}

/** Types that are no papers: nobody asks for them, and nobody may be told that another one of them is needed. */
const NO_PAPERS: readonly DocumentType[] = ["payment", "link"];

/** An unsigned card: the most it can get is "read, compare it with the card". */
function decideDocument(document: Document, trust: TrustMaterial | undefined, policy: Policy, scan: Scan): Decision {
  const { format, type, claims, reason = "document-read" } = document;
  const isWanted = NO_PAPERS.includes(type) || (policy.documents?.includes(type) ?? true);
  if (!isWanted) return { reason: "type-not-wanted", format, type, warnings: [] };
  if (lacksSealKey(type, trust, policy)) return { reason: "seal-key-missing", format, type, warnings: [] };
  const warnings = [...document.warnings, ...paperWarnings(document, scan)];
  return { reason, format, type, claims, disclosed: disclose(claims, type, policy), warnings };
}

function paperWarnings({ validOn }: Document, { at, clock }: Scan): readonly Warning[] {
  if (clock || !Number.isFinite(at)) return [];
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
  scan: Scan,
): Decision {
  const { format, type } = presentation;
  const { at } = scan;
  const verified = verify(presentation, trust, policy, scan);
  if (!verified.ok) return { reason: verified.reason, format, type, warnings: presentation.warnings };

  const { issuer, keyId, credential, presentation: live } = verified.value;
  const answers = answerConditions(policy.conditions ?? [], type, presentation.claims, at);
  const refusal = applyPolicy(presentation, verified.value, policy, history, at) ?? applyConditions(answers);
  const reason = refusal ?? (lacksSealKey(type, trust, policy) ? "seal-key-missing" : "granted");
  const warnings = [...presentation.warnings, ...verified.value.warnings, ...livenessWarnings(live, type, policy)];
  const decision: Decision = {
    reason,
    format,
    type,
    ...(issuer !== undefined && { issuer }),
    keyId,
    credential,
    ...(live !== undefined && { presentation: live }),
    warnings,
  };
  // What is not wanted here is nobody's business here.
  if (reason !== "granted") return decision;
  const fee = feeOf(type, presentation.claims);
  return {
    ...decision,
    ...(answers.length > 0 && { answers }),
    ...(fee && { fee }),
    claims: presentation.claims,
    disclosed: disclose(presentation.claims, type, policy),
  };
}

/** The credential is genuine and in force; why this service point does not want it now, or undefined. */
function applyPolicy(
  { type, expires, proof }: Presentation,
  { issuer, credential, presentation }: Verified,
  policy: Policy,
  history: History,
  at: EpochSeconds,
): Reason | undefined {
  if (policy.credentials && !policy.credentials.includes(type)) return "type-not-wanted";
  if (policy.issuers && !(issuer !== undefined && policy.issuers.includes(issuer))) return "issuer-not-permitted";
  if (expires === undefined && policy.requireExpiry?.includes(type)) return "expiry-missing";

  // Attack: a live code made at one counter is carried to another, or shown here twice.
  if (proof?.audience !== undefined && proof.audience !== policy.audience) return "audience-mismatch";
  if (presentation === undefined && policy.live?.[type] === "required") return "holder-proof-missing";
  if (presentation !== undefined && history.wasPresented(presentation)) return "presentation-replayed";

  const lastAccepted = history.lastAccepted(credential);
  if (lastAccepted === undefined) return undefined;
  if (policy.once?.includes(type)) return "used-up";
  const reentryAfterSeconds = policy.reentryAfterSeconds?.[type] ?? 0;
  // Where no time must pass, none must pass on a clock either that was set back since.
  return reentryAfterSeconds > 0 && at < lastAccepted + reentryAfterSeconds ? "already-used" : undefined;
}

/** The first demand of the policy that the holder does not meet, or undefined. */
function applyConditions(answers: readonly ConditionAnswer[]): Reason | undefined {
  const failed = answers.find(({ condition, answer }) => condition.required && answer !== "yes");
  if (!failed) return undefined;
  return failed.answer === "no" ? "condition-not-met" : "condition-unknown";
}

function livenessWarnings(live: string | undefined, type: CredentialType, policy: Policy): readonly Warning[] {
  return live === undefined && policy.live?.[type] === "preferred" ? ["not-live"] : [];
}

/** True where the record that the policy wants of this type cannot be made. Nothing is accepted that is recorded by half. */
function lacksSealKey(type: CredentialType | DocumentType, trust: TrustMaterial | undefined, policy: Policy): boolean {
  return (trust?.sealKeys ?? []).length === 0 && sealedTypes(policy).includes(type);
}

/** What staff see of a link where the policy says nothing: nobody's personal data, and all there is to see. */
const LINK_ATTRIBUTES: readonly string[] = ["host", "gtin"];

/** The part of the claims that the policy lets staff see. */
function disclose(claims: Claims, type: CredentialType | DocumentType, policy: Policy): Claims {
  const wanted = policy.disclose?.[type] ?? (type === "link" ? LINK_ATTRIBUTES : []);
  if (wanted.length === 0) return {};
  return Object.fromEntries(Object.entries(claims).filter(([name]) => wanted.includes(name)));
}
