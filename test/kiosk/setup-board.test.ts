import { expect, test } from "vitest";
import { OUTPUT_PINS } from "../../src/core/board/standard-pins.ts";
import type { GpioFacts } from "../../src/core/machine-facts.ts";
import { boardView } from "../../src/kiosk/setup-board.ts";

const PI = { model: "Raspberry Pi 4 Model B Rev 1.5" };
const CHIP = { kind: "asked", path: "/dev/gpiochip0", label: "pinctrl-bcm2711", lines: 58, holders: [] } as const;

function facts(changes: Partial<GpioFacts> = {}): GpioFacts {
  const offsets = Object.values(OUTPUT_PINS).map(({ gpio }) => gpio);
  return { chips: [CHIP], driver: "chardev", labels: [CHIP.label], offsets, relayFault: undefined, stopFault: undefined, ...changes };
}

test("a board whose lines are free is ready, and used unless somebody says otherwise; the door's line is not among them", () => {
  const view = boardView(facts(), PI, undefined);
  expect(view).toMatchObject({ model: PI.model, state: "ready", chosen: "gpio" });
  expect(view.lines.map(({ name, gpio, pin }) => `${name} ${gpio} ${pin}`)).toContain("red 17 11");
  expect(view.lines.map(({ name }) => name)).not.toContain("relay");
  expect(boardView(facts(), PI, "none").chosen).toBe("none");
});

test("a line that some program holds is named, with the program and what to do", () => {
  const view = boardView(
    facts({ chips: [{ ...CHIP, holders: [{ offset: OUTPUT_PINS.red.gpio, consumer: "led-strip" }] }] }),
    PI,
    undefined,
  );
  expect(view).toMatchObject({
    state: "conflict",
    found: { vi: expect.stringContaining("led-strip") },
    todo: { en: expect.stringMatching(/^Stop the program.*\.$/) },
  });
  expect(view.lines.filter(({ heldBy }) => heldBy).map(({ name, heldBy }) => [name, heldBy])).toEqual([["red", "led-strip"]]);
});

test("a machine without lines does without lamps", () => {
  expect(boardView(facts({ chips: [] }), { model: undefined }, undefined)).toMatchObject({
    state: "absent",
    chosen: "none",
    todo: expect.anything(),
  });
});
