import type { JournalBody } from "../core/journal-event.ts";
import type { JournalPart } from "../core/journal-scan.ts";
import type {
  CameraFacts,
  CentralFacts,
  ClockFacts,
  DeviceFacts,
  FileFacts,
  FolderFacts,
  GpioFacts,
  MachineFacts,
  PortFacts,
  ReaderFacts,
  RestingLines,
  RunningBoard,
  SensorFacts,
  ServiceFacts,
  SticksFacts,
} from "../core/machine-facts.ts";
import type { ReaderProfileId } from "../core/readers/profiles.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustRefusal } from "../core/trust-refusal.ts";
import type { TrustVersions } from "../core/trust-version.ts";
import type { V4l2Request } from "../core/v4l2-choice.ts";
import type { HeldTrust } from "../trust-ports.ts";
import type { GpioBoardConfig } from "./board-config.ts";

/** Where a trust bundle is kept, and what it is believed by. */
export interface TrustPlace {
  readonly folder: string;
  readonly root: Uint8Array;
  readonly floor: TrustVersions;
  readonly demo: boolean;
}

/** What a look at the kept trust bundle comes to; neither member where there is none yet. */
export interface TrustLook {
  readonly held?: HeldTrust | undefined;
  readonly refused?: { readonly refusal: TrustRefusal; readonly detail: string } | undefined;
}

/**
 * How the doctor looks at the world. No look changes anything or takes anything from a kiosk that runs, and each answers or rejects
 * within four seconds; a rejection means the look itself went wrong. What is absent is an answer.
 */
export interface DoctorProbes {
  machine(): Promise<MachineFacts>;
  clock(): Promise<ClockFacts>;
  service(): Promise<ServiceFacts>;
  sensors(): Promise<SensorFacts>;
  /** Loads a native addon; resolves to why it cannot be loaded, undefined when it can. */
  addonFault(name: "serialport" | "koffi"): Promise<string | undefined>;
  /** Draws a code and reads it on the decoder's own thread; resolves to how long that took, in milliseconds. */
  decoder(): Promise<number>;
  camera(): Promise<CameraFacts>;
  /** Pixel formats that a USB camera has for such pictures, the best first; undefined: it does not say. It may be asked while a kiosk reads it. */
  cameraFormats(path: string, request: V4l2Request): Promise<readonly string[] | undefined>;
  /** Paths of the serial devices that udev knows by name. */
  serialDevices(): Promise<readonly string[]>;
  device(path: string): Promise<DeviceFacts>;
  /** Says its family's question to a reader; undefined: the family has none. One that some program has open is not asked. */
  reader(path: string, baudRate: number, profile: ReaderProfileId): Promise<ReaderFacts | undefined>;
  /** Absent members of the wiring: those of a standard board. */
  gpio(
    wiring: Pick<GpioBoardConfig, "chips" | "pins" | "activeLow"> & Partial<Pick<GpioBoardConfig, "buzzer" | "inputs" | "inputPins">>,
  ): Promise<GpioFacts>;
  /** What a kiosk on this port of this machine says of its board; undefined: none answers, or it has none. */
  runningBoard(port: number): Promise<RunningBoard | undefined>;
  /** The outputs of a wiring as they read while nobody drives them; undefined: somebody does, or they cannot be read without a change. */
  linesAtRest(wiring: Pick<GpioBoardConfig, "chips" | "pins" | "activeLow" | "buzzer">): Promise<RestingLines | undefined>;
  /** A file of at most `maxBytes`; a larger one is `unreadable`. */
  file(path: string, maxBytes: number): Promise<FileFacts>;
  /** The only look that writes: a temporary file in this folder, removed again. */
  folder(path: string): Promise<FolderFacts>;
  /** What is wrong with the packs of these languages, and which of them nobody has checked. */
  languages(
    wanted: readonly string[],
    folder: string | undefined,
  ): Promise<{ readonly problems: readonly string[]; readonly unreviewed: readonly string[] }>;
  /** What is there of the staff's page: codes, devices, certificate. */
  staff(places: { readonly pins: string; readonly devices: string; readonly certificate: string; readonly key: string }): Promise<{
    readonly codes: number;
    readonly devices: number;
    /** Absent: there is none, or it is not of its key. */
    readonly certificateEndsAt?: number;
  }>;
  /** Each language's pack of spoken prompts below a folder: why it cannot be used, or whose voice it is. */
  prompts(
    folder: string,
    languages: readonly string[],
  ): Promise<readonly { readonly language: string; readonly why?: string; readonly isPlaceholder?: boolean; readonly missing?: number }[]>;
  /** Why this sound device cannot be had; undefined: it can, or the kiosk has it. Plays a moment of silence. */
  soundDevice(name: string): Promise<string | undefined>;
  journal(folder: string): AsyncIterable<JournalPart>;
  /** The trust bundle in a folder as a kiosk with this root and this floor would find it, verified; or why it is not believed. */
  trust(kept: TrustPlace): Promise<TrustLook>;
  /** Sticks below a folder, and what this kiosk would make of them at a time that can be believed. Takes nothing over. */
  sticks(folder: string, kept: TrustPlace, at: EpochSeconds): Promise<SticksFacts>;
  /** The newest entries of a journal, in order, as far as they can be read; a few thousand at most. */
  newestEntries(folder: string): Promise<readonly JournalBody[]>;
  central(url: string): Promise<CentralFacts>;
  port(port: number): Promise<PortFacts>;
}
