// What the operator sees of a list before it is taken: compare it with what the issuer says.
import { countsText, nameOfList } from "../../core/list-changes.ts";
import type { ListDifference } from "../../core/revocation/list-difference.ts";
import type { HeldList, IncomingList, ListOrigin } from "../../core/revocation/list-origin.ts";
import type { Text } from "../../core/text.ts";
import { fingerprintOf } from "../../core/trust-root.ts";
import { dateOf } from "./telling.ts";

/** A list that comes in, beside what is here of it. */
export interface SeenImport {
  readonly incoming: IncomingList;
  readonly held: HeldList;
  readonly difference: ListDifference;
}

/** For programs. */
export function factsOfImport({ incoming: { list, origin }, held, difference }: SeenImport): object {
  const { kind, name, content: _, ...source } = origin;
  return {
    kind,
    name,
    ...(list.kind === "hash" && { hashed: list.hashed }),
    ...source,
    ...(list.expiresAt !== undefined && { expiresAt: list.expiresAt }),
    entries: difference,
    isFirst: held.list === undefined,
  };
}

/** For people. */
export function linesOfImport({ incoming: { list, origin }, held, difference }: SeenImport): readonly (Text | string)[] {
  const counts = countsText(difference);
  return [
    nameOfList(list),
    {
      vi: `    nơi cấp: ${origin.issuer ?? "không rõ: không nơi cấp nào trong bản nháp có khoá này"}`,
      en: `    issuer: ${origin.issuer ?? "unknown: no issuer in the draft has this key"}`,
    },
    signatureText(origin),
    {
      vi: `    phát hành: ${ageText(origin)} (đang có: ${held.origin ? ageText(held.origin) : "–"}), hết hạn: ${dateOf(list.expiresAt)}`,
      en: `    issued: ${ageText(origin)} (here: ${held.origin ? ageText(held.origin) : "–"}), ends: ${dateOf(list.expiresAt)}`,
    },
    { vi: `    so với đang có: ${counts.vi}`, en: `    against what is here: ${counts.en}` },
  ];
}

function signatureText({ known, kid, fingerprint = "" }: ListOrigin): Text {
  return known === "signature"
    ? { vi: `    khoá đã ký: ${kid}  ${fingerprintOf(fingerprint)}`, en: `    signed with the key: ${kid}  ${fingerprintOf(fingerprint)}` }
    : {
        vi: "    không có chữ ký: chỉ nhập nếu bạn tin nơi bạn đã tải về",
        en: "    not signed: take it only if you trust the place that you got it from",
      };
}

function ageText({ counter, issuedAt }: ListOrigin): string {
  return counter === undefined ? dateOf(issuedAt) : `ctr ${counter}`;
}
