// The technician's page behind its door: who may come in, what is there, and its buttons.
import type { InputName } from "../core/board/standard-pins.ts";
import type { LineName } from "../core/indication.ts";
import { type SelfTestStatus, selfTestStatus } from "../core/self-test.ts";
import { type Entered, pinWaitSeconds, type TechnicianPart, type TechnicianView } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { VERSION } from "../core/version.ts";
import type { Clock, TechnicianPin } from "../ports.ts";
import type { Check } from "./doctor-check.ts";
import { checkMoved, contactState, type Felt, moveText, STATES } from "./input-test.ts";
import { lineTest, partLabel } from "./part-labels.ts";
import type { TestBook } from "./test-book.ts";

export interface TechnicianOptions {
  readonly kiosk: string;
  readonly pin: TechnicianPin;
  readonly book: TestBook;
  /** Tests every part, or one by its name; undefined where there is no such part. */
  readonly testAll: () => Promise<readonly Check[]>;
  readonly testPart: (name: string) => Promise<Check | undefined>;
  /** Lines that are wired, which only a person can judge. */
  readonly lines: readonly LineName[];
  readonly play: (line: LineName) => void;
  /** Inputs that are wired, which somebody has to move. */
  readonly inputs: readonly InputName[];
  readonly felt: Pick<Felt, "contacts" | "sleep">;
  /** The clock that is believed, for dates, and one that never jumps, for waiting. */
  readonly clock: Clock;
  /** A secret of at least 128 bits, another at each call. */
  readonly newToken: () => string;
  readonly onFault: (error: unknown) => void;
}

/** The page's other side. */
export interface Technician {
  /** Somebody has held the service button: for two minutes the page opens without a PIN, once. */
  held(): void;
  /** Somebody has pressed the service button. True: it is being tested, and this press was for the test. */
  pressed(): boolean;
  enter(pin: string | undefined): Promise<Entered>;
  /** True for whoever has come in and not been idle for ten minutes since. `isUse`: a person does something, and the page did not ask by itself. */
  isIn(token: string, isUse: boolean): boolean;
  leave(): void;
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

const HELD_MS = 120_000;
const IDLE_MS = 600_000;

/** Opens the page's other side. It lets one technician in at a time: the last who came. */
export function openTechnician(options: TechnicianOptions): Technician {
  const { pin, book, lines, clock } = options;
  const checks = new Map<string, Check>();
  /** Apart from what the machine tests by itself: the verdict of a start waits for no hand. */
  const moved = new Map<string, Check>();
  const felt: Felt = { ...options.felt, presses: () => presses };
  const waitedFor = new Set<InputName>();
  const over = new AbortController().signal;
  let presses = 0;
  let heldUntilMs = 0;
  let guest: { readonly token: string; readonly untilMs: number } | undefined;
  let waitUntilMs: number | undefined;
  let entering: Promise<unknown> = Promise.resolve();
  let status: SelfTestStatus | undefined;

  function letIn(): Entered {
    heldUntilMs = 0;
    guest = { token: options.newToken(), untilMs: clock.monotonicMs() + IDLE_MS };
    if (checks.size === 0) void testAll();
    return { kind: "in", token: guest.token };
  }

  async function tryPin(typed: string | undefined): Promise<Entered> {
    const nowMs = clock.monotonicMs();
    if (nowMs < heldUntilMs) return letIn();
    const mistakes = await pin.mistakes();
    if (mistakes === undefined) return { kind: "no-pin" };
    const waitSeconds = pinWaitSeconds(mistakes);
    // After a start the wait begins anew: switching off and on must not shorten it. A PIN that was set meanwhile ends it.
    waitUntilMs = waitSeconds === 0 ? nowMs : (waitUntilMs ?? nowMs + waitSeconds * 1000);
    if (nowMs < waitUntilMs) return { kind: "wait", waitSeconds: Math.ceil((waitUntilMs - nowMs) / 1000) };
    if (typed === undefined) return { kind: "wrong", waitSeconds: 0 };
    // Written down before it is looked at: a power cut saves nobody from the wait.
    await pin.note(mistakes + 1);
    if (await pin.isRight(typed)) {
      await pin.note(0);
      return letIn();
    }
    const nextSeconds = pinWaitSeconds(mistakes + 1);
    waitUntilMs = clock.monotonicMs() + nextSeconds * 1000;
    return { kind: "wrong", waitSeconds: nextSeconds };
  }

  function partOf(name: string, judge: TechnicianPart["judge"]): TechnicianPart {
    const [check, noted] = [checks.get(name) ?? moved.get(name), book.last(name)];
    const state = check?.state ?? noted?.state ?? "untested";
    return {
      name,
      label: partLabel(name),
      state,
      ...(check?.isNeeded && { isNeeded: check.isNeeded }),
      ...(check && { found: check.found }),
      ...(check?.todo ? { todo: check.todo } : judge !== "machine" && state === "fault" && { todo: SEE_WIRES }),
      ...(noted && { testedAt: noted.at }),
      ...(name === lineTest("relay") && { before: DOOR_OPENS }),
      judge,
    };
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
    pressed() {
      presses++;
      return waitedFor.has("service-button");
    },
    held() {
      presses++;
      heldUntilMs = clock.monotonicMs() + HELD_MS;
    },
    enter(typed) {
      // One after the other: a hundred attempts at once are a hundred mistakes.
      const entered = entering.then(() => tryPin(typed));
      entering = entered.catch(() => undefined);
      return entered;
    },
    isIn(token, isUse) {
      const nowMs = clock.monotonicMs();
      if (!guest || guest.token !== token || nowMs >= guest.untilMs) return false;
      if (isUse) guest = { token, untilMs: nowMs + IDLE_MS };
      return true;
    },
    leave() {
      guest = undefined;
    },
    view: () => ({
      kiosk: options.kiosk,
      version: VERSION,
      now: clock.now(),
      parts: [
        ...[...checks.keys()].map((name) => partOf(name, "machine")),
        ...lines.map((line) => partOf(lineTest(line), "person")),
        ...options.inputs.map(inputPart),
      ],
    }),
    async test(name) {
      const line = lineNamed(name);
      if (line) {
        options.play(line);
        return partOf(name, "person");
      }
      const input = options.inputs.find((each) => each === name);
      if (input) return await testInput(input);
      const check = checks.has(name) ? await options.testPart(name) : undefined;
      if (!check) return undefined;
      await take([check]);
      return partOf(name, "machine");
    },
    async seen(name, isSeen) {
      if (!lineNamed(name)) return undefined;
      await note({ [name]: { state: isSeen ? "ok" : "fault", at: clock.now() } });
      return partOf(name, "person");
    },
    testAll,
    status: () => status,
  };
}
