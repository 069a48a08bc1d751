// Whether a policy can ever be satisfied by what the trust list names: a kiosk would turn everybody away, and nobody would know why.
import type { Policy } from "./policy.ts";
import type { CredentialType } from "./presentation.ts";
import { sealedTypes } from "./seal-demand.ts";
import type { Text } from "./text.ts";

/** What a doubt needs of an issuer. */
interface ListedIssuer {
  readonly id: string;
  readonly types: readonly CredentialType[];
  readonly keys: readonly unknown[];
}

/**
 * What a policy asks for that no issuer can give: issuers that are not on the list, and types that no issuer it wants may sign or has a key
 * for; and what it wants sealed where the list has no key of the operator for that.
 */
export function policyDoubts(policy: Policy, issuers: readonly ListedIssuer[], hasSealKey: boolean): readonly Text[] {
  const unlisted = (policy.issuers ?? []).filter((wanted) => !issuers.some(({ id }) => id === wanted));
  const wanted = issuers.filter(({ id, keys }) => keys.length > 0 && (policy.issuers?.includes(id) ?? true));
  const unsigned = (policy.credentials ?? []).filter((type) => !wanted.some(({ types }) => types.includes(type)));
  const [ids, types] = [unlisted.join(", "), unsigned.join(", ")];
  const unsealable = hasSealKey ? [] : sealedTypes(policy);
  return [
    ...(unlisted.length > 0 ? [{ vi: `nơi cấp không có trong danh sách: ${ids}`, en: `issuers that are not on the list: ${ids}` }] : []),
    ...(unsigned.length > 0
      ? [{ vi: `loại mà không nơi cấp nào được muốn có khoá để ký: ${types}`, en: `types that no wanted issuer has a key for: ${types}` }]
      : []),
    ...(policy.credentials === undefined && wanted.length === 0
      ? [{ vi: "không nơi cấp nào được muốn có khoá", en: "no wanted issuer has a key" }]
      : []),
    ...(unsealable.length > 0
      ? [{ vi: `không có khoá niêm phong cho: ${unsealable.join(", ")}`, en: `there is no key to seal this to: ${unsealable.join(", ")}` }]
      : []),
  ];
}

/** Letters of a way on that the 7-inch panel has room for at the size that is read from its distance, and with a receipt beside it; less where there is a fee. */
const ROOM = { alone: { size: 78, receipt: 60 }, fee: { size: 66, receipt: 26 } } as const;

/** Sentences for which the smallest panel leaves the receipt out, or makes letters smaller than can be read from its distance. */
export function longSteps(policy: Policy): readonly Text[] {
  const room = ROOM[policy.fee ? "fee" : "alone"];
  const all = [policy.nextStep, ...Object.values(policy.nextSteps ?? {})].flatMap((step) => (step ? [step.vi, step.en] : []));
  return all.flatMap((said) => {
    if (said.length > room.size)
      return {
        vi: `câu chỉ đường dài hơn ${room.size} chữ, màn hình 7 inch phải viết nhỏ, đứng xa khó đọc: ${said}`,
        en: `the way on is longer than ${room.size} letters, a 7-inch panel writes it too small for its distance: ${said}`,
      };
    if (!policy.receipts || said.length <= room.receipt) return [];
    return {
      vi: `câu chỉ đường dài hơn ${room.receipt} chữ, màn hình 7 inch không còn chỗ cho mã biên nhận: ${said}`,
      en: `the way on is longer than ${room.receipt} letters, a 7-inch panel has no room left for the receipt: ${said}`,
    };
  });
}
