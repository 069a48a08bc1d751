import { expect, test } from "vitest";
import { pinRefusal } from "../../../src/core/set-up/pin-answer.ts";
import { nextOwner, type PinsView } from "../../../src/core/set-up/pins.ts";

const NONE: PinsView = { technician: "open", staff: "open" };

test("the technician chooses first, then the first clerk; whoever says later is not asked again", () => {
  expect(nextOwner(NONE, [])).toBe("technician");
  expect(nextOwner({ ...NONE, technician: "set" }, [])).toBe("staff");
  expect(nextOwner(NONE, ["technician", "staff"])).toBeUndefined();
  expect(nextOwner({ technician: "set", staff: "absent" }, [])).toBeUndefined();
});

test.each([
  ["a PIN that is easy to guess is not taken", { of: "technician", pin: "123456" }, NONE, "weak"],
  ["a PIN that is set is never replaced here", { of: "technician", pin: "402918" }, { ...NONE, technician: "set" }, "not-open"],
  ["a kiosk without a staff's page has no clerk", { of: "staff", pin: "402918" }, { ...NONE, staff: "absent" }, "not-open"],
  ["any other is", { of: "staff", pin: "402918" }, NONE, undefined],
] as const)("%s", (_says, given, view, refusal) => {
  expect(pinRefusal(given, view)).toBe(refusal);
});
