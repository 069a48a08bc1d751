// A disk whose power can be cut: ext4 on a loop device. Linux's own ioctl for it (EXT4_IOC_SHUTDOWN, as xfstests use it) stops the file system
// dead, in the midst of whatever it writes; what had reached the device by then is in the backing file, and nothing else.
import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadLibc } from "../../src/drivers/libc.ts";
import { mount, run, unmount } from "./mounts.ts";

const DISK_BYTES = 24 * 1_048_576;
// <uapi/linux/ext4.h>: _IOR('X', 125, __u32), and EXT4_GOING_FLAGS_NOLOGFLUSH: not even the file system's own journal is written.
const SHUTDOWN = 0x8004587d;
const NO_LOG_FLUSH = 2;

/** A disk that survives being cut off. */
export interface CutDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** The power goes, now. Whoever writes gets EIO from here on. */
  cut(): void;
  /** Once nobody has a file open on it: what reached the device, on a new device, mounted as after a power cut. */
  repower(): void;
  /** A copy of what reached the device, for whoever looks for the reason. */
  readonly image: string;
  close(): void;
}

/** Makes such a disk, or says why there can be none here. */
export async function openCutDisk(place: string): Promise<CutDisk | string> {
  const libc = await loadLibc();
  const [image, previous, folder] = [join(place, "disk"), join(place, "disk-before-repower"), join(place, "mounted")];
  writeFileSync(image, "");
  truncateSync(image, DISK_BYTES);
  mkdirSync(folder, { recursive: true });
  const device = attach(image);
  if (device === undefined) return "no right to make a loop device (losetup)";
  const made = run("mkfs.ext4", "-q", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", device);
  if (!made || !mountDevice(device)) {
    detach(device);
    return "no right to make or mount a file system (mkfs.ext4, mount)";
  }

  function mountDevice(path: string): boolean {
    return mount(folder, [path], () => detach(path));
  }

  return {
    folder,
    image: previous,
    cut() {
      const fd = openSync(folder, "r");
      const flags = Buffer.alloc(4);
      flags.writeUInt32LE(NO_LOG_FLUSH);
      libc.ioctl(fd, SHUTDOWN, flags);
      closeSync(fd);
    },
    repower() {
      // Before the old mount goes: nothing that it might still write may count.
      copyFileSync(image, previous);
      unmount(folder);
      rmSync(image);
      copyFileSync(previous, image);
      const next = attach(image);
      if (next === undefined || !mountDevice(next)) throw new Error(`cut disk: what is left cannot be mounted: ${previous}`);
    },
    close: () => unmount(folder),
  };
}

function attach(image: string): string | undefined {
  const { status, stdout } = spawnSync("losetup", ["--find", "--show", image], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

function detach(device: string): void {
  run("losetup", "--detach", device);
}
