// Cards of fields in a row, cut by a pause: a part of one may be whole as somebody else's card, or as an older card with fewer fields.
import { describe, expect, test } from "vitest";
import { lineGuard, TERMINATORS, type Terminator } from "../../src/core/line-guard.ts";
import { type ReaderProfile, readerProfile } from "../../src/core/readers/profiles.ts";
import { isWhole, mayBePart, recognise } from "../../src/core/recognise.ts";
import { symbolAssembler } from "../../src/core/serial-framing.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const QUIET = "quiet";
type Event = Uint8Array | typeof QUIET;
/** Each terminator and each grammar of replies once. */
const READERS = [
  ["cr", "gm65"],
  ["lf", "gm67"],
  ["crlf", "newland"],
  ["tab", "honeywell"],
] as const;

const CARDS = [
  "099190000001|099000001|Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|20062021",
  "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|01082024||Trần Văn Thử|Lê Thị Thử|",
  "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|01082024||||",
  "GD4990000000001|4e677579e1bb856e205468e1bb8b204b69e1bb836d205468e1bbad|15/05/1990|2|-|99 - 001|01/01/2026|31/12/2027|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$",
];
const SHARED = hasSharedVectors() ? sharedCards() : [];

function sharedCards(): readonly string[] {
  const rows = sharedVectors("vietnam.jsonl")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): { readonly text?: string } => JSON.parse(line));
  return rows.flatMap(({ text = "" }) =>
    isWhole(Buffer.from(text)) && mayBePart(Buffer.from(text)) && !/[\r\n]$/.test(text) ? [text] : [],
  );
}

function read(events: readonly Event[], terminator: Terminator, replies: ReaderProfile["commands"], isTyped = false): readonly string[] {
  const guard = lineGuard(terminator, replies?.replies);
  const assembler = symbolAssembler({ terminator, isWhole, mayBePart, isTyped });
  const symbols: (Uint8Array | undefined)[] = [];
  for (const event of events) {
    const { lines, unfinished } = event === QUIET ? guard.quiet() : { lines: guard.admit(event), unfinished: undefined };
    for (const line of lines) symbols.push(assembler.line(line));
    if (unfinished) symbols.push(assembler.quiet(unfinished));
  }
  return symbols.flatMap((symbol) => (symbol ? [Buffer.from(symbol).toString("utf8")] : []));
}

/** A pause at every byte, and behind it another one three bytes on. */
function* paused(card: string, terminator: Terminator): Generator<readonly Event[]> {
  const bytes = Buffer.from(card + TERMINATORS[terminator]);
  for (let cut = 1; cut < bytes.length; cut++) {
    yield [bytes.subarray(0, cut), QUIET, bytes.subarray(cut), QUIET];
    yield [bytes.subarray(0, cut), QUIET, bytes.subarray(cut, cut + 3), QUIET, bytes.subarray(cut + 3), QUIET];
  }
}

describe("a card with a pause at any byte", () => {
  test.each(READERS)("is the whole card where a terminator is expected (%s of %s)", (terminator, id) => {
    const { commands }: ReaderProfile = readerProfile(id);
    const wrong = CARDS.flatMap((card) =>
      [...paused(card, terminator)].filter((events) => read(events, terminator, commands).join("\n") !== card),
    );
    expect(wrong).toEqual([]);
  });

  test.skipIf(SHARED.length === 0)("is the whole card, also of everything that was published", () => {
    const wrong = SHARED.flatMap((card) => [...paused(card, "cr")].filter((events) => read(events, "cr", undefined).join("\n") !== card));
    expect(wrong).toEqual([]);
  });

  test("is nothing where its rest never comes", () => {
    for (const card of CARDS)
      for (let cut = 1; cut < card.length; cut++) expect(read([Buffer.from(card.slice(0, cut)), QUIET], "cr", undefined)).toEqual([]);
  });
});

test("a card of a reader that sends another end of line than expected is answered when the line is quiet", () => {
  for (const end of ["\t", "\n"]) expect(read([Buffer.from(`${CARDS[0]}${end}`), QUIET], "cr", undefined)).toEqual([CARDS[0]]);
});

test("a typed card of which keys are lost, wherever that is, is unreadable", () => {
  for (const card of [...CARDS, ...SHARED].filter((each) => /^[ -~]+$/.test(each)))
    for (let at = 0; at < card.length; at++)
      for (const lost of [1, 3]) {
        const rest = `${card.slice(0, at)}\0${card.slice(at + lost)}\r`;
        for (const symbol of read([Buffer.from(rest), QUIET], "cr", undefined, true)) expect(recognise(Buffer.from(symbol)).ok).toBe(false);
      }
});
