import { expect, test } from "vitest";
import {
  goTo,
  mayGoTo,
  NOT_BEGUN,
  nextStep,
  type Progress,
  placeOf,
  SET_UP_STEPS,
  stepBefore,
  withPaper,
} from "../../../src/core/set-up/steps.ts";

const after = (steps: number): Progress => SET_UP_STEPS.slice(0, steps).reduce(nextStep, NOT_BEGUN);

test("the steps come in their order, each answered once, and the last stays", () => {
  expect(after(0)).toEqual({ step: "language", answered: [] });
  expect(after(3)).toEqual({ step: "reader", answered: ["language", "time", "board"] });
  expect(after(8)).toEqual({ step: "finish", answered: [...SET_UP_STEPS] });
  expect([placeOf("language"), placeOf("board"), placeOf("finish")]).toEqual([1, 3, 8]);
});

test("going back unlearns nothing, and ends at the first", () => {
  expect(stepBefore(after(3))).toEqual({ step: "board", answered: ["language", "time", "board"] });
  expect(stepBefore(NOT_BEGUN)).toEqual(NOT_BEGUN);
  expect(nextStep(stepBefore(after(3)))).toEqual(after(3));
});

test("a person may jump to what was answered and to the first that was not, and nowhere else", () => {
  const progress = goTo(after(4), "time");
  expect(progress.step).toBe("time");
  expect(SET_UP_STEPS.filter((step) => mayGoTo(progress, step))).toEqual(["language", "time", "board", "reader", "screen"]);
  expect(goTo(progress, "finish")).toEqual(progress);
});

test("a sheet alone leads who has touched nothing to the question, and whoever is led through the steps stays where he is", () => {
  expect(withPaper(NOT_BEGUN, false)).toEqual({ step: "place", answered: [] });
  expect(withPaper(NOT_BEGUN, true)).toEqual({ step: "finish", answered: [] });
  expect(withPaper(after(2), true)).toEqual(after(2));
});
