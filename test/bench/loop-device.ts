import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const DISK_BYTES = 96 * 1_048_576;
const SECTOR_BYTES = 512;

/** What has reached a block device since it was made. */
export interface DiskFigures {
  readonly bytes: number;
  readonly writes: number;
  readonly flushes: number;
}

/** Works in the folder of an ext4 of its own, on a loop device; undefined where there is no right to make one. */
export async function onLoopDevice<T>(work: (folder: string, figures: () => DiskFigures) => Promise<T>): Promise<T | undefined> {
  const place = mkdtempSync(join(tmpdir(), "tram-loop-"));
  const [image, folder] = [join(place, "disk"), join(place, "mounted")];
  const undo: (() => void)[] = [() => rmSync(place, { recursive: true })];
  try {
    writeFileSync(image, "");
    truncateSync(image, DISK_BYTES);
    const device = spawnSync("losetup", ["--find", "--show", image], { encoding: "utf8" });
    if (device.status !== 0) return undefined;
    const path = device.stdout.trim();
    undo.push(() => spawnSync("losetup", ["--detach", path]));
    if (spawnSync("mkfs.ext4", ["-q", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", path]).status !== 0) return undefined;
    execFileSync("mkdir", [folder]);
    if (spawnSync("mount", [path, folder]).status !== 0) return undefined;
    undo.push(() => spawnSync("umount", [folder]));
    return await work(folder, () => figuresOf(basename(path)));
  } finally {
    for (const step of undo.reverse()) step();
  }
}

/** Documentation/block/stat.rst of the kernel: write I/Os, write sectors, flush I/Os. */
function figuresOf(device: string): DiskFigures {
  const fields = readFileSync(`/sys/block/${device}/stat`, "utf8").trim().split(/\s+/).map(Number);
  return { writes: fields[4] ?? Number.NaN, bytes: (fields[6] ?? Number.NaN) * SECTOR_BYTES, flushes: fields[15] ?? Number.NaN };
}
