// What the kiosk's memory of accepted credentials asks of its disk.
import type { EpochSeconds } from "./core/time.ts";

/** A name (docs/journal.md, `credential` and `presentation`) under which something was accepted, and when. */
export interface AcceptedName {
  readonly name: string;
  readonly at: EpochSeconds;
}

/** How far something has read a journal. */
export interface JournalPlace {
  readonly size: number;
  /** Chain hash after that entry; zeros where the size is 0. */
  readonly chain: Uint8Array;
}

/** Names to add: some are kept for ever, the others for as long as the caller says. */
export interface AddedNames {
  readonly forEver: readonly AcceptedName[];
  readonly recent: readonly AcceptedName[];
  /** Recent ones of before need not be known any more. */
  readonly forgetBefore: EpochSeconds;
}

/**
 * An index of accepted names on disk. It is a cache: whoever opens it checks that it belongs to the journal, and makes it anew from there
 * where it does not. After a power cut it is as it was after some add().
 */
export interface NameIndex {
  /** How far the journal is in it. */
  readonly place: JournalPlace;
  /** What was put into it before the journal, as the caller named it; undefined: that is not finished. */
  readonly base: string | undefined;
  /** When the name was last accepted. Throws where the index is damaged, and then it is anew at the next start. */
  lastAccepted(name: string): EpochSeconds | undefined;
  /** All of it or nothing; of one name the latest time counts. Throws as lastAccepted() does. */
  add(names: AddedNames, place: JournalPlace): void;
  /** All that was added before any of the journal is in it. */
  finishBase(base: string): void;
  /** Calling it twice is harmless. */
  close(): void;
}

/** Indices, one for each way to remember: what a policy remembers, another does not. */
export interface NameIndices {
  /** The index for this memory, or an empty one where there is none, or none that can be read. */
  open(memory: string): NameIndex;
  /** An empty one in its place. */
  anew(memory: string): NameIndex;
}

/** Files with names out of removed entries (core/used-names.ts). Each is written once, under a name that says what it holds. */
export interface UsedRunFiles {
  /** All of them, in no order, with their sizes in bytes. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when the file would survive a power cut. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** After a power cut it may be there again. */
  remove(name: string): Promise<void>;
}
