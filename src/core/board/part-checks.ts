import { DRIVER, headerName, inputOf, pinOf, wiredTerminals } from "./header-pins.ts";
import type { PartFacts, PinFacts } from "./pin-facts.ts";
import { type Found, linesOf, terminalsOf } from "./pin-lines.ts";

/** Parts, their contacts and resistors, and what makes a variant whole. */
export const partRules = {
  "not-wired": notWired,
  "wired-twice": wiredTwice,
  "no-ground": withoutGround,
  "wrong-resistor": wrongResistors,
  "relay-without-pull-down": relayWithoutPullDown,
  "input-unprotected": unprotectedInputs,
  "contact-inverted": invertedContacts,
  "lamp-missing": missingLamps,
  "variant-incomplete": incompleteVariants,
} as const satisfies Record<string, (facts: PinFacts) => Iterable<Found>>;

/** Without these three no answer can be told. */
const NEEDED_LAMPS = ["red", "amber", "green"] as const;

/** Stronger than the noise on a cable, weaker than a pin: ohms. */
const PULL_DOWN = { least: 4_700, most: 22_000 } as const;

/** Across the sounder at 12 V: the least takes a quarter of a watt, which it bears; ohms. */
const SOUNDER = { ref: "R5", least: 680, most: 10_000 } as const;

/** 3.3 V through the least is 10 mA, which every pin bears; the most leaves a closed contact below 0.4 V of the chip's pull of 50 kΩ. Ohms. */
const SERIES = { least: 330, most: 4_700 } as const;

function* notWired(facts: PinFacts): Generator<Found> {
  const terminals = terminalsOf(facts);
  for (const { name } of linesOf(facts)) {
    if (!terminals.some(({ terminal }) => terminal.line === name))
      yield [`${name}: chưa nối vào linh kiện nào`, `${name}: no part is wired to it`];
  }
  for (const { name, terminal } of terminals) {
    if (pinOf(facts, terminal) === undefined) yield [`${name}: không có chân`, `${name}: it has no pin`];
    if (terminal.line !== undefined && terminal.pin !== undefined)
      yield [`${name}: ghi line hoặc pin, không ghi cả hai`, `${name}: it has a line or a pin, not both`];
  }
  const inputs = new Set(facts.parts[DRIVER]?.terminals.map(({ name }) => name));
  for (const [load, { outputs }] of Object.entries(facts.loads)) {
    for (const output of Object.keys(outputs)) {
      if (!inputs.has(inputOf(output))) yield [`${load}: ${DRIVER} không có ${output}`, `${load}: ${DRIVER} has no ${output}`];
    }
  }
}

function* wiredTwice(facts: PinFacts): Generator<Found> {
  const takers = new Map<string, string>();
  const loads = Object.entries(facts.loads).flatMap(([name, { outputs }]) => Object.keys(outputs).map((place) => ({ name, place })));
  const terminals = terminalsOf(facts).flatMap(({ name, terminal }) => (terminal.line ? [{ name, place: terminal.line }] : []));
  for (const { name, place } of [...terminals, ...loads]) {
    const taker = takers.get(place);
    takers.set(place, name);
    if (taker !== undefined) yield [`${place}: nối cả ${taker} và ${name}`, `${place}: it is wired to both ${taker} and ${name}`];
  }
}

function* withoutGround(facts: PinFacts): Generator<Found> {
  for (const [ref, part] of Object.entries(facts.parts)) {
    if (!hasGround(facts, part)) yield [`${ref}: không có dây GND`, `${ref}: no terminal of it is at GND`];
  }
}

function hasGround(facts: PinFacts, { terminals }: PartFacts): boolean {
  return terminals.some(({ pin }) => pin !== undefined && headerName(facts, pin) === "GND");
}

/** `10 kΩ` in ohms; undefined where it is no such value. */
function ohms(value: string | undefined): number | undefined {
  const [, figure, scale] = /^(\d+(?:\.\d+)?) (k|M)?Ω$/.exec(value ?? "") ?? [];
  return figure === undefined ? undefined : Number(figure) * (scale === "M" ? 1e6 : scale === "k" ? 1e3 : 1);
}

function* wrongResistors(facts: PinFacts): Generator<Found> {
  const takers = new Map<string, string>();
  for (const { name, terminal } of terminalsOf(facts)) {
    for (const ref of [terminal.series, terminal.pullDown]) {
      const taker = ref && takers.get(ref);
      if (ref) takers.set(ref, name);
      if (taker) yield [`${name}: ${ref} đã ở ${taker}`, `${name}: ${ref} is at ${taker} already`];
    }
    if (terminal.series !== undefined && !facts.inputs[terminal.line ?? ""])
      yield [`${name}: chỉ ngõ vào có điện trở nối tiếp`, `${name}: only an input has a series resistor`];
    if (terminal.pullDown !== undefined && terminal.line !== "relay")
      yield [`${name}: chỉ rơ-le có điện trở kéo xuống`, `${name}: only the relay has a pull-down resistor`];
  }
  for (const [ref, { note }] of Object.entries(facts.parts)) {
    for (const [, resistor = "", value = ""] of `${note?.vi} ${note?.en}`.matchAll(/\b(R\d+)\s([\d.]+\s[kM]?Ω)/g)) {
      if (value.replace(/\s/, " ") !== facts.resistors[resistor])
        yield [`${ref}: ghi chú sai giá trị của ${resistor}`, `${ref}: its note has another value for ${resistor}`];
    }
  }
  const sounder = ohms(facts.resistors[SOUNDER.ref]) ?? 0;
  if (sounder < SOUNDER.least || sounder > SOUNDER.most)
    yield [`${SOUNDER.ref}: phải từ 680 Ω đến 10 kΩ`, `${SOUNDER.ref}: it has to be 680 Ω to 10 kΩ`];
  for (const { name, terminal } of terminalsOf(facts)) {
    for (const ref of [terminal.series, terminal.pullDown]) {
      if (ref !== undefined && ohms(facts.resistors[ref]) === undefined)
        yield [`${name}: không biết điện trở ${ref}`, `${name}: resistor ${ref} is unknown`];
    }
    const pull = terminal.pullDown === undefined ? undefined : ohms(facts.resistors[terminal.pullDown]);
    if (pull !== undefined && (pull < PULL_DOWN.least || pull > PULL_DOWN.most))
      yield [
        `${name}: điện trở kéo xuống ${terminal.pullDown} phải từ 4,7 đến 22 kΩ`,
        `${name}: its pull-down ${terminal.pullDown} has to be 4.7 to 22 kΩ`,
      ];
  }
}

/** The chip's own pull is weak, and there is none where the wire has come off. */
function* relayWithoutPullDown(facts: PinFacts): Generator<Found> {
  for (const { name, terminal } of terminalsOf(facts)) {
    if (terminal.line === "relay" && terminal.pullDown === undefined)
      yield [`${name}: rơ-le cần điện trở kéo xuống`, `${name}: the relay needs a pull-down resistor`];
  }
}

/**
 * In the wire of each contact: what a charged hand or a long cable brings to the pin, and a pin that a wrong program drives against a closed contact,
 * is bounded by it.
 */
function* unprotectedInputs({ inputs, resistors, ...facts }: PinFacts): Generator<Found> {
  for (const { name, terminal } of terminalsOf(facts)) {
    if (!inputs[terminal.line ?? ""]) continue;
    const { series } = terminal;
    const value = series === undefined ? undefined : ohms(resistors[series]);
    if (series === undefined)
      yield [
        `${name}: ngõ vào cần điện trở nối tiếp để chống tĩnh điện`,
        `${name}: an input needs a series resistor, against static and a wrong program`,
      ];
    else if (value !== undefined && (value < SERIES.least || value > SERIES.most))
      yield [
        `${name}: điện trở nối tiếp ${series} phải từ 330 Ω đến 4,7 kΩ`,
        `${name}: its series resistor ${series} has to be 330 Ω to 4.7 kΩ`,
      ];
  }
}

/** A contact between a line and ground: which level it makes is no matter of choice. */
function* invertedContacts(facts: PinFacts): Generator<Found> {
  for (const { ref, name, terminal } of terminalsOf(facts)) {
    const input = facts.inputs[terminal.line ?? ""];
    const part = facts.parts[ref];
    if (!input || !part) continue;
    const { contact, held, terminals } = part;
    if (contact === undefined || held === undefined) {
      yield [`${ref}: ghi contact (NO, NC) và held`, `${ref}: say its contact (NO, NC) and whether it is held`];
      continue;
    }
    if (terminals.some((other) => other.name === (contact === "NO" ? "NC" : "NO")))
      yield [`${ref}: nối vào cực không phải ${contact}`, `${ref}: it is not wired to its terminal ${contact}`];
    if (input.pull === "down" && hasGround(facts, part))
      yield [`${name}: tiếp điểm đóng xuống GND, điện trở kéo phải lên`, `${name}: the contact closes to ground, so the pull has to be up`];
    const closedAtRest = held === (contact === "NO");
    if (input.active !== (closedAtRest ? "high" : "low"))
      yield [
        `${name}: lúc bình thường ${closedAtRest ? "thông" : "hở"}, active phải là ${closedAtRest ? "high" : "low"}`,
        `${name}: it is ${closedAtRest ? "closed" : "open"} while all is well, so active has to be ${closedAtRest ? "high" : "low"}`,
      ];
  }
}

function* missingLamps({ outputs }: PinFacts): Generator<Found> {
  for (const lamp of NEEDED_LAMPS) if (!outputs[lamp]) yield [`outputs: thiếu đèn ${lamp}`, `outputs: the ${lamp} lamp is missing`];
}

function* incompleteVariants(facts: PinFacts): Generator<Found> {
  for (const [variant, chosen] of Object.entries(facts.variants)) {
    const { parts, loads, relay, functions } = chosen;
    const unknown = [...parts.filter((ref) => !facts.parts[ref]), ...loads.filter((ref) => !facts.loads[ref])];
    for (const ref of unknown) yield [`${variant}: không biết linh kiện ${ref}`, `${variant}: part ${ref} is unknown`];
    const wired = parts.flatMap((ref) => wiredTerminals(facts, chosen, ref));
    for (const lamp of NEEDED_LAMPS) {
      if (facts.outputs[lamp] && !wired.some(({ line }) => line === lamp))
        yield [`${variant}: không nối đèn ${lamp}`, `${variant}: its ${lamp} lamp is not wired`];
    }
    for (const input of Object.keys(facts.inputs)) {
      if (!wired.some(({ line }) => line === input))
        yield [`${variant}: không nối ${input}`, `${variant}: nothing is wired to its input ${input}`];
    }
    if (wired.some(({ line }) => line === "relay") !== relay)
      yield relay
        ? [`${variant}: mở cửa mà không nối rơ-le`, `${variant}: it opens a door and has no relay wired`]
        : [`${variant}: không mở cửa mà có nối rơ-le`, `${variant}: it opens no door and has a relay wired`];
    for (const [name, { gpios }] of Object.entries(facts.functions)) {
      const isUsed = wired.some(({ pin }) => pin !== undefined && gpios.some((gpio) => headerName(facts, pin) === `GPIO${gpio}`));
      if (isUsed && !functions.includes(name))
        yield [`${variant}: linh kiện cần chức năng ${name}`, `${variant}: a part of it needs the function ${name}`];
    }
  }
}
