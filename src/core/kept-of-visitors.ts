import type { Policy } from "./policy.ts";

/** What this kiosk keeps of whoever holds up a code: true for its policy and its configuration, and plain data for its screen. */
export interface KeptOfVisitors {
  /** Days for which an entry stays here once central has it. */
  readonly keepDays: number;
  /** There is a central that entries go to over a network; else they stay until they are carried away. */
  readonly hasCentral: boolean;
  /** Attribute names that are kept sealed, so that this kiosk cannot read them again; none: an empty list. */
  readonly sealed: readonly string[];
  /** Attribute names that staff see for so many seconds; absent: there is no page for staff. */
  readonly shown?: { readonly names: readonly string[]; readonly seconds: number };
  /** Whether a receipt is offered, by which a visitor can have the entry proved. */
  readonly receipts: boolean;
  /** The rule of this service point that decides it: the policy's name; absent: none is in force. */
  readonly rule?: string;
}

/** What of it stands in the kiosk's configuration. */
export interface OwnKeeping extends Pick<KeptOfVisitors, "keepDays" | "hasCentral"> {
  /** Seconds for which a page for staff shows what the policy discloses; absent: there is no such page. */
  readonly staffSeconds?: number;
}

/** What is kept under this policy. */
export function keptOfVisitors(policy: Policy | undefined, { keepDays, hasCentral, staffSeconds }: OwnKeeping): KeptOfVisitors {
  return {
    keepDays,
    hasCentral,
    sealed: namesOf(policy?.seal),
    ...(staffSeconds !== undefined && { shown: { names: namesOf(policy?.disclose), seconds: staffSeconds } }),
    receipts: policy?.receipts === true,
    ...(policy && { rule: policy.id }),
  };
}

function namesOf(byType: Policy["disclose"]): readonly string[] {
  return [...new Set(Object.values(byType ?? {}).flatMap((names) => names ?? []))];
}
