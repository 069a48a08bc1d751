import type { FileMode, FileSystem, OpenFile } from "../../src/drivers/file-system.ts";
import { FaultyDisk } from "./faulty-disk.ts";

/** What becomes of the call at which it happens, and of the disk afterwards. */
export type Death =
  /** The power goes before the call has done anything, or just after it has done all. */
  | "lost"
  | "persisted"
  /** This one call finds the disk full; everything before it is there, everything after it works. */
  | "full";

/** The real file system, at one call of which something ends. Only calls that change the disk are counted, from 0. */
export class DyingDisk implements FileSystem {
  /** The calls so far, in order. */
  readonly calls: string[] = [];
  readonly #disk = new FaultyDisk();
  readonly #at: number;
  readonly #death: Death;
  #isDead = false;

  constructor(at = Number.POSITIVE_INFINITY, death: Death = "lost") {
    this.#at = at;
    this.#death = death;
  }

  /** True once it has happened. */
  get hasStruck(): boolean {
    return this.calls.length > this.#at;
  }

  /** Takes back what no sync has made safe. */
  powerCut(): void {
    this.#disk.powerCut();
  }

  async open(path: string, mode: FileMode): Promise<OpenFile> {
    const file =
      mode === "read" ? await this.#disk.open(path, mode) : await this.#change(`open ${path}`, () => this.#disk.open(path, mode));
    return {
      ...file,
      write: (bytes, position) => this.#change(`write ${path}`, () => file.write(bytes, position)),
      sync: () => this.#change(`sync ${path}`, () => file.sync()),
      datasync: () => this.#change(`datasync ${path}`, () => file.datasync()),
    };
  }

  rename = (from: string, to: string) => this.#change(`rename ${to}`, () => this.#disk.rename(from, to));
  remove = (path: string) => this.#change(`remove ${path}`, () => this.#disk.remove(path));
  syncFolder = (folder: string) => this.#change(`sync ${folder}`, () => this.#disk.syncFolder(folder));
  makeFolder = (folder: string) => this.#change(`make ${folder}`, () => this.#disk.makeFolder(folder));
  list = (folder: string) => this.#disk.list(folder);
  freeBytes = (folder: string) => this.#disk.freeBytes(folder);

  async #change<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw failure("EIO");
    const isIt = this.calls.length === this.#at;
    this.calls.push(name);
    if (!isIt) return await work();
    if (this.#death === "full") throw failure("ENOSPC");
    this.#isDead = true;
    if (this.#death === "persisted") await work();
    throw failure("EIO");
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
