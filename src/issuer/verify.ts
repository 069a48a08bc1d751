import type { Decision } from "../core/decision.ts";
import { displayJson, displayText } from "../core/display-text.ts";
import { type Reason, verdictOf } from "../core/reason.ts";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { answerLines, answerOf, EXIT_OF, worstOf } from "./answer.ts";
import { complain, sentenceOf } from "./complaint.ts";
import { createJudge, type Judge, type JudgedPicture, judgePicture, type Terms } from "./judge.ts";
import type { IssuerParts } from "./parts.ts";
import { isPicture } from "./picture-kind.ts";

type Parts = Pick<IssuerParts, "readInput" | "findSymbols" | "out" | "err">;

/** `tram verify INPUT…`: judges each input in turn, says what it is, and returns the exit code of the worst. */
export async function verifyInputs(
  inputs: readonly string[],
  terms: Terms,
  { json = false }: { readonly json?: boolean },
  parts: Parts,
): Promise<number> {
  const { judgeOf, isCompleted } = judgeOfInputs();
  const reasons: (Reason | undefined)[] = [];
  for (const [index, input] of inputs.entries()) {
    const judged = await judgeInput(input, terms, judgeOf(index), parts);
    if (json) await parts.out(`${displayJson(inJson(input, judged, terms))}\n`);
    else if (judged.ok) await parts.out(inWords(input, judged, terms, inputs.length > 1));
    else complainOf(input, judged.error, parts);
    reasons.push(judged.ok ? judged.decision.reason : undefined);
  }
  const counting = reasons.filter((reason, index) => reason !== "more-parts-needed" || !isCompleted(index));
  // A file that cannot be opened was not read, and a script must not take it for anything else.
  return EXIT_OF[worstOf(counting.map((reason) => (reason ? verdictOf(reason) : "unreadable")))];
}

/** A judge for each input, and whether the part of a card in one was made a whole by a later one: then only the whole counts. */
function judgeOfInputs() {
  const judge = createJudge();
  let waiting: number[] = [];
  const completed = new Set<number>();
  const judgeOf =
    (index: number): Judge =>
    (symbol, terms) => {
      const judged = judge(symbol, terms);
      if (judged.decision.reason === "more-parts-needed") waiting.push(index);
      if (judged.parts === undefined) return judged;
      // The others of this card came last; what came before them was never completed.
      for (const other of waiting.slice(1 - judged.parts)) completed.add(other);
      waiting = [];
      return judged;
    };
  return { judgeOf, isCompleted: (index: number) => completed.has(index) };
}

/** `symbols` is absent for text: there it is always one. */
type Judged = { readonly ok: true; readonly decision: Decision; readonly symbols?: number } | (JudgedPicture & { readonly ok: false });

async function judgeInput(input: string, terms: Terms, judge: Judge, { readInput, findSymbols }: Parts): Promise<Judged> {
  let bytes: Uint8Array;
  try {
    bytes = await readInput(input);
  } catch (error) {
    return { ok: false, error: sentenceOf(error) };
  }
  return isPicture(bytes) ? await judgePicture(bytes, terms, findSymbols, judge) : { ok: true, decision: judge(bytes, terms).decision };
}

function inJson(input: string, judged: Judged, { policy }: Terms): object {
  if (!judged.ok) return { input, error: judged.error };
  const { decision, symbols } = judged;
  return {
    input,
    ...answerOf(decision, policy),
    code: REASON_TEXTS[decision.reason].code,
    ...(symbols !== undefined && { symbols }),
  };
}

function inWords(input: string, { decision, symbols }: Judged & { readonly ok: true }, { policy }: Terms, isOneOfMany: boolean): string {
  const heading = isOneOfMany ? [`== ${displayText(input)}`] : [];
  const remarks = [...remarksOn(symbols), ...(decision.reason === "trust-missing" ? [GIVE_KEYS] : [])];
  return [...heading, ...answerLines(decision, policy), ...remarks].map((line) => `${line}\n`).join("");
}

function remarksOn(symbols: number | undefined): readonly string[] {
  if (symbols === 0) return ["  Không thấy mã QR nào trong ảnh. / No QR code was found in the picture."];
  return symbols === undefined || symbols === 1 ? [] : [`  ${symbols} mã trong ảnh / codes in the picture`];
}

/** The table's own words are for a kiosk, which has a trust list or waits for one. */
const GIVE_KEYS = "  Hãy thêm --keys TỆP: khoá công khai của nơi cấp. / Add --keys FILE: the issuer's public key.";

function complainOf(input: string, error: string, { err }: Pick<Parts, "err">): void {
  complain(err, "verify", {
    vi: `không đọc được ${input} (${error}); kiểm tra tên tệp, hoặc dùng ảnh PNG, JPEG, PGM`,
    en: `cannot read ${input}: ${error}; check the name, or use a PNG, JPEG or PGM picture`,
  });
}
