import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./libc.ts";
import { type RepositoryPart, refused, type SourceAnswer, type TrustSource } from "./trust-source.ts";

/** Bytes of one read: a stick answers in some milliseconds, and hears of the end between two. */
const READ_BYTES = 262_144;
// A link could lead to any file of the kiosk, and the open of a pipe would wait for somebody to write.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** A repository in a folder, on a stick for one. Plain files in plain folders are read, and nothing else; the stick may be pulled out at any time. */
export function openFolderSource(folder: string, signal: AbortSignal): TrustSource {
  async function fetch(part: RepositoryPart, name: string, maxBytes: number, take: (piece: Uint8Array) => Promise<void> | void) {
    const problem = (await folderProblem(folder)) ?? (await folderProblem(join(folder, part)));
    if (problem) return problem;
    let file: FileHandle;
    try {
      file = await open(join(folder, part, name), FLAGS);
    } catch (error) {
      return errorCode(error) === "ENOENT" ? ({ kind: "absent" } as const) : unreadable(name, error);
    }
    // What `take` throws is not the stick's fault.
    const taking = new TakenBack();
    try {
      return await readAll(file, name, maxBytes, (piece) => taking.guard(() => take(piece)), signal);
    } catch (error) {
      taking.rethrow();
      return unreadable(name, error);
    } finally {
      await file.close().catch(() => undefined);
    }
  }
  return { from: "folder", fetch, close: () => undefined };
}

/** Remembers that an error came from the taker and not from the file. */
class TakenBack {
  #error: { readonly error: unknown } | undefined;

  async guard(take: () => Promise<void> | void): Promise<void> {
    try {
      await take();
    } catch (error) {
      this.#error = { error };
      throw error;
    }
  }

  rethrow(): void {
    if (this.#error) throw this.#error.error;
  }
}

async function readAll(
  file: FileHandle,
  name: string,
  maxBytes: number,
  take: (piece: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<SourceAnswer> {
  const stat = await file.stat();
  if (!stat.isFile()) return refused("incomplete", `${name}: not a plain file`);
  let position = 0;
  for (;;) {
    if (signal.aborted) return { kind: "later", detail: String(signal.reason) };
    const { bytesRead, buffer } = await file.read(new Uint8Array(READ_BYTES), 0, READ_BYTES, position);
    if (bytesRead === 0) return { kind: "fetched" };
    position += bytesRead;
    if (position > maxBytes) return refused("endless-data", `${name}: more than ${maxBytes} bytes`);
    await take(buffer.subarray(0, bytesRead));
  }
}

async function folderProblem(path: string): Promise<SourceAnswer | undefined> {
  try {
    return (await lstat(path)).isDirectory() ? undefined : refused("incomplete", `${path}: not a plain folder`);
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(name: string, error: unknown): SourceAnswer {
  return refused("incomplete", `${name}: ${errorCode(error) ?? String(error)}`);
}
