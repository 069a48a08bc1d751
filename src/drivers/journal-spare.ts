import { join } from "node:path";
import { type LogSigner, signCheckpoint } from "../core/checkpoint.ts";
import { encodeHeader, type SegmentHeader } from "../core/journal-header.ts";
import { segmentFileName } from "../core/journal-record.ts";
import type { JournalEnd } from "../core/journal-scan.ts";
import { rootOf } from "../core/merkle-tree.ts";
import { ASIDE, makeAside } from "./durable-file.ts";
import type { FileSystem, OpenFile } from "./file-system.ts";

/** The name of a segment that has none yet. */
const SPARE = "next.tramlog";

/** The header of a segment that begins where the journal has got to. */
export function headerAt(segment: number, { chain, tree }: JournalEnd, signer: LogSigner): Omit<SegmentHeader, "segmentBytes"> {
  const checkpoint = Buffer.from(signCheckpoint({ size: tree.size, root: rootOf(tree) }, signer), "utf8");
  return { segment, before: tree, chainBefore: chain, checkpoint };
}

/** A segment that was being made when the power went has no entries yet. */
export async function removeAside(folder: string, files: FileSystem): Promise<void> {
  for (const name of (await files.list(folder)) ?? []) {
    if (name.endsWith(`.tramlog${ASIDE}`)) await files.remove(join(folder, name));
  }
}

/**
 * The next segment of a journal, made ahead of need: a file of zeros that has its blocks already. An append later changes no size and no
 * allocation, and that the disk is full is known before the segment in use is.
 */
export class SpareSegment {
  readonly #folder: string;
  readonly #bytes: number;
  readonly #files: FileSystem;
  #making: Promise<void> | undefined;
  #isMissing = false;

  constructor(folder: string, segmentBytes: number, files: FileSystem) {
    this.#folder = folder;
    this.#bytes = segmentBytes;
    this.#files = files;
  }

  /** True when it was tried to make one, and could not be done. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** Makes one where there is none. Resolves in any case. */
  async prepare(): Promise<void> {
    await this.#make().catch(() => undefined);
  }

  #make(): Promise<void> {
    this.#making ??= makeAside(join(this.#folder, SPARE), new Uint8Array(this.#bytes), this.#files).then(
      () => {
        this.#isMissing = false;
      },
      (error: unknown) => {
        this.#making = undefined;
        this.#isMissing = true;
        throw error;
      },
    );
    return this.#making;
  }

  /**
   * Makes of it the segment with this header, open for appends. It has its name only when all of it is on the disk. Rejects with the system's
   * error; what is on the disk then, the next opening sees.
   */
  async become(header: Omit<SegmentHeader, "segmentBytes">): Promise<OpenFile> {
    await this.#make();
    const [aside, path] = [join(this.#folder, SPARE) + ASIDE, join(this.#folder, segmentFileName(header.segment))];
    const file = await this.#files.open(aside, "update");
    try {
      await file.write(encodeHeader({ ...header, segmentBytes: this.#bytes }), 0);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#making = undefined;
    await this.#files.rename(aside, path);
    await this.#files.syncFolder(this.#folder);
    return await this.#files.open(path, "durable");
  }

  /** Gives the room back. */
  async discard(): Promise<void> {
    const made = this.#making;
    if (!made) return;
    await made.then(
      () => this.#files.remove(join(this.#folder, SPARE) + ASIDE),
      () => undefined,
    );
    this.#making = undefined;
  }
}
