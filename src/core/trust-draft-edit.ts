// Changes to a draft: each is a function from draft to draft, or says why not.
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import { type Draft, type DraftIssuer, type DraftKey, nameOfKey, type OperatorKey } from "./trust-draft.ts";

/** The changed draft, or why it cannot be changed so. */
export type Edited = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly problem: Text };

/** Most issuers, and keys of one issuer, in a trust list. */
const MAX_ISSUERS = 10_000;
const MAX_KEYS = 100;

/** Adds an issuer without keys. */
export function addIssuer(draft: Draft, issuer: Omit<DraftIssuer, "keys">): Edited {
  if (draft.issuers.some(({ id }) => id === issuer.id)) {
    return refuse(`đã có nơi cấp ${issuer.id}`, `the issuer ${issuer.id} is there already`);
  }
  if (draft.issuers.length >= MAX_ISSUERS) return refuse(`tối đa ${MAX_ISSUERS} nơi cấp`, `at most ${MAX_ISSUERS} issuers`);
  return done({ ...draft, issuers: [...draft.issuers, { ...issuer, keys: [] }] });
}

/** Removes an issuer with all its keys: whatever it has signed becomes unknown to kiosks. */
export function removeIssuer(draft: Draft, id: string): Edited {
  const edited = changeIssuer(draft, id, (issuer) => issuer);
  return edited.ok ? done({ ...draft, issuers: draft.issuers.filter((issuer) => issuer.id !== id) }) : edited;
}

/** Gives an issuer another name for people; its id is what credentials carry and never changes. */
export function renameIssuer(draft: Draft, id: string, name: Text): Edited {
  return changeIssuer(draft, id, (issuer) => ({ ...issuer, name: { vi: name.vi, en: name.en } }));
}

/** Sets what an issuer may sign. */
export function setTypes(draft: Draft, id: string, types: DraftIssuer["types"]): Edited {
  return changeIssuer(draft, id, (issuer) => ({ ...issuer, types }));
}

/** Adds keys to an issuer. A kid that the issuer has already is refused: nobody could say later which of the two is meant. */
export function addKeys(draft: Draft, id: string, keys: readonly DraftKey[]): Edited {
  const issuer = draft.issuers.find((candidate) => candidate.id === id);
  const names = [...(issuer?.keys ?? []), ...keys].map(nameOfKey);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refuse(`${id} đã có khoá ${twice}`, `${id} has a key ${twice} already`);
  if (names.length > MAX_KEYS) return refuse(`tối đa ${MAX_KEYS} khoá cho một nơi cấp`, `at most ${MAX_KEYS} keys for one issuer`);
  return changeIssuer(draft, id, (found) => ({ ...found, keys: [...found.keys, ...keys] }));
}

/** Ends a key at a time: from then on what it has signed is not accepted any more. */
export function retireKey(draft: Draft, id: string, kid: string, until: EpochSeconds): Edited {
  return changeKey(draft, id, kid, (key) => ({ ...key, validUntil: Math.floor(until) }));
}

/** Takes a key out at once. */
export function removeKey(draft: Draft, id: string, kid: string): Edited {
  return changeKey(draft, id, kid, () => undefined);
}

/** Lets new keys count from a time, and an old one until another; between the two both count. */
export function rotateKey(
  draft: Draft,
  id: string,
  {
    from,
    until,
    oldKid,
    keys,
  }: { readonly from: EpochSeconds; readonly until: EpochSeconds; readonly oldKid: string; readonly keys: readonly DraftKey[] },
): Edited {
  if (until < from) {
    return refuse(
      "khoá cũ hết hạn trước khi khoá mới có hiệu lực: giữa hai thời điểm đó không giấy tờ nào được chấp nhận",
      "the old key ends before the new one begins: between the two nothing would be accepted",
    );
  }
  const retired = retireKey(draft, id, oldKid, until);
  return retired.ok
    ? addKeys(
        retired.draft,
        id,
        keys.map((key) => ({ ...key, validFrom: Math.floor(from) })),
      )
    : retired;
}

/** Adds a key of the operator, after those that are there. */
export function addOperatorKey(draft: Draft, key: OperatorKey): Edited {
  if (draft.operatorKeys.some(({ kid, use }) => kid === key.kid && use === key.use)) {
    return refuse(`đã có khoá vận hành ${key.kid}`, `the operator key ${key.kid} is there already`);
  }
  return done({ ...draft, operatorKeys: [...draft.operatorKeys, key] });
}

/** Removes an operator key. */
export function removeOperatorKey(draft: Draft, kid: string): Edited {
  const operatorKeys = draft.operatorKeys.filter((key) => key.kid !== kid);
  if (operatorKeys.length === draft.operatorKeys.length) return refuse(`không có khoá vận hành ${kid}`, `there is no operator key ${kid}`);
  return done({ ...draft, operatorKeys });
}

type Group = Draft["groups"][string];

/** Changes a group of kiosks; undefined as the new one removes it. A group that is new begins empty. */
export function changeGroup(draft: Draft, name: string, change: (group: Group) => Group | undefined): Edited {
  const { [name]: before = {}, ...others } = draft.groups;
  const after = change(before);
  if (after === undefined && !(name in draft.groups)) return refuse(`không có nhóm ${name}`, `there is no group ${name}`);
  return done({ ...draft, groups: after === undefined ? others : { ...others, [name]: after } });
}

function changeIssuer(draft: Draft, id: string, change: (issuer: DraftIssuer) => DraftIssuer): Edited {
  if (!draft.issuers.some((issuer) => issuer.id === id)) {
    return refuse(`không có nơi cấp ${id}; xem: tram trust show`, `there is no issuer ${id}; see: tram trust show`);
  }
  return done({ ...draft, issuers: draft.issuers.map((issuer) => (issuer.id === id ? change(issuer) : issuer)) });
}

function changeKey(draft: Draft, id: string, kid: string, change: (key: DraftKey) => DraftKey | undefined): Edited {
  const issuer = draft.issuers.find((candidate) => candidate.id === id);
  if (issuer && !issuer.keys.some((key) => nameOfKey(key) === kid)) return refuse(`${id} không có khoá ${kid}`, `${id} has no key ${kid}`);
  return changeIssuer(draft, id, (found) => ({
    ...found,
    keys: found.keys.flatMap((key) => (nameOfKey(key) === kid ? (change(key) ?? []) : [key])),
  }));
}

function done(draft: Draft): Edited {
  return { ok: true, draft };
}

function refuse(vi: string, en: string): Edited {
  return { ok: false, problem: { vi, en } };
}
