import type { Decision } from "../core/decision.ts";
import { displayJson, displayText } from "../core/display-text.ts";
import { type Verdict, verdictOf } from "../core/reason.ts";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { answerLines, answerOf, EXIT_OF, worstOf } from "./answer.ts";
import { complain, sentenceOf } from "./complaint.ts";
import { type JudgedPicture, judgePicture, judgeSymbol, type Terms } from "./judge.ts";
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
  const verdicts: Verdict[] = [];
  for (const input of inputs) {
    const judged = await judgeInput(input, terms, parts);
    if (json) await parts.out(`${displayJson(inJson(input, judged, terms))}\n`);
    else if (judged.ok) await parts.out(inWords(input, judged, terms, inputs.length > 1));
    else complainOf(input, judged.error, parts);
    // A file that cannot be opened was not read, and a script must not take it for anything else.
    verdicts.push(judged.ok ? verdictOf(judged.decision.reason) : "unreadable");
  }
  return EXIT_OF[worstOf(verdicts)];
}

/** `symbols` is absent for text: there it is always one. */
type Judged = { readonly ok: true; readonly decision: Decision; readonly symbols?: number } | (JudgedPicture & { readonly ok: false });

async function judgeInput(input: string, terms: Terms, { readInput, findSymbols }: Parts): Promise<Judged> {
  let bytes: Uint8Array;
  try {
    bytes = await readInput(input);
  } catch (error) {
    return { ok: false, error: sentenceOf(error) };
  }
  return isPicture(bytes) ? await judgePicture(bytes, terms, findSymbols) : { ok: true, decision: judgeSymbol(bytes, terms) };
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
