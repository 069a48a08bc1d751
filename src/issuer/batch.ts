import { displayJson } from "../core/display-text.ts";
import { type GivenLists, withLists } from "../core/key-list.ts";
import { type Answer, answerOf } from "./answer.ts";
import { type BatchRequest, type LineId, readLine } from "./batch-line.ts";
import { EXIT_DONE, sentenceOf } from "./complaint.ts";
import { createJudge, type Judge, judgePicture, type Terms } from "./judge.ts";
import { createKeyCache, type LoadKeys } from "./key-cache.ts";
import { linesOf } from "./lines.ts";
import type { IssuerParts } from "./parts.ts";

/** Longest line, in bytes: a picture of 12 MB in base64. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

type Parts = Pick<IssuerParts, "now" | "stdin" | "findSymbols" | "out">;

/** What counts where a line says nothing else. An absent time is that of the moment. */
export type BatchTerms = Pick<Terms, "trust" | "policy"> & Partial<Pick<Terms, "at">> & { readonly lists?: GivenLists };

/** What goes from line to line. */
interface Memory {
  readonly loadKeys: LoadKeys;
  readonly judge: Judge;
}

/** What a line is told: `symbols` is the number of codes in its image, `rejectedKeys` names keys of kinds we do not support. */
type Told = (Answer & { readonly symbols?: number; readonly rejectedKeys?: readonly string[] }) | { readonly error: string };
type Reply = { readonly id: LineId } & Told;

/**
 * `tram verify --batch`: one JSON line out for each one in, in their order, each before the next is begun, so that memory stays
 * bounded and a caller can wait for an answer. Returns the exit code, 0 when all lines were answered, whatever the answers.
 */
export async function verifyBatch(terms: BatchTerms, parts: Parts): Promise<number> {
  const memory: Memory = { loadKeys: createKeyCache(), judge: createJudge() };
  for await (const line of linesOf(parts.stdin, MAX_LINE_BYTES)) {
    const reply = line.kind === "too-long" ? TOO_LONG : await replyTo(line.bytes, terms, memory, parts);
    if (reply) await parts.out(`${displayJson(reply)}\n`);
  }
  return EXIT_DONE;
}

const TOO_LONG: Reply = { id: null, error: `a line has at most ${MAX_LINE_BYTES} bytes` };

async function replyTo(bytes: Uint8Array, terms: BatchTerms, memory: Memory, parts: Parts): Promise<Reply | undefined> {
  const line = readLine(bytes);
  if (!line) return undefined;
  const { id } = line;
  if (!line.ok) return { id, error: line.error };
  try {
    return { id, ...(await answerTo(line.request, terms, memory, parts)) };
  } catch (error) {
    // Nothing a line holds should lead here; if it does, the lines after it still count.
    return { id, error: `internal error, please report it: ${sentenceOf(error)}` };
  }
}

/** The line's own words, else those of the command line. */
async function answerTo(request: BatchRequest, terms: BatchTerms, { loadKeys, judge }: Memory, parts: Parts): Promise<Told> {
  const loaded = request.keys && loadKeys(request.keys);
  const policy = request.policy ?? terms.policy;
  const trust = loaded?.trust ?? terms.trust;
  const { crl = terms.lists?.ridLists, tokenStatusLists = terms.lists?.tokenStatusLists } = request;
  const own: Terms = {
    trust: trust && withLists(trust, { ridLists: crl, tokenStatusLists }),
    policy,
    at: request.at ?? terms.at ?? parts.now(),
  };
  const rejectedKeys = loaded && loaded.rejectedKeys.length > 0 ? { rejectedKeys: loaded.rejectedKeys } : {};
  if (request.image) {
    const judged = await judgePicture(request.image, own, parts.findSymbols, judge);
    if (!judged.ok) return { error: `image: ${judged.error}` };
    return { ...answerOf(judged.decision, policy), symbols: judged.symbols, ...rejectedKeys };
  }
  const symbol = request.symbol ?? Buffer.from(request.text ?? "", "utf8");
  return { ...answerOf(judge(symbol, own).decision, policy), ...rejectedKeys };
}
