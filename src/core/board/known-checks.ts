import { headerName, inputOf } from "./header-pins.ts";
import { BOARDS, FUNCTIONS, HELD, LEAST_MA, LINE_VOLTS, LOADS, PWMS, SUPPLY_COLOURS, TERMINALS, VARIANTS } from "./known-wiring.ts";
import type { PinFacts } from "./pin-facts.ts";
import { type Found, linesOf, terminalsOf } from "./pin-lines.ts";

/** What hardware/pins.yaml says is held against what this kiosk is known to be: a wire that is only moved breaks no other rule. */
export const knownRules = {
  "wrong-terminal": wrongTerminals,
  "wrong-contact": wrongContacts,
  "wrong-volts": wrongVolts,
  "wrong-load": wrongLoads,
  "wrong-colour": wrongColours,
  "config-differs": differingFunctions,
  "variant-differs": differingVariants,
  "board-differs": differingBoards,
  "too-little-current": tooLittleCurrent,
} as const satisfies Record<string, (facts: PinFacts) => Iterable<Found>>;

/** `U1 IN1`: the red lamp hangs there, and no wire of the header that is always on. */
function* wrongTerminals(facts: PinFacts): Generator<Found> {
  for (const ref of missing(TERMINALS, facts.parts))
    yield [`parts: thiếu hoặc thừa ${ref}`, `parts: ${ref} is missing, or none of this kiosk`];
  for (const [ref, { terminals }] of Object.entries(facts.parts)) {
    const known = TERMINALS[ref] ?? {};
    const names = terminals.map(({ name }) => name);
    for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at)))
      yield [`${ref} ${name}: ghi hai lần`, `${ref} ${name}: it is there twice`];
    for (const name of missing(known, Object.fromEntries(names.map((one) => [one, one]))))
      yield [`${ref} ${name}: thiếu hoặc thừa`, `${ref} ${name}: it is missing, or ${ref} has none`];
    for (const { name, line, pin } of terminals) {
      const meets = line ?? headerName(facts, pin ?? 0);
      const wanted = known[name];
      if (wanted !== undefined && meets !== wanted)
        yield [`${ref} ${name}: phải nối với ${wanted}, không phải ${meets}`, `${ref} ${name}: it goes to ${wanted}, not to ${meets}`];
    }
  }
}

function* wrongContacts({ parts }: PinFacts): Generator<Found> {
  for (const [ref, held] of Object.entries(HELD)) {
    const part = parts[ref];
    if (part && (part.contact !== "NO" || part.held !== held))
      yield [`${ref}: contact là NO, held là ${held}`, `${ref}: its contact is NO, and held is ${held}`];
  }
}

function* wrongVolts(facts: PinFacts): Generator<Found> {
  for (const { name, volts } of linesOf(facts)) {
    if (volts !== LINE_VOLTS) yield [`${name}: mọi đường là ${LINE_VOLTS} V`, `${name}: every line is ${LINE_VOLTS} V`];
  }
}

/** What an output of the driver switches follows the line at its input. */
function* wrongLoads(facts: PinFacts): Generator<Found> {
  for (const ref of missing(LOADS, facts.loads)) yield [`loads: thiếu hoặc thừa ${ref}`, `loads: ${ref} is missing, or none of this kiosk`];
  const lineAt = new Map(facts.parts["U1"]?.terminals.map(({ name, line }) => [name, line]));
  for (const [ref, { outputs, plus, minus }] of Object.entries(facts.loads)) {
    const known = LOADS[ref];
    if (!known) continue;
    for (const [output, line] of Object.entries(outputs)) {
      const at = lineAt.get(inputOf(output));
      if (at !== line)
        yield [`${ref}: ${output} theo ${at ?? "?"}, không theo ${line}`, `${ref}: ${output} follows ${at ?? "nothing"}, not ${line}`];
    }
    const [said, wanted] = [Object.values(outputs).join(", "), known.lines.join(", ")];
    if (said !== wanted) yield [`${ref}: phải theo ${wanted}, không theo ${said}`, `${ref}: it follows ${wanted}, not ${said}`];
    if (plus !== known.plus || minus !== known.minus)
      yield [`${ref}: hai cực là ${known.plus} và ${known.minus}`, `${ref}: its terminals are ${known.plus} and ${known.minus}`];
  }
}

function* wrongColours(facts: PinFacts): Generator<Found> {
  const kept = Object.values(SUPPLY_COLOURS);
  for (const { name, terminal } of terminalsOf(facts)) {
    const supply = terminal.pin === undefined ? undefined : SUPPLY_COLOURS[headerName(facts, terminal.pin)];
    if (supply !== undefined && terminal.colour !== supply)
      yield [`${name}: dây phải là màu ${supply}`, `${name}: its wire has to be ${supply}`];
    if (supply === undefined && kept.includes(terminal.colour))
      yield [`${name}: ${terminal.colour} chỉ dành cho nguồn và đất`, `${name}: ${terminal.colour} is kept for supplies and ground`];
  }
}

/** Text for config.txt that nobody here has looked at would be a way around every check of a level at boot. */
function* differingFunctions({ functions }: PinFacts): Generator<Found> {
  for (const name of new Set([...Object.keys(FUNCTIONS), ...Object.keys(functions)])) {
    const [said, known] = [functions[name], FUNCTIONS[name]];
    if (listed(said?.gpios) !== listed(known?.gpios))
      yield [`functions.${name}: chân phải là ${listed(known?.gpios)}`, `functions.${name}: its pins are ${listed(known?.gpios)}`];
    for (const filter of ["all", "pi3", "pi4", "pi5", "pi02"] as const) {
      const wanted = listed(known?.config?.[filter]);
      if (listed(said?.config?.[filter]) !== wanted)
        yield [
          `functions.${name}.config.${filter}: chỉ được là ${wanted}`,
          `functions.${name}.config.${filter}: it may be ${wanted} and nothing else`,
        ];
    }
  }
}

function* differingVariants({ variants }: PinFacts): Generator<Found> {
  for (const name of missing(VARIANTS, variants))
    yield [`variants: thiếu hoặc thừa ${name}`, `variants: ${name} is missing, or none that we know`];
  for (const [name, said] of Object.entries(variants)) {
    const known = VARIANTS[name];
    if (!known) continue;
    for (const key of ["parts", "loads", "functions"] as const) {
      const wanted = listed(known[key].toSorted());
      if (listed(said[key].toSorted()) !== wanted) yield [`${name}.${key}: phải là ${wanted}`, `${name}.${key}: it has to be ${wanted}`];
    }
    for (const key of ["camera", "relay"] as const) {
      if (said[key] !== known[key]) yield [`${name}.${key}: phải là ${known[key]}`, `${name}.${key}: it has to be ${known[key]}`];
    }
  }
}

/** The filter decides what config.txt a board reads, the chip which lines are taken. */
function* differingBoards({ boards, chips }: PinFacts): Generator<Found> {
  for (const [board, { filter, chip, model, supplyMa, ownMa, usbMa }] of Object.entries(boards)) {
    const known = BOARDS[filter];
    if (!known) continue;
    if (chip !== known.chip || model !== known.model)
      yield [`bo ${board}: ${filter} là ${known.model}, ${known.chip}`, `board ${board}: ${filter} is ${known.model}, ${known.chip}`];
    if (supplyMa > known.supplyMa || ownMa < known.ownMa)
      yield [
        `bo ${board}: nguồn cho ${known.supplyMa} mA, bo dùng ${known.ownMa} mA`,
        `board ${board}: its supply gives ${known.supplyMa} mA and it takes ${known.ownMa} mA`,
      ];
    if (usbMa > known.usbMa)
      yield [`bo ${board}: các cổng USB cho ${known.usbMa} mA`, `board ${board}: its USB sockets give ${known.usbMa} mA`];
  }
  for (const [label, { pwm }] of Object.entries(chips)) {
    const known = PWMS[label];
    const isSame = pwm.device === known?.device && JSON.stringify(pwm.channels) === JSON.stringify(known.channels);
    if (known && !isSame) yield [`chips: PWM của ${label} là ${known.device}`, `chips: the PWM of ${label} is ${known.device}`];
  }
}

/** A current of 0 would make every sum of them right. */
function* tooLittleCurrent(facts: PinFacts): Generator<Found> {
  const least = (name: string) =>
    name === "relay" ? LEAST_MA.relay : Object.hasOwn(facts.outputs, name) ? LEAST_MA.output : LEAST_MA.input;
  const taken = [
    ...Object.entries(facts.estimates).flatMap(([name, { ma5, large }]) => [
      { name, ma: ma5 },
      { name: `${name}, 10″`, ma: large },
    ]),
    ...Object.entries(facts.parts).map(([name, { ma5 }]) => ({ name, ma: ma5 })),
  ];
  const fed = taken.flatMap(({ name, ma }) => (ma === undefined ? [] : [{ name, ma, wanted: LEAST_MA.fed }]));
  for (const { name, ma, wanted } of [...linesOf(facts).map((line) => ({ ...line, wanted: least(line.name) })), ...fed]) {
    if (ma < wanted) yield [`${name}: ${ma} mA, ít nhất là ${wanted} mA`, `${name}: ${ma} mA, it takes ${wanted} mA at least`];
  }
}

const listed = (values: readonly (string | number)[] = []) => (values.length === 0 ? "–" : values.join(", "));

/** The names that only one of two tables has. */
function missing(known: Readonly<Record<string, unknown>>, said: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set([...Object.keys(known), ...Object.keys(said)])].filter(
    (name) => !(Object.hasOwn(known, name) && Object.hasOwn(said, name)),
  );
}
