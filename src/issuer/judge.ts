import { decide } from "../core/decide.ts";
import type { Decision } from "../core/decision.ts";
import { NO_HISTORY } from "../core/history.ts";
import { collectPart, NO_PARTS } from "../core/parts.ts";
import type { Policy } from "../core/policy.ts";
import { type Verdict, verdictOf } from "../core/reason.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustMaterial } from "../core/trust.ts";
import type { FindSymbols } from "./parts.ts";

/** What a code is judged by. */
export interface Terms {
  readonly trust: TrustMaterial | undefined;
  readonly policy: Policy;
  readonly at: EpochSeconds;
}

/** The kiosk's own decision about one symbol, without a journal: nothing was ever used before. */
export function judgeSymbol(symbol: Uint8Array, terms: Terms): Decision {
  return createJudge()(symbol, terms).decision;
}

/** The decision about a symbol, or about the whole card of which it was the last part; `parts`: in how many codes that came. */
export interface Judged {
  readonly decision: Decision;
  readonly parts?: number;
}

/** Judges symbols one after the other. */
export type Judge = (symbol: Uint8Array, terms: Terms) => Judged;

/** A judge that puts the parts of a card together, as a kiosk does with what it is shown. */
export function createJudge(): Judge {
  let parts = NO_PARTS;
  return (symbol, { trust, policy, at }) => {
    const { after, shown } = collectPart(parts, symbol, at);
    parts = after;
    const decision = decide({ ...shown, source: "desk", at }, trust, policy, NO_HISTORY);
    return { decision, ...(shown.parts !== undefined && { parts: shown.parts }) };
  };
}

/** The answer to a picture, with the number of codes found in it; or what is wrong with the file. */
export type JudgedPicture =
  | { readonly ok: true; readonly decision: Decision; readonly symbols: number }
  | { readonly ok: false; readonly error: string };

/** Judges every code in a picture and answers with the one that says most. A picture without a code is not understood. */
export async function judgePicture(picture: Uint8Array, terms: Terms, findSymbols: FindSymbols, judge: Judge): Promise<JudgedPicture> {
  const found = await findSymbols(picture);
  if (!found.ok) return found;
  const decisions = found.symbols.map((symbol) => judge(symbol, terms).decision);
  return { ok: true, decision: tellingMost(decisions) ?? { reason: "not-understood", warnings: [] }, symbols: decisions.length };
}

/**
 * What is signed says more than what is not, and what was judged more than what could not be. So the plain code on the other
 * half of a card hides neither an accepted nor a revoked credential beside it.
 */
const MOST_TELLING: readonly Verdict[] = ["accept", "refuse", "cannot-check", "read-only", "unreadable"];

/** Of the answers to several codes of one thing the one that says most; undefined where there are none. */
export function tellingMost(decisions: readonly Decision[]): Decision | undefined {
  const rank = ({ reason }: Decision) => MOST_TELLING.indexOf(verdictOf(reason));
  return decisions.toSorted((a, b) => rank(a) - rank(b))[0];
}
