import type { Decision } from "../core/decision.ts";
import { disclosedRows } from "../core/desk.ts";
import { displayLine } from "../core/display-text.ts";
import { claimsToJson, type JsonClaim } from "../core/json-claims.ts";
import type { Policy } from "../core/policy.ts";
import type { Claims } from "../core/presentation.ts";
import { type Verdict, verdictOf } from "../core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../core/reason-texts.ts";

/** An answer as `tram verify` gives it in JSON, docs/command-line.md. */
export interface Answer {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Null where the format was not recognised. */
  readonly format: string | null;
  /** Absent where the code could not be taken apart. */
  readonly type?: string;
  readonly issuer?: string;
  readonly keyId?: string;
  readonly credential?: string;
  /** Identity of the live code; absent for a static one. */
  readonly presentation?: string;
  /** The policy's yes/no questions by their id; absent where it asks none. */
  readonly answers?: { readonly [condition: string]: "yes" | "no" | "unknown" };
  readonly fee?: { readonly amountVnd: number; readonly reference: string };
  readonly claims?: { readonly [name: string]: JsonClaim };
  readonly warnings: readonly string[];
}

/** Exit code of each verdict; 2 is wrong usage. */
export const EXIT_OF: Readonly<Record<Verdict, number>> = { accept: 0, refuse: 1, "cannot-check": 3, "read-only": 4, unreadable: 5 };

/** Which of several inputs decides the exit code: the last in this order. A script that asks for many wants to hear of the worst. */
const WORST_LAST: readonly Verdict[] = ["accept", "read-only", "cannot-check", "refuse", "unreadable"];

/** The worst of some verdicts; `accept` when there are none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return WORST_LAST.findLast((verdict) => verdicts.includes(verdict)) ?? "accept";
}

/** A decision as JSON. */
export function answerOf(decision: Decision, policy: Policy): Answer {
  const { reason, format, type, issuer, keyId, credential, presentation, answers, fee, warnings } = decision;
  const claims = claimsToTell(decision, policy);
  return {
    verdict: verdictOf(reason),
    reason,
    format: format ?? null,
    ...(type !== undefined && { type }),
    ...(issuer !== undefined && { issuer }),
    ...(keyId !== undefined && { keyId }),
    ...(credential !== undefined && { credential }),
    ...(presentation !== undefined && { presentation }),
    ...(answers && { answers: Object.fromEntries(answers.map(({ condition, answer }) => [condition.id, answer])) }),
    ...(fee && { fee }),
    ...(claims && { claims: claimsToJson(claims) }),
    warnings,
  };
}

/** Answers to the policy's questions. */
const ANSWERS = { yes: "có / yes", no: "không / no", unknown: "không rõ / unknown" } as const;

/** The same for a person: text that cannot steer a terminal, whatever the code carries. */
export function answerLines(decision: Decision, policy: Policy): readonly string[] {
  const { reason, format, type, issuer, keyId, credential, presentation, answers, fee, warnings } = decision;
  const { code, staff } = REASON_TEXTS[reason];
  const headline = headlineOf(reason);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["nơi cấp / issuer", issuer],
    ["khoá / key", keyId],
    ["mã nhận dạng / credential", credential],
    ["mã động / live code", presentation],
    ...(answers ?? []).map(({ condition: { id, label }, answer }) => [label ? `${label.vi} / ${label.en}` : id, ANSWERS[answer]] as const),
    ["lệ phí / fee", fee && `${fee.amountVnd.toLocaleString("vi-VN")} đ · ${fee.reference}`],
    ["cảnh báo / warnings", warnings.length > 0 ? warnings.join(", ") : undefined],
  ];
  return [
    `${headline.vi} / ${headline.en}`,
    `  ${[code, reason, format, type === format ? undefined : type].filter((word) => word !== undefined).join(" · ")}`,
    `  ${staff.vi}`,
    `  ${staff.en}`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${displayLine(name)}: ${displayLine(value)}`])),
    ...disclosedRows(claimsToTell(decision, policy) ?? {}).map(({ name, value }) => `    ${displayLine(name)}: ${displayLine(value)}`),
  ];
}

/** A developer sees everything that may be believed; a policy that names what staff may see is followed. */
function claimsToTell({ claims, disclosed }: Decision, policy: Policy): Claims | undefined {
  return policy.disclose ? disclosed : claims;
}
