import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { STANDARD_CONTROLS } from "../../src/core/camera-controls.ts";
import { rpicamArguments } from "../../src/core/rpicam-arguments.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { createSpawnedCamera, type SpawnedCameraOptions } from "../../src/drivers/spawned-camera.ts";
import type { Camera, Frame } from "../../src/ports.ts";
import { qrFrame, textsOf, toPgm } from "../support/pictures.ts";
import { type WatchedCamera, watchCamera } from "../support/watched-camera.ts";

const SUPPORT = fileURLToPath(new URL("../support/", import.meta.url));
const NODE = dirname(process.execPath);

let folder = "";
let picture = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "camera-"));
  picture = join(folder, "code.pgm");
  await writeFile(picture, toPgm(await qrFrame("HC1:ON CAMERA", { scale: 3 })));
});
afterAll(() => rm(folder, { recursive: true }));

const cameras: Camera[] = [];
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.close()));
});

function watch(env: NodeJS.ProcessEnv, options: Partial<SpawnedCameraOptions> = {}): WatchedCamera {
  const path = { PATH: `${SUPPORT}:${NODE}`, ...env };
  const camera = createSpawnedCamera({ width: 320, height: 240, framesPerSecond: 20, env: path, ...options });
  cameras.push(camera);
  return watchCamera(camera);
}

/** Waits until it is so, at most ten seconds. */
async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 10_000, interval: 10 }).toBe(true);
}

/** How many ends of pipes this process holds. */
function openPipes(): number {
  return readdirSync("/proc/self/fd").filter((fd) => isPipe(`/proc/self/fd/${fd}`)).length;
}

function isPipe(link: string): boolean {
  try {
    return readlinkSync(link).startsWith("pipe:");
  } catch {
    return false; // closed meanwhile, such as the one that listed the folder
  }
}

describe("a camera", () => {
  const decoder = createQrDecoder();
  afterAll(() => decoder.close());

  test.each([
    { width: 320, stride: 320 },
    { width: 300, stride: 320 },
  ])("delivers what it sees, $width pixels wide in rows of $stride bytes", async ({ width, stride }) => {
    const { camera, frames } = watch({ RPICAM_PICTURE: picture }, { width });
    expect(camera.health().state).toBe("starting");
    await until(() => frames.length >= 3);
    expect(camera.health()).toEqual({ state: "ok", detail: "rpicam-vid" });
    for (const frame of frames.splice(0)) {
      expect(frame).toMatchObject({ width, height: 240, stride });
      expect(frame.luma.length).toBe(stride * 240);
      expect(textsOf((await decoder.watch(frame)).symbols)).toEqual(["HC1:ON CAMERA"]);
    }
  });

  test("whose program dies in the middle of a frame is started again, and frames are whole", async () => {
    const { camera, frames } = watch({ RPICAM_FAULT: "die", RPICAM_PICTURE: picture });
    await until(() => camera.health().state === "missing");
    expect(camera.health().detail).toBe("rpicam-vid ended with code 1: ERROR: *** camera came loose ***; starting again in 500 ms");
    await until(() => frames.length >= 2);
    for (const frame of frames.slice(0, 2)) expect(textsOf((await decoder.watch(frame)).symbols)).toEqual(["HC1:ON CAMERA"]);
  });

  test("that stalls is started again", async () => {
    const { camera, frames } = watch({ RPICAM_FAULT: "stall" }, { stallMs: 300 });
    await until(() => camera.health().state === "missing");
    expect(frames.length).toBe(2);
    expect(camera.health().detail).toMatch(/^rpicam-vid sent no frame for 300 ms/);
    await until(() => camera.health().detail === "rpicam-vid sent no frame for 300 ms; starting again in 500 ms");
    // The reason is that of the run before: it goes as soon as there is another one.
    await until(() => camera.health().detail === "waiting for the first frame");
    await until(() => frames.length > 2);
  });

  test("whose program never sends a first frame is started again, each time later", async () => {
    await writeFile(join(folder, "rpicam-vid"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
    const { camera } = watch({ PATH: `${folder}:/bin:/usr/bin` }, { firstFrameMs: 50 });
    await until(() => camera.health().detail.endsWith("sent no frame for 50 ms; starting again in 500 ms"));
    await until(() => camera.health().detail.endsWith("sent no frame for 50 ms; starting again in 1000 ms"));
  });

  test("is not disturbed by a program that writes much to standard error", async () => {
    const { camera, frames } = watch({ RPICAM_FAULT: "noise" });
    await until(() => frames.length >= 2);
    expect(camera.health().state).toBe("ok");
  });

  test("delivers new frames after its user was busy, not those of before", async () => {
    let sent = 0;
    const { camera, frames } = watch({}, { framesPerSecond: 50 });
    await until(() => frames.length >= 2);
    sent = frames.length;
    const busyUntil = performance.now() + 1_000;
    while (performance.now() < busyUntil);
    await until(() => frames.length > sent);
    // 50 frames were due meanwhile; the pipe holds a part of one.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(frames.length - sent).toBeLessThan(15);
    expect(camera.health().state).toBe("ok");
  });

  test("uses libcamera-vid where rpicam-vid is not installed", async () => {
    const old = await mkdtemp(join(folder, "old-"));
    await writeFile(join(old, "libcamera-vid"), `#!/bin/sh\nexec "${SUPPORT}rpicam-vid" "$@"\n`, { mode: 0o755 });
    const { camera, frames } = watch({ PATH: `${old}:${NODE}` });
    await until(() => frames.length > 0);
    expect(camera.health()).toEqual({ state: "ok", detail: "libcamera-vid" });
  });

  test("without either program says so and tries again", async () => {
    const { camera } = watch({ PATH: "/nowhere" });
    await until(
      () =>
        camera.health().detail === "none of rpicam-vid, libcamera-vid is installed; no USB camera is plugged in; starting again in 1000 ms",
    );
    expect(camera.health().state).toBe("missing");
  });

  test("that may not be executed says so", async () => {
    const locked = await mkdtemp(join(folder, "locked-"));
    await writeFile(join(locked, "rpicam-vid"), "", { mode: 0o644 });
    const { camera } = watch({ PATH: locked });
    await until(() => camera.health().detail.includes("EACCES"));
  });

  test("is released by close(), also when its program ignores SIGTERM, and no frame comes after", async () => {
    const { camera, frames } = watch({ RPICAM_FAULT: "stubborn" });
    await until(() => frames.length > 0);
    const closing = camera.close();
    const count = frames.length;
    await Promise.all([closing, camera.close()]);
    await camera.close();
    expect(frames.length).toBe(count);
    expect(camera.health()).toEqual({ state: "missing", detail: "closed" });
  });

  test("has room for three frames and no more: they lie in the same memory, and a frame that nobody has released is left alone", async () => {
    const env = { PATH: `${SUPPORT}:${NODE}` };
    const camera = createSpawnedCamera({ width: 320, height: 240, framesPerSecond: 60, env, stallMs: 500 });
    cameras.push(camera);
    const held: Frame[] = [];
    const memory = new Set<unknown>();
    let count = 0;
    camera.open((frame) => {
      memory.add(frame.luma.buffer);
      count++;
      held.push(frame);
    });
    await until(() => count === 3);
    const before = held.map(({ luma }) => Buffer.from(luma));
    // Longer than a stall: frames come, only there is no room for them.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(camera.health().state).toBe("ok");
    expect(count).toBe(3);
    expect(held.map(({ luma }) => Buffer.from(luma))).toEqual(before);
    held.splice(0).forEach((frame) => {
      frame.release?.();
    });
    await until(() => count === 6);
    expect(memory.size).toBe(1);
    expect([...memory][0]).toBeInstanceOf(SharedArrayBuffer);
  });

  test("is started with the controls, or without them where the program is too old to know them", async () => {
    const file = join(folder, "arguments");
    const modern = watch({ RPICAM_ARGUMENTS: file });
    await until(() => modern.frames.length > 0);
    const request = { width: 320, height: 240, framesPerSecond: 20 };
    expect((await readFile(file, "utf8")).split("\n")).toEqual(rpicamArguments(request, STANDARD_CONTROLS));
    const old = watch({ RPICAM_ARGUMENTS: file, RPICAM_FAULT: "old" });
    await until(() => old.camera.health().detail.includes("unrecognised option"));
    await until(() => old.frames.length > 0);
    expect((await readFile(file, "utf8")).split("\n")).toEqual(rpicamArguments(request));
  });

  test("whose output is cut while its program goes on is started again", async () => {
    const { camera, frames } = watch({ RPICAM_FAULT: "cut" }, { stallMs: 300 });
    await until(() => camera.health().detail.startsWith("rpicam-vid sent no frame for 300 ms"));
    await until(() => frames.length > 2);
  });

  test.each([
    ["small", "frames of 57600 bytes instead of 115200"],
    ["large", "frames of 172800 bytes instead of 115200"],
    ["double", "frames of 230400 bytes instead of 115200"],
    ["flood", "more than 240 frames a second"],
  ])("that sends %s frames is stopped, and says what is wrong", async (fault, trouble) => {
    const { camera } = watch({ RPICAM_FAULT: fault });
    await until(() => camera.health().detail.startsWith(`rpicam-vid sent ${trouble}; starting again in`));
    expect(camera.health().state).toBe("missing");
  });

  test("leaves no pipe open, whether its program ran or was never there", async () => {
    const before = openPipes();
    const { camera, frames } = watch({});
    const missing = watch({ PATH: "/nowhere" });
    await until(() => frames.length > 0 && missing.camera.health().state === "missing");
    expect(openPipes()).toBeGreaterThan(before);
    await Promise.all([camera.close(), missing.camera.close()]);
    await until(() => openPipes() <= before);
  });

  test("gives its program no end of the pipe but the one to write to", async () => {
    const curious = await mkdtemp(join(folder, "curious-"));
    const file = join(curious, "pid");
    await writeFile(join(curious, "rpicam-vid"), `#!/bin/sh\necho $$ > ${file}.new; mv ${file}.new ${file}\nexec sleep 60\n`, {
      mode: 0o755,
    });
    watch({ PATH: `${curious}:/bin:/usr/bin` });
    await until(() => existsSync(file));
    const fds = `/proc/${(await readFile(file, "utf8")).trim()}/fd`;
    await until(() => isPipe(`${fds}/1`));
    const output = readlinkSync(`${fds}/1`);
    expect(readdirSync(fds).filter((fd) => readlinkSync(`${fds}/${fd}`) === output)).toEqual(["1"]);
  });

  test("whose program has died thirty times in the middle of a frame has lost no slot and no file over it", async () => {
    const place = await mkdtemp(join(folder, "dying-"));
    const deaths = join(place, "deaths");
    const script = `#!/bin/sh\necho >> ${deaths}\n[ $(wc -l < ${deaths}) -gt 30 ] && exec "${SUPPORT}rpicam-vid" "$@"\nhead -c 70000 /dev/zero\nexit 1\n`;
    await writeFile(join(place, "rpicam-vid"), script, { mode: 0o755 });
    const before = openPipes();
    const { camera, frames } = watch({ PATH: `${place}:${NODE}:/bin:/usr/bin` }, { waitMs: { first: 1, last: 1 } });
    await until(() => frames.length >= 4);
    expect((await readFile(deaths, "utf8")).length).toBe(31);
    await camera.close();
    await until(() => openPipes() <= before);
  });

  test("cannot have an odd size", () => {
    expect(() => watch({}, { height: 241 })).toThrow("frame: a side of 241 pixels is not even and positive");
  });
});
