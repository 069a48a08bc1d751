import * as v from "valibot";
import { misnamedAttributes } from "../../core/disclosure.ts";
import { RemoteConfigurationSchema } from "../../core/groups.ts";
import { problemOf } from "../../core/key-list.ts";
import { PolicySchema } from "../../core/policy.ts";
import { longSteps, policyDoubts } from "../../core/policy-doubts.ts";
import type { Text } from "../../core/text.ts";
import type { Draft } from "../../core/trust-draft.ts";
import { changeGroup } from "../../core/trust-draft-edit.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { editDraft } from "./edit-draft.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, readValue } from "./publisher.ts";
import { refuseTo } from "./telling.ts";

/** Options that name a group of kiosks. */
export interface GroupOptions extends PublisherOptions {
  readonly group: string;
}

/** `tram trust policy set`: the policy of a group, from a TOML or JSON file, or from the section `policy` of a kiosk's configuration. */
export async function setPolicy(options: GroupOptions, file: string, parts: TrustParts): Promise<number> {
  const read = await readValue(file, parts);
  const value = read.ok && isObject(read.value) && "policy" in read.value ? read.value["policy"] : read.ok ? read.value : undefined;
  const parsed = v.safeParse(PolicySchema, value, { abortEarly: true });
  const problem = read.ok ? (parsed.success ? misnamedAttributes(parsed.output)[0] : problemOf(parsed.issues[0])) : read.problem;
  if (problem !== undefined || !parsed.success) {
    const text: Text = {
      vi: `không dùng được chính sách ${file} (${problem}); xem docs/operating.md`,
      en: `cannot use the policy ${file}: ${problem}; see docs/operating.md`,
    };
    return await refuseTo(parts, "policy set", options, text, EXIT_USAGE);
  }
  return await editDraft(
    "policy set",
    options,
    parts,
    (draft) => changeGroup(draft, options.group, (group) => ({ ...group, policy: parsed.output })),
    (draft) => policyNotes(draft).filter(({ group }) => group === options.group),
  );
}

/** What is odd about a group's policy, for people. */
export interface PolicyNote extends Text {
  readonly group: string;
}

/** Which policies of a draft ask for what no issuer in it can give, each with what to do. */
export function policyNotes({ groups, issuers, operatorKeys }: Pick<Draft, "groups" | "issuers" | "operatorKeys">): readonly PolicyNote[] {
  const hasSealKey = operatorKeys.some(({ use }) => use === "seal");
  return Object.entries(groups).flatMap(([group, { policy }]) => {
    if (!policy) return [];
    const whose: Text = { vi: `chính sách ${policy.id} của nhóm ${group}`, en: `the policy ${policy.id} of the group ${group}` };
    return [
      ...policyDoubts(policy, issuers, hasSealKey).map(({ vi, en }) => ({
        group,
        vi: `${whose.vi}: ${vi}; máy quét của nhóm sẽ từ chối. Thêm nơi cấp và khoá (hoặc khoá niêm phong), hoặc sửa chính sách`,
        en: `${whose.en}: ${en}; its kiosks turn such papers away. Add the issuer and its key (or the seal key), or mend the policy`,
      })),
      ...longSteps(policy).map(({ vi, en }) => ({ group, vi: `${whose.vi}: ${vi}`, en: `${whose.en}: ${en}` })),
    ];
  });
}

/** `tram trust policy remove`: the group keeps its configuration, if it has any; kiosks of a group without a policy go by their own. */
export function removePolicy(options: GroupOptions, parts: TrustParts): Promise<number> {
  return editDraft("policy remove", options, parts, (draft) =>
    changeGroup(draft, options.group, ({ configuration }) => configuration && { configuration }),
  );
}

/** `tram trust configuration set`: members by name; an empty value takes one out. */
export async function setConfiguration(
  options: GroupOptions,
  members: readonly (readonly [string, string])[],
  parts: TrustParts,
): Promise<number> {
  const changes = Object.fromEntries(members.map(([name, value]) => [name, value === "" ? undefined : valueIn(value)]));
  return await editDraft("configuration set", options, parts, (draft) => {
    const merged = { ...draft.groups[options.group]?.configuration, ...changes };
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
    const parsed = v.safeParse(RemoteConfigurationSchema, kept, { abortEarly: true });
    if (!parsed.success) return { ok: false, problem: notAllowed(problemOf(parsed.issues[0])) };
    return changeGroup(draft, options.group, ({ policy }) => {
      const configuration = Object.keys(kept).length > 0 ? { configuration: parsed.output } : {};
      return { ...(policy && { policy }), ...configuration };
    });
  });
}

function valueIn(text: string): unknown {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function notAllowed(problem: string): Text {
  const names = Object.keys(RemoteConfigurationSchema.entries).join(", ");
  return {
    vi: `không đặt được từ xa (${problem}); chỉ có: ${names}`,
    en: `cannot be set from afar: ${problem}; there are only: ${names}`,
  };
}
