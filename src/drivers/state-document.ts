import { basename, dirname, join } from "node:path";
import { type Adapter, Low } from "lowdb";
import { replaceFile } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";

/** Largest state document, bytes. They are rewritten whole at every change: what grows belongs in the journal. */
export const MAX_STATE_BYTES = 1_048_576;

/** A small JSON document that one process owns: a cursor, a setting. */
export interface StateDocument<T extends object> {
  /** As last saved. */
  readonly data: T;
  /** Name under which a damaged document was set aside when this one was opened; undefined where all was well. */
  readonly setAside: string | undefined;
  /**
   * Replaces the document by what `change` makes of it, in the order of the calls; resolves when that would survive a power cut.
   * After a rejection `data` is as before, and the disk holds the one or the other.
   */
  update(change: (data: T) => T): Promise<void>;
}

/**
 * Opens the document at `path`, or begins with `fallback` where there is none. One that is no JSON, too large, or not accepted by
 * `parse` (which returns undefined then) is renamed to `….damaged`, for a technician to look at, and `fallback` is used.
 * Rejects only with the system's error.
 */
export async function openState<T extends object>(
  path: string,
  parse: (value: unknown) => T | undefined,
  fallback: T,
  files: FileSystem = nodeFileSystem,
): Promise<StateDocument<T>> {
  await files.makeFolder(dirname(path));
  const adapter = new DurableAdapter(path, parse, files);
  const low = new Low<T>(adapter, fallback);
  await low.read();
  let idle: Promise<unknown> = Promise.resolve();
  const update = async (change: (data: T) => T) => {
    const before = low.data;
    low.data = change(before);
    try {
      await low.write();
    } catch (error) {
      low.data = before;
      throw error;
    }
  };
  return {
    get data() {
      return low.data;
    },
    setAside: adapter.setAside,
    update: (change) => {
      const updated = idle.then(() => update(change));
      idle = updated.catch(() => undefined);
      return updated;
    },
  };
}

/** lowdb's own file adapter renames without fsync: after a power cut its document can be gone. This one is durable. */
class DurableAdapter<T extends object> implements Adapter<T> {
  setAside: string | undefined;
  readonly #path: string;
  readonly #parse: (value: unknown) => T | undefined;
  readonly #files: FileSystem;

  constructor(path: string, parse: (value: unknown) => T | undefined, files: FileSystem) {
    this.#path = path;
    this.#parse = parse;
    this.#files = files;
  }

  async read(): Promise<T | null> {
    const folder = dirname(this.#path);
    const names = await this.#files.list(folder);
    if (!names?.includes(basename(this.#path))) return null;
    const data = this.#understand(await this.#bytes());
    if (data) return data;
    this.setAside = `${basename(this.#path)}.damaged`;
    await this.#files.rename(this.#path, join(folder, this.setAside));
    await this.#files.syncFolder(folder);
    return null;
  }

  async write(data: T): Promise<void> {
    await replaceFile(this.#path, new TextEncoder().encode(`${JSON.stringify(data)}\n`), this.#files);
  }

  async #bytes(): Promise<Uint8Array> {
    const file = await this.#files.open(this.#path, "read");
    try {
      return await file.read(0, MAX_STATE_BYTES + 1);
    } finally {
      await file.close();
    }
  }

  #understand(bytes: Uint8Array): T | undefined {
    if (bytes.length > MAX_STATE_BYTES) return undefined;
    try {
      return this.#parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    } catch {
      return undefined;
    }
  }
}
