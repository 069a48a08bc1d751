// One difference between what is published and what would be, in words and for programs.
import { canonicalJson } from "./canonical-json.ts";
import type { ListDifference } from "./revocation/list-difference.ts";
import { readJson } from "./strict-json.ts";
import type { Text } from "./text.ts";

/** What a change is about. */
export type Subject = "issuer" | "key" | "operator-key" | "group" | "list" | "update";

/** One difference. */
export interface Change {
  readonly subject: Subject;
  readonly change: "added" | "removed" | "changed";
  readonly name: string;
  /** Of a key: all 64 hex digits; see fingerprintOfKey(). */
  readonly fingerprint?: string;
  readonly text: Text;
  /** Something that kiosks went by is gone: nobody should lose it by mistake. */
  readonly isLoss: boolean;
  /** The one member of a group that is another; a value that is absent was not there, or is no longer. */
  readonly member?: MemberChange;
  /** What is more and less on a status list. */
  readonly entries?: ListDifference;
}

/** A member by its path, e.g. `policy.live.citizen`. */
export interface MemberChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const SUBJECTS: Readonly<Record<Subject, Text>> = {
  issuer: { vi: "nơi cấp", en: "issuer" },
  key: { vi: "khoá", en: "key" },
  "operator-key": { vi: "khoá vận hành", en: "operator key" },
  group: { vi: "nhóm máy", en: "group of kiosks" },
  list: { vi: "danh sách trạng thái", en: "status list" },
  update: { vi: "bản cập nhật", en: "update" },
};
const CHANGES: Readonly<Record<Change["change"], Text>> = {
  added: { vi: "thêm", en: "added" },
  removed: { vi: "bỏ", en: "removed" },
  changed: { vi: "đổi", en: "changed" },
};

/** A change with its words. Losing an update takes nothing from anybody: it has been taken over, or a newer one is there. */
export function changeOf(
  subject: Subject,
  change: Change["change"],
  name: string,
  particulars?: Text,
  more: Partial<Pick<Change, "isLoss" | "member" | "entries">> = {},
): Change {
  const [what, how] = [SUBJECTS[subject], CHANGES[change]];
  const text = {
    vi: `${how.vi} ${what.vi} ${name}${particulars ? `: ${particulars.vi}` : ""}`,
    en: `${what.en} ${name} ${how.en}${particulars ? `: ${particulars.en}` : ""}`,
  };
  return { subject, change, name, text, isLoss: change === "removed" && subject !== "update", ...more };
}

/** One spelling of what JSON can say, whatever order the members stand in. */
export function spellingOf(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  const item = readJson(text);
  return item === undefined ? text : canonicalJson(item);
}
