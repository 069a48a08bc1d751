import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type FaultyPart, faultWords, sourcePart, withCause } from "../../src/core/fault-words.ts";
import { ACTIVE_LOW_FAULT, relayFault } from "../../src/drivers/relay-release.ts";

describe("what a driver says is told in both languages:", () => {
  test.each<[FaultyPart, string, RegExp, RegExp]>([
    ["lines", "gpio: /dev/gpiochip0 (x) refuses lines 17: EBUSY; in use: 17 by gpio-keys", /chương trình khác/, /another program/],
    ["lines", "gpio: no chip labelled x among /dev/gpiochip0 (EACCES); add the kiosk's user to the group gpio", /không được mở/, /may not/],
    ["lines", "gpio: no gpiochip in /dev: this machine has no such lines, run without lamps", /không có chip/, /has no GPIO chip/],
    ["lines", "gpio: more than one chip labelled x among …", /nhiều chip/, /more than one/],
    ["lines", "gpio: /dev/gpiochip0 (x) has no line 99: correct the pins in the configuration", /chân mà chip không có/, /does not have/],
    ["lines", "gpio: the addon koffi cannot be loaded: …; install the kiosk anew", /thiếu một phần/, /missing/],
    ["inputs", "gpio: the inputs cannot be read: EIO", /không đáp/, /does not answer/],
    ["relay", "relay: /sys/… is Y and must be N, or a crash leaves the relay pulled in", /giữ rơ-le đóng/, /pulled in/],
    [
      "relay",
      "relay: no service of systemd runs this, so nothing lets the relay fall after a crash",
      /không có gì tắt/,
      /nothing switches it off/,
    ],
    ["tone", "buzzer: no PWM on GPIO 12; add dtoverlay=pwm", /chưa có PWM/, /no PWM/],
    ["reader", "/dev/tram/reader: Error: No such file or directory, cannot open /dev/tram/reader, for 3 s", /chưa cắm/, /not plugged in/],
    ["reader", "Error: Permission denied, cannot open /dev/ttyACM0", /không được mở/, /may not/],
    ["reader", "/dev/tram/reader-keyboard cannot be had alone: another program has grabbed it", /chương trình khác/, /another program/],
    ["reader", "/dev/tram/reader-hid is no reader in HID-POS mode: set that mode with a code of its manual", /HID-POS/, /HID-POS/],
    ["reader", "device gone", /rút ra/, /pulled out/],
    ["camera", "rpicam-vid ended with code 255: no cameras available; starting again in 1000 ms", /không thấy camera/, /no camera/],
    ["camera", "v4l2-ctl ended with code 1: VIDIOC_STREAMON returned -1 (Device or resource busy)", /chương trình khác/, /another program/],
    ["camera", "v4l2-ctl: the camera has neither a raw format nor MJPG", /định dạng/, /format/],
    ["camera", "rpicam-vid ended with SIGSEGV; starting again in 1000 ms", /dừng giữa chừng/, /stops/],
  ])("%s, %s", (part, said, vi, en) => {
    const text = faultWords(part, said);
    expect([text?.vi, text?.en]).toEqual([expect.stringMatching(vi), expect.stringMatching(en)]);
  });
});

test("why a relay is refused is known in each case that the driver knows", () => {
  const places = [
    { label: "pinctrl-rp1", offset: 25, isActiveLow: false },
    { label: "pinctrl-rp1", offset: 5, isActiveLow: false },
    { label: "other", offset: 25, isActiveLow: false },
  ];
  const said = [ACTIVE_LOW_FAULT, ...places.map((place) => relayFault(place, "/nowhere") ?? "")];
  for (const each of said) expect([each, faultWords("relay", each)]).toEqual([each, expect.anything()]);
});

test("every fault that the drivers of the lines throw has words of its own", () => {
  const drivers = new URL("../../src/drivers/", import.meta.url);
  const files = readdirSync(drivers).filter((file) => /^gpio-(?:board|chardev|chip|inputs|sysfs|wiring)\.ts$/.test(file));
  const thrown = files.flatMap((file) => readFileSync(new URL(file, drivers), "utf8").match(/`gpio: [^`]*`|"gpio: [^"]*"/g) ?? []);
  // What only a bug of ours says is for the log alone.
  const forPeople = thrown.filter((text) => !/after close|in one request/.test(text));
  expect(forPeople.length).toBeGreaterThan(5);
  // In these the system's own code says what it is.
  const withCode = (text: string) =>
    text
      .replace(/\$\{[^}]*\bcode\b[^}]*\}|\$\{errorCode[^}]*\}/g, "EBUSY")
      .replace(/\$\{what\}/g, "set")
      .replace(/\$\{match[^}]*\}/g, "no");
  expect(forPeople.filter((text) => faultWords("lines", withCode(text)) === undefined)).toEqual([]);
});

test("words that nobody knows leave what is known, and a source is asked as what it is", () => {
  const what = { vi: "hỏng", en: "broken" };
  expect(withCause(what, "lines", "gremlins")).toEqual(what);
  expect((["camera", "serial", "keyboard", "hid", "desk"] as const).map(sourcePart)).toEqual([
    "camera",
    "reader",
    "reader",
    "reader",
    "reader",
  ]);
});
