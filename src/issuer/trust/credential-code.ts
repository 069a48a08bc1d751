import { hexOf } from "../../core/hex.ts";
import { collectPart, NO_PARTS } from "../../core/parts.ts";
import type { Presentation } from "../../core/presentation.ts";
import { recognise } from "../../core/recognise.ts";
import { isSignedBy, sha256 } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { loadKey } from "../../core/trust.ts";
import type { Draft } from "../../core/trust-draft.ts";

/** A credential found out from its code. The code itself is never kept. */
export type Identified =
  | { readonly ok: true; readonly issuer: string; readonly credential: string; readonly type: string }
  | { readonly ok: false; readonly problem: Text };

/**
 * Which credential of which issuer the symbols are, by a signature that holds; whether it is in force does not matter. A card may have plain
 * codes beside the signed one, or be spread over several; two credentials are refused, because nobody could say which is meant.
 */
export function identifyCode(symbols: readonly Uint8Array[], draft: Pick<Draft, "issuers">): Identified {
  let collected = NO_PARTS;
  const answers: Identified[] = [];
  for (const given of symbols) {
    const { after, shown } = collectPart(collected, given, 0);
    collected = after;
    answers.push(identifySymbol(shown.symbol, shown.parts ?? 1, draft));
  }
  const found = answers.filter((answer) => answer.ok);
  if (new Set(found.map(({ credential }) => credential)).size > 1) return SEVERAL;
  return found[0] ?? answers.find((answer) => answer === NOBODYS) ?? NOT_A_CREDENTIAL;
}

function identifySymbol(symbol: Uint8Array, parts: number, draft: Pick<Draft, "issuers">): Identified {
  const recognised = recognise(symbol, parts);
  if (!recognised.ok || recognised.value.kind === "document") return NOT_A_CREDENTIAL;
  const presentation = recognised.value;
  const issuer = draft.issuers.find(({ id, types, keys }) => keys.some((key) => isSignedWith(key, id, types, presentation)));
  if (!issuer) return NOBODYS;
  return { ok: true, issuer: issuer.id, credential: hexOf(sha256(presentation.payload)), type: presentation.type };
}

function isSignedWith(
  entry: Draft["issuers"][number]["keys"][number],
  issuer: string,
  types: Draft["issuers"][number]["types"],
  { algorithm, signedBytes, signature }: Presentation,
): boolean {
  const key = loadKey(entry, issuer, types);
  return key !== undefined && key.key.algorithm === algorithm && isSignedBy(key.key, signedBytes, signature);
}

const NOT_A_CREDENTIAL: Identified = {
  ok: false,
  problem: {
    vi: "đây không phải mã của giấy tờ có chữ ký; dùng --credential nếu biết mã nhận dạng",
    en: "this is no code of a signed credential; use --credential if you know its identity",
  },
};
const NOBODYS: Identified = {
  ok: false,
  problem: {
    vi: "không khoá nào trong bản nháp đã ký mã này; kiểm tra mã, hoặc dùng --credential",
    en: "no key in the draft has signed this code; check the code, or use --credential",
  },
};
const SEVERAL: Identified = {
  ok: false,
  problem: {
    vi: "trong ảnh có mã của nhiều giấy tờ; chụp riêng giấy tờ cần thu hồi",
    en: "the picture has codes of several credentials; take one of the right one alone",
  },
};
