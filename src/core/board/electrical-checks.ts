import { chipLimits } from "./chip-limits.ts";
import { headerName, pinOf } from "./header-pins.ts";
import type { PinFacts } from "./pin-facts.ts";
import { type Found, linesOf, terminalsOf } from "./pin-lines.ts";

/** Levels at rest, volts and currents. */
export const electricalRules = {
  "on-at-boot": onAtBoot,
  "safe-is-on": safeIsOn,
  "relay-active-low": relayActiveLow,
  "relay-pulled-up": relayPulledUp,
  "five-volts": fiveVolts,
  "input-without-pull": inputsWithoutPull,
  "function-taken": takenFunctions,
  "power-mismatch": mismatchedPower,
  "limit-too-high": tooHighLimits,
  "too-much-current": tooMuchCurrent,
  "buzzer-without-pwm": buzzerWithoutPwm,
  "pwm-taken": takenPwm,
} as const satisfies Record<string, (facts: PinFacts) => Iterable<Found>>;

/** What a pin of the header bears, on every board: nothing in hardware/pins.yaml can raise it. */
const PIN_VOLTS = 3.3;

/** Between power-on and the kiosk's start the chip's pull alone decides: half a minute of green lamp or open door. */
function* onAtBoot({ outputs, bootPulls }: PinFacts): Generator<Found> {
  for (const [name, { gpio, active }] of Object.entries(outputs)) {
    const pulls = { high: bootPulls.up.includes(gpio), low: bootPulls.down.includes(gpio) };
    const isOff = active === "high" ? pulls.low && !pulls.high : pulls.high && !pulls.low;
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
  if (facts.limits.volts !== PIN_VOLTS)
    yield [`limits.volts: mọi bo là ${PIN_VOLTS} V`, `limits.volts: it is ${PIN_VOLTS} V on every board`];
  const terminals = terminalsOf(facts).flatMap(({ name, terminal }) => {
    const pin = pinOf(facts, terminal);
    if (pin === undefined || !headerName(facts, pin).startsWith("GPIO")) return [];
    // A level that nobody has looked up is no level; that of a line is said with the line.
    const unknown = terminal.line === undefined ? Number.POSITIVE_INFINITY : 0;
    return [{ name, volts: terminal.volts ?? unknown }];
  });
  for (const { name, volts } of [...linesOf(facts), ...terminals]) {
    if (volts > PIN_VOLTS) {
      const said = Number.isFinite(volts) ? `${volts} V` : "? V";
      yield [`${name}: ${said} vào chân ${PIN_VOLTS} V làm hỏng bo`, `${name}: ${said} on a ${PIN_VOLTS} V pin destroys the board`];
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
  for (const { name, terminal } of terminalsOf(facts)) {
    const { pin, volts } = terminal;
    const is = pin === undefined ? "" : headerName(facts, pin);
    const wanted = { "3V3": 3.3, "5V": 5, GND: 0 }[is];
    if (wanted !== undefined && volts !== wanted)
      yield [`${name}: chân ${pin} là ${is}, cần ${volts ?? "?"} V`, `${name}: pin ${pin} is ${is}, it wants ${volts ?? "?"} V`];
  }
}

/** One wiring serves every board of the file, so the weakest chip among them counts. */
function* tooHighLimits({ limits, chips }: PinFacts): Generator<Found> {
  for (const label of Object.keys(chips)) {
    const of = chipLimits(label);
    if (!of) yield [`chips: không biết dòng tối đa một chân của ${label}`, `chips: what a pin of ${label} gives is unknown`];
    for (const key of ["pinMa", "allPinsMa"] as const) {
      if (of && limits[key] > of[key])
        yield [
          `limits.${key}: ${limits[key]} mA, ${label} chỉ cho ${of[key]} mA`,
          `limits.${key}: ${limits[key]} mA, ${label} gives ${of[key]} mA`,
        ];
    }
  }
}

function* tooMuchCurrent(facts: PinFacts): Generator<Found> {
  const { limits, boards } = facts;
  const lines = linesOf(facts);
  for (const { name, ma } of lines) {
    if (ma > limits.pinMa)
      yield [`${name}: ${ma} mA, một chân chỉ cho ${limits.pinMa} mA`, `${name}: ${ma} mA, a pin gives ${limits.pinMa} mA`];
  }
  const allMa = Math.round(lines.reduce((sum, { ma }) => sum + ma, 0) * 10) / 10;
  if (allMa > limits.allPinsMa)
    yield [`tất cả chân: ${allMa} mA, chỉ được ${limits.allPinsMa} mA`, `all pins: ${allMa} mA, together they give ${limits.allPinsMa} mA`];
  for (const [board, { supplyMa, ownMa, usbMa }] of Object.entries(boards)) {
    for (const inch of CASES) {
      const ma = ownMa + mostMa5(facts, inch);
      if (ma > supplyMa)
        yield [
          `bo ${board}, vỏ ${inch}″: cần ${ma} mA, nguồn cho ${supplyMa} mA`,
          `board ${board}, ${inch}″ case: ${ma} mA, its supply gives ${supplyMa} mA`,
        ];
      const atUsb = usbMa5(facts, inch);
      if (atUsb > usbMa)
        yield [
          `bo ${board}, vỏ ${inch}″: USB cần ${atUsb} mA, các cổng cho ${usbMa} mA`,
          `board ${board}, ${inch}″ case: ${atUsb} mA by USB, its sockets give ${usbMa} mA`,
        ];
    }
  }
}

/** The sizes of the case by their display, in inches: a larger one takes more. */
const CASES = [7, 10] as const;
type CaseInches = (typeof CASES)[number];

const takes = ({ ma5, large = ma5 }: PinFacts["estimates"][string], inch: CaseInches) => (inch === 10 ? large : ma5);

/** What the hungriest variant takes at 5 V besides the board itself, in milliamperes: parts at the header, display, sound, camera. */
export function mostMa5({ parts, estimates, variants }: PinFacts, inch: CaseInches): number {
  const totals = Object.values(variants).map(({ parts: refs, camera }) => {
    const atHeader = refs.reduce((sum, ref) => sum + (parts[ref]?.ma5 ?? 0), 0);
    return Object.values(estimates).reduce((sum, estimate) => sum + (estimate.camera && !camera ? 0 : takes(estimate, inch)), atHeader);
  });
  return Math.max(0, ...totals);
}

/** What of that hangs on the board's USB sockets. */
export function usbMa5({ estimates }: PinFacts, inch: CaseInches): number {
  return Object.values(estimates).reduce((sum, estimate) => sum + (estimate.usb ? takes(estimate, inch) : 0), 0);
}

/** A pin without PWM has one pitch only, and the melody of an answer is how people who see little tell yes from no. */
function* buzzerWithoutPwm({ outputs: { buzzer }, chips }: PinFacts): Generator<Found> {
  for (const [label, { pwm }] of Object.entries(chips)) {
    if (buzzer && pwm.channels[buzzer.gpio] === undefined)
      yield [`buzzer: GPIO${buzzer.gpio} của ${label} không có PWM`, `buzzer: GPIO${buzzer.gpio} of ${label} has no PWM`];
  }
}

/** Two pins of one channel sound together: the light would flicker with the buzzer's pitch. */
function* takenPwm({ outputs, chips }: PinFacts): Generator<Found> {
  for (const [label, { pwm }] of Object.entries(chips)) {
    const takers = new Map<number, string>();
    for (const [name, { gpio }] of Object.entries(outputs)) {
      const channel = pwm.channels[gpio];
      if (channel === undefined) continue;
      const taker = takers.get(channel);
      takers.set(channel, name);
      if (taker !== undefined)
        yield [
          `${taker} và ${name}: chung kênh PWM ${channel} của ${label}`,
          `${taker} and ${name}: both on PWM channel ${channel} of ${label}`,
        ];
    }
  }
}
