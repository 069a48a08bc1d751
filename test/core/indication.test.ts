import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ALL_LOW,
  type IndicationName,
  indicationOf,
  type Levels,
  LINE_NAMES,
  type LineName,
  lampCheckPattern,
  linePattern,
  MAX_RELAY_PULSE_MS,
  type Pattern,
  patternsFor,
  RELAY_PULSE_MS,
  timeline,
} from "../../src/core/indication.ts";
import { REASONS } from "../../src/core/reason.ts";

const patterns = patternsFor({ relayPulseMs: RELAY_PULSE_MS });
const named = Object.entries(patterns);
const LAMPS = ["red", "amber", "green", "white"] as const;

/** Every level of every line over time, as a board would have it. */
function play(pattern: Pattern, untilMs: number): { readonly atMs: number; readonly levels: Levels }[] {
  const history = [{ atMs: 0, levels: ALL_LOW }];
  let levels = ALL_LOW;
  for (const step of timeline(pattern)) {
    if (step.afterMs >= untilMs) break;
    levels = { ...levels, ...step.set };
    history.push({ atMs: step.afterMs, levels });
  }
  return history;
}

/** When a line goes from off to on. */
function rises(pattern: Pattern, line: LineName, untilMs = 30_000): number[] {
  const history = play(pattern, untilMs);
  return history.flatMap(({ atMs, levels }, index) => (levels[line] && !(history[index - 1]?.levels[line] ?? false) ? [atMs] : []));
}

/** For how long a line is on each time. */
function pulses(pattern: Pattern, line: LineName, untilMs = 30_000): number[] {
  const history = play(pattern, untilMs);
  return rises(pattern, line, untilMs).map((start) => {
    const end = history.find(({ atMs, levels }) => atMs > start && !levels[line]);
    return (end?.atMs ?? untilMs) - start;
  });
}

describe("the indication", () => {
  test.each(named)("%s: no lamp flashes more than three times in any second (WCAG 2.3.1)", (_name, pattern) => {
    for (const lamp of LAMPS) {
      const times = rises(pattern, lamp);
      for (const start of times) expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(3);
    }
  });

  test.each(named)("%s: begins by setting every line, so nothing of the pattern before is left", (_name, pattern) => {
    expect(pattern.steps[0]?.afterMs).toBe(0);
    expect(Object.keys(pattern.steps[0]?.set ?? {}).toSorted()).toEqual([...LINE_NAMES].toSorted());
  });

  test.each(named)("%s: its times ascend", (_name, pattern) => {
    const times = play(pattern, 30_000).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test.each(named)("%s: the buzzer is silent and the relay has fallen within their time, and stay so", (_name, pattern) => {
    for (const { atMs, levels } of play(pattern, 30_000)) {
      if (atMs >= 1500) expect(levels.buzzer).toBe(false);
      if (atMs >= RELAY_PULSE_MS) expect(levels.relay).toBe(false);
    }
  });

  test("accept: green steady, two short beeps, one relay pulse of the configured length", () => {
    expect(pulses(patterns.accept, "green")).toEqual([30_000]);
    expect(pulses(patterns.accept, "buzzer")).toEqual([80, 80]);
    expect(pulses(patterns.accept, "relay")).toEqual([RELAY_PULSE_MS]);
  });

  test("accept without a configured relay never drives it", () => {
    expect(rises(patternsFor({}).accept, "relay")).toEqual([]);
  });

  test("refuse: red steady and two long beeps", () => {
    expect(pulses(patterns.refuse, "red")).toEqual([30_000]);
    expect(pulses(patterns.refuse, "buzzer")).toEqual([400, 400]);
  });

  test.each([
    ["cannot-check", "amber"],
    ["out-of-service", "red"],
  ] as const)("%s: %s blinks slower than once a second, for as long as it is shown", (name, lamp) => {
    const times = rises(patterns[name], lamp);
    expect(times.length).toBe(15);
    times.slice(1).forEach((at, index) => {
      expect(at - (times[index] ?? 0)).toBeGreaterThan(1000);
    });
  });

  test("read-only: white on, green off", () => {
    expect(pulses(patterns["read-only"], "white")).toEqual([30_000]);
    expect(rises(patterns["read-only"], "green")).toEqual([]);
  });

  test("unreadable: no lamp, a click", () => {
    for (const lamp of LAMPS) expect(rises(patterns.unreadable, lamp)).toEqual([]);
    expect(pulses(patterns.unreadable, "buzzer")).toEqual([15]);
  });

  test("a stick: white blinks slowly while it is written; three beeps, the last one long, when it is done; amber and another rhythm when it is not", () => {
    expect(rises(patterns["stick-working"], "white").length).toBe(15);
    expect(rises(patterns["stick-working"], "buzzer")).toEqual([]);
    expect(pulses(patterns["stick-done"], "white")).toEqual([30_000]);
    expect(pulses(patterns["stick-done"], "buzzer")).toEqual([80, 80, 400]);
    expect(rises(patterns["stick-failed"], "amber").length).toBe(15);
    expect(pulses(patterns["stick-failed"], "buzzer")).toEqual([400, 80, 80]);
  });

  test("attract: everything off but the light on what is held up", () => {
    for (const line of LINE_NAMES) expect(rises(patterns.attract, line)).toEqual(line === "illumination" ? [0] : []);
  });

  test.each(named)("%s: that light is steady, and off only where no code is read", (name, pattern) => {
    expect(pulses(pattern, "illumination")).toEqual(name === "out-of-service" ? [] : [30_000]);
  });

  test.each(named)("%s: each sound has a pitch that a piezo and an older ear know, and each silence none", (_name, pattern) => {
    for (const { set, toneHz } of pattern.steps) {
      expect(toneHz !== undefined).toBe(set.buzzer === true);
      if (toneHz !== undefined) expect(toneHz >= 1000 && toneHz <= 3000).toBe(true);
    }
  });

  test("where there are pitches, yes rises and no is low", () => {
    const pitches = (name: IndicationName) => patterns[name].steps.flatMap(({ toneHz }) => toneHz ?? []);
    const [first = 0, second = 0] = pitches("accept");
    expect(second).toBeGreaterThan(first);
    expect(Math.max(...pitches("refuse"))).toBeLessThan(first);
  });

  test("a look at the lamps shows each alone and in turn, ends dark, and never moves the relay", () => {
    const check = lampCheckPattern();
    const history = play(check, 30_000);
    for (const { levels } of history) expect(Object.values(levels).filter((isOn) => isOn).length).toBeLessThanOrEqual(1);
    expect([...LAMPS, "illumination", "buzzer"].every((line) => rises(check, line as LineName).length === 1)).toBe(true);
    expect(rises(check, "relay")).toEqual([]);
    expect(history.at(-1)?.levels).toEqual(ALL_LOW);
  });

  test.each(LINE_NAMES)("a test of %s moves no other line, and ends", (line) => {
    const history = play(linePattern(line), 30_000);
    expect(pulses(linePattern(line), line)).toEqual([1000]);
    for (const { levels } of history) expect({ ...levels, [line]: false }).toEqual(ALL_LOW);
  });

  test("whatever follows whatever, no lamp flashes more than three times in any second where views change at most once a second", () => {
    const views = fc.array(fc.constantFrom(...named), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(views, fc.integer({ min: 1000, max: 4000 }), (shown, everyMs) => {
        for (const lamp of LAMPS) {
          const times = shown.flatMap(([, pattern], index) => rises(pattern, lamp, everyMs).map((atMs) => index * everyMs + atMs));
          for (const start of times) expect(times.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });

  test("only accept lights green or moves the relay", () => {
    for (const [name, pattern] of named) {
      if (name === "accept") continue;
      expect(rises(pattern, "green")).toEqual([]);
      expect(rises(pattern, "relay")).toEqual([]);
    }
  });

  test("no sound means two things", () => {
    const sounds = named.map(([, pattern]) => pulses(pattern, "buzzer").join()).filter((sound) => sound !== "");
    expect(new Set(sounds).size).toBe(sounds.length);
  });

  test("the five verdicts can be told apart by the lamps alone, and by sound alone", () => {
    const verdicts = [...new Set(Object.values(REASONS))];
    const byLamps = verdicts.map((verdict) => LAMPS.map((lamp) => rises(patterns[verdict], lamp).length).join());
    const bySound = verdicts.map((verdict) => pulses(patterns[verdict], "buzzer").join());
    expect(new Set(byLamps).size).toBe(5);
    expect(new Set(bySound).size).toBe(5);
  });

  test("views without an answer have an indication of their own", () => {
    const names: IndicationName[] = [
      indicationOf({ kind: "attract" }),
      indicationOf({ kind: "out-of-service", code: "", detail: { vi: "", en: "" }, next: { vi: "", en: "" } }),
    ];
    expect(names).toEqual(["attract", "out-of-service"]);
  });

  test("a relay pulse within the bounds ends exactly when asked, whatever the beeps do meanwhile", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_RELAY_PULSE_MS }), (relayPulseMs) => {
        const { accept } = patternsFor({ relayPulseMs });
        expect(pulses(accept, "relay")).toEqual([relayPulseMs]);
        expect(pulses(accept, "buzzer")).toEqual([80, 80]);
      }),
    );
  });

  test.each([0, -1, 10_001, Number.NaN, Number.POSITIVE_INFINITY])("a relay pulse of %s ms is refused", (relayPulseMs) => {
    expect(() => patternsFor({ relayPulseMs })).toThrow(`indication: relay pulse of ${relayPulseMs} ms is not within 1 to 10000`);
  });
});
