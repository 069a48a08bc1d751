import { expect, test } from "vitest";
import { silenceText, sourceToml } from "../../src/kiosk/reader-texts.ts";

test("a HID-POS reader is configured by udev's name, whatever its number is today", () => {
  expect(sourceToml({ kind: "hid", path: "/dev/hidraw3" })).toBe('[[source]]\nkind = "hid"\npath = "/dev/tram/reader-hid"');
});

test("whoever may not open a reader is told which group may, and no error number", () => {
  for (const why of ["Permission denied, cannot open /dev/ttyACM0", "EACCES: permission denied, open '/dev/ttyACM0'"]) {
    const { vi, en } = silenceText({ kind: "unopened", why }, "/dev/ttyACM0");
    for (const text of [vi, en]) expect(text).toMatch(/dialout/);
    expect(vi + en).not.toMatch(/EACCES|Permission/);
  }
});
