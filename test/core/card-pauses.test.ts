// Cards of fields in a row, cut by a pause: a part of one may be whole as somebody else's card, or as an older card with fewer fields.
import { describe, expect, test } from "vitest";
import { TERMINATORS, type Terminator } from "../../src/core/line-guard.ts";
import { type ReaderProfile, readerProfile } from "../../src/core/readers/profiles.ts";
import { isWhole, mayBePart, recognise } from "../../src/core/recognise.ts";
import { type LineEvent, QUIET, readLineEvents, STALL } from "../support/line-events.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

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

function read(
  events: readonly LineEvent[],
  terminator: Terminator,
  commands: ReaderProfile["commands"],
  isTyped = false,
): readonly string[] {
  return readLineEvents(events, { terminator, replies: commands?.replies, isTyped }).map((symbol) => Buffer.from(symbol).toString("utf8"));
}

/** A pause at every byte, and behind it another one three bytes on; and how the card ends behind each pause. */
function* paused(
  card: string,
  terminator: Terminator,
): Generator<{ readonly events: readonly LineEvent[]; readonly ends: readonly string[] }> {
  const bytes = Buffer.from(card + TERMINATORS[terminator]);
  const from = (cut: number) => bytes.subarray(cut, -TERMINATORS[terminator].length);
  for (let cut = 1; cut < bytes.length; cut++) {
    const ends = [from(cut).toString("utf8")];
    yield { events: [bytes.subarray(0, cut), QUIET, bytes.subarray(cut), QUIET], ends };
    const twice: readonly LineEvent[] = [
      bytes.subarray(0, cut),
      QUIET,
      bytes.subarray(cut, cut + 3),
      QUIET,
      bytes.subarray(cut + 3),
      QUIET,
    ];
    yield { events: twice, ends: [...ends, from(cut + 3).toString("utf8")] };
  }
}

/** Where the end of it would be somebody's card by itself nobody can tell, and it has to be shown again. */
function wrongOf(card: string, terminator: Terminator, commands: ReaderProfile["commands"]) {
  return [...paused(card, terminator)].filter(({ events, ends }) => {
    const isDoubtful = ends.some((end) => recognise(Buffer.from(end)).ok && end.trim() !== card.trim());
    return read(events, terminator, commands).join("\n") !== (isDoubtful ? "\0" : card);
  });
}

describe("a card with a pause at any byte", () => {
  test.each(READERS)("is the whole card where a terminator is expected (%s of %s)", (terminator, id) => {
    const { commands }: ReaderProfile = readerProfile(id);
    expect(CARDS.flatMap((card) => wrongOf(card, terminator, commands))).toEqual([]);
  });

  test.skipIf(SHARED.length === 0)("is the whole card, also of everything that was published", () => {
    expect(SHARED.flatMap((card) => wrongOf(card, "cr", undefined))).toEqual([]);
  });

  test("is nothing where its rest never comes", () => {
    for (const card of CARDS)
      for (let cut = 1; cut < card.length; cut++) expect(read([Buffer.from(card.slice(0, cut)), QUIET], "cr", undefined)).toEqual([]);
  });
});

test("a card of a reader that sends another end of line than expected is answered when nothing more can belong to it", () => {
  for (const end of ["\t", "\n"]) {
    expect(read([Buffer.from(`${CARDS[0]}${end}`), QUIET], "cr", undefined)).toEqual([]);
    expect(read([Buffer.from(`${CARDS[0]}${end}`), QUIET, STALL], "cr", undefined)).toEqual([CARDS[0]]);
  }
});

test("a typed card of which keys are lost, wherever that is, is unreadable", () => {
  for (const card of [...CARDS, ...SHARED].filter((each) => /^[ -~]+$/.test(each)))
    for (let at = 0; at < card.length; at++)
      for (const lost of [1, 3]) {
        const rest = `${card.slice(0, at)}\0${card.slice(at + lost)}\r`;
        expect(read([Buffer.from(rest), QUIET], "cr", undefined, true)).toEqual(["\0"]);
      }
});
