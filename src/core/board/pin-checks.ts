import { electricalRules } from "./electrical-checks.ts";
import { headerName } from "./header-pins.ts";
import { knownRules } from "./known-checks.ts";
import { partRules } from "./part-checks.ts";
import type { PinFacts } from "./pin-facts.ts";
import { type Found, linesOf } from "./pin-lines.ts";
import { bootPullOf, HEADER_GPIOS, RASPBERRY_HEADER } from "./raspberry-header.ts";

/** Something in hardware/pins.yaml that must not be built, for the person who changes it. */
export interface PinProblem {
  readonly rule: keyof typeof RULES;
  readonly vi: string;
  readonly en: string;
}

/** Every rule, in the order in which its problems are told. */
const RULES = {
  "header-differs": differingHeader,
  "boot-pulls": wrongBootPulls,
  "unknown-board": unknownBoards,
  "same-model": sameModels,
  "pin-taken": takenPins,
  "pin-mismatch": mismatchedPins,
  ...electricalRules,
  ...partRules,
  ...knownRules,
} as const satisfies Record<string, (facts: PinFacts) => Iterable<Found>>;

/** What is wrong with these facts; an empty list where a kiosk can be wired from them. */
export function pinProblems(facts: PinFacts): readonly PinProblem[] {
  const rules = Object.entries(RULES) as [keyof typeof RULES, (facts: PinFacts) => Iterable<Found>][];
  return rules.flatMap(([rule, problemsOf]) => [...problemsOf(facts)].map(([vi, en]) => ({ rule, vi, en })));
}

/** Two exchanged names would move a wire to another pin in every picture, and nothing else here could tell. */
function* differingHeader({ header }: PinFacts): Generator<Found> {
  for (const [index, is] of RASPBERRY_HEADER.entries()) {
    const said = header[index];
    if (said !== is) yield [`header: chân ${index + 1} là ${is}, không phải ${said}`, `header: pin ${index + 1} is ${is}, not ${said}`];
  }
}

function* wrongBootPulls({ bootPulls: { up, down } }: PinFacts): Generator<Found> {
  for (const gpio of HEADER_GPIOS) {
    const said = [...(up.includes(gpio) ? ["up"] : []), ...(down.includes(gpio) ? ["down"] : [])];
    const is = bootPullOf(gpio);
    const isUp = is === "up";
    if (said.length !== 1 || said[0] !== is)
      yield [
        `bootPulls: GPIO${gpio} được kéo ${isUp ? "lên" : "xuống"} khi khởi động, chỉ ghi vào ${is}`,
        `bootPulls: GPIO${gpio} is pulled ${is} at boot, it belongs in ${is} and nowhere else`,
      ];
  }
}

function* unknownBoards({ boards, chips }: PinFacts): Generator<Found> {
  if (Object.keys(boards).length === 0) yield ["boards: không có bo nào", "boards: there is none"];
  for (const [board, { chip }] of Object.entries(boards)) {
    if (!chips[chip])
      yield [`bo ${board}: không biết chip ${chip}, thêm vào chips`, `board ${board}: chip ${chip} is unknown, add it to chips`];
  }
}

/** A model is compared by its beginning: one that begins another is the same to the program. */
function* sameModels({ boards }: PinFacts): Generator<Found> {
  const all = Object.entries(boards);
  for (const [at, [board, { model }]] of all.entries()) {
    for (const [other, { model: others }] of all.slice(at + 1)) {
      if (model.startsWith(others) || others.startsWith(model))
        yield [`bo ${board} và ${other}: model không phân biệt được`, `boards ${board} and ${other}: their models cannot be told apart`];
    }
  }
}

function* takenPins(facts: PinFacts): Generator<Found> {
  const takers = new Map<number, string>();
  const terminals = Object.entries(facts.parts).flatMap(([ref, part]) =>
    part.terminals.flatMap(({ name, pin }) => (pin === undefined ? [] : [{ name: `${ref} ${name}`, pin }])),
  );
  for (const { name, pin } of [...linesOf(facts), ...terminals]) {
    const taker = takers.get(pin);
    takers.set(pin, name);
    if (taker !== undefined) yield [`chân ${pin}: cả ${taker} và ${name} cùng dùng`, `pin ${pin}: both ${taker} and ${name} use it`];
  }
}

function* mismatchedPins(facts: PinFacts): Generator<Found> {
  for (const { name, gpio, pin } of linesOf(facts)) {
    const is = headerName(facts, pin);
    if (is !== `GPIO${gpio}`)
      yield [`${name}: chân ${pin} là ${is}, không phải GPIO${gpio}`, `${name}: pin ${pin} is ${is}, not GPIO${gpio}`];
  }
}
