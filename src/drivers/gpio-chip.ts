import { closeSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { emptyChipInfo, GPIO_IOCTL, parseChipInfo } from "./gpio-abi.ts";
import { errorCode, type Libc } from "./libc.ts";

/** An open GPIO chip; the descriptor is the caller's to close. */
export interface GpioChip {
  readonly path: string;
  readonly fd: number;
  readonly label: string;
}

/** Who keeps a chip from us, and what to do: the rights of its file, or the service's own list of devices (systemd.resource-control(5)). */
const DENIALS: Readonly<Record<string, string>> = {
  EACCES: "add the kiosk's user to the group gpio (firmware/README.md)",
  EPERM: "the service must have DeviceAllow=char-gpiochip rw (firmware/systemd/tram-kiosk.service)",
};

/**
 * Opens the one chip in `folder` that carries one of the labels. By label, because a chip's number depends on the kernel: the
 * header of a Pi 5 was gpiochip4 before Linux 6.6.45 and is gpiochip0 since. Throws with what was found instead and what to do.
 */
export function findGpioChip(libc: Libc, labels: readonly string[], folder: string): GpioChip {
  const matches: GpioChip[] = [];
  const seen: string[] = [];
  let denial: string | undefined;
  for (const path of gpioDevices(folder)) {
    try {
      const chip = openChip(libc, path);
      seen.push(`${path} (${chip.label})`);
      if (labels.includes(chip.label)) matches.push(chip);
      else closeSync(chip.fd);
    } catch (error) {
      const code = errorCode(error) ?? String(error);
      denial ??= DENIALS[code];
      seen.push(`${path} (${code})`);
    }
  }
  const [match, ...others] = matches;
  if (match && others.length === 0) return match;

  for (const chip of matches) closeSync(chip.fd);
  if (seen.length === 0) throw new Error(`gpio: no gpiochip in ${folder}: this machine has no such lines, run without lamps`);
  const advice = denial ?? "name the chip in the configuration";
  throw new Error(`gpio: ${match ? "more than one" : "no"} chip labelled ${labels.join(" or ")} among ${seen.join(", ")}; ${advice}`);
}

/** GPIO chips in a folder. Devices only: Raspberry Pi OS keeps an old chip number alive as a link, which must not count as a second chip. */
export function gpioDevices(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isCharacterDevice() && /^gpiochip\d+$/.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .toSorted();
}

function openChip(libc: Libc, path: string): GpioChip {
  const fd = openSync(path, "r+");
  try {
    const info = emptyChipInfo();
    libc.ioctl(fd, GPIO_IOCTL.chipInfo, info);
    return { path, fd, label: parseChipInfo(info).label };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
