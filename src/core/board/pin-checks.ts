import { headerName, pinOf } from "./header-pins.ts";
import type { PinFacts } from "./pin-facts.ts";

/** Something in hardware/pins.yaml that must not be built, for the person who changes it. */
export interface PinProblem {
  readonly rule: keyof typeof RULES;
  readonly vi: string;
  readonly en: string;
}

interface Line {
  readonly name: string;
  readonly gpio: number;
  readonly pin: number;
  readonly volts: number;
  readonly ma: number;
}

type Found = readonly [vi: string, en: string];

/** Every rule, in the order in which its problems are told. */
const RULES = {
  "unknown-board": unknownBoards,
  "pin-taken": takenPins,
  "pin-mismatch": mismatchedPins,
  "on-at-boot": onAtBoot,
  "safe-is-on": safeIsOn,
  "relay-active-low": relayActiveLow,
  "relay-pulled-up": relayPulledUp,
  "five-volts": fiveVolts,
  "input-without-pull": inputsWithoutPull,
  "function-taken": takenFunctions,
  "power-mismatch": mismatchedPower,
  "not-wired": notWired,
  "too-much-current": tooMuchCurrent,
  "buzzer-without-pwm": buzzerWithoutPwm,
} as const satisfies Record<string, (facts: PinFacts) => Iterable<Found>>;

/** What is wrong with these facts; an empty list where a kiosk can be wired from them. */
export function pinProblems(facts: PinFacts): readonly PinProblem[] {
  const rules = Object.entries(RULES) as [keyof typeof RULES, (facts: PinFacts) => Iterable<Found>][];
  return rules.flatMap(([rule, problemsOf]) => [...problemsOf(facts)].map(([vi, en]) => ({ rule, vi, en })));
}

function linesOf({ outputs, inputs }: PinFacts): readonly Line[] {
  return Object.entries({ ...outputs, ...inputs }).map(([name, line]) => ({ ...line, name }));
}

function* unknownBoards({ boards, chips }: PinFacts): Generator<Found> {
  for (const [board, { chip }] of Object.entries(boards)) {
    if (!chips[chip])
      yield [`bo ${board}: không biết chip ${chip}, thêm vào chips`, `board ${board}: chip ${chip} is unknown, add it to chips`];
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

/** Between power-on and the kiosk's start the chip's pull alone decides: half a minute of green lamp or open door. */
function* onAtBoot({ outputs, bootPulls }: PinFacts): Generator<Found> {
  for (const [name, { gpio, active }] of Object.entries(outputs)) {
    const pulls = { high: bootPulls.up.includes(gpio), low: bootPulls.down.includes(gpio) };
    const isOff = active === "high" ? pulls.low : pulls.high;
    if (!isOff) {
      yield [
        `${name}: GPIO${gpio} không giữ thiết bị tắt khi khởi động, chọn chân khác`,
        `${name}: GPIO${gpio} does not hold the device off while the board starts, choose another pin`,
      ];
    }
  }
}

function* safeIsOn({ outputs }: PinFacts): Generator<Found> {
  for (const [name, { active, safe }] of Object.entries(outputs)) {
    if (active === safe)
      yield [`${name}: mức an toàn (${safe}) là mức bật`, `${name}: its safe level (${safe}) is the level in which it is on`];
  }
}

function* relayActiveLow({ outputs: { relay } }: PinFacts): Generator<Found> {
  if (relay?.active === "low") {
    yield [
      "relay: rơ-le mức thấp mở cửa mỗi khi chân được thả, dùng loại mức cao",
      "relay: an active-low relay opens the door whenever the pin is let go, use an active-high one",
    ];
  }
}

function* relayPulledUp({ outputs: { relay }, bootPulls }: PinFacts): Generator<Found> {
  if (relay && bootPulls.up.includes(relay.gpio)) {
    yield [
      `relay: GPIO${relay.gpio} được kéo lên khi khởi động, chọn GPIO 9 đến 27`,
      `relay: GPIO${relay.gpio} is pulled up at boot, choose GPIO 9 to 27`,
    ];
  }
}

function* fiveVolts(facts: PinFacts): Generator<Found> {
  const { limits, parts } = facts;
  const terminals = Object.entries(parts).flatMap(([ref, part]) =>
    part.terminals
      .filter(({ pin }) => pin !== undefined && headerName(facts, pin).startsWith("GPIO"))
      // A level that nobody has looked up is no level.
      .map(({ name, volts = Number.POSITIVE_INFINITY }) => ({ name: `${ref} ${name}`, volts })),
  );
  for (const { name, volts } of [...linesOf(facts), ...terminals]) {
    if (volts > limits.volts) {
      const said = Number.isFinite(volts) ? `${volts} V` : "? V";
      yield [`${name}: ${said} vào chân ${limits.volts} V làm hỏng bo`, `${name}: ${said} on a ${limits.volts} V pin destroys the board`];
    }
  }
}

function* inputsWithoutPull({ inputs }: PinFacts): Generator<Found> {
  for (const [name, { pull = "none" }] of Object.entries(inputs)) {
    if (pull === "none")
      yield [`${name}: không có điện trở kéo, tín hiệu sẽ trôi`, `${name}: nothing pulls it, so that an open wire reads as anything`];
  }
}

/** A function belongs to a variant as a whole: the clock on I2C, the reader on the UART. */
function* takenFunctions(facts: PinFacts): Generator<Found> {
  const { variants, functions } = facts;
  for (const [variant, { functions: needed }] of Object.entries(variants)) {
    for (const name of needed) {
      const taken = functions[name];
      if (!taken) yield [`${variant}: không biết chức năng ${name}`, `${variant}: function ${name} is unknown`];
      for (const line of linesOf(facts)) {
        if (taken?.gpios.includes(line.gpio))
          yield [
            `${line.name}: ${variant} cần GPIO${line.gpio} cho ${name}`,
            `${line.name}: ${variant} needs GPIO${line.gpio} for ${name}`,
          ];
      }
    }
  }
}

function* mismatchedPower(facts: PinFacts): Generator<Found> {
  for (const [ref, { terminals }] of Object.entries(facts.parts)) {
    for (const { name, pin, volts } of terminals) {
      const is = pin === undefined ? "" : headerName(facts, pin);
      const wanted = { "3V3": 3.3, "5V": 5, GND: 0 }[is];
      if (wanted !== undefined && volts !== wanted)
        yield [
          `${ref} ${name}: chân ${pin} là ${is}, cần ${volts ?? "?"} V`,
          `${ref} ${name}: pin ${pin} is ${is}, it wants ${volts ?? "?"} V`,
        ];
    }
  }
}

function* notWired(facts: PinFacts): Generator<Found> {
  const terminals = Object.entries(facts.parts).flatMap(([ref, part]) => part.terminals.map((terminal) => ({ ref, terminal })));
  for (const { name } of linesOf(facts)) {
    if (!terminals.some(({ terminal }) => terminal.line === name))
      yield [`${name}: chưa nối vào linh kiện nào`, `${name}: no part is wired to it`];
  }
  for (const { ref, terminal } of terminals) {
    if (pinOf(facts, terminal) === undefined) yield [`${ref} ${terminal.name}: không có chân`, `${ref} ${terminal.name}: it has no pin`];
  }
  for (const [variant, { parts }] of Object.entries(facts.variants)) {
    for (const ref of parts) if (!facts.parts[ref]) yield [`${variant}: không biết linh kiện ${ref}`, `${variant}: part ${ref} is unknown`];
  }
}

function* tooMuchCurrent(facts: PinFacts): Generator<Found> {
  const { limits, boards, parts } = facts;
  const lines = linesOf(facts);
  for (const { name, ma } of lines) {
    if (ma > limits.pinMa)
      yield [`${name}: ${ma} mA, một chân chỉ cho ${limits.pinMa} mA`, `${name}: ${ma} mA, a pin gives ${limits.pinMa} mA`];
  }
  const allMa = Math.round(lines.reduce((sum, { ma }) => sum + ma, 0) * 10) / 10;
  if (allMa > limits.allPinsMa)
    yield [`tất cả chân: ${allMa} mA, chỉ được ${limits.allPinsMa} mA`, `all pins: ${allMa} mA, together they give ${limits.allPinsMa} mA`];
  const partsMa = Object.values(parts).reduce((sum, { ma5 = 0 }) => sum + ma5, 0);
  for (const [board, { supplyMa, ownMa }] of Object.entries(boards)) {
    if (ownMa + partsMa > supplyMa)
      yield [
        `bo ${board}: cần ${ownMa + partsMa} mA, nguồn cho ${supplyMa} mA`,
        `board ${board}: ${ownMa + partsMa} mA, its supply gives ${supplyMa} mA`,
      ];
  }
}

/** A pin without PWM has one pitch only, and the melody of an answer is how people who see little tell yes from no. */
function* buzzerWithoutPwm({ outputs: { buzzer }, chips }: PinFacts): Generator<Found> {
  for (const [label, { pwm }] of Object.entries(chips)) {
    if (buzzer && pwm.channels[buzzer.gpio] === undefined)
      yield [`buzzer: GPIO${buzzer.gpio} của ${label} không có PWM`, `buzzer: GPIO${buzzer.gpio} of ${label} has no PWM`];
  }
}
