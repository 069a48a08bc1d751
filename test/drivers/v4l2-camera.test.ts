import { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { STANDARD_CONTROLS } from "../../src/core/camera-controls.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { createSpawnedCamera, type SpawnedCameraOptions } from "../../src/drivers/spawned-camera.ts";
import { planV4l2, v4l2Devices, v4l2Formats } from "../../src/drivers/v4l2-camera.ts";
import type { Camera, Frame } from "../../src/ports.ts";
import { qrFrame, textsOf } from "../support/pictures.ts";
import { formatAnswer, formatsAnswer } from "../support/v4l2-answers.ts";
import { watchCamera } from "../support/watched-camera.ts";

const PROGRAMS = fileURLToPath(new URL("../support/usb-camera/", import.meta.url));
const PATH = `${PROGRAMS}:/usr/bin:/bin`;
const SIZE = { width: 320, height: 240, framesPerSecond: 15 };

const folder = mkdtempSync(join(tmpdir(), "usb-camera-"));
const decoder = createQrDecoder();
const cameras: Camera[] = [];
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.close()));
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

interface UsbCamera {
  readonly place: string;
  readonly env: NodeJS.ProcessEnv;
  log(): string;
}

/** A folder from which the stand-ins answer, with a device plugged in. */
function plugIn(files: { readonly formats: string; readonly format?: string; readonly frame: Uint8Array }): UsbCamera {
  const place = mkdtempSync(join(folder, "camera-"));
  mkdirSync(join(place, "by-id"));
  writeFileSync(join(place, "by-id", "usb-Fake_Camera-video-index0"), "");
  writeFileSync(join(place, "by-id", "usb-Fake_Camera-video-index1"), "");
  writeFileSync(join(place, "formats"), files.formats);
  writeFileSync(join(place, "format"), files.format ?? "");
  writeFileSync(join(place, "frame"), files.frame);
  return { place, env: { PATH, V4L2_FOLDER: place }, log: () => readFileSync(join(place, "log"), "utf8") };
}

function watch({ place, env }: UsbCamera, options: Partial<SpawnedCameraOptions> = {}) {
  const camera = createSpawnedCamera({ ...SIZE, env, devices: join(place, "by-id"), ...options });
  cameras.push(camera);
  return watchCamera(camera);
}

/** The same machine with only one of the programs that read a camera. */
function withOnly(program: string, usb: UsbCamera): UsbCamera {
  const bin = join(usb.place, "bin");
  mkdirSync(bin);
  for (const tool of ["cat", "sleep", "head"]) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
  if (existsSync(join(PROGRAMS, program))) symlinkSync(join(PROGRAMS, program), join(bin, program));
  return { ...usb, env: { ...usb.env, PATH: bin } };
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 10_000, interval: 10 }).toBe(true);
}

/** The bytes of a frame in a raw format, its rows padded with noise. */
async function rawFrame(pixelFormat: string, text: string): Promise<{ readonly format: string; readonly frame: Uint8Array }> {
  const { luma, width: side, stride } = await qrFrame(text, { scale: 3 });
  const bytesPerLine = pixelFormat === "YUYV" || pixelFormat === "UYVY" ? 2 * SIZE.width + 16 : SIZE.width + 16;
  const rows = bytesPerLine * SIZE.height;
  const sizeImage = pixelFormat === "NV12" || pixelFormat === "YU12" ? rows * 1.5 : rows;
  const frame = Uint8Array.from({ length: sizeImage }, (_, at) => (at * 73) % 256);
  const step = bytesPerLine >= 2 * SIZE.width ? 2 : 1;
  const first = pixelFormat === "UYVY" ? 1 : 0;
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const isCode = x < side && y < side;
      frame[y * bytesPerLine + first + x * step] = isCode ? (luma[y * stride + x] ?? 0) : 200;
    }
  }
  return { format: formatAnswer({ ...SIZE, pixelFormat, bytesPerLine, sizeImage }), frame };
}

describe("a USB camera", () => {
  test.each(["YUYV", "UYVY", "GREY", "NV12", "YU12"])("in %s is read by v4l2-ctl, in the layout that it says", async (pixelFormat) => {
    const { format, frame } = await rawFrame(pixelFormat, `HC1:${pixelFormat}`);
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat }]), format, frame });
    const { camera, frames } = watch(usb);
    await until(() => frames.length >= 2);
    expect(camera.health()).toEqual({ state: "ok", detail: "v4l2-ctl" });
    for (const each of frames.slice(0, 2)) expect(textsOf((await decoder.watch(each)).symbols)).toEqual([`HC1:${pixelFormat}`]);
  });

  test("is set before it streams: mains, exposure, focus, each by the name that its kernel has", async () => {
    const { format, frame } = await rawFrame("YUYV", "SET");
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "YUYV" }]), format, frame });
    const { frames } = watch(usb, { controls: { ...STANDARD_CONTROLS, shutterMicros: 8_000, gain: 4 } });
    await until(() => frames.length > 0);
    const device = `-d ${join(usb.place, "by-id", "usb-Fake_Camera-video-index0")}`;
    expect(usb.log().trim().split("\n")).toEqual([
      `${device} --list-formats-ext --list-ctrls`,
      `${device} --set-ctrl=auto_exposure=1,power_line_frequency=1,exposure_dynamic_framerate=0,focus_automatic_continuous=1`,
      `${device} --set-ctrl=exposure_time_absolute=80,gain=4`,
      `${device} --set-fmt-video=width=320,height=240,pixelformat=YUYV --set-parm=15 --get-fmt-video`,
      `${device} --set-fmt-video=width=320,height=240,pixelformat=YUYV --stream-mmap=3 --stream-to=-`,
    ]);
  });

  test("that has the size and rate in MJPG only is read by ffmpeg", async () => {
    const { luma, width, height, stride } = await qrFrame("HC1:MJPG", { scale: 3 });
    const frame = new Uint8Array(SIZE.width * SIZE.height).fill(200);
    for (let y = 0; y < height; y++) frame.set(luma.subarray(y * stride, y * stride + width), y * SIZE.width);
    const slow = { ...SIZE, pixelFormat: "YUYV", framesPerSecond: 5 };
    const usb = plugIn({ formats: formatsAnswer([slow, { ...SIZE, pixelFormat: "MJPG" }]), frame });
    const { camera, frames } = watch(usb);
    await until(() => frames.length > 0);
    expect(camera.health()).toEqual({ state: "ok", detail: "ffmpeg" });
    expect(textsOf((await decoder.watch(frames[0] as Frame)).symbols)).toEqual(["HC1:MJPG"]);
    expect(usb.log()).toContain("-input_format mjpeg -video_size 320x240 -framerate 15 -i ");
  });

  test("is read by ffmpeg where v4l2-ctl is not installed", async () => {
    const usb = plugIn({ formats: "", frame: new Uint8Array(SIZE.width * SIZE.height) });
    const { camera, frames } = watch(withOnly("ffmpeg", usb));
    await until(() => frames.length > 0);
    expect(camera.health().detail).toBe("ffmpeg");
  });

  test("that has the size in MJPG only is read in another one where ffmpeg is not installed", async () => {
    const { format, frame } = await rawFrame("YUYV", "HC1:SMALLER");
    const large = { width: 1920, height: 1080, framesPerSecond: 15 };
    const usb = plugIn({
      formats: formatsAnswer([
        { ...large, pixelFormat: "MJPG" },
        { ...SIZE, pixelFormat: "YUYV" },
      ]),
      format,
      frame,
    });
    const { camera, frames } = watch(withOnly("v4l2-ctl", usb), large);
    await until(() => frames.length > 0);
    expect(camera.health()).toEqual({ state: "ok", detail: "v4l2-ctl" });
    expect(textsOf((await decoder.watch(frames[0] as Frame)).symbols)).toEqual(["HC1:SMALLER"]);
  });

  test.each([
    ["that has nothing but MJPG", "v4l2-ctl", "ffmpeg is not installed"],
    ["that nothing can ask", "cat", "none of v4l2-ctl, ffmpeg is installed"],
  ])("%s names what is missing", async (_, program, why) => {
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "MJPG" }]), frame: new Uint8Array(1) });
    const { camera } = watch(withOnly(program, usb), { device: "/dev/video0" });
    await until(() => camera.health().detail === `${why}; starting again in 500 ms`);
  });

  test("says in which formats a picture can be had, where it can be asked", async () => {
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "MJPG" }]), frame: new Uint8Array(1) });
    expect(await v4l2Formats("/dev/video0", SIZE, usb)).toEqual(["MJPG"]);
    expect(await v4l2Formats("/dev/video0", SIZE, { env: { PATH: "/nowhere" } })).toBeUndefined();
  });

  test("whose frames come torn now and then delivers the whole ones, and no other", async () => {
    const { format, frame } = await rawFrame("GREY", "HC1:TORN");
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "GREY" }]), format, frame });
    const { frames } = watch({ ...usb, env: { ...usb.env, V4L2_FAULT: "torn" } });
    await until(() => frames.length >= 4);
    // The first is whole; each one after it follows on a torn one.
    for (const each of frames.slice(0, 4)) expect(textsOf((await decoder.watch(each)).symbols)).toEqual(["HC1:TORN"]);
  });

  test("that is busy says so without v4l2-ctl's progress marks", async () => {
    const { format, frame } = await rawFrame("GREY", "BUSY");
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "GREY" }]), format, frame });
    const { camera } = watch({ ...usb, env: { ...usb.env, V4L2_FAULT: "busy" } });
    await until(() => camera.health().state === "missing");
    expect(camera.health().detail).toBe(
      "v4l2-ctl ended with code 1: VIDIOC_STREAMON returned -1 (Device or resource busy); starting again in 500 ms",
    );
  });

  test.each([
    [
      "has no format of use",
      formatsAnswer([{ ...SIZE, pixelFormat: "H264" }]),
      "",
      "v4l2-ctl: the camera has neither a raw format nor MJPG",
    ],
    [
      "answers nonsense",
      formatsAnswer([{ ...SIZE, pixelFormat: "YUYV" }]),
      "\u0000\u00ff",
      "v4l2-ctl: the camera's answer to width=320,height=240,pixelformat=YUYV cannot be used",
    ],
  ])("that %s is refused with the reason", async (_, formats, format, why) => {
    const { env } = plugIn({ formats, format, frame: new Uint8Array(1) });
    expect(await planV4l2("/dev/video0", SIZE, STANDARD_CONTROLS, { env })).toBe(why);
  });

  test.skipIf(!existsSync("/usr/bin/v4l2-ctl"))("that is not there is not there for the real v4l2-ctl, either", async () => {
    const why = await planV4l2("/dev/no-such-camera", SIZE, STANDARD_CONTROLS, { env: { PATH: "/usr/bin" } });
    expect(why).toBe("v4l2-ctl: Cannot open device /dev/no-such-camera, exiting.");
  });

  test("that does not answer does not hold up its close()", async () => {
    const usb = plugIn({ formats: "", frame: new Uint8Array(1) });
    const { camera } = watch({ ...usb, env: { ...usb.env, V4L2_FAULT: "mute" } });
    await until(() => existsSync(join(usb.place, "log")));
    await camera.close();
    expect(camera.health().detail).toBe("closed");
  });

  test("whose driver hangs so that even SIGKILL does not end the question is given up", async () => {
    const usb = plugIn({ formats: "", frame: new Uint8Array(1) });
    const kill = vi.spyOn(ChildProcess.prototype, "kill").mockReturnValue(true);
    const plans = planV4l2("/dev/video0", SIZE, STANDARD_CONTROLS, { env: { ...usb.env, V4L2_FAULT: "mute" }, answerMs: 50 });
    await until(() => kill.mock.contexts.length > 0);
    const [hanging] = kill.mock.contexts;
    expect(await plans).toBe("v4l2-ctl: no answer within 50 ms; it does not end");
    kill.mockRestore();
    if (hanging instanceof ChildProcess) hanging.kill("SIGKILL");
  });

  test("that is not there says so", async () => {
    const { camera } = watch({ place: "/nowhere", env: { PATH: "/nowhere" }, log: () => "" });
    await until(() => camera.health().state === "missing");
    expect(camera.health().detail).toMatch(/no USB camera is plugged in; starting again/);
  });

  test("is known by a name that survives another port, and only its first device has pictures", async () => {
    const { place } = plugIn({ formats: "", frame: new Uint8Array(1) });
    writeFileSync(join(place, "by-id", "usb-Another-video-index0"), "");
    const names = ["usb-Another-video-index0", "usb-Fake_Camera-video-index0"];
    expect(await v4l2Devices(join(place, "by-id"))).toEqual(names.map((name) => join(place, "by-id", name)));
    expect(await v4l2Devices("/nowhere")).toEqual([]);
  });

  test("darkens turns of its frames while something as bright as a screen is held up", async () => {
    const format = formatAnswer({ ...SIZE, pixelFormat: "GREY", bytesPerLine: SIZE.width, sizeImage: SIZE.width * SIZE.height });
    const frame = new Uint8Array(SIZE.width * SIZE.height).fill(255);
    const usb = plugIn({ formats: formatsAnswer([{ ...SIZE, pixelFormat: "GREY" }]), format, frame });
    const { frames } = watch(usb);
    await until(() => frames.length >= 16);
    await until(() => /auto_exposure=1\n.*exposure_time_absolute=40\n/.test(usb.log()));
    expect(usb.log().match(/auto_exposure=3/g)?.length).toBeGreaterThanOrEqual(1);
  });
});
