// What a look at a machine comes back with, as plain data: drivers look, `tram doctor` judges.
import type { LineName } from "./indication.ts";
import type { SettingName } from "./readers/command-set.ts";
import type { ReaderProfileId, UsbId } from "./readers/profiles.ts";
import type { EpochSeconds } from "./time.ts";
import type { TrustRefusal } from "./trust-refusal.ts";

/** The machine, and the program that looks at it. */
export interface MachineFacts {
  /** Version of Trạm. */
  readonly version: string;
  /** Version of Node, without its `v`. */
  readonly node: string;
  /** As Node names them: `linux`, `arm64`. */
  readonly platform: string;
  readonly arch: string;
  /** `glibc 2.41` or `musl`; undefined where it cannot be told. */
  readonly libc: string | undefined;
  /** The board's own name; undefined for a machine that has no device tree. */
  readonly model: string | undefined;
  readonly kernel: string;
  readonly memoryBytes: { readonly total: number; readonly available: number };
  /** Account this program runs under, and its number; 0 may do everything. */
  readonly user: { readonly name: string; readonly id: number };
}

/** What speaks for and against the system clock. */
export interface ClockFacts {
  /** When the files of this program were written: no honest clock is before that. */
  readonly programAt: EpochSeconds;
  /** True when a time service (NTP) keeps the clock; false is also "not known". */
  readonly isSynchronised: boolean;
  readonly rtcs: readonly RtcFacts[];
}

/** A clock that goes on while the power is off. */
export interface RtcFacts {
  /** As the kernel counts them: `rtc0`. */
  readonly name: string;
  /** What it shows; undefined where it cannot be read. */
  readonly at: EpochSeconds | undefined;
  /** The kernel's driver: `rtc-ds1307`, `rpi-rtc`. */
  readonly chip?: string;
  /** The system clock was set from it when the machine started. */
  readonly hasSetClock?: boolean;
  /** Of its battery, in volts; absent where the clock cannot tell, 0 where none is fitted. */
  readonly batteryVolts?: number;
}

/** What would start the kiosk again. */
export interface ServiceFacts {
  /** systemd is the first process of this machine. */
  readonly isSystemd: boolean;
  readonly unit: "enabled" | "installed" | "absent";
  /** This very process was started by a service manager that wants to hear from it. */
  readonly isNotified: boolean;
  readonly hasHardwareWatchdog: boolean;
}

/** Heat and supply. */
export interface SensorFacts {
  /** Of the hottest zone, in °C; undefined where nothing measures it. */
  readonly celsius: number | undefined;
  /** The supply is too low now; undefined where nothing measures it. */
  readonly isUnderVoltage: boolean | undefined;
}

/** A file that was read, or why not. */
export type FileFacts =
  | { readonly kind: "read"; readonly bytes: Uint8Array /** Permission bits: 0o600. */; readonly mode: number }
  | { readonly kind: "absent" }
  /** `why`: the name of the system's error, or a few words. */
  | { readonly kind: "unreadable"; readonly why: string };

/** The folder of journal and state. */
export type FolderFacts =
  | {
      readonly kind: "usable";
      readonly mode: number;
      /** `memory` loses everything with the power; a `network` folder cannot be locked for one kiosk alone. */
      readonly storage: "disk" | "memory" | "network";
      readonly freeBytes: number;
      /** What a small write and its fdatasync took, each, in milliseconds; at least one. */
      readonly writesMs: readonly number[];
    }
  /** `canBeMade`: the folder above it may be written, so the kiosk makes it at its first start. */
  | { readonly kind: "absent"; readonly canBeMade: boolean }
  | { readonly kind: "unusable"; readonly why: string };

/** A device file, looked at and not opened. */
export type DeviceFacts = "ready" | "absent" | "denied" | "no-device";

/** What a reader answers to commands of its own (core/readers/). */
export type ReaderFacts =
  | {
      readonly kind: "answered";
      /** Bits a second at which it answers; on USB whatever was tried. */
      readonly baudRate: number;
      /** What it says of itself. */
      readonly says: string;
      /** Whether each setting is as a kiosk wants it; absent: this family has no such command, or its answer is not understood. */
      readonly settings: Readonly<Partial<Record<SettingName, boolean>>>;
    }
  | { readonly kind: "silent" }
  /** Some program has it open, most likely the kiosk that runs: it was not asked. */
  | { readonly kind: "held" }
  /** `why`: the system's own words. */
  | { readonly kind: "unopened"; readonly why: string };

/** A device that is a reader, or may be one. */
export interface FoundReader {
  readonly kind: "serial" | "keyboard" | "hid";
  readonly path: string;
  /** Of a device on USB. */
  readonly usb?: Required<UsbId>;
  /** The family that its ids belong to; absent: none that we know, which may be any keyboard. */
  readonly profile?: ReaderProfileId;
}

/** The camera programs and the devices they would use. */
export interface CameraFacts {
  /** Path of the program of the board's own cameras; undefined where none of its names is on the PATH. */
  readonly program: string | undefined;
  /** Number of media devices, and how many of them this account may not open. */
  readonly devices: number;
  readonly denied: number;
  /** Path of a program that reads USB cameras; undefined where there is none. */
  readonly usbProgram: string | undefined;
  /** Path of the one that unpacks MJPG. */
  readonly ffmpeg: string | undefined;
  /** Paths of the USB cameras that are plugged in. */
  readonly usb: readonly string[];
}

/** One GPIO chip, or why it could not be asked. */
export type ChipFacts =
  | {
      readonly kind: "asked";
      readonly path: string;
      readonly label: string;
      readonly lines: number;
      /** Which of the wanted lines some program holds; only for a chip with a wanted label. */
      readonly holders: readonly { readonly offset: number; readonly consumer: string }[];
    }
  | { readonly kind: "unanswered"; readonly path: string; readonly why: string };

/** The board's lines. */
export interface GpioFacts {
  readonly chips: readonly ChipFacts[];
  /** The interface by which a kiosk would drive them: the older one only where there is no chip of the newer. */
  readonly driver: "chardev" | "sysfs";
  /** Labels that the kiosk looks for, and the offsets of its lines. */
  readonly labels: readonly string[];
  readonly offsets: readonly number[];
  /** Why a relay would not be driven; undefined when it would be, or when there is no chip to drive it. */
  readonly relayFault: string | undefined;
  /** The service switches the lines off after every end of the kiosk; why not, where it does not. Undefined: it does. */
  readonly stopFault: string | undefined;
  /** Why the buzzer would have no pitches although it should. */
  readonly toneFault?: string | undefined;
  /** What this account may not write although lines are driven by it, with the system's word for it; the older interface alone, where no line is asked for. */
  readonly closed?: string | undefined;
}

/** What the kiosk that runs says of its board. */
export interface RunningBoard {
  /** Lines whose pin does not do what it is told. */
  readonly astray: readonly LineName[];
}

/** The board's lines while nobody drives them. */
export interface RestingLines {
  /** Those that were read. */
  readonly asked: readonly LineName[];
  /** Those of them that read as switched on. */
  readonly on: readonly LineName[];
}

/** What a request to central's `/health` came to. */
export type CentralFacts =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** The answer is that of a Trạm central, and it is well. */
      readonly isHealthy: boolean;
      readonly ms: number;
      /** Its own time, from the Date field (RFC 9110 §6.6.1). */
      readonly at: EpochSeconds | undefined;
    }
  /** `why`: the name of the error. `isCertificate`: somebody answered, but could not prove to be central. */
  | { readonly kind: "unreachable"; readonly why: string; readonly isCertificate: boolean };

/** Who has the screen's port. */
export type PortFacts = "free" | "kiosk" | "other";

/** What a stick offers to this kiosk. */
export type OfferFacts =
  /** There is no trust bundle on it. */
  | { readonly kind: "none" }
  /** The very bundle that the kiosk holds. */
  | { readonly kind: "same" }
  | { readonly kind: "newer"; readonly version: number; readonly issuedAt: EpochSeconds; readonly expiresAt: EpochSeconds }
  | { readonly kind: "refused"; readonly refusal: TrustRefusal; readonly detail: string };

/** The folder under which sticks are mounted, and those that are in. */
export type SticksFacts =
  | { readonly kind: "absent" }
  /** `why`: the name of the system's error, or a few words. */
  | { readonly kind: "unreadable"; readonly why: string }
  | { readonly kind: "looked"; readonly sticks: readonly { readonly path: string; readonly offer: OfferFacts }[] };
