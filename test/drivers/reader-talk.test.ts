import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FAST_BAUD_RATE } from "../../src/core/readers/command-set.ts";
import { type ReaderProfile, type ReaderProfileId, readerProfile } from "../../src/core/readers/profiles.ts";
import type { ReaderLine } from "../../src/drivers/reader-line.ts";
import { type Acquaintance, askReader, meetReader, setUpReader, triggerReader, withReader } from "../../src/drivers/reader-talk.ts";
import { serialReader } from "../../src/drivers/serial-reader.ts";
import {
  type Faults,
  growModule,
  honeywellModule,
  newlandModule,
  plugInModule,
  type ScriptedReader,
  showSettingCode,
  ssiModule,
} from "../support/scripted-reader.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let plugged = 0;
async function plugIn(module: ScriptedReader["module"]): Promise<ScriptedReader> {
  const reader = await plugInModule(join(folder, `reader-${plugged++}`), module);
  closing.push(reader.close);
  return reader;
}

function commandsOf(id: ReaderProfileId) {
  const { commands }: ReaderProfile = readerProfile(id);
  if (!commands) throw new Error(`${id} has no commands`);
  return commands;
}

const ask = (id: ReaderProfileId, { path }: ScriptedReader, baudRate: number) => askReader(path, baudRate, commandsOf(id));
const setUp = (id: ReaderProfileId, { path }: ScriptedReader, baudRate: number, speed?: typeof FAST_BAUD_RATE) =>
  withReader(path, baudRate, commandsOf(id), (line) => setUpReader(line, commandsOf(id), baudRate, speed));

describe("each family that has commands", () => {
  const families: readonly (readonly [ReaderProfileId, () => ScriptedReader["module"], number, string])[] = [
    ["gm65", () => growModule(), 9600, "GM65 family"],
    ["waveshare", () => growModule(), 9600, "GM65 family"],
    ["newland", () => newlandModule(), 9600, "NLS-FM430"],
    ["honeywell", () => honeywellModule(), 115_200, "Honeywell"],
    ["gm67", () => ssiModule(), 9600, "GM72 V1.3"],
  ];

  test.each(families)("%s says that it is there, is set up once, and then is as a kiosk wants it", async (id, module, speed, says) => {
    const reader = await plugIn(module());
    const before = await ask(id, reader, speed);
    expect(before).toMatchObject({ kind: "answered", baudRate: speed, says });
    expect(Object.values("settings" in before ? before.settings : {})).toContain(false);
    const done = await setUp(id, reader, speed);
    expect(done).toMatchObject({ kind: "done", says, foundAt: speed, baudRate: speed });
    expect(Object.values("steps" in done ? done.steps : {})).toContain("changed");
    const after = await ask(id, reader, speed);
    expect(Object.values("settings" in after ? after.settings : {})).not.toContain(false);
    const again = await setUp(id, reader, speed);
    expect(new Set(Object.values("steps" in again ? again.steps : {}))).toEqual(new Set(["kept"]));
  });
});

test.each([
  ["gm65", () => growModule(), "96", 0b1110_0101, 0b1000_0101], // no end of code; what stands beside it is kept
  ["gm65", () => growModule(), "96", 0b0010_0001, 0b0000_0001], // CRLF
  ["gm65", () => growModule(), "96", 0b0000_0000, 0b0000_0001], // CR, and not sent
  ["newland", () => newlandModule(), "TSUSET", 0x09, 0x0d],
  ["newland", () => newlandModule(), "TSUENA", 0, 1],
  ["gm67", () => ssiModule(), "242 5", 0x00, 0x02],
] as const)("%s is told to end its codes with CR, and it is read back (%#)", async (id, module, setting, before, after) => {
  const reader = await plugIn(module());
  reader.module.settings.set(setting, before);
  const name = setting === "TSUENA" ? "terminator-sent" : "terminator";
  expect(await ask(id, reader, 9600)).toMatchObject({ settings: { [name]: false } });
  expect(await setUp(id, reader, 9600)).toMatchObject({ steps: { [name]: "changed" } });
  expect(reader.module.settings.get(setting)).toBe(after);
  expect(await ask(id, reader, 9600)).toMatchObject({ settings: { [name]: true } });
});

describe("a GM65", () => {
  test("keeps what stands beside a setting in the same register", async () => {
    const reader = await plugIn(growModule());
    await setUp("gm65", reader, 9600);
    // 0xD1 was: LED and sound on, aim as usual, light off, by command.
    expect(reader.module.settings.get("0")).toBe(0b1101_0111);
    expect(reader.module.settings.get("3")).toBe(0b10);
  });

  test("that is set up cannot be re-programmed by whoever holds up a setting code", async () => {
    const reader = await plugIn(growModule());
    showSettingCode(reader.module, 0, 0x00);
    expect(reader.module.settings.get("0")).toBe(0x00);
    await setUp("gm65", reader, 9600);
    const asWanted = reader.module.settings.get("0");
    showSettingCode(reader.module, 0, 0x00);
    expect(reader.module.settings.get("0")).toBe(asWanted);
  });

  test("is found at another speed, and brought to the one that is wanted", async () => {
    const reader = await plugIn(growModule({}, 9600));
    expect(await ask("gm65", reader, FAST_BAUD_RATE)).toMatchObject({ kind: "answered", baudRate: 9600 });
    expect(await setUp("gm65", reader, FAST_BAUD_RATE, FAST_BAUD_RATE)).toMatchObject({
      kind: "done",
      foundAt: 9600,
      baudRate: FAST_BAUD_RATE,
    });
    expect(await ask("gm65", reader, FAST_BAUD_RATE)).toMatchObject({ kind: "answered", baudRate: FAST_BAUD_RATE });
  });

  const faults: readonly (readonly [string, Faults, object])[] = [
    ["that hears nothing is silent", { isDeaf: true }, { kind: "silent" }],
    [
      "that acknowledges and does nothing is caught by reading back",
      { ignoresWrites: true },
      { kind: "done", baudRate: 9600, steps: { "reads-by-itself": "refused", "setting-codes-locked": "refused" } },
    ],
    [
      "whose acknowledgements are lost is set up all the same, but whether it keeps that nobody knows",
      { losesAcknowledgements: true },
      { kind: "done", baudRate: FAST_BAUD_RATE, steps: { "reads-by-itself": "not-saved", "setting-codes-locked": "not-saved" } },
    ],
  ];
  test.each(faults)("%s", async (_, fault, expected) => {
    expect(await setUp("gm65", await plugIn(growModule(fault)), 9600, FAST_BAUD_RATE)).toMatchObject(expected);
  });

  test("that does not keep its settings is told, also when everything was set before", async () => {
    const module = growModule();
    const { hear } = module;
    module.hear = (bytes) => (bytes[2] === 0x09 ? [] : hear(bytes));
    const reader = await plugIn(module);
    for (let round = 0; round < 2; round++)
      expect(await setUp("gm65", reader, 9600)).toMatchObject({
        steps: { "reads-by-itself": "not-saved", illumination: "not-saved", "setting-codes-locked": "not-saved" },
      });
  });

  test("that a kiosk has open is left alone", async () => {
    const reader = await plugIn(growModule());
    const source = serialReader({ path: reader.path, isWhole: () => true, log: () => undefined });
    closing.push(source.close);
    source.open(() => undefined);
    await vi.waitFor(() => expect(source.health().state).toBe("ok"), 10_000);
    expect(await ask("gm65", reader, 9600)).toEqual({ kind: "held" });
  });

  test("that is not there is told", async () => {
    expect(await askReader(join(folder, "none"), 9600, commandsOf("gm65"))).toMatchObject({ kind: "unopened", why: /No such file/ });
  });
});

test.each([
  ["gm65", "acknowledged", () => growModule(), 9600],
  ["gm67", "acknowledged", () => ssiModule(), 9600], // asleep until it is woken
  ["honeywell", "sent", () => honeywellModule(), 115_200],
] as const)("a trigger of %s is %s", async (id, outcome, module, speed) => {
  const { path } = await plugIn(module());
  expect(await withReader(path, speed, commandsOf(id), (line) => triggerReader(line, commandsOf(id)))).toBe(outcome);
});

test("a silent reader is asked at the speed it had last, then at every other one, at the next of them, or on USB at none", async () => {
  const speeds: number[] = [];
  const line: ReaderLine = {
    ask: async () => undefined,
    setSpeed: async (baudRate) => void speeds.push(baudRate),
    close: async () => undefined,
  };
  const known: Acquaintance = { speed: 19_200, isSilent: false, turn: 0 };
  const meet = async (others: "all" | "next" | "none") => {
    speeds.length = 0;
    await meetReader(line, commandsOf("gm65"), 9600, known, others);
    expect(speeds.at(-1)).toBe(9600);
    return [...new Set(speeds)];
  };
  expect(await meet("all")).toEqual([19_200, 9600, FAST_BAUD_RATE, 57_600, 38_400]);
  expect(known).toMatchObject({ speed: undefined, isSilent: true });
  expect([await meet("next"), await meet("next"), await meet("none")]).toEqual([[9600, FAST_BAUD_RATE], [9600, 57_600], [9600]]);
});

describe("a kiosk with such a reader", () => {
  function listen(path: string, baudRate: number) {
    const symbols: string[] = [];
    const events: string[] = [];
    const isWhole = (symbol: Uint8Array) => /^<.*>$/s.test(Buffer.from(symbol).toString("latin1"));
    const source = serialReader({ path, baudRate, commands: commandsOf("gm65"), isWhole, log: (event) => events.push(event) });
    closing.push(source.close);
    source.open((symbol) => symbols.push(Buffer.from(symbol).toString("latin1")));
    const becomesOk = () => vi.waitFor(() => expect(source.health().state).toBe("ok"), { timeout: 10_000, interval: 10 });
    const hears = (expected: readonly string[]) => vi.waitFor(() => expect(symbols).toEqual(expected), { timeout: 5000, interval: 5 });
    return { source, events, becomesOk, hears };
  }

  test("says what it is", async () => {
    const reader = await plugIn(growModule());
    const { source, becomesOk, hears } = listen(reader.path, 9600);
    await becomesOk();
    expect(source.health().detail).toBe(`${reader.path}, 9600 baud, GM65 family`);
    reader.send("<code>\r");
    await hears(["<code>"]);
  });

  test("reads it at the speed it has, and says which one was configured", async () => {
    const reader = await plugIn(growModule({}, 9600));
    const { source, events, becomesOk, hears } = listen(reader.path, FAST_BAUD_RATE);
    await becomesOk();
    expect(source.health().detail).toBe(`${reader.path}, 9600 baud, not 115200 as configured: tram reader set-up cures it`);
    expect(events).toContain("serial-reader: speaks at another speed than configured, read at that one");
    reader.send("<code>\r");
    await hears(["<code>"]);
  });

  test("reads it also when it does not answer, and says no more of that when a code has come", async () => {
    const reader = await plugIn(growModule({ isDeaf: true }));
    const { source, becomesOk, hears } = listen(reader.path, 9600);
    await becomesOk();
    expect(source.health().detail).toMatch(/does not answer commands/);
    reader.send("<code>\r");
    await hears(["<code>"]);
    expect(source.health().detail).toBe(`${reader.path}, 9600 baud`);
  });

  test("does not leave its speed for noise where it has read codes at that one, though it never answers", async () => {
    const module = growModule({ isDeaf: true });
    const reader = await plugIn(module);
    const { source, becomesOk, hears } = listen(reader.path, 9600);
    await becomesOk();
    reader.send("<code>\r");
    await hears(["<code>"]);
    let asked = 0;
    module.hear = () => {
      asked++;
      return [];
    };
    reader.send(Uint8Array.of(0xff, 0xfe));
    await vi.waitFor(() => expect(source.health().advice?.en).toMatch(/no end of line/), 10_000);
    reader.send("<another>\r");
    await hears(["<code>", "<another>"]);
    expect(asked).toBe(0);
    expect(source.health().advice).toBeUndefined();
  });

  test("reads a code with an answer in the middle of it that comes later than it was waited for", async () => {
    const module = growModule();
    const { hear } = module;
    const late: Uint8Array[] = [];
    module.hear = (bytes) => {
      late.push(...hear(bytes));
      return [];
    };
    const reader = await plugIn(module);
    const { becomesOk, hears } = listen(reader.path, 9600);
    await becomesOk();
    for (const bytes of [Buffer.from("<shown "), ...late.slice(0, 1), Buffer.from("later>\r")]) reader.send(bytes);
    await hears(["<shown later>"]);
  });

  test("reads a code that is shown while it asks, with the answer in the middle of it", async () => {
    const module = growModule();
    const { hear } = module;
    let asked = 0;
    module.hear = (bytes) => (asked++ > 0 ? hear(bytes) : [Buffer.from("<shown "), ...hear(bytes), Buffer.from("meanwhile>\r")]);
    const reader = await plugIn(module);
    const { source, becomesOk, hears } = listen(reader.path, 9600);
    await hears(["<shown meanwhile>"]);
    await becomesOk();
    expect(source.health().detail).toMatch(/GM65 family$/);
  });

  test("finds it again when its speed has changed under way, and at that speed first when it was pulled out", async () => {
    let reader = await plugIn(growModule());
    const { source, events, becomesOk, hears } = listen(reader.path, 9600);
    await becomesOk();
    const other = "serial-reader: speaks at another speed than configured, read at that one";
    reader.module.speed = FAST_BAUD_RATE;
    await vi.waitFor(
      () => {
        if (!events.includes(other)) reader.send("no end of line");
        expect(events).toContain(other);
      },
      { timeout: 10_000, interval: 150 },
    );
    const link = reader.path;
    reader.send("<found>\r");
    await hears(["<found>"]);
    await reader.close();
    await vi.waitFor(() => expect(source.health().state).toBe("missing"), 10_000);
    const module = growModule({}, FAST_BAUD_RATE);
    const heardAt: number[] = [];
    const { hear } = module;
    module.hear = (bytes) => {
      heardAt.push(module.speed);
      return hear(bytes);
    };
    reader = await plugInModule(link, module);
    closing.push(reader.close);
    await becomesOk();
    expect(events.filter((event) => event === other)).toHaveLength(1);
    reader.send("<again>\r");
    await hears(["<found>", "<again>"]);
  });

  test("reads the code after a megabyte of noise, and keeps nothing of it", async () => {
    const reader = await plugIn(growModule());
    const { becomesOk, hears, events } = listen(reader.path, 9600);
    await becomesOk();
    // Bytes that begin a reply and never end one, and all others.
    const noise = Buffer.alloc(32_768, Uint8Array.of(0x02, 0x00, 0x00, 0x20, 0xff, 0x00, 0x80, 0x7e, 0x41));
    for (const bytes of [...Array<Buffer>(32).fill(noise), Buffer.from("\r<code>\r")])
      while (!reader.send(bytes)) await new Promise((resolve) => setTimeout(resolve, 5));
    await hears(["<code>"]);
    expect(events).toContain("serial-reader: too long for a code, dropped");
  });

  test("hears two readers at once, each with its own codes", async () => {
    const [one, two] = [await plugIn(growModule()), await plugIn(growModule())];
    const [first, second] = [listen(one.path, 9600), listen(two.path, 9600)];
    await Promise.all([first.becomesOk(), second.becomesOk()]);
    for (const part of ["<a ", "code", ">\r"]) {
      one.send(part.replace("code", "first"));
      two.send(part.replace("code", "second"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all([first.hears(["<a first>"]), second.hears(["<a second>"])]);
  });
});
