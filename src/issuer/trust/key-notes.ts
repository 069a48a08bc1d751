import { fingerprintOfKey } from "../../core/key-fingerprint.ts";
import type { Text } from "../../core/text.ts";
import { type EpochSeconds, isWithin } from "../../core/time.ts";
import { type Draft, type DraftKey, nameOfKey } from "../../core/trust-draft.ts";
import { dateOf } from "./telling.ts";

/** A key of a draft, and whose it is. */
interface OwnedKey {
  readonly issuer: string;
  readonly key: DraftKey;
  readonly fingerprint: string;
}

/** What is odd about the keys that a command has changed: one that a typing error has ended, one that is there under another name. */
export function keyNotes(before: Pick<Draft, "issuers">, after: Pick<Draft, "issuers">, at: EpochSeconds): readonly Text[] {
  const [old, now] = [keysIn(before), keysIn(after)];
  return now.flatMap((owned) => {
    const was = old.find((other) => isSame(other, owned));
    const twin = was ? undefined : now.find((other) => other.fingerprint === owned.fingerprint && !isSame(other, owned));
    const isOver = owned.key.validUntil !== undefined && owned.key.validUntil <= at;
    const isNew = was === undefined || isWithin(at, was.key.validFrom, was.key.validUntil);
    return [...(isOver && isNew ? [isOverAlready(owned, was !== undefined)] : []), ...(twin ? [sameKey(owned, twin)] : [])];
  });
}

function keysIn({ issuers }: Pick<Draft, "issuers">): readonly OwnedKey[] {
  return issuers.flatMap(({ id, keys }) => keys.map((key) => ({ issuer: id, key, fingerprint: fingerprintOfKey(key) })));
}

function isSame(one: OwnedKey, other: OwnedKey): boolean {
  return one.issuer === other.issuer && nameOfKey(one.key) === nameOfKey(other.key) && one.fingerprint === other.fingerprint;
}

function isOverAlready({ key }: OwnedKey, hasCounted: boolean): Text {
  const [name, day] = [nameOfKey(key), dateOf(key.validUntil)];
  const asked = hasCounted
    ? { vi: "; tram trust publish sẽ đòi --allow-removal", en: "; tram trust publish will ask for --allow-removal" }
    : NONE;
  return {
    vi: `${day} đã qua: ngay khi công bố, mọi giấy tờ do khoá ${name} ký đều bị từ chối, kể cả giấy tờ cấp trước ngày đó${asked.vi}. Gõ nhầm ngày? Chạy lại key retire với --until khác`,
    en: `${day} is past: as soon as this is published everything that the key ${name} has signed is refused, also what it signed before that day${asked.en}. Mistyped? Run key retire again with another --until`,
  };
}

function sameKey({ key }: OwnedKey, { key: twin, issuer }: OwnedKey): Text {
  const [name, other] = [nameOfKey(key), nameOfKey(twin)];
  return {
    vi: `${name} và ${other} của ${issuer} là cùng một khoá; nếu khoá lộ, phải bỏ cả hai`,
    en: `${name} and ${other} of ${issuer} are one and the same key; should it leak, both must go`,
  };
}

const NONE: Text = { vi: "", en: "" };
