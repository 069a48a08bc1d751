import { decide } from "../core/decide.ts";
import type { Decision } from "../core/decision.ts";
import { NO_HISTORY } from "../core/history.ts";
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
export function judgeSymbol(symbol: Uint8Array, { trust, policy, at }: Terms): Decision {
  return decide({ symbol, source: "desk", at }, trust, policy, NO_HISTORY);
}

/** The answer to a picture, with the number of codes found in it; or what is wrong with the file. */
export type JudgedPicture =
  | { readonly ok: true; readonly decision: Decision; readonly symbols: number }
  | { readonly ok: false; readonly error: string };

/** Judges every code in a picture and answers with the one that says most. A picture without a code is not understood. */
export async function judgePicture(picture: Uint8Array, terms: Terms, findSymbols: FindSymbols): Promise<JudgedPicture> {
  const found = await findSymbols(picture);
  if (!found.ok) return found;
  const decisions = found.symbols.map((symbol) => judgeSymbol(symbol, terms));
  return { ok: true, decision: tellingMost(decisions) ?? { reason: "not-understood", warnings: [] }, symbols: decisions.length };
}

/**
 * What is signed says more than what is not, and what was judged more than what could not be. So the plain code on the other
 * half of a card hides neither an accepted nor a revoked credential beside it.
 */
const MOST_TELLING: readonly Verdict[] = ["accept", "refuse", "cannot-check", "read-only", "unreadable"];

function tellingMost(decisions: readonly Decision[]): Decision | undefined {
  const rank = ({ reason }: Decision) => MOST_TELLING.indexOf(verdictOf(reason));
  return decisions.toSorted((a, b) => rank(a) - rank(b))[0];
}
