import * as v from "valibot";
import { misnamedAttributes } from "../core/disclosure.ts";
import { problemOf } from "../core/key-list.ts";
import { type Policy, PolicySchema, WANT_EVERYTHING } from "../core/policy.ts";

/** JSON and TOML shape of a policy given by hand: what it does not say is as without a policy. */
export const GivenPolicySchema = v.pipe(
  v.partial(PolicySchema),
  v.check(
    (given) => misnamedAttributes(given).length === 0,
    ({ input }) => misnamedAttributes(input).join("; "),
  ),
  v.transform((given): Policy => ({ ...given, id: given.id ?? WANT_EVERYTHING.id })),
);

/** A policy, or what is wrong with it, in a few words. */
export type ReadPolicy = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problem: string };

/** The policy in a parsed JSON or TOML file; of a kiosk's configuration, its section `policy`. */
export function readPolicy(value: unknown): ReadPolicy {
  const isConfiguration = typeof value === "object" && value !== null && "policy" in value;
  const parsed = v.safeParse(GivenPolicySchema, isConfiguration ? value.policy : value, { abortEarly: true });
  return parsed.success ? { ok: true, policy: parsed.output } : { ok: false, problem: problemOf(parsed.issues[0]) };
}
