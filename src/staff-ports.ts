import type { EpochSeconds } from "./core/time.ts";

/** The staff codes of this kiosk and their PINs, of which only slow hashes are kept. */
export interface StaffPins {
  codes(): Promise<readonly string[]>;
  /** Wrong PINs in a row for this code from this place; undefined where there is no such code, or what is kept of it cannot be read. */
  mistakes(staff: string, place: string): Promise<number | undefined>;
  /** Another text each time that its PIN is set; undefined where mistakes() is. */
  edition(staff: string): Promise<string | undefined>;
  /** When it resolves, a power cut does not forget them. */
  note(staff: string, place: string, mistakes: number): Promise<void>;
  isRight(staff: string, pin: string): Promise<boolean>;
  /** Makes the code or replaces its PIN, and forgets the mistakes. */
  set(staff: string, pin: string): Promise<void>;
  /** False where there was none. When it resolves, it stays away after a power cut. */
  remove(staff: string): Promise<boolean>;
}

/** A device that may show the staff's page. */
export interface StaffDevice {
  /** `d-` and 8 letters or digits. */
  readonly id: string;
  readonly name: string;
  readonly pairedAt: EpochSeconds;
}

/** The paired devices of this kiosk. Of a device's secret only a hash is kept. */
export interface StaffDevices {
  list(): Promise<readonly StaffDevice[]>;
  /** A new device with its secret, which nobody can be told again; undefined where there are as many as there may be. */
  add(name: string, at: EpochSeconds): Promise<{ readonly device: StaffDevice; readonly secret: string } | undefined>;
  /** True for the secret of a device that is still on the list. */
  isPaired(id: string, secret: string): Promise<boolean>;
  /** False where there was none. When it resolves, it stays away after a power cut. */
  remove(id: string): Promise<boolean>;
}

/** The one code that pairs a device, of which only a hash is kept. */
export interface PairingCode {
  /** Makes a code in place of any before it. */
  make(until: EpochSeconds): Promise<string>;
  /** True once for a code that is right and not too old. When it resolves, it is used up, also after a power cut. Wrong ones change nothing: it has 80 bits. */
  take(code: string, now: EpochSeconds): Promise<boolean>;
}
