import { expect, test } from "vitest";
import { STANDARD_CONTROLS } from "../../src/core/camera-controls.ts";
import { isUnknownArgument, rpicamArguments } from "../../src/core/rpicam-arguments.ts";

const REQUEST = { width: 1280, height: 720, framesPerSecond: 15 };
const PLAIN = "-t 0 -n --codec yuv420 --width 1280 --height 720 --framerate 15 --flush -o -";

test("without controls rpicam-vid is given only what every version knows", () => {
  expect(rpicamArguments(REQUEST).join(" ")).toBe(PLAIN);
});

test("the standard controls are for moving codes on cards and phones, near and under lamps of 50 Hz", () => {
  expect(rpicamArguments(REQUEST, STANDARD_CONTROLS).join(" ")).toBe(
    `${PLAIN} --flicker-period 10000us --exposure sport --metering centre --autofocus-mode continuous --autofocus-range macro --autofocus-speed fast --denoise off`,
  );
});

test("each control has its argument", () => {
  const controls = {
    ...STANDARD_CONTROLS,
    mainsHz: 60,
    exposure: "normal",
    metering: "spot",
    ev: -0.5,
    shutterMicros: 8000,
    gain: 2,
    focus: 8.5,
    denoise: "fast",
    hdr: "single-exposure",
    region: { x: 0.25, y: 0.125, width: 0.5, height: 0.75 },
  } as const;
  expect(rpicamArguments({ ...REQUEST, number: 1 }, controls).join(" ")).toBe(
    `${PLAIN} --camera 1 --flicker-period 8333us --exposure normal --metering spot --ev -0.5 --shutter 8000 --gain 2 --autofocus-mode manual --lens-position 8.5 --denoise cdn_fast --hdr single-exp --roi 0.25,0.125,0.5,0.75`,
  );
  expect(rpicamArguments(REQUEST, { ...STANDARD_CONTROLS, mainsHz: "off" })).not.toContain("--flicker-period");
});

test.each([
  ["rpicam-vid ended with code 255: ERROR: *** unrecognised option '--flicker-period' ***", true],
  ["libcamera-vid ended with code 255: ERROR: *** Invalid HDR option provided: sensor ***", true],
  ["rpicam-vid ended with code 255: ERROR: *** no cameras available ***", false],
])("%j speaks of an unknown argument: %s", (why, isUnknown) => {
  expect(isUnknownArgument(why)).toBe(isUnknown);
});
