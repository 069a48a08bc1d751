import { expect, test } from "vitest";
import { keystrokesOf, namedKey, pressReport, RELEASE_REPORT } from "../../../src/core/hand-off/keystrokes.ts";
import { SELF_CHECK_LINE, typedText } from "../../../src/core/hand-off/output-profile.ts";
import { lettersOf } from "../../support/typed-letters.ts";

const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join("");

test.each([false, true])("a computer with the US layout writes every character as it was meant, with Caps Lock %s", (capsLock) => {
  const reports = keystrokesOf(ASCII).flatMap((stroke) => [pressReport(stroke, capsLock), RELEASE_REPORT]);
  expect(lettersOf(reports, capsLock)).toBe(ASCII);
});

test("a report has the eight bytes of a boot keyboard, and one of no key is all zeros", () => {
  expect([...pressReport(namedKey("TAB"), true)]).toEqual([0, 0, 0x2b, 0, 0, 0, 0, 0]);
  expect([...RELEASE_REPORT]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test("the self-check line tells the profiles apart", () => {
  expect(typedText("digits", SELF_CHECK_LINE)).toBe("0123");
  expect(typedText("plain", SELF_CHECK_LINE)).toBe("Nguyen Thi Buoi 0123");
  expect(typedText("telex", SELF_CHECK_LINE)).toBe("Nguyeenx Thij Buwowir 0123");
  expect(typedText("vni", SELF_CHECK_LINE)).toBe("Nguye6n4 Thi5 Bu7o7i3 0123");
});
