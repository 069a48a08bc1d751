// What changes for kiosks from one publication to the next.
import { groupChanges } from "./group-changes.ts";
import { fingerprintOfKey, type ListedKey } from "./key-fingerprint.ts";
import { listChanges } from "./list-changes.ts";
import type { RevocationList } from "./revocation/list.ts";
import type { Text } from "./text.ts";
import { dateInVietnam, type EpochSeconds, isWithin } from "./time.ts";
import { type Change, changeOf, type Subject, spellingOf } from "./trust-change.ts";
import { type Draft, type DraftIssuer, type DraftKey, nameOfKey } from "./trust-draft.ts";
import { fingerprintOf } from "./trust-root.ts";

/** All that a publication says. */
export interface TrustContent {
  readonly draft: Pick<Draft, "issuers" | "operatorKeys" | "groups">;
  readonly lists: readonly RevocationList[];
  /** Appliance updates, by name. */
  readonly updates: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * Every difference between what is published and what would be, in the order in which people read them. A key that counts at this time and
 * would not any more is lost as one that goes is.
 */
export function changesBetween(before: TrustContent, after: TrustContent, at: EpochSeconds): readonly Change[] {
  return [
    ...issuerChanges(before.draft.issuers, after.draft.issuers, at),
    ...keyChanges("operator-key", before.draft.operatorKeys, after.draft.operatorKeys, ({ use, kid }) => `${use} ${kid}`),
    ...groupChanges(before.draft.groups, after.draft.groups),
    ...listChanges(before.lists, after.lists),
    ...namedChanges(
      "update",
      byName(before.updates, ({ name }) => name),
      byName(after.updates, ({ name }) => name),
    ),
  ];
}

function issuerChanges(before: readonly DraftIssuer[], after: readonly DraftIssuer[], at: EpochSeconds): readonly Change[] {
  const known = byName(before, ({ id }) => id);
  const kept = byName(after, ({ id }) => id);
  const gone = before.filter(({ id }) => !kept.has(id)).map(({ id, keys }) => changeOf("issuer", "removed", id, countOf(keys)));
  const rest = after.flatMap((issuer) => {
    const old = known.get(issuer.id);
    if (!old) return [changeOf("issuer", "added", issuer.id, typesOf(issuer)), ...keysOf(issuer, [], at)];
    const { keys: oldKeys, ...oldFacts } = old;
    const { keys: _, ...facts } = issuer;
    const isSame = spellingOf(oldFacts) === spellingOf(facts);
    return [...(isSame ? [] : [factChange(old, issuer)]), ...keysOf(issuer, oldKeys, at)];
  });
  return [...gone, ...rest];
}

function factChange(old: DraftIssuer, issuer: DraftIssuer): Change {
  const [was, is] = [typesOf(old), typesOf(issuer)];
  const [oldName, name] = [old, issuer].map(({ name: text }) => (text ? `${text.vi} / ${text.en}` : "–"));
  const types = was.en === is.en ? is : { vi: `${was.vi} → ${is.vi}`, en: `${was.en} → ${is.en}` };
  const renamed = oldName === name ? undefined : `${oldName} → ${name}`;
  const lost = old.types.filter((type) => !issuer.types.includes(type)).join(", ");
  const told = {
    vi: `${types.vi}${lost && `; không còn nhận: ${lost}`}${renamed ? `; tên ${renamed}` : ""}`,
    en: `${types.en}${lost && `; no longer accepted: ${lost}`}${renamed ? `; name ${renamed}` : ""}`,
  };
  return changeOf("issuer", "changed", issuer.id, told, { isLoss: lost !== "" });
}

function keysOf({ id, keys }: DraftIssuer, before: DraftIssuer["keys"], at: EpochSeconds): readonly Change[] {
  const isInForce = ({ validFrom, validUntil }: DraftKey) => isWithin(at, validFrom, validUntil);
  const isEnded = (old: DraftKey, key: DraftKey) => isInForce(old) && !isInForce(key);
  return keyChanges("key", before, keys, (key) => `${id} ${nameOfKey(key)}`, { tellOf: periodOf, isEnded });
}

/** Attack: another key under the name of an old one. It is one key that goes and one that comes, so that nobody signs it unseen. */
function keyChanges<K extends ListedKey>(
  subject: "key" | "operator-key",
  before: readonly K[],
  after: readonly K[],
  nameOf: (key: K) => string,
  { tellOf, isEnded }: { readonly tellOf?: (key: K) => Text; readonly isEnded?: (old: K, key: K) => boolean } = {},
): readonly Change[] {
  const [known, kept] = [before, after].map((keys) => byName(keys, (key) => `${nameOf(key)} ${fingerprintOfKey(key)}`));
  const told = (key: K, change: Change["change"], isLoss = change === "removed"): Change => {
    const fingerprint = fingerprintOfKey(key);
    const [short, more] = [fingerprintOf(fingerprint), change === "removed" ? undefined : tellOf?.(key)];
    const ended = isLoss && change === "changed" ? NOT_IN_FORCE : { vi: "", en: "" };
    const particulars = {
      vi: `dấu vân tay ${short}${more ? `, ${more.vi}` : ""}${ended.vi}`,
      en: `fingerprint ${short}${more ? `, ${more.en}` : ""}${ended.en}`,
    };
    return { ...changeOf(subject, change, nameOf(key), particulars, { isLoss }), fingerprint };
  };
  const gone = [...(known ?? [])].flatMap(([id, key]) => (kept?.has(id) ? [] : [told(key, "removed")]));
  const rest = [...(kept ?? [])].flatMap(([id, key]) => {
    const old = known?.get(id);
    if (old === undefined) return [told(key, "added")];
    return spellingOf(old) === spellingOf(key) ? [] : [told(key, "changed", isEnded?.(old, key))];
  });
  return [...gone, ...rest];
}

const NOT_IN_FORCE: Text = {
  vi: "; lúc này không còn hiệu lực, mọi giấy tờ khoá này đã ký bị từ chối",
  en: "; no longer in force now, whatever it has signed is refused",
};

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
    return spellingOf(old) === spellingOf(value) ? [] : [changeOf(subject, "changed", name, tell?.(value))];
  });
  return [...gone, ...rest];
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
