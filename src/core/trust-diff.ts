// What changes for kiosks from one publication to the next.
import { canonicalJson } from "./canonical-json.ts";
import { HASH_BYTES, IDENTITY_BYTES, type RevocationList } from "./revocation/list.ts";
import { readJson } from "./strict-json.ts";
import type { Text } from "./text.ts";
import { dateInVietnam, type EpochSeconds } from "./time.ts";
import { type Draft, type DraftIssuer, type DraftKey, nameOfKey } from "./trust-draft.ts";

/** All that a publication says. */
export interface TrustContent {
  readonly draft: Pick<Draft, "issuers" | "operatorKeys" | "groups">;
  readonly lists: readonly RevocationList[];
  /** Appliance updates, by name. */
  readonly updates: readonly { readonly name: string; readonly sha256: string }[];
}

/** What a change is about. */
export type Subject = "issuer" | "key" | "operator-key" | "group" | "list" | "update";

/** One difference. */
export interface Change {
  readonly subject: Subject;
  readonly change: "added" | "removed" | "changed";
  readonly name: string;
  readonly text: Text;
  /** Something that kiosks went by is gone: nobody should lose it by mistake. */
  readonly isLoss: boolean;
}

/** Every difference between what is published and what would be, in the order in which people read them. */
export function changesBetween(before: TrustContent, after: TrustContent): readonly Change[] {
  return [
    ...issuerChanges(before.draft.issuers, after.draft.issuers),
    ...namedChanges(
      "operator-key",
      byName(before.draft.operatorKeys, ({ use, kid }) => `${use} ${kid}`),
      byName(after.draft.operatorKeys, ({ use, kid }) => `${use} ${kid}`),
    ),
    ...namedChanges("group", new Map(Object.entries(before.draft.groups)), new Map(Object.entries(after.draft.groups))),
    ...listChanges(before.lists, after.lists),
    ...namedChanges(
      "update",
      byName(before.updates, ({ name }) => name),
      byName(after.updates, ({ name }) => name),
    ),
  ];
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

/** Losing an update takes nothing from anybody: it has been taken over, or a newer one is there. */
function changeOf(subject: Subject, change: Change["change"], name: string, particulars?: Text): Change {
  const [what, how] = [SUBJECTS[subject], CHANGES[change]];
  const text = {
    vi: `${how.vi} ${what.vi} ${name}${particulars ? `: ${particulars.vi}` : ""}`,
    en: `${what.en} ${name} ${how.en}${particulars ? `: ${particulars.en}` : ""}`,
  };
  return { subject, change, name, text, isLoss: change === "removed" && subject !== "update" };
}

function issuerChanges(before: readonly DraftIssuer[], after: readonly DraftIssuer[]): readonly Change[] {
  const known = byName(before, ({ id }) => id);
  const kept = byName(after, ({ id }) => id);
  const gone = before.filter(({ id }) => !kept.has(id)).map(({ id, keys }) => changeOf("issuer", "removed", id, countOf(keys)));
  const rest = after.flatMap((issuer) => {
    const old = known.get(issuer.id);
    if (!old) return [changeOf("issuer", "added", issuer.id, typesOf(issuer)), ...keyChanges(issuer.id, [], issuer.keys)];
    const { keys: oldKeys, ...oldFacts } = old;
    const { keys, ...facts } = issuer;
    const changed = spelling(oldFacts) === spelling(facts) ? [] : [changeOf("issuer", "changed", issuer.id, typesOf(issuer))];
    return [...changed, ...keyChanges(issuer.id, oldKeys, keys)];
  });
  return [...gone, ...rest];
}

function keyChanges(issuer: string, before: readonly DraftKey[], after: readonly DraftKey[]): readonly Change[] {
  const named = (keys: readonly DraftKey[]) => byName(keys, (key) => `${issuer} ${nameOfKey(key)}`);
  return namedChanges("key", named(before), named(after), periodOf);
}

function namedChanges<T>(
  subject: Subject,
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  tell?: (value: T) => Text,
): readonly Change[] {
  const gone = [...before].filter(([name]) => !after.has(name)).map(([name]) => changeOf(subject, "removed", name));
  const rest = [...after].flatMap(([name, value]) => {
    const old = before.get(name);
    if (old === undefined) return [changeOf(subject, "added", name, tell?.(value))];
    return spelling(old) === spelling(value) ? [] : [changeOf(subject, "changed", name, tell?.(value))];
  });
  return [...gone, ...rest];
}

function listChanges(before: readonly RevocationList[], after: readonly RevocationList[]): readonly Change[] {
  const [known, kept] = [byName(before, nameOfList), byName(after, nameOfList)];
  const gone = [...known.keys()].filter((name) => !kept.has(name)).map((name) => changeOf("list", "removed", name));
  const rest = [...kept].flatMap(([name, list]) => {
    const old = known.get(name);
    const [was, is] = [old ? takenBack(old) : new Set<string>(), takenBack(list)];
    const more = [...is].filter((entry) => !was.has(entry)).length;
    const fewer = [...was].filter((entry) => !is.has(entry)).length;
    const isSame = old !== undefined && more === 0 && fewer === 0 && factsOf(old) === factsOf(list);
    const counts = { vi: `+${more} mục, −${fewer} mục, tổng ${is.size}`, en: `+${more} entries, −${fewer} entries, ${is.size} in all` };
    return isSame ? [] : [changeOf("list", old ? "changed" : "added", name, counts)];
  });
  return [...gone, ...rest];
}

/** The name of a list among all lists, for people. */
export function nameOfList(list: RevocationList): string {
  return `${list.kind}${list.kind === "hash" ? ` ${list.hashed}` : ""} ${list.name}`;
}

/** What a list takes back: one text an entry. */
function takenBack(list: RevocationList): ReadonlySet<string> {
  switch (list.kind) {
    case "token-status":
      return new Set([...list.values].flatMap(([value, places]) => Array.from(places, (place) => `${value} ${place}`)));
    case "identity":
      return new Set([...entriesOf(list.revoked, IDENTITY_BYTES, "r"), ...entriesOf(list.suspended, IDENTITY_BYTES, "s")]);
    case "rid":
      return new Set([...list.rids].map(([rid, before]) => `${rid} ${before}`));
    case "hash":
      return new Set(entriesOf(list.hashes, HASH_BYTES, "r"));
  }
}

function entriesOf(bytes: Uint8Array, length: number, mark: string): readonly string[] {
  const hex = Buffer.from(bytes).toString("hex");
  return Array.from({ length: bytes.length / length }, (_, at) => mark + hex.slice(2 * length * at, 2 * length * (at + 1)));
}

function factsOf(list: RevocationList): string {
  const own = list.kind === "token-status" ? [list.bits, list.size] : list.kind === "rid" ? [list.counter] : [];
  return [list.expiresAt, ...own].join(" ");
}

/** The days on which a key counts, for people. */
export function periodOf({
  validFrom,
  validUntil,
}: {
  readonly validFrom?: EpochSeconds | undefined;
  readonly validUntil?: EpochSeconds | undefined;
}): Text {
  const [from, until] = [validFrom, validUntil].map((at) => (at === undefined ? undefined : dateInVietnam(at)));
  if (from === undefined && until === undefined) return { vi: "không thời hạn", en: "no dates" };
  return {
    vi: [from && `từ ${from}`, until && `đến trước ${until}`].filter(Boolean).join(" "),
    en: [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(" "),
  };
}

function typesOf({ types }: DraftIssuer): Text {
  const names = types.join(", ");
  return { vi: names || "không loại nào", en: names || "no types" };
}

function countOf(keys: readonly unknown[]): Text {
  return { vi: `${keys.length} khoá`, en: `${keys.length} keys` };
}

function byName<T>(values: readonly T[], nameOf: (value: T) => string): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [nameOf(value), value]));
}

/** One spelling, whatever order the members stand in. */
function spelling(value: unknown): string {
  const text = JSON.stringify(value);
  const item = readJson(text);
  return item === undefined ? text : canonicalJson(item);
}
