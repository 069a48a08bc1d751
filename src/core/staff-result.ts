import type { Decision } from "./decision.ts";
import { type DeskEntry, deskDecision } from "./desk.ts";
import { portraitOf, withoutPortrait } from "./portrait.ts";
import type { StaffResult } from "./staff.ts";
import type { AnswerView } from "./view.ts";

/** An answer for the staff: the entry as recorded, the words as shown, and what the policy lets them see. The picture goes apart. */
export function staffResult(entry: DeskEntry, view: AnswerView, decision: Pick<Decision, "disclosed" | "answers" | "fee">): StaffResult {
  const { disclosed, ...rest } = decision;
  const shown = { ...rest, ...(disclosed && { disclosed: withoutPortrait(disclosed) }) };
  const { durationMs: _, ...result } = deskDecision(entry, view, shown);
  return {
    ...result,
    id: view.id,
    next: view.next,
    ...(disclosed && portraitOf(disclosed) && { hasPortrait: true }),
    ...(result.reason === "document-read" && entry.seq !== undefined && { mustCompare: true }),
  };
}

/** The result without what only staff at the counter may see, and only for two minutes. */
export function hiddenResult(result: StaffResult): StaffResult {
  const { disclosed: _disclosed, answers: _answers, feeVnd: _fee, hasPortrait: _portrait, secondsLeft: _left, ...kept } = result;
  return isPersonal(result) ? { ...kept, isHidden: true } : kept;
}

/** True where there is something to hide. */
export function isPersonal({ disclosed, answers, feeVnd, hasPortrait }: StaffResult): boolean {
  return disclosed !== undefined || answers !== undefined || feeVnd !== undefined || hasPortrait === true;
}

/** True where a person has to lay the card beside its code, and what the code says can still be seen. */
export function canCompare({ seq, mustCompare, compared, disclosed }: StaffResult): boolean {
  return seq !== undefined && mustCompare === true && !compared && disclosed !== undefined;
}

/** True where staff may let somebody go on whom the kiosk did not accept. */
export function canOverride({ seq, verdict, overridden }: StaffResult): boolean {
  return seq !== undefined && verdict !== "accept" && !overridden;
}
