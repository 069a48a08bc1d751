// What changes on status lists from one publication to the next.
import type { RevocationList } from "./revocation/list.ts";
import { type EntryCounts, isSameStanding, type ListDifference, listDifference, losesRevocations } from "./revocation/list-difference.ts";
import type { Text } from "./text.ts";
import { dateInVietnam } from "./time.ts";
import { type Change, changeOf } from "./trust-change.ts";

/** Every difference between these lists and those, with how many credentials are taken back and how many are not any more. */
export function listChanges(before: readonly RevocationList[], after: readonly RevocationList[]): readonly Change[] {
  const [known, kept] = [before, after].map((lists) => new Map(lists.map((list) => [nameOfList(list), list])));
  const gone = before
    .filter((list) => !kept?.has(nameOfList(list)))
    .map((list) => {
      const entries = listDifference(list, undefined);
      return changeOf("list", "removed", nameOfList(list), countsText(entries), { entries });
    });
  const rest = after.flatMap((list) => {
    const old = known?.get(nameOfList(list));
    const entries = listDifference(old, list);
    if (old && isSameStanding(entries) && factsOf(old) === factsOf(list)) return [];
    const particulars = joined([countsText(entries), ...(old ? factChanges(old, list) : [])]);
    return [changeOf("list", old ? "changed" : "added", nameOfList(list), particulars, { entries, isLoss: losesRevocations(entries) })];
  });
  return [...gone, ...rest];
}

/** The name of a list among all lists, for people. */
export function nameOfList({ kind, name, hashed }: Pick<RevocationList, "kind" | "name"> & { readonly hashed?: string }): string {
  return `${kind}${hashed === undefined ? "" : ` ${hashed}`} ${name}`;
}

/** How many are taken back more and how many less, for people; what nobody should overlook stands in capitals. */
export function countsText({ revoked, suspended, other }: ListDifference): Text {
  const parts = [
    ...standingTexts(revoked, { vi: "thu hồi", en: "revoked" }, { vi: "HẾT BỊ THU HỒI", en: "NO LONGER REVOKED" }),
    ...standingTexts(suspended, { vi: "tạm dừng", en: "suspended" }, { vi: "hết tạm dừng", en: "no longer suspended" }),
    ...standingTexts(other, { vi: "giá trị khác", en: "of other values" }, { vi: "HẾT GIÁ TRỊ KHÁC", en: "NO LONGER OF OTHER VALUES" }),
  ];
  const all = [
    { vi: `${revoked.total} thu hồi`, en: `${revoked.total} revoked` },
    { vi: `${suspended.total} tạm dừng`, en: `${suspended.total} suspended` },
    ...(other.total > 0 ? [{ vi: `${other.total} giá trị khác`, en: `${other.total} of other values` }] : []),
  ];
  const total = { vi: `tổng ${joined(all, ", ").vi}`, en: `${joined(all, ", ").en} in all` };
  return joined([...parts, total]);
}

function standingTexts({ added, removed }: EntryCounts, more: Text, fewer: Text): readonly Text[] {
  return [
    ...(added > 0 ? [{ vi: `+${added} ${more.vi}`, en: `+${added} ${more.en}` }] : []),
    ...(removed > 0 ? [{ vi: `${removed} ${fewer.vi}`, en: `${removed} ${fewer.en}` }] : []),
  ];
}

function factChanges(before: RevocationList, after: RevocationList): readonly Text[] {
  const [oldEnd, end] = [before, after].map(({ expiresAt }) => (expiresAt === undefined ? "–" : dateInVietnam(expiresAt)));
  const sizes = before.kind === "token-status" && after.kind === "token-status" ? [before.size, after.size] : [];
  const counters = before.kind === "rid" && after.kind === "rid" ? [before.counter, after.counter] : [];
  return [...fromTo("hạn", "ends", oldEnd, end), ...fromTo("số chỗ", "places", ...sizes), ...fromTo("bộ đếm", "counter", ...counters)];
}

function fromTo(vi: string, en: string, before?: string | number, after?: string | number): readonly Text[] {
  return before === after ? [] : [{ vi: `${vi} ${before} → ${after}`, en: `${en} ${before} → ${after}` }];
}

function factsOf(list: RevocationList): string {
  const own = list.kind === "token-status" ? [list.bits, list.size] : list.kind === "rid" ? [list.counter] : [];
  return [list.expiresAt, ...own].join(" ");
}

function joined(texts: readonly Text[], by = "; "): Text {
  return { vi: texts.map(({ vi }) => vi).join(by), en: texts.map(({ en }) => en).join(by) };
}
