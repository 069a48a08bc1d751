// Byte streams as readers send them, with what must come of them inside: test/vectors/serial/.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineGuard, TERMINATORS, type Terminator } from "../../../src/core/line-guard.ts";
import { READER_PROFILE_IDS, type ReaderProfile, type ReaderProfileId, readerProfile } from "../../../src/core/readers/profiles.ts";
import { symbolAssembler } from "../../../src/core/serial-framing.ts";

const FOLDER = new URL("../../vectors/serial/", import.meta.url);
const QUIET = "quiet";
type Event = Uint8Array | typeof QUIET;

interface Replay {
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly terminator: Terminator;
  readonly events: readonly Event[];
  readonly symbols: readonly string[];
}

/** `\x02` in a symbol is that byte. */
function readReplay(name: string): Replay {
  const lines = readFileSync(new URL(name, FOLDER), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const all = (key: string) => lines.flatMap((line) => (line.startsWith(`${key}: `) ? [line.slice(key.length + 2)] : []));
  const [id = "", terminator = ""] = [all("profile")[0], all("terminator")[0]];
  const isKnown = (each: string): each is ReaderProfileId => READER_PROFILE_IDS.some((known) => known === each);
  if (!isKnown(id) || !Object.hasOwn(TERMINATORS, terminator)) throw new Error(`${name}: no such reader`);
  return {
    name,
    profile: readerProfile(id),
    terminator: terminator as Terminator,
    events: lines.flatMap((line): Event[] =>
      line === QUIET ? [QUIET] : line.startsWith("bytes: ") ? [Buffer.from(line.slice(7).replaceAll(" ", ""), "hex")] : [],
    ),
    symbols: all("symbol").map((text) =>
      text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    ),
  };
}

/** Of these codes none is whole before its end of line. */
function play({ profile, terminator }: Replay, events: readonly Event[]): readonly string[] {
  const guard = lineGuard(terminator, profile.commands?.replies);
  const assembler = symbolAssembler({ terminator, isWhole: (symbol) => /^[A-Z]{3}$/.test(Buffer.from(symbol).toString("latin1")) });
  const symbols: Uint8Array[] = [];
  for (const event of events) {
    const { lines, unfinished } = event === QUIET ? guard.quiet() : { lines: guard.admit(event), unfinished: undefined };
    for (const line of lines) symbols.push(...assembler.line(line));
    if (unfinished) symbols.push(...assembler.quiet(unfinished));
  }
  return symbols.map((symbol) => Buffer.from(symbol).toString("latin1"));
}

const replays = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txt"))
  .map(readReplay);

test("each family with commands has a stream", () => {
  const families = READER_PROFILE_IDS.map(readerProfile).flatMap(({ commands }) => commands?.replies ?? []);
  expect(new Set(replays.map(({ profile }) => profile.commands?.replies))).toEqual(new Set(families));
});

describe.each(replays)("$name", (replay) => {
  test("gives these codes", () => {
    expect(play(replay, replay.events)).toEqual(replay.symbols);
  });

  test("gives the same codes byte by byte", () => {
    const single = replay.events.flatMap((event): Event[] =>
      event === QUIET ? [QUIET] : Array.from(event, (byte) => Uint8Array.of(byte)),
    );
    expect(play(replay, single)).toEqual(replay.symbols);
  });
});

test("a printable code passes whole whatever the reader is, cut as it may be", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...READER_PROFILE_IDS),
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 80 }),
      fc.nat(80),
      (id, text, cut) => {
        const guard = lineGuard("cr", (readerProfile(id) as ReaderProfile).commands?.replies);
        const bytes = Buffer.from(`${text}\r`, "latin1");
        const lines = [...guard.admit(bytes.subarray(0, cut)), ...guard.admit(bytes.subarray(cut)), ...guard.quiet().lines];
        expect(lines.map((line) => Buffer.from(line).toString("latin1"))).toEqual([`${text}\r`]);
      },
    ),
    { numRuns: 300 },
  );
});
