// A disk in memory that loses and reorders: until a file is synced, each of its sectors may arrive or not, by itself. Names that are not synced
// arrive in order, up to some one, as a file system with a journal of its own keeps them. Thousands of cuts of it take seconds.
import type { FileMode, FileSystem, OpenFile } from "../../src/drivers/file-system.ts";
import type { Chance } from "./chance.ts";

const SECTOR_BYTES = 512;

interface Inode {
  /** What programs see. */
  seen: Uint8Array;
  /** What is on the platter. */
  kept: Uint8Array;
  pending: { readonly position: number; readonly bytes: Uint8Array }[];
}

type NameChange = (names: Map<string, Inode>) => void;

/** How much of what was not synced arrives. */
const ARRIVALS = [0, 0.1, 0.5, 0.9, 1] as const;

/** A file system in memory whose power goes at a chosen call. */
export class SectorDisk implements FileSystem {
  readonly #chance: Chance;
  #seen = new Map<string, Inode>();
  #kept = new Map<string, Inode>();
  #changes: { readonly folder: string; readonly change: NameChange }[] = [];
  #callsLeft = Number.POSITIVE_INFINITY;
  #isDead = false;
  #arrival = 1;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** The power goes at the call after so many that change something. */
  cutAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Takes away what did not arrive, and switches the power on again. */
  repower(): void {
    this.#arrival = this.#chance.pick(ARRIVALS);
    // Names in order, as a file system with a journal of its own keeps them; how far it got is chance.
    const arrived = this.#changes.slice(0, this.#chance.below(this.#changes.length + 1));
    for (const { change } of arrived) change(this.#kept);
    for (const inode of new Set([...this.#kept.values(), ...this.#seen.values()])) this.#loseSectors(inode);
    this.#seen = new Map(this.#kept);
    this.#changes = [];
    this.#callsLeft = Number.POSITIVE_INFINITY;
    this.#isDead = false;
  }

  async open(path: string, mode: FileMode): Promise<OpenFile> {
    if (mode === "create") await this.#change(() => this.#create(path));
    const inode = this.#seen.get(path);
    if (!inode || this.#isDead) throw this.#isDead ? failure("EIO") : failure("ENOENT");
    const sync = async () => this.#change(() => settle(inode));
    return {
      size: async () => inode.seen.length,
      read: async (position, maxBytes) => Uint8Array.from(inode.seen.subarray(position, position + maxBytes)),
      write: async (bytes, position) => {
        await this.#change(() => overwrite(inode, bytes, position));
        if (mode === "durable") await sync();
      },
      sync,
      datasync: sync,
      close: async () => undefined,
    };
  }

  #create(path: string): void {
    const inode: Inode = { seen: new Uint8Array(), kept: new Uint8Array(), pending: [] };
    this.#rename(path, (names) => names.set(path, inode));
  }

  #rename(path: string, change: NameChange): void {
    change(this.#seen);
    this.#changes.push({ folder: path.slice(0, path.lastIndexOf("/")), change });
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#seen.get(from);
    if (!inode) throw failure("ENOENT");
    await this.#change(() =>
      this.#rename(to, (names) => {
        names.delete(from);
        names.set(to, inode);
      }),
    );
  }

  async remove(path: string): Promise<void> {
    if (!this.#seen.has(path)) throw failure("ENOENT");
    await this.#change(() => this.#rename(path, (names) => names.delete(path)));
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#change(() => {
      for (const { change } of this.#changes.filter((one) => one.folder === folder)) change(this.#kept);
      this.#changes = this.#changes.filter((one) => one.folder !== folder);
    });
  }

  async list(folder: string): Promise<readonly string[]> {
    const paths = [...this.#seen.keys()].filter((path) => path.startsWith(`${folder}/`));
    return paths.map((path) => path.slice(folder.length + 1));
  }

  async makeFolder(): Promise<void> {}

  async freeBytes(): Promise<number> {
    return Number.MAX_SAFE_INTEGER;
  }

  /** The last call before the end may have been carried out, in whole; whoever made it never hears of it. */
  async #change(work: () => void): Promise<void> {
    await Promise.resolve();
    if (this.#isDead) throw failure("EIO");
    if (this.#callsLeft-- > 0) return work();
    this.#isDead = true;
    if (this.#chance.happens(0.5)) work();
    throw failure("EIO");
  }

  #loseSectors(inode: Inode): void {
    for (const { position, bytes } of inode.pending.splice(0)) {
      for (let at = position; at < position + bytes.length; ) {
        const end = Math.min(position + bytes.length, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
        if (this.#chance.happens(this.#arrival)) inode.kept = written(inode.kept, bytes.subarray(at - position, end - position), at);
        at = end;
      }
    }
    // A file can have its length before it has its contents.
    if (this.#chance.happens(0.5)) inode.kept = written(inode.kept, new Uint8Array(), inode.seen.length);
    inode.seen = Uint8Array.from(inode.kept);
  }
}

function overwrite(inode: Inode, bytes: Uint8Array, position: number): void {
  const copy = Uint8Array.from(bytes);
  inode.seen = written(inode.seen, copy, position);
  inode.pending.push({ position, bytes: copy });
}

function settle(inode: Inode): void {
  for (const { position, bytes } of inode.pending.splice(0)) inode.kept = written(inode.kept, bytes, position);
}

/** The file with these bytes at this position; zeros where there was nothing before it. */
function written(file: Uint8Array, bytes: Uint8Array, position: number): Uint8Array {
  const end = position + bytes.length;
  const grown = end > file.length ? new Uint8Array(end) : file;
  if (grown !== file) grown.set(file);
  grown.set(bytes, position);
  return grown;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
