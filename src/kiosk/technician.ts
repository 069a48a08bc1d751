// The technician's page behind its door: who may come in, what is there, and its buttons.
import type { InputName } from "../core/board/standard-pins.ts";
import type { LineName } from "../core/indication.ts";
import { type SelfTestStatus, selfTestStatus } from "../core/self-test.ts";
import type { TechnicianPart, TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { VERSION } from "../core/version.ts";
import type { Clock } from "../ports.ts";
import { checkCode } from "./check-codes.ts";
import type { Check } from "./doctor-check.ts";
import { type ButtonName, checkMoved, contactState, type Felt, moveText, STATES } from "./input-test.ts";
import { lineTest, partLabel } from "./part-labels.ts";
import { type Door, type DoorOptions, openDoor } from "./technician-door.ts";
import type { TestBook } from "./test-book.ts";

export interface TechnicianOptions extends Pick<DoorOptions, "pin" | "newToken"> {
  readonly kiosk: string;
  readonly book: TestBook;
  /** Tests every part, or one by its name; undefined where there is no such part. */
  readonly testAll: () => Promise<readonly Check[]>;
  readonly testPart: (name: string) => Promise<Check | undefined>;
  /** Lines that are wired, which only a person can judge. */
  readonly lines: readonly LineName[];
  readonly play: (line: LineName) => void;
  /** Why a line stays off whatever it is told; undefined: it is driven. */
  readonly undriven: (line: LineName) => Check | undefined;
  /** Inputs that are wired, which somebody has to move. */
  readonly inputs: readonly InputName[];
  readonly felt: Pick<Felt, "contacts" | "sleep">;
  /** The clock that is believed, for dates, and one that never jumps, for waiting. */
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** The page's other side. */
export interface Technician extends Door {
  /** Somebody has held the service button: for two minutes the page opens without a PIN, once. */
  held(): void;
  /** Somebody has pressed a button, the service button unless it says more. True: it is being tested, and this press was for the test. */
  pressed(button?: ButtonName): boolean;
  view(): TechnicianView;
  /** The part after its test; for one that a person judges it is played, and stays as it was. Undefined: there is no such part. */
  test(name: string): Promise<TechnicianPart | undefined>;
  seen(name: string, isSeen: boolean): Promise<TechnicianPart | undefined>;
  /** The test of a start. Resolves when it is over; never rejects. */
  testAll(): Promise<void>;
  /** What that came to; undefined while it runs. */
  status(): SelfTestStatus | undefined;
}

const SEE_WIRES: Text = {
  vi: "xem dây của nó theo sơ đồ dây, và phích cắm; rồi thử lại",
  en: "look at its wires (the wiring picture) and its plug, then test it again",
};
const DOOR_OPENS: Text = {
  vi: "Rơ-le sẽ đóng một giây, cửa có thể mở. Đứng tránh ra.",
  en: "The relay closes for a second, a door may open. Stand clear.",
};

/** Opens the page's other side. It lets one technician in at a time: the last who came. */
export function openTechnician(options: TechnicianOptions): Technician {
  const { book, lines, clock } = options;
  const door = openDoor(options);
  const checks = new Map<string, Check>();
  /** Apart from what the machine tests by itself: the verdict of a start waits for no hand. */
  const moved = new Map<string, Check>();
  const felt: Felt = { ...options.felt, presses: (button) => presses[button] };
  const waitedFor = new Set<InputName>();
  const over = new AbortController().signal;
  const presses: Record<ButtonName, number> = { "service-button": 0, "repeat-button": 0 };
  let status: SelfTestStatus | undefined;

  function partOf(name: string, judge: TechnicianPart["judge"]): TechnicianPart {
    const [check, noted] = [checks.get(name) ?? moved.get(name), book.last(name)];
    const state = check?.state ?? noted?.state ?? "untested";
    const code = check && checkCode(check);
    return {
      name,
      label: partLabel(name),
      state,
      ...(check?.isNeeded && { isNeeded: check.isNeeded }),
      ...(check && { found: check.found }),
      ...(check?.detail !== undefined && { detail: check.detail }),
      ...(check?.todo ? { todo: check.todo } : judge !== "machine" && state === "fault" && { todo: SEE_WIRES }),
      ...(code !== undefined && { code }),
      ...(noted && { testedAt: noted.at }),
      ...(name === lineTest("relay") && { before: DOOR_OPENS }),
      judge,
    };
  }

  /** Nobody is asked what a line did that the driver refuses: what was seen of it once counts no more. */
  function linePart(line: LineName): TechnicianPart {
    const why = options.undriven(line);
    if (!why) return partOf(lineTest(line), "person");
    const { state, found, detail, todo } = why;
    const code = checkCode(why);
    const said = { ...(code !== undefined && { code }), ...(detail !== undefined && { detail }), ...(todo && { todo }) };
    return { name: lineTest(line), label: partLabel(lineTest(line)), state, found, ...said, judge: "machine" };
  }

  /** A contact that nobody has tested yet says how it is. */
  function inputPart(input: InputName): TechnicianPart {
    const [part, state] = [partOf(input, "hand"), contactState(input, felt)];
    return { ...part, during: moveText(input, state), ...(!part.found && state && { found: STATES[state] }) };
  }

  async function testInput(input: InputName): Promise<TechnicianPart> {
    waitedFor.add(input);
    try {
      const check = await checkMoved(input, felt, over);
      moved.set(input, check);
      await note({ [input]: { state: check.state, at: clock.now() } });
    } finally {
      waitedFor.delete(input);
    }
    return inputPart(input);
  }

  async function take(tested: readonly Check[]): Promise<void> {
    const at = clock.now();
    for (const check of tested) checks.set(check.name, check);
    status = selfTestStatus(
      [...checks.values()].map((check) => ({ ...check, label: partLabel(check.name) })),
      at,
    );
    await note(Object.fromEntries(tested.map(({ name, state }) => [name, { state, at }])));
  }

  /** A full disk is no reason not to test. */
  async function note(tested: Parameters<TestBook["note"]>[0]): Promise<void> {
    try {
      await book.note(tested);
    } catch (error) {
      options.onFault(error);
    }
  }

  async function testAll(): Promise<void> {
    try {
      await take(await options.testAll());
    } catch (error) {
      options.onFault(error);
    }
  }

  const lineNamed = (name: string) => lines.find((line) => lineTest(line) === name);
  return {
    pressed(button = "service-button") {
      presses[button]++;
      return waitedFor.has(button);
    },
    ...door,
    held() {
      presses["service-button"]++;
      door.held();
    },
    async enter(typed) {
      const entered = await door.enter(typed);
      if (entered.kind === "in" && checks.size === 0) void testAll();
      return entered;
    },
    view: () => ({
      kiosk: options.kiosk,
      version: VERSION,
      now: clock.now(),
      parts: [...[...checks.keys()].map((name) => partOf(name, "machine")), ...lines.map(linePart), ...options.inputs.map(inputPart)],
    }),
    async test(name) {
      const line = lineNamed(name);
      if (line) {
        if (!options.undriven(line)) options.play(line);
        return linePart(line);
      }
      const input = options.inputs.find((each) => each === name);
      if (input) return await testInput(input);
      const check = checks.has(name) ? await options.testPart(name) : undefined;
      if (!check) return undefined;
      await take([check]);
      return partOf(name, "machine");
    },
    async seen(name, isSeen) {
      const line = lineNamed(name);
      if (!line) return undefined;
      if (!options.undriven(line)) await note({ [name]: { state: isSeen ? "ok" : "fault", at: clock.now() } });
      return linePart(line);
    },
    testAll,
    status: () => status,
  };
}
