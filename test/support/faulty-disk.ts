import { closeSync, fsyncSync, openSync, readFileSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { type FileMode, type FileSystem, nodeFileSystem, type OpenFile } from "../../src/drivers/file-system.ts";

/** A call that can fail. */
export type Faulty = "write" | "datasync" | "sync" | "rename" | "sync-folder";

/**
 * What is on the disk after the failed call: nothing of it, all of it, the first half, or (`cached`) nothing, though it can be read
 * until the power goes, as Linux does it after a failed sync.
 */
export type Effect = "lost" | "persisted" | "half" | "cached";

interface Overwrite {
  readonly path: string;
  readonly position: number;
  readonly length: number;
  readonly before: Uint8Array;
}

/**
 * The real file system, with a memory of what has not been synced: one chosen call fails, and a power cut takes back all that no
 * sync has made safe. Nothing is really synced, which makes long series of tests quick.
 */
export class FaultyDisk implements FileSystem {
  #fault: { readonly call: Faulty; readonly effect: Effect; readonly name: string } | undefined;
  #dirty: Overwrite[] = [];
  /** Clean for the kernel, and not on the disk. */
  #stale: Overwrite[] = [];
  #renames: { readonly from: string; readonly to: string; readonly replaced: Uint8Array | undefined }[] = [];

  /** The next such call fails, on a file or a folder whose path ends in this. */
  failNext(call: Faulty, effect: Effect, name = ""): void {
    this.#fault = { call, effect, name };
  }

  /** True while the fault has not happened yet. */
  get isArmed(): boolean {
    return this.#fault !== undefined;
  }

  /** Takes back all that need not have reached the disk. Open files must be closed before. */
  powerCut(): void {
    for (const write of [...this.#stale, ...this.#dirty].reverse()) restore(write);
    this.#dirty = [];
    this.#stale = [];
    this.#loseRenames();
  }

  async open(path: string, mode: FileMode): Promise<OpenFile> {
    // A write that is durable is a write and a sync here, so that each can fail.
    const file = await nodeFileSystem.open(path, mode === "durable" ? "update" : mode);
    const sync = async (call: "sync" | "datasync") => {
      const effect = this.#takeFault(call, path);
      const mine = this.#dirty.filter((write) => write.path === path);
      this.#dirty = this.#dirty.filter((write) => write.path !== path);
      if (effect === "lost") for (const write of mine.reverse()) restore(write);
      if (effect === "cached") this.#stale.push(...mine);
      if (!effect) this.#stale = this.#stale.filter((stale) => !mine.some((write) => write.path === stale.path && covers(write, stale)));
      if (effect) throw new Error(`EIO: ${call}`);
    };
    return {
      ...file,
      write: async (bytes, position) => {
        const effect = this.#takeFault("write", path);
        const written = effect === "lost" ? new Uint8Array() : effect === "half" ? bytes.subarray(0, bytes.length / 2) : bytes;
        // A new file needs no memory: without its rename it has no name, and that is what a power cut takes back.
        if (mode !== "create" && (!effect || effect === "cached"))
          this.#dirty.push({ path, position, length: written.length, before: readAt(path, position, written.length) });
        await file.write(written, position);
        if (effect) throw new Error("EIO: write");
        if (mode === "durable") await sync("datasync");
      },
      sync: () => sync("sync"),
      datasync: () => sync("datasync"),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const effect = this.#takeFault("rename", to);
    if (effect !== "lost") {
      this.#renames.push({ from, to, replaced: readIfThere(to) });
      await nodeFileSystem.rename(from, to);
    }
    if (effect) throw new Error("EIO: rename");
  }

  async syncFolder(folder: string): Promise<void> {
    const effect = this.#takeFault("sync-folder", folder);
    if (effect === "lost") this.#loseRenames();
    else this.#renames = [];
    if (effect) throw new Error("EIO: sync-folder");
  }

  async remove(path: string): Promise<void> {
    // Of a file that is gone nothing comes back; that its name could is not played through.
    this.#dirty = this.#dirty.filter((write) => write.path !== path);
    this.#stale = this.#stale.filter((write) => write.path !== path);
    await nodeFileSystem.remove(path);
  }

  list = nodeFileSystem.list;
  makeFolder = nodeFileSystem.makeFolder;
  freeBytes = nodeFileSystem.freeBytes;

  #takeFault(call: Faulty, path: string): Effect | undefined {
    if (this.#fault?.call !== call || !path.endsWith(this.#fault.name)) return undefined;
    const { effect } = this.#fault;
    this.#fault = undefined;
    return effect;
  }

  #loseRenames(): void {
    for (const { from, to, replaced } of this.#renames.reverse()) {
      renameSync(to, from);
      if (replaced) writeFileSync(to, replaced);
    }
    this.#renames = [];
  }
}

/** Overwrites some bytes of a file where it stands, as a damaged disk would. */
export function writeAt(path: string, bytes: Uint8Array, position: number): void {
  const fd = openSync(path, "r+");
  writeSync(fd, bytes, 0, bytes.length, position);
  fsyncSync(fd);
  closeSync(fd);
}

function restore({ path, position, before }: Overwrite): void {
  writeAt(path, before, position);
}

function readAt(path: string, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const fd = openSync(path, "r");
  readSync(fd, bytes, 0, length, position);
  closeSync(fd);
  return bytes;
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function covers(write: Overwrite, other: Overwrite): boolean {
  return write.position <= other.position && write.position + write.length >= other.position + other.length;
}
