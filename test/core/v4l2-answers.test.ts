import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STANDARD_CONTROLS } from "../../src/core/camera-controls.ts";
import { parseControls, parseFormat, parseSizes, type V4l2Size } from "../../src/core/v4l2-answers.ts";
import { choosePixelFormats, exposureSettings, settingsFor } from "../../src/core/v4l2-choice.ts";
import { formatAnswer, formatsAnswer } from "../support/v4l2-answers.ts";

const REQUEST = { width: 1280, height: 720, framesPerSecond: 15 };
const size = (pixelFormat: string, framesPerSecond: number | undefined = 30, width = 1280, height = 720): V4l2Size => ({
  pixelFormat,
  width,
  height,
  framesPerSecond,
});

describe("an answer of v4l2-ctl", () => {
  test("names sizes, each with its highest rate", () => {
    const fast = { ...REQUEST, pixelFormat: "MJPG", framesPerSecond: 30 };
    const answer = formatsAnswer([fast, { ...REQUEST, pixelFormat: "YUYV", framesPerSecond: 5 }]).replace(
      "(5.000 fps)",
      "(5.000 fps)\n\t\t\tInterval: Discrete 0.100s (10.000 fps)\n\t\t\tInterval: Discrete 0.500s (2.000 fps)",
    );
    expect(parseSizes(answer)).toEqual([size("MJPG", 30), size("YUYV", 10)]);
  });

  test("names the ends of a range of sizes", () => {
    const answer = "\t[0]: 'GREY' (8-bit Greyscale)\n\t\tSize: Stepwise 48x32 - 1280x720 with step 8/8\n";
    expect(parseSizes(answer)).toEqual([
      { pixelFormat: "GREY", width: 48, height: 32, framesPerSecond: undefined },
      { pixelFormat: "GREY", width: 1280, height: 720, framesPerSecond: undefined },
    ]);
  });

  test("names the format that was taken, or is none where a part is missing", () => {
    const format = { pixelFormat: "YUYV", width: 1280, height: 720, bytesPerLine: 2560, sizeImage: 1_843_200 };
    const answer = formatAnswer(format);
    expect(parseFormat(answer)).toEqual(format);
    for (const part of ["Width/Height", "Pixel Format", "Bytes per Line", "Size Image"]) {
      expect(parseFormat(answer.replace(part, "…"))).toBeUndefined();
    }
  });

  test("names the controls that may be set", () => {
    const controls = parseControls(formatsAnswer([]));
    expect(controls.map(({ name }) => name)).not.toContain("pan_speed");
    expect(controls).toContainEqual({ name: "exposure_time_absolute", min: 1, max: 5000, value: 156 });
    expect(controls).toContainEqual({ name: "exposure_dynamic_framerate", min: 0, max: 1, value: 1 });
  });

  test("of whatever bytes is survived", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (answer) => {
        parseSizes(answer);
        parseControls(answer);
        parseFormat(answer);
      }),
    );
  });
});

describe("of a camera's formats", () => {
  test.each([
    ["a raw one, the smallest first", [size("YUYV"), size("MJPG"), size("GREY")], ["GREY"]],
    ["a raw one that says nothing of its rate", [size("MJPG"), { ...size("NV12"), framesPerSecond: undefined }], ["NV12"]],
    ["a raw one that is a little slower", [size("YUYV", 10), size("MJPG", 30)], ["YUYV"]],
    ["MJPG, and then the raw one, where raw frames come too slowly", [size("YUYV", 5), size("MJPG", 30)], ["MJPG", "YUYV"]],
    ["MJPG, and then the raw one, where raw frames are too small", [size("YUYV", 30, 640, 480), size("MJPG")], ["MJPG", "YUYV"]],
    ["a slow one where there is no other", [size("YUYV", 5)], ["YUYV"]],
    ["a small one where there is no other", [size("YUYV", 30, 640, 480)], ["YUYV"]],
    ["MJPG alone where there is no other", [size("MJPG", 30, 640, 480), size("H264")], ["MJPG"]],
    ["none where none is known", [size("H264")], []],
    ["none where there is none", [], []],
  ])("%s is chosen", (_, sizes, chosen) => {
    expect(choosePixelFormats(sizes, REQUEST)).toEqual(chosen);
  });
});

describe("settings", () => {
  const control = (name: string, max: number) => ({ name, min: 0, max, value: 0 });

  test("name only what the device has, within its limits", () => {
    const controls = [control("auto_exposure", 3), control("exposure_time_absolute", 50), control("power_line_frequency", 1)];
    expect(settingsFor(controls, { ...STANDARD_CONTROLS, mainsHz: 60, shutterMicros: 20_000 })).toEqual({
      modes: [
        { name: "auto_exposure", value: 1 },
        { name: "power_line_frequency", value: 1 },
      ],
      values: [{ name: "exposure_time_absolute", value: 50 }],
    });
    expect(settingsFor([], STANDARD_CONTROLS)).toEqual({ modes: [], values: [] });
  });

  test("use the names of older kernels where the device has those", () => {
    const controls = [control("exposure_auto", 3), control("exposure_absolute", 5000), control("focus_auto", 1)];
    expect(exposureSettings(controls, 4_000)).toEqual({
      modes: [{ name: "exposure_auto", value: 1 }],
      values: [{ name: "exposure_absolute", value: 40 }],
    });
    expect(exposureSettings(controls, undefined)).toEqual({ modes: [{ name: "exposure_auto", value: 3 }], values: [] });
    expect(settingsFor(controls, { ...STANDARD_CONTROLS, focus: 8 }).modes).toContainEqual({ name: "focus_auto", value: 0 });
  });
});
