import { parse } from "valibot";
import { describe, expect, test } from "vitest";
import type { CameraFacts, DeviceFacts } from "../../src/core/machine-facts.ts";
import { type CameraConfig, CameraSourceSchema } from "../../src/kiosk/camera-config.ts";
import { cameraWithoutFfmpeg, checkCamera, checkCameraSource } from "../../src/kiosk/doctor-cameras.ts";

const NONE: CameraFacts = { program: undefined, devices: 0, denied: 0, usbProgram: undefined, ffmpeg: undefined, usb: [] };
const BOARD: CameraFacts = { ...NONE, program: "/usr/bin/rpicam-vid", devices: 2 };
const USB: CameraFacts = {
  ...NONE,
  usbProgram: "/usr/bin/v4l2-ctl",
  usb: ["/dev/v4l/by-id/usb-A-video-index0", "/dev/v4l/by-id/usb-B-video-index0"],
};

const camera = (keys: object): CameraConfig => parse(CameraSourceSchema, { kind: "camera", ...keys });

describe("the camera check", () => {
  test.each([
    ["the board's own", BOARD, "/usr/bin/rpicam-vid, 2 media devices"],
    ["USB cameras", USB, "/usr/bin/v4l2-ctl, /dev/v4l/by-id/usb-A-video-index0"],
    [
      "USB cameras where the board has none",
      { ...USB, program: "/usr/bin/rpicam-vid" },
      "/usr/bin/v4l2-ctl, /dev/v4l/by-id/usb-A-video-index0",
    ],
  ])("is content with %s, and names them all", (_, facts, found) => {
    const check = checkCamera(facts, true);
    expect(check).toMatchObject({ state: "ok", found: { en: found } });
    expect(JSON.stringify(check)).toContain(facts.usb.at(-1) ?? "rpicam-vid");
  });

  test("says what to install for a USB camera that is plugged in", () => {
    const check = checkCamera({ ...USB, usbProgram: undefined }, true);
    expect(check).toMatchObject({ state: "missing", isNeeded: true, todo: { en: expect.stringContaining("apt install v4l-utils") } });
  });
});

describe("the check of a configured camera", () => {
  const check = (keys: object, state: DeviceFacts | undefined, facts: CameraFacts) => checkCameraSource(2, camera(keys), state, facts);
  const device = "/dev/v4l/by-id/usb-A-video-index0";

  test("says in how wide a view the smallest code of a card is read", () => {
    expect(check({}, undefined, BOARD)).toEqual({
      name: "source.2",
      state: "ok",
      found: {
        vi: "1280 × 720, 15/s; đọc được mã 11 mm khi ảnh rộng không quá 104 mm",
        en: "1280 × 720, 15/s; reads an 11 mm code in a view of 104 mm at most",
      },
    });
    expect(check({ viewMm: 150 }, undefined, BOARD).found.en).toContain("1920 × 1080");
  });

  test("finds fault with a size that is too small for the view, unless only a part of the view is used", () => {
    const coarse = { viewMm: 150, width: 640, height: 480 };
    expect(check(coarse, undefined, BOARD)).toMatchObject({
      state: "fault",
      found: { en: expect.stringContaining("view of 52 mm at most") },
    });
    const region = { x: 0.4, y: 0.4, width: 0.3, height: 0.3 };
    expect(check({ ...coarse, controls: { region } }, undefined, BOARD).state).toBe("ok");
  });

  test.each([
    ["is there", "ready", USB, "ok", /1280/],
    ["is there, and nothing reads it", "ready", { ...USB, usbProgram: undefined }, "missing", /no v4l2-ctl or ffmpeg/],
    ["is not there", "absent", USB, "missing", /is not there/],
    ["belongs to others", "denied", USB, "fault", /may not open/],
    ["is something else", "no-device", USB, "fault", /is no device/],
  ] as const)("of a USB camera that %s", (_, state, facts, expected, found) => {
    const result = check({ device }, state, facts);
    expect(result.state).toBe(expected);
    expect(result.found.en).toMatch(found);
  });

  test("names a USB camera that is there in place of the one that is not", () => {
    expect(check({ device: "/dev/v4l/by-id/usb-X-video-index0" }, "absent", USB).todo?.en).toBe(
      `plug it in, or configure device = "${device}"`,
    );
  });

  test.each([
    ["is degraded, since it is read otherwise", ["MJPG", "YUYV"], /MJPG only.*read as YUYV, slower or coarser/],
    ["is degraded, since it is not read", ["MJPG"], /MJPG only.*the camera is not read/],
  ])("of a USB camera that wants ffmpeg, which is not installed, %s", (_, formats, found) => {
    const result = checkCameraSource(2, camera({ device, viewMm: 150 }), "ready", USB, formats);
    expect(result).toMatchObject({ state: "missing", isNeeded: true, todo: { en: expect.stringContaining("sudo apt install ffmpeg") } });
    expect(result.found.en).toMatch(found);
    expect(checkCameraSource(2, camera({ device }), "ready", USB, ["YUYV"]).state).toBe("ok");
  });

  test("asks a USB camera for its formats only where ffmpeg may be missed", () => {
    expect(cameraWithoutFfmpeg(camera({ device: "/dev/video0" }), USB)).toBe("/dev/video0");
    expect(cameraWithoutFfmpeg(camera({}), USB)).toBe(device);
    expect(cameraWithoutFfmpeg(camera({}), { ...USB, ...BOARD, usb: USB.usb })).toBeUndefined();
    expect(cameraWithoutFfmpeg(camera({ number: 0 }), USB)).toBeUndefined();
    expect(cameraWithoutFfmpeg(camera({ device }), { ...USB, ffmpeg: "/usr/bin/ffmpeg" })).toBeUndefined();
    expect(cameraWithoutFfmpeg(camera({ device }), { ...USB, usbProgram: undefined })).toBeUndefined();
  });

  test("is not content with a USB camera where one of the board's is configured", () => {
    expect(check({ number: 0 }, undefined, USB)).toMatchObject({ name: "source.2", state: "missing", isNeeded: true });
    expect(check({ number: 0 }, undefined, BOARD).state).toBe("ok");
  });
});
