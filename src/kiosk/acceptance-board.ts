import type { BoardStatus } from "../core/board-status.ts";
import type { Pattern } from "../core/indication.ts";
import { type AcceptanceRow, type Ask, type PlayedBoard, rowOf } from "./acceptance.ts";
import { boardChecks, undriven } from "./board-checks.ts";

/** Whoever stands there, and the end of it all, which Ctrl-C at any question is. */
export interface Person {
  readonly ask: Ask;
  readonly signal: AbortSignal;
}

/** A board that is played, together with what it says of itself meanwhile. */
export interface WatchedBoard extends PlayedBoard {
  readonly ask: Ask;
  /** What was ever wrong with it, until now. */
  rows(): readonly AcceptanceRow[];
}

/** The board is looked at whenever a line has gone on, and before the next one does: a short may show at one level only. */
export function watchBoard(
  { play, status }: { readonly play: (pattern: Pattern) => void; readonly status: () => BoardStatus },
  { ask, signal }: Person,
): WatchedBoard {
  const seen: AcceptanceRow[] = [];
  const look = () => void seen.push(...boardChecks(status()).map(rowOf));
  return {
    play(pattern) {
      if (signal.aborted) return;
      play(pattern);
      look();
    },
    undriven: (line) => undriven(line, status()),
    async ask(question) {
      const answer = await ask(question);
      look();
      return answer;
    },
    rows() {
      look();
      return seen;
    },
  };
}
