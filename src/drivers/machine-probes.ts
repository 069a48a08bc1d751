import { access, constants, open, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { InputName } from "../core/board/standard-pins.ts";
import type { CameraFacts, DeviceFacts, FileFacts, GpioFacts } from "../core/machine-facts.ts";
import { type ReaderProfileId, readerProfile } from "../core/readers/profiles.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { V4l2Request } from "../core/v4l2-choice.ts";
import { lookAtClock } from "./clock-look.ts";
import { testDecoder } from "./decoder-self-test.ts";
import { probeFolder } from "./folder-probe.ts";
import { lookAtGpio } from "./gpio-look.ts";
import { linesAtRest } from "./gpio-rest.ts";
import { type GpioWiring, LINUX, STANDARD_WIRING, standardInputs } from "./gpio-wiring.ts";
import { probeBoard, probeCentral, probePort } from "./http-probe.ts";
import { newestEntries } from "./journal-inspection.ts";
import { loadLanguages } from "./language-files.ts";
import { errorCode, loadLibc } from "./libc.ts";
import { machineLook } from "./machine-look.ts";
import { openPromptFolder } from "./prompt-folder.ts";
import { askReader } from "./reader-talk.ts";
import { PROGRAMS as CAMERA_PROGRAMS } from "./spawned-camera.ts";
import { alsaFault } from "./speaker-alsa.ts";
import { lookAtStaff, type StaffPlaces } from "./staff-look.ts";
import { lookAtSticks } from "./stick-look.ts";
import { lookAtTrust } from "./trust-vault.ts";
import { inspectWithUsed } from "./used-inspection.ts";
import { V4L2_BY_ID, V4L2_PROGRAMS, v4l2Devices, v4l2Formats } from "./v4l2-camera.ts";

export interface MachineProbeOptions {
  /** Absent: this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where the system's files are. Absent: `/`. */
  readonly root?: string;
  /** How many times longer each look may take than somebody at a terminal would wait. Absent: once. */
  readonly patience?: number;
}

/** Parts of a wiring; absent ones are those of a standard board. */
interface WiringParts {
  readonly chips?: GpioWiring["labels"] | undefined;
  readonly pins?: GpioWiring["offsets"] | undefined;
  readonly activeLow?: GpioWiring["activeLow"];
  readonly buzzer?: "active" | "passive" | undefined;
  readonly inputs?: readonly InputName[] | undefined;
  readonly inputPins?: Parameters<typeof standardInputs>[1];
}

/** A disk that hangs must not hang us; measuring one takes 0.6 s. */
const FOLDER_LIMIT_MS = 1300;
const LIMIT_MS = 3300;

/**
 * Looks at this machine and changes nothing: devices are not opened for reading, no lock is taken, lines only to be read where nobody drives them, and the
 * one file that is written is removed again. Each look ends within its time; what hangs longer rejects.
 */
export function machineProbes({ environment = process.env, root = "/", patience = 1 }: MachineProbeOptions = {}) {
  const [limitMs, folderLimitMs] = [LIMIT_MS * patience, FOLDER_LIMIT_MS * patience];
  const look = machineLook(root);
  return {
    machine: () => within(limitMs, look.machine),
    clock: () => within(limitMs, () => lookAtClock(root)),
    service: () => within(limitMs, () => look.service(environment)),
    sensors: () => within(limitMs, look.sensors),
    serialDevices: () => within(limitMs, look.serialDevices),
    addonFault: (name: "serialport" | "koffi") => within(limitMs, () => addonFault(name)),
    decoder: () => within(limitMs, testDecoder),
    camera: () => within(limitMs, async () => lookAtCamera(await look.mediaDevices(), join(root, V4L2_BY_ID), environment["PATH"] ?? "")),
    cameraFormats: (path: string, request: V4l2Request) =>
      within(limitMs, (signal) => v4l2Formats(path, request, { env: environment, signal })),
    device: (path: string) => within(limitMs, () => lookAtDevice(path)),
    reader: (path: string, baudRate: number, profile: ReaderProfileId) =>
      within(limitMs, async () => {
        const { commands } = readerProfile(profile);
        return commands && (await askReader(path, baudRate, commands));
      }),
    gpio: (parts: WiringParts): Promise<GpioFacts> =>
      within(limitMs, () => lookAtGpio(wiringOf(parts), { ...(parts.buzzer && { buzzer: parts.buzzer }), places: placesIn(root), root })),
    runningBoard: (port: number) => within(limitMs, () => probeBoard(port)),
    linesAtRest: (parts: WiringParts) => within(limitMs, () => linesAtRest(wiringOf(parts), parts.buzzer, placesIn(root))),
    file: (path: string, maxBytes: number) => within(limitMs, () => readBounded(path, maxBytes)),
    folder: (path: string) => within(folderLimitMs, () => probeFolder(path)),
    languages: (wanted: readonly string[], folder: string | undefined) => within(limitMs, () => loadLanguages(wanted, folder)),
    staff: (places: StaffPlaces) => within(limitMs, () => lookAtStaff(places)),
    prompts: (folder: string, languages: readonly string[]) => within(limitMs, () => openPromptFolder(folder).look(languages)),
    soundDevice: (name: string) => within(limitMs, () => alsaFault(name, environment)),
    journal: (folder: string) => inspectWithUsed(folder, undefined, { isHome: true }),
    trust: (kept: Parameters<typeof lookAtTrust>[0]) => within(limitMs, () => lookAtTrust(kept)),
    sticks: (folder: string, kept: Parameters<typeof lookAtTrust>[0], at: EpochSeconds) =>
      within(limitMs, () => lookAtSticks(folder, kept, at)),
    newestEntries: (folder: string) => within(limitMs, () => newestEntries(folder)),
    central: (url: string) => within(limitMs, () => probeCentral(url)),
    port: (port: number) => within(limitMs, () => probePort(port)),
  };
}

function wiringOf({ chips, pins, activeLow, inputs, inputPins }: WiringParts): GpioWiring {
  return {
    labels: chips ?? STANDARD_WIRING.labels,
    offsets: pins ?? STANDARD_WIRING.offsets,
    activeLow,
    inputs: standardInputs(inputs ?? [], inputPins),
  };
}

function placesIn(root: string): typeof LINUX {
  const at = (place: string) => join(root, place);
  return { devices: at(LINUX.devices), modules: at(LINUX.modules), sysfs: at(LINUX.sysfs), pwm: at(LINUX.pwm) };
}

/** Rejects when the work takes longer, and tells it to stop. */
async function within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const limit = delay(limitMs, undefined, { signal: done.signal }).then(() => {
    over.abort();
    throw new Error(`no answer within ${limitMs / 1000} s`);
  });
  limit.catch(() => undefined); // ended by `done`
  try {
    return await Promise.race([work(over.signal), limit]);
  } finally {
    done.abort();
  }
}

async function addonFault(name: "serialport" | "koffi"): Promise<string | undefined> {
  try {
    await (name === "koffi" ? loadLibc() : import("serialport"));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function lookAtCamera(media: readonly string[], usbFolder: string, searchPath: string): Promise<CameraFacts> {
  const mayOpen = await Promise.all(media.map((path) => isAllowed(path, constants.R_OK | constants.W_OK)));
  return {
    program: await findProgram(CAMERA_PROGRAMS, searchPath),
    devices: media.length,
    denied: mayOpen.filter((isOpenable) => !isOpenable).length,
    usbProgram: await findProgram(V4L2_PROGRAMS, searchPath),
    ffmpeg: await findProgram(["ffmpeg"], searchPath),
    usb: await v4l2Devices(usbFolder),
  };
}

/** The first of some programs that the PATH leads to. */
async function findProgram(programs: readonly string[], searchPath: string): Promise<string | undefined> {
  const folders = searchPath.split(delimiter).filter(isAbsolute);
  for (const program of programs) {
    for (const folder of folders) {
      const path = join(folder, program);
      if ((await isAllowed(path, constants.X_OK)) && (await stat(path)).isFile()) return path;
    }
  }
  return undefined;
}

/** Not opened: some adapters reset their reader when they are. */
async function lookAtDevice(path: string): Promise<DeviceFacts> {
  try {
    if (!(await stat(path)).isCharacterDevice()) return "no-device";
    await access(path, constants.R_OK | constants.W_OK);
    return "ready";
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES" || code === "EPERM") return "denied";
    if (code === "ENOENT" || code === "ENOTDIR") return "absent";
    throw error;
  }
}

async function readBounded(path: string, maxBytes: number): Promise<FileFacts> {
  try {
    // Asked first: opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) return { kind: "unreadable", why: "not a file" };
    const file = await open(path);
    try {
      const { size, mode } = await file.stat();
      if (size > maxBytes) return { kind: "unreadable", why: `${size} bytes, at most ${maxBytes}` };
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
      return { kind: "read", bytes: buffer.subarray(0, bytesRead), mode: mode & 0o777 };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = errorCode(error);
    return code === "ENOENT" || code === "ENOTDIR" ? { kind: "absent" } : { kind: "unreadable", why: code ?? String(error) };
  }
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
