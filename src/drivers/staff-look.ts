import { readFile } from "node:fs/promises";
import type { EpochSeconds } from "../core/time.ts";
import { serverCertificate } from "./device-certificate.ts";
import { staffDevices } from "./staff-devices.ts";
import { staffPins } from "./staff-pins.ts";

/** Where what belongs to the staff's page lies. */
export interface StaffPlaces {
  readonly pins: string;
  readonly devices: string;
  readonly certificate: string;
  readonly key: string;
}

/** What is there of it. */
export interface StaffFacts {
  readonly codes: number;
  readonly devices: number;
  /** When the certificate ends; absent: there is none, or it is not of its key. */
  readonly certificateEndsAt?: EpochSeconds;
}

/** Looks, and changes nothing. */
export async function lookAtStaff({ pins, devices, certificate, key }: StaffPlaces): Promise<StaffFacts> {
  const texts = await Promise.all([certificate, key].map((path) => readFile(path, "latin1").catch(() => "")));
  const [pem = "", privatePem = ""] = texts;
  const held = serverCertificate(pem, privatePem);
  return {
    codes: (await staffPins(pins).codes()).length,
    devices: (await staffDevices(devices).list()).length,
    ...(held && { certificateEndsAt: held.endsAt }),
  };
}
