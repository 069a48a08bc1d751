import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pinProblems } from "../../../src/core/board/pin-checks.ts";
import { type PinFacts, parsePinFacts } from "../../../src/core/board/pin-facts.ts";

const YAML = readFileSync(new URL("../../../hardware/pins.yaml", import.meta.url), "utf8");

/** The facts after one text of hardware/pins.yaml has been replaced. */
function factsWith(found: string | RegExp, replacement: string): PinFacts {
  const text = YAML.replace(found, replacement);
  expect(text).not.toBe(YAML);
  const parsed = parsePinFacts(parse(text));
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return parsed.facts;
}

test("a kiosk can be wired from hardware/pins.yaml as it is", () => {
  const parsed = parsePinFacts(parse(YAML));
  expect(parsed.ok ? pinProblems(parsed.facts) : parsed.problems).toEqual([]);
});

describe("is refused:", () => {
  const GREEN = /green: \{ gpio: 22, pin: 15/;
  const RELAY = /relay: \{ gpio: 25, pin: 22, active: high, safe: low, volts: 3\.3, ma: 3/;
  test.each([
    [
      "two lines on one pin",
      "pin-taken",
      /amber: \{ gpio: 27, pin: 13/,
      "amber: { gpio: 17, pin: 11",
      "chân 11: cả red và amber cùng dùng",
      "pin 11: both red and amber use it",
    ],
    [
      "a line on a pin that a part has already",
      "pin-taken",
      GREEN,
      "green: { gpio: 2, pin: 3",
      "chân 3: cả green và U2 SDA cùng dùng",
      "pin 3: both green and U2 SDA use it",
    ],
    [
      "a header pin that is not that GPIO",
      "pin-mismatch",
      GREEN,
      "green: { gpio: 22, pin: 12",
      "green: chân 12 là GPIO18, không phải GPIO22",
      "green: pin 12 is GPIO18, not GPIO22",
    ],
    [
      "a lamp that the pull switches on at boot",
      "on-at-boot",
      GREEN,
      "green: { gpio: 6, pin: 31",
      "green: GPIO6 không giữ thiết bị tắt khi khởi động, chọn chân khác",
      "green: GPIO6 does not hold the device off while the board starts, choose another pin",
    ],
    [
      "an active-low lamp that the pull switches on at boot",
      "on-at-boot",
      /green: \{ gpio: 22, pin: 15, active: high, safe: low/,
      "green: { gpio: 22, pin: 15, active: low, safe: high",
      "green: GPIO22 không giữ thiết bị tắt khi khởi động, chọn chân khác",
      "green: GPIO22 does not hold the device off while the board starts, choose another pin",
    ],
    [
      "a safe level in which the device is on",
      "safe-is-on",
      /green: \{ gpio: 22, pin: 15, active: high, safe: low/,
      "green: { gpio: 22, pin: 15, active: high, safe: high",
      "green: mức an toàn (high) là mức bật",
      "green: its safe level (high) is the level in which it is on",
    ],
    [
      "an active-low relay",
      "relay-active-low",
      RELAY,
      "relay: { gpio: 6, pin: 31, active: low, safe: high, volts: 3.3, ma: 3",
      "relay: rơ-le mức thấp mở cửa mỗi khi chân được thả, dùng loại mức cao",
      "relay: an active-low relay opens the door whenever the pin is let go, use an active-high one",
    ],
    [
      "a relay on a pin that is pulled up",
      "relay-pulled-up",
      RELAY,
      "relay: { gpio: 5, pin: 29, active: high, safe: low, volts: 3.3, ma: 3",
      "relay: GPIO5 được kéo lên khi khởi động, chọn GPIO 9 đến 27",
      "relay: GPIO5 is pulled up at boot, choose GPIO 9 to 27",
    ],
    [
      "a line whose device puts 5 V on its pin",
      "five-volts",
      RELAY,
      "relay: { gpio: 25, pin: 22, active: high, safe: low, volts: 5, ma: 3",
      "relay: 5 V vào chân 3.3 V làm hỏng bo",
      "relay: 5 V on a 3.3 V pin destroys the board",
    ],
    [
      "a reader that sends 5 V",
      "five-volts",
      "{ name: TX, pin: 10, colour: VT, volts: 3.3 }",
      "{ name: TX, pin: 10, colour: VT, volts: 5 }",
      "B1 TX: 5 V vào chân 3.3 V làm hỏng bo",
      "B1 TX: 5 V on a 3.3 V pin destroys the board",
    ],
    [
      "a signal whose level nobody has looked up",
      "five-volts",
      "{ name: TX, pin: 10, colour: VT, volts: 3.3 }",
      "{ name: TX, pin: 10, colour: VT }",
      "B1 TX: ? V vào chân 3.3 V làm hỏng bo",
      "B1 TX: ? V on a 3.3 V pin destroys the board",
    ],
    [
      "a part on the other supply",
      "power-mismatch",
      "{ name: VCC, pin: 1, colour: OG, volts: 3.3 }",
      "{ name: VCC, pin: 1, colour: OG, volts: 5 }",
      "U2 VCC: chân 1 là 3V3, cần 5 V",
      "U2 VCC: pin 1 is 3V3, it wants 5 V",
    ],
    [
      "an input without a pull",
      "input-without-pull",
      "{ gpio: 16, pin: 36, pull: up,",
      "{ gpio: 16, pin: 36,",
      "service-button: không có điện trở kéo, tín hiệu sẽ trôi",
      "service-button: nothing pulls it, so that an open wire reads as anything",
    ],
    [
      "an input that is told to have none",
      "input-without-pull",
      "{ gpio: 16, pin: 36, pull: up,",
      "{ gpio: 16, pin: 36, pull: none,",
      "service-button: không có điện trở kéo, tín hiệu sẽ trôi",
      "service-button: nothing pulls it, so that an open wire reads as anything",
    ],
    [
      "a line on a pin that a variant needs for the reader",
      "function-taken",
      GREEN,
      "green: { gpio: 15, pin: 10",
      "green: serial cần GPIO15 cho uart",
      "green: serial needs GPIO15 for uart",
    ],
    [
      "a line on a pin that a variant needs for the clock",
      "function-taken",
      GREEN,
      "green: { gpio: 3, pin: 5",
      "green: camera cần GPIO3 cho i2c",
      "green: camera needs GPIO3 for i2c",
    ],
    [
      "a variant that needs a function that there is not",
      "function-taken",
      "functions: [i2c] }",
      "functions: [can] }",
      "camera: không biết chức năng can",
      "camera: function can is unknown",
    ],
    [
      "a board with a chip that nobody knows",
      "unknown-board",
      "chip: pinctrl-rp1, supplyMa",
      "chip: pinctrl-rk3588, supplyMa",
      "bo pi-5: không biết chip pinctrl-rk3588, thêm vào chips",
      "board pi-5: chip pinctrl-rk3588 is unknown, add it to chips",
    ],
    [
      "a line that no part is wired to",
      "not-wired",
      "{ name: IN3, line: green, colour: GN }",
      "{ name: IN3, line: green-lamp, colour: GN }",
      "green: chưa nối vào linh kiện nào",
      "green: no part is wired to it",
    ],
    [
      "a terminal of a line that there is not",
      "not-wired",
      "{ name: IN3, line: green, colour: GN }",
      "{ name: IN3, line: green-lamp, colour: GN }",
      "U1 IN3: không có chân",
      "U1 IN3: it has no pin",
    ],
    [
      "a variant with a part that there is not",
      "not-wired",
      "parts: [U2, U1, S3, S1, S2], camera: true",
      "parts: [U2, U1, S3, S1, S9], camera: true",
      "camera: không biết linh kiện S9",
      "camera: part S9 is unknown",
    ],
    [
      "a lamp at a pin without a driver",
      "too-much-current",
      /(green: .*) ma: 1,/,
      "$1 ma: 20,",
      "green: 20 mA, một chân chỉ cho 16 mA",
      "green: 20 mA, a pin gives 16 mA",
    ],
    [
      "more current than all pins give together",
      "too-much-current",
      "allPinsMa: 50",
      "allPinsMa: 5",
      "tất cả chân: 9.3 mA, chỉ được 5 mA",
      "all pins: 9.3 mA, together they give 5 mA",
    ],
    [
      "more current at 5 V than a board's supply gives",
      "too-much-current",
      "ma5: 300",
      "ma5: 2000",
      "bo pi-3b-plus: cần 2590 mA, nguồn cho 2500 mA",
      "board pi-3b-plus: 2590 mA, its supply gives 2500 mA",
    ],
    [
      "a buzzer that can have one pitch only",
      "buzzer-without-pwm",
      /buzzer: \{ gpio: 12, pin: 32/,
      "buzzer: { gpio: 24, pin: 18",
      "buzzer: GPIO24 của pinctrl-rp1 không có PWM",
      "buzzer: GPIO24 of pinctrl-rp1 has no PWM",
    ],
  ])("%s", (_, rule, found, replacement, vi, en) => {
    expect(pinProblems(factsWith(found, replacement))).toContainEqual({ rule, vi, en });
  });
});

describe("the shape of the file:", () => {
  test.each([
    ["a misspelt key", "pull: up", "pul: up", 'inputs.service-button.pul: Invalid key: Expected never but received "pul"'],
    ["a header of 39 pins", "GND GPIO21", "GND", "header: the header has 40 pins"],
    ["a name that the header has not", "GND GPIO21", "GND VBUS", "header.39: "],
    ["a level that there is not", "active: high, safe: low", "active: on, safe: low", "outputs.red.active: "],
  ])("%s is told with its place", (_, found, replacement, problem) => {
    const parsed = parsePinFacts(parse(YAML.replace(found, replacement)));
    expect(parsed.ok ? [] : parsed.problems).toContainEqual(expect.stringContaining(problem));
  });
});
