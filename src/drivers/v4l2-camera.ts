import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CameraControls } from "../core/camera-controls.ts";
import { type Bracket, isBlownOut, NO_BRACKET, nextBracket } from "../core/exposure-bracket.ts";
import { greyLayout, v4l2Layout } from "../core/frame-layout.ts";
import { parseControls, parseFormat, parseSizes, type V4l2Control } from "../core/v4l2-answers.ts";
import { choosePixelFormats, exposureSettings, settingsFor, type V4l2Request, type V4l2Setting } from "../core/v4l2-choice.ts";
import type { Frame } from "../ports.ts";
import type { CameraPlan } from "./camera-program.ts";

/** Where the kernel's cameras have names that survive another USB port. */
export const V4L2_BY_ID = "/dev/v4l/by-id";
/** The two programs that read such a camera; the second is there for MJPG. */
export const V4L2_PROGRAMS = ["v4l2-ctl", "ffmpeg"] as const;
/** Longest wait for an answer of v4l2-ctl, and its most characters. */
const ANSWER_MS = 3_000;
/** One that even SIGKILL does not end, since it hangs in the driver, is given up after so long. */
const GIVE_UP_AFTER_MS = 1_000;
const MAX_ANSWER = 262_144;
/** Exposure of a dark turn, in microseconds: a screen of 500 cd/m² is grey then, and the lamp behind an OLED has flickered once. */
const DARK_MICROS = 4_000;

/** In which the programs run, and until when. */
interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Absent: 3,000. */
  readonly answerMs?: number;
}

/** A way to read a device. */
export interface V4l2Plan extends CameraPlan {
  readonly onFrame?: (frame: Frame) => void;
  /** A program that would have been better, and is not installed. */
  readonly insteadOf?: string;
}

/** What comes of asking a device: plans of which the first that is installed is run, or why there is none. */
export type V4l2Plans = readonly V4l2Plan[] | string;

/** Path of the first USB camera, by name; undefined where none is plugged in. */
export async function firstV4l2Device(folder = V4L2_BY_ID): Promise<string | undefined> {
  const [first] = await v4l2Devices(folder);
  return first;
}

/** Paths of all USB cameras, in the order of their names. A camera's second device carries no pictures. */
export async function v4l2Devices(folder = V4L2_BY_ID): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith("-video-index0"))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Asks the camera what it can, sets it, and plans how to read it: by v4l2-ctl where it has a raw format, by ffmpeg where only MJPG comes in
 * this size and rate, and without ffmpeg by v4l2-ctl all the same, slower or smaller. Without v4l2-ctl it cannot be asked, and ffmpeg has to do.
 */
export async function planV4l2(
  device: string,
  request: V4l2Request,
  controls: CameraControls,
  surroundings: Surroundings,
): Promise<V4l2Plans> {
  const ask: Ask = (...args) => askDevice(device, args, surroundings);
  const answer = await ask("--list-formats-ext", "--list-ctrls");
  if (answer === "absent") return [{ ...ffmpegPlan(device, request), insteadOf: "v4l2-ctl" }];
  if (!answer.ok) return `v4l2-ctl: ${answer.why}`;
  const present = parseControls(answer.text);
  const set = async (settings: readonly V4l2Setting[]) => {
    const list = settings.map(({ name, value }) => `${name}=${value}`).join(",");
    // A camera that refuses a setting still has a picture.
    if (list !== "") await ask(`--set-ctrl=${list}`);
  };
  const settings = settingsFor(present, controls);
  await set(settings.modes);
  await set(settings.values);
  const onFrame = controls.bracket ? bracketing(present, controls, set) : undefined;
  const observed = onFrame ? { onFrame } : {};
  const plans: V4l2Plan[] = [];
  let why = "v4l2-ctl: the camera has neither a raw format nor MJPG";
  for (const pixelFormat of choosePixelFormats(parseSizes(answer.text), request)) {
    const plan = pixelFormat === "MJPG" ? ffmpegPlan(device, request) : await rawPlan(device, request, pixelFormat, ask);
    if (typeof plan === "string") why = plan;
    else plans.push({ ...plan, ...observed });
  }
  return plans.length > 0 ? plans : why;
}

/** The pixel formats that such a picture can be had in, the best first; undefined where v4l2-ctl or the camera does not answer. */
export async function v4l2Formats(
  device: string,
  request: V4l2Request,
  surroundings: Surroundings,
): Promise<readonly string[] | undefined> {
  const answer = await askDevice(device, ["--list-formats-ext"], surroundings);
  return answer !== "absent" && answer.ok ? choosePixelFormats(parseSizes(answer.text), request) : undefined;
}

/** Sets the device to a raw format; what comes of it is laid out as it says. */
async function rawPlan(device: string, request: V4l2Request, pixelFormat: string, ask: Ask): Promise<CameraPlan | string> {
  const format = `width=${request.width},height=${request.height},pixelformat=${pixelFormat}`;
  const taken = await ask(`--set-fmt-video=${format}`, `--set-parm=${request.framesPerSecond}`, "--get-fmt-video");
  const actual = taken !== "absent" && taken.ok ? parseFormat(taken.text) : undefined;
  const layout = actual && v4l2Layout(actual);
  if (!actual || !layout) return `v4l2-ctl: the camera's answer to ${format} cannot be used`;
  const same = `width=${actual.width},height=${actual.height},pixelformat=${actual.pixelFormat}`;
  const args = ["-d", device, `--set-fmt-video=${same}`, "--stream-mmap=3", "--stream-to=-"];
  return { program: "v4l2-ctl", args, layout };
}

/** `-s` after the input: where the camera took another size than it was asked for, frames still come as they are expected. */
function ffmpegPlan(device: string, { width, height, framesPerSecond }: V4l2Request): CameraPlan {
  const size = `${width}x${height}`;
  const quiet = ["-nostdin", "-hide_banner", "-loglevel", "error"];
  const input = ["-f", "v4l2", "-input_format", "mjpeg", "-video_size", size, "-framerate", String(framesPerSecond), "-i", device];
  const output = ["-an", "-vsync", "passthrough", "-s", size, "-pix_fmt", "gray", "-f", "rawvideo", "-flush_packets", "1", "pipe:1"];
  return { program: "ffmpeg", args: [...quiet, "-fflags", "nobuffer", ...input, ...output], layout: greyLayout(width, height) };
}

/** Watches frames and darkens every other turn of them while a bright screen is held up. */
function bracketing(present: readonly V4l2Control[], controls: CameraControls, set: (settings: readonly V4l2Setting[]) => Promise<void>) {
  const dark = Math.min(DARK_MICROS, (controls.shutterMicros ?? Number.POSITIVE_INFINITY) / 4);
  if (exposureSettings(present, dark).values.length === 0) return undefined; // no exposure to set
  let bracket: Bracket = NO_BRACKET;
  let setting = Promise.resolve();
  return (frame: Frame) => {
    const before = bracket.isDark;
    bracket = nextBracket(bracket, isBlownOut(frame));
    if (bracket.isDark === before) return;
    const { modes, values } = exposureSettings(present, bracket.isDark ? dark : controls.shutterMicros);
    setting = setting.then(() => set(modes)).then(() => set(values));
  };
}

/** Asks one device. */
type Ask = (...args: readonly string[]) => Promise<Answer>;

type Answer = "absent" | { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** Runs v4l2-ctl on the device, without a shell. `absent`: it is not installed. */
async function askDevice(device: string, args: readonly string[], surroundings: Surroundings): Promise<Answer> {
  const { env, signal, answerMs = ANSWER_MS } = surroundings;
  if (signal?.aborted) return { ok: false, why: "closed" };
  const options = { env, signal, timeout: answerMs, killSignal: "SIGKILL", maxBuffer: MAX_ANSWER, encoding: "latin1" } as const;
  const silence = { ok: false, why: `no answer within ${answerMs} ms` } as const;
  return await new Promise((resolve) => {
    const child = execFile("v4l2-ctl", ["-d", device, ...args], options, (error, text, words) => {
      clearTimeout(givenUp);
      if (!error) resolve({ ok: true, text });
      else if (error.code === "ENOENT") resolve("absent");
      else resolve(error.killed ? silence : { ok: false, why: firstLine(words || error.message) });
    });
    const givenUp = setTimeout(() => {
      child.unref();
      resolve({ ok: false, why: `${silence.why}; it does not end` });
    }, answerMs + GIVE_UP_AFTER_MS);
  });
}

function firstLine(words: string): string {
  return (words.split("\n").find((line) => line.trim() !== "") ?? "no answer").replace(/[^ -~]/g, "").slice(0, 200);
}
