import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineGuard, TERMINATORS, type Terminator } from "../../src/core/line-guard.ts";
import { SSI_COMMANDS } from "../../src/core/readers/ssi-commands.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { symbolAssembler } from "../../src/core/serial-framing.ts";

const QUIET = Symbol("quiet");
/** A pause that is longer than any that a reader makes in a code. */
const STALL = Symbol("stall");
type Event = Uint8Array | typeof QUIET | typeof STALL;

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const text = (symbol: Uint8Array) => Buffer.from(symbol).toString("latin1");

/** A code of the tests says how long it is, as a signed one can be checked for being whole: `code/5:hello`. */
const code = (payload: string) => `code/${payload.length}:${payload}`;
function isWhole(symbol: Uint8Array): boolean {
  const match = /^code\/(\d+):(.*)$/s.exec(text(symbol));
  return match?.[2]?.length === Number(match?.[1]);
}

interface Line {
  readonly terminator?: Terminator;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly isWhole?: (symbol: Uint8Array) => boolean;
}

/** Plays events through guard and assembler, one line a call, as the driver does. */
function read(events: readonly Event[], { terminator = "cr", ...rest }: Line = {}) {
  const guard = lineGuard(terminator);
  const assembler = symbolAssembler({ terminator, isWhole, ...rest });
  const symbols: Uint8Array[] = [];
  for (const event of events) {
    const { lines, unfinished } = event instanceof Uint8Array ? { lines: guard.admit(event), unfinished: undefined } : guard.quiet();
    symbols.push(...lines.flatMap((line) => assembler.line(line)));
    if (unfinished) symbols.push(...assembler.quiet(unfinished));
    if (event === STALL) symbols.push(...assembler.stall());
  }
  return { symbols: symbols.map(text), dropped: guard.dropped + assembler.dropped, assembler };
}

describe("a line that is whole", () => {
  test("is a symbol at once, without its terminator", () => {
    expect(read([bytes(`${code("hello")}\r`)]).symbols).toEqual([code("hello")]);
  });

  test.each([
    ["cr", "\r"],
    ["cr", "\r\n"],
    ["lf", "\n"],
    ["lf", "\r\n"],
    ["crlf", "\r\n"],
    ["tab", "\t"],
  ] as const)("of a reader read as %s that sends %j is one symbol, and two showings are two", (terminator, sent) => {
    const showing = bytes(code("hello") + sent);
    expect(read([showing, QUIET, showing, showing, QUIET], { terminator }).symbols).toEqual(Array(3).fill(code("hello")));
  });

  test("without any terminator is a symbol when the line is quiet, also where another terminator was expected", () => {
    expect(read([bytes(code("a")), QUIET]).symbols).toEqual([code("a")]);
    expect(read([bytes(`${code("a")}\t`), QUIET]).symbols).toEqual([code("a")]);
    expect(read([bytes(code("a")), QUIET, bytes(code("b")), QUIET], { terminator: "none" }).symbols).toEqual([code("a"), code("b")]);
  });

  test("loses the prefix and the suffix that the reader is set to add, and nothing else", () => {
    const line = { prefix: "]Q1", suffix: "#" };
    expect(read([bytes(`]Q1${code("x#")}#\r${code("plain")}\r`)], line).symbols).toEqual([code("x#"), code("plain")]);
  });
});

describe("a line that is not whole", () => {
  test("is one symbol when the line stays quiet", () => {
    expect(read([bytes("just a text\r")]).symbols).toEqual([]);
    expect(read([bytes("just a text\r"), QUIET]).symbols).toEqual(["just a text"]);
    expect(read([bytes("just a text\r\n"), QUIET, bytes("another\r\n"), QUIET]).symbols).toEqual(["just a text", "another"]);
  });

  test("is one symbol with the lines that follow, terminators between them kept", () => {
    expect(read([bytes("BEGIN:VCARD\r\nN:Nam\r\n\r\nEND:VCARD\r\n"), QUIET]).symbols).toEqual(["BEGIN:VCARD\r\nN:Nam\r\n\r\nEND:VCARD"]);
  });

  test("is one symbol with 300 lines that follow, and costs few questions whether it is whole", () => {
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`).join("\r");
    let asked = 0;
    const never = () => ++asked < 0;
    expect(read([bytes(`${lines}\r`), QUIET], { isWhole: never }).symbols).toEqual([lines]);
    expect(asked).toBeLessThan(300 + 32 * 10);
  });

  test("is no symbol where it is empty", () => {
    expect(read([bytes("\r\r\r\n"), QUIET, bytes("\n"), QUIET, bytes("\r"), QUIET]).symbols).toEqual([]);
  });
});

describe("a terminator in the middle of a code", () => {
  test("that belongs to the code is kept", () => {
    expect(read([bytes(`${code("a\rb\r\nc\r\r")}\r`)]).symbols).toEqual([code("a\rb\r\nc\r\r")]);
  });

  test.each(["\r", "\r\n"])("that the reader put there (%j) is taken out", (enter) => {
    const whole = code("one long code");
    expect(read([bytes(whole.slice(0, 9) + enter + whole.slice(9, 12) + enter + whole.slice(12) + enter)]).symbols).toEqual([whole]);
  });

  test("does not hold up the next code, nor does the next code join in", () => {
    expect(read([bytes(`${code("a\rb")}\r${code("c")}\r${code("d\r")}\r`), QUIET]).symbols).toEqual([code("a\rb"), code("c"), code("d\r")]);
  });

  test("gives one symbol where the rest never comes", () => {
    expect(read([bytes("code/50:a\rb\r"), QUIET, bytes(`${code("next")}\r`)]).symbols).toEqual(["code/50:a\rb", code("next")]);
    expect(read([bytes("code/50:a\rb"), STALL, bytes(`${code("next")}\r`)]).symbols).toEqual(["code/50:a", code("next")]);
  });
});

describe("what is no code", () => {
  test("a module's reply is taken out, whole or cut, and what only begins like one is not", () => {
    const reply = "\x02\x00\x00\x01\x00\x33\x31";
    expect(read([bytes(`${reply}${reply}${code("x")}\r${reply}`), QUIET]).symbols).toEqual([code("x")]);
    expect(read([bytes(reply.slice(0, 3)), bytes(reply.slice(3) + code("x")), bytes("\r")]).symbols).toEqual([code("x")]);
    expect(read([bytes(`${code("\x02\x00\x00\x01\x00\x02")}\r`)]).symbols).toEqual([code("\x02\x00\x00\x01\x00\x02")]);
    expect(read([bytes("\x02\x00"), QUIET], { terminator: "none" }).symbols).toEqual(["\x02\x00"]);
  });

  test("a reply in the middle of a code is the code's, unless an answer is due", () => {
    const reply = "\x02\x00\x00\x01\x00\x33\x31";
    expect(read([bytes(`${code(`a${reply}b`)}\r`)]).symbols).toEqual([code(`a${reply}b`)]);
    const guard = lineGuard("cr");
    guard.awaitAnswer(true);
    expect(guard.admit(bytes(`ab${reply}cd\r`)).map(text)).toEqual(["abcd\r"]);
    guard.awaitAnswer(false);
    expect(guard.admit(bytes(`ab${reply}cd\r`)).map(text)).toEqual([`ab${reply}cd\r`]);
  });

  test("an end of line is none that begins a reply, though its byte is the length of one (GM67)", () => {
    for (const terminator of ["cr", "lf", "tab"] as const) {
      const line = `code${TERMINATORS[terminator]}`;
      expect(lineGuard(terminator, SSI_COMMANDS.replies).admit(bytes(line)).map(text)).toEqual([line]);
    }
  });

  test.each([
    ["at once before a code", [bytes(`\xff\x00\xf8${code("x")}\r`)]],
    ["on a line of its own", [bytes(`\xffjunk\r${code("x")}\r`), QUIET]],
    ["in 40 bursts", [...Array.from({ length: 40 }, () => [bytes("\xff"), QUIET] as const).flat(), bytes(`${code("x")}\r`)]],
    ["and then quiet", [bytes("junk"), QUIET, bytes(`${code("x")}\r`)]],
    ["before a code in two lines", [bytes(`junk\xff\rj\xff\r${code("x\ry")}\r`)]],
  ] as const)("noise %s does not hide it", (_, events) => {
    const [symbol, ...others] = read(events).symbols;
    expect(symbol).toMatch(/^code\/\d:x/);
    expect(others).toEqual([]);
  });

  test("a slow reader's code is whole after a gap in it", () => {
    expect(read([bytes("code/5:he"), QUIET, bytes("l"), QUIET, bytes("lo\r")]).symbols).toEqual([code("hello")]);
  });

  test("bytes without terminator are forgotten on request", () => {
    const { assembler } = read([bytes("04512"), QUIET]);
    expect(assembler.isHolding).toBe(true);
    expect(assembler.forget()).toBe(5);
    expect(assembler.isHolding).toBe(false);
    expect(assembler.quiet(bytes(""))).toEqual([]);
  });
});

describe("too much", () => {
  test("noise is held no longer than a code may pause", () => {
    expect(read([bytes("\xff"), QUIET]).assembler.isHolding).toBe(true);
    expect(read([bytes("\xff"), STALL]).assembler.isHolding).toBe(false);
  });

  test("lines without anything printable, by the thousand, cost nothing behind the guard, and hide nothing", () => {
    const guard = lineGuard("cr");
    expect(guard.admit(bytes("\xff\r\r".repeat(5000))).length).toBeLessThan(50);
    expect(guard.admit(bytes(`${code("next")}\r`)).map(text)).toEqual([`${code("next")}\r`]);
  });

  const longest = "x".repeat(MAX_SYMBOL_BYTES);

  test.each(["cr", "lf", "crlf", "tab"] as const)(
    "the longest line passes, one byte more is dropped, the next is read again (%s)",
    (terminator) => {
      const end = TERMINATORS[terminator];
      expect(read([bytes(longest + end), QUIET], { terminator }).symbols).toEqual([longest]);
      for (const gap of [[QUIET], []] as const) {
        const { symbols, dropped } = read([bytes(`x${longest}${end}`), ...gap, bytes(`${code("next")}${end}`), QUIET], { terminator });
        expect({ symbols, dropped }).toEqual({ symbols: [code("next")], dropped: 1 });
      }
    },
  );

  test("half a terminator does not make a symbol one byte too long", () => {
    const { symbols } = read([bytes(`${longest}\r`), QUIET], { terminator: "crlf", isWhole: (symbol) => symbol.length > MAX_SYMBOL_BYTES });
    expect(symbols).toEqual([]);
  });

  test("a flood without terminator ends at the next quiet gap", () => {
    for (const terminator of ["cr", "none"] as const) {
      const flood = Array.from({ length: 50 }, () => bytes(longest));
      const { symbols, dropped } = read([...flood, QUIET, bytes(code("next")), QUIET], { terminator });
      expect({ symbols, dropped }).toEqual({ symbols: [code("next")], dropped: 1 });
    }
  });

  test("lines that together are too long for a code are dropped, the next code is read", () => {
    const { symbols, dropped } = read([bytes(`${"y".repeat(8000)}\r${"y".repeat(8000)}\r${code("next")}\r`), QUIET]);
    expect({ symbols, dropped }).toEqual({ symbols: ["y".repeat(8000), code("next")], dropped: 1 });
  });
});

describe("for every stream", () => {
  const terminator = fc.constantFrom<Terminator>("cr", "lf", "crlf", "tab", "none");
  // Bytes that mean something to the framing are frequent, or hardly a run would meet two of them.
  const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x0d, 0x0a, 0x09, 0x02, 0x00, 0x33));
  const payload = fc.array(byte, { maxLength: 60 }).map((list) => Buffer.from(list).toString("latin1"));

  test("the cut into chunks changes nothing", () => {
    const piece = fc.oneof(payload.map(code), payload, fc.constantFrom("\r", "\n", "\r\n", "\t", "\x02\x00\x00\x01\x00\x33\x31"));
    const stretch = fc.array(fc.tuple(piece, fc.nat(7)), { maxLength: 8 });
    fc.assert(
      fc.property(terminator, fc.array(stretch, { maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 9 })), (end, stretches, cuts) => {
        const whole = stretches.flatMap((pieces): Event[] => [bytes(pieces.map(([part]) => part).join("")), QUIET]);
        const cut = whole.flatMap((event): Event[] => (event instanceof Uint8Array ? chunksOf(event, cuts) : [event]));
        expect(read(cut, { terminator: end })).toMatchObject({ symbols: read(whole, { terminator: end }).symbols });
      }),
      { numRuns: 300 },
    );
  });

  test("codes of any bytes come out once each, exactly and in order", () => {
    fc.assert(
      fc.property(terminator, fc.array(payload, { minLength: 1, maxLength: 5 }), (end, payloads) => {
        const codes = payloads.map(code);
        const pause: readonly Event[] = end === "none" ? [QUIET] : [];
        const events = codes.flatMap((sent) => [bytes(sent + TERMINATORS[end]), ...pause]);
        expect(read([...events, QUIET], { terminator: end }).symbols).toEqual(codes);
      }),
      { numRuns: 500 },
    );
  });

  test("no symbol is empty or longer than a symbol may be, whatever is called whole", () => {
    const run = fc.tuple(byte, fc.oneof(fc.nat(20), fc.nat(9000))).map(([value, times]): Event => new Uint8Array(times).fill(value));
    const event = fc.oneof<fc.MaybeWeightedArbitrary<Event>[]>({ arbitrary: run, weight: 4 }, { arbitrary: fc.constant(QUIET), weight: 1 });
    fc.assert(
      fc.property(terminator, fc.array(event, { maxLength: 12 }), fc.integer({ min: 1, max: 5000 }), (end, events, modulus) => {
        const { symbols } = read(events, { terminator: end, isWhole: (symbol) => symbol.length % modulus === 0 });
        for (const symbol of symbols) {
          expect(symbol.length).toBeGreaterThan(0);
          expect(symbol.length).toBeLessThanOrEqual(MAX_SYMBOL_BYTES);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function chunksOf(all: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(all.slice(from, from + size));
    from += size;
  }
  return [...chunks, all.slice(from)];
}
