import { constants, fdatasync, close as fsClose, open as fsOpen, read as fsRead, fstat, write as fsWrite, fsync, writeSync } from "node:fs";
import { mkdir, readdir, rename, statfs, unlink } from "node:fs/promises";
import { dirname, resolve as resolvePath } from "node:path";
import { promisify } from "node:util";

/**
 * What durable files need from the operating system, and nothing more: tests put one in its place that fails at a chosen call.
 * Every call rejects with the system's error; nothing is retried, because after a failed sync nobody knows what is on the disk.
 */
export interface FileSystem {
  /**
   * Opens a plain file for reading, for reading and writing, or makes an empty file (0600) in place of any that is there. `durable`: as `update`, and what
   * is written is synced as by datasync() before write() resolves, in one call to the system where two would be.
   */
  open(path: string, mode: FileMode): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder; undefined where there is no such folder. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /** Makes a folder (0700) and those above it, durably. One that is there is left as it is. */
  makeFolder(folder: string): Promise<void>;
  /** Resolves when the folder's names would survive a power cut. */
  syncFolder(folder: string): Promise<void>;
  /** Bytes that this process may still write on the disk of a folder. */
  freeBytes(folder: string): Promise<number>;
}

/** How a file is opened. */
export type FileMode = "read" | "update" | "durable" | "create";

/** An open file, addressed by position. */
export interface OpenFile {
  size(): Promise<number>;
  /** The bytes from a position to the end of the file, at most `maxBytes`. */
  read(position: number, maxBytes: number): Promise<Uint8Array>;
  /** Writes all bytes or rejects; they need not be on the disk yet, unless the file was opened `durable`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when contents and size would survive a power cut. */
  sync(): Promise<void>;
  /** Resolves when contents would survive a power cut, in a file whose size has not changed since sync(). */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

const FLAGS = {
  // Attack: a named pipe in a folder that is looked into would hold up whoever opens it until somebody writes.
  read: constants.O_RDONLY | constants.O_NONBLOCK,
  update: constants.O_RDWR,
  durable: constants.O_RDWR | constants.O_DSYNC,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
} as const satisfies Record<FileMode, number>;

/** The file system of this machine. */
export const nodeFileSystem: FileSystem = {
  open: async (path, mode) => {
    const fd = await promisify(fsOpen)(path, FLAGS[mode], 0o600);
    if (mode === "read" && !(await statFd(fd)).isFile()) {
      await closeFd(fd);
      throw new Error(`${path} is no plain file`);
    }
    return mode === "durable" ? { ...openFile(fd), write: durableWrite(fd) } : openFile(fd);
  },
  rename,
  remove: unlink,
  list: (folder) => readdir(folder).catch(undefinedWhereMissing),
  makeFolder: async (folder) => {
    const path = resolvePath(folder);
    const firstMade = await mkdir(path, { recursive: true, mode: 0o700 });
    if (firstMade === undefined) return;
    // Each new name lives in the folder above it.
    for (let made = path; made !== dirname(firstMade); made = dirname(made)) await syncFolder(dirname(made));
  },
  syncFolder,
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

// Plain callbacks, not FileHandle: an append is two of these calls, and the handle's own promises cost as much as the write.
const closeFd = promisify(fsClose);
const syncFd = promisify(fsync);
const datasyncFd = promisify(fdatasync);
const statFd: (fd: number) => Promise<{ readonly size: number; isFile(): boolean }> = promisify(fstat);

function openFile(fd: number): OpenFile {
  return {
    size: async () => (await statFd(fd)).size,
    read: async (position, maxBytes) => {
      const wanted = Math.min(maxBytes, Math.max(0, (await statFd(fd)).size - position));
      // Not filled with zeros first. And not a Buffer: its slice() would be no copy.
      const { buffer, byteOffset } = Buffer.allocUnsafeSlow(wanted);
      const bytes = new Uint8Array(buffer, byteOffset, wanted);
      let done = 0;
      while (done < bytes.length) {
        const count = await step(fsRead, fd, bytes, done, position + done);
        if (count === 0) break; // it has become shorter meanwhile
        done += count;
      }
      return bytes.subarray(0, done);
    },
    write: (bytes, position) => writeAll(fd, bytes, position),
    sync: () => syncFd(fd),
    datasync: () => datasyncFd(fd),
    close: () => closeFd(fd),
  };
}

async function writeAll(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  // The system may take a part only, on a full disk for one; the next call then says why.
  while (done < bytes.length) done += await step(fsWrite, fd, bytes, done, position + done);
}

/** A disk is quick when so many durable writes in a row took less than so many milliseconds each. */
const QUICK_WRITES = 4;
const QUICK_MS = 1;

/**
 * Writes to a file opened with O_DSYNC. A quick disk is written to on this thread: the way to the thread pool and back takes as long as the
 * disk. A slow card, which would stall the loop that answers, is written to from the pool, and so is a quick disk from its first slow write on.
 */
function durableWrite(fd: number): OpenFile["write"] {
  let quick = 0;
  return async (bytes, position) => {
    const startMs = performance.now();
    if (quick < QUICK_WRITES) await writeAll(fd, bytes, position);
    else for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
    quick = performance.now() - startMs < QUICK_MS ? quick + 1 : 0;
  };
}

type ReadOrWrite = (
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
  callback: (error: NodeJS.ErrnoException | null, count: number) => void,
) => void;

function step(call: ReadOrWrite, fd: number, bytes: Uint8Array, offset: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    call(fd, bytes, offset, bytes.length - offset, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

async function syncFolder(folder: string): Promise<void> {
  const fd = await promisify(fsOpen)(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await syncFd(fd);
  } finally {
    await closeFd(fd);
  }
}

function undefinedWhereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
