import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { sha256 } from "../core/signature.ts";
import type { AddedNames, JournalPlace, NameIndex, NameIndices } from "../history-ports.ts";
import { PARTS, packPart, partOf, recordsOf, timeIn, unpackPart, withRecords } from "./history-part.ts";

/** Of another version of the tables nothing is read: the journal has it all. */
const VERSION = 2;
/** Memory for pages, in KiB. */
const CACHE_KIB = 2048;

// Every part is there from the beginning, so that one that is not found is damage, and not a name that nobody has used.
const TABLES = `
CREATE TABLE parts (id INTEGER PRIMARY KEY, names BLOB NOT NULL) STRICT;
CREATE TABLE place (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, chain BLOB NOT NULL, base TEXT) STRICT;
PRAGMA user_version = ${VERSION};
`;

/**
 * Indices in a folder, a SQLite database each. One that is damaged, or of another version, is removed and begun anew. Where the disk takes none,
 * an index is in memory, and the next start reads the journal again. `onFault` is told of either.
 */
export function historyFolder(folder: string, onFault: (error: unknown) => void): NameIndices {
  let isStart = true;

  function open(memory: string, isAnew: boolean): NameIndex {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = `${Buffer.from(sha256(Buffer.from(memory, "utf8"))).toString("hex", 0, 8)}.sqlite`;
    for (const name of readdirSync(folder)) {
      // Those of other policies at a start only: later the one of before is in use until the next has learnt all.
      if (name.startsWith(file) ? isAnew : isStart) rmSync(join(folder, name), { force: true });
    }
    isStart = false;
    return new SqliteIndex(join(folder, file));
  }

  function anew(memory: string): NameIndex {
    try {
      return open(memory, true);
    } catch (error) {
      onFault(error);
      return new SqliteIndex(":memory:");
    }
  }

  return {
    open(memory) {
      try {
        return open(memory, false);
      } catch (error) {
        onFault(error);
        return anew(memory);
      }
    },
    anew,
  };
}

class SqliteIndex implements NameIndex {
  readonly #path: string;
  readonly #database: DatabaseSync;
  #place: JournalPlace;
  #base: string | undefined;
  readonly #read;
  readonly #replace;

  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseSync(path);
    try {
      prepare(this.#database);
      const { size, chain, base } = this.#database.prepare("SELECT size, chain, base FROM place").get() ?? {};
      this.#place = { size: Number(size ?? 0), chain: chain instanceof Uint8Array ? chain : EMPTY_CHAIN };
      this.#base = typeof base === "string" ? base : undefined;
      this.#read = this.#database.prepare("SELECT names FROM parts WHERE id = ?");
      this.#replace = this.#database.prepare("UPDATE parts SET names = ? WHERE id = ?");
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get place(): JournalPlace {
    return this.#place;
  }

  get base(): string | undefined {
    return this.#base;
  }

  lastAccepted(name: string): number | undefined {
    const key = Buffer.from(name, "base64url");
    return timeIn(this.#part(partOf(key)), key);
  }

  add({ forEver, recent, forgetBefore }: AddedNames, place: JournalPlace): void {
    const parts = Map.groupBy([...recordsOf(forEver, true), ...recordsOf(recent, false)], ({ key }) => partOf(key));
    this.#together(() => {
      for (const [id, added] of parts) {
        this.#replace.run(packPart(id, withRecords(this.#part(id), added, forgetBefore)), id);
      }
      this.#write(place, this.#base);
    });
    this.#place = place;
  }

  finishBase(base: string): void {
    this.#together(() => this.#write(this.#place, base));
    this.#base = base;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** A part as it was written. Attack of time: a bit turns over, and a name that was used is not found. */
  #part(id: number): Buffer {
    let cause: unknown;
    try {
      const names = this.#read.get(id)?.["names"];
      const records = names instanceof Uint8Array ? unpackPart(id, names) : undefined;
      if (records) return records;
    } catch (error) {
      cause = error;
    }
    if (this.#path !== ":memory:") rmSync(this.#path, { force: true });
    throw new Error("history index: is damaged, it is made anew from the journal at the next start", { cause });
  }

  #write({ size, chain }: JournalPlace, base: string | undefined): void {
    this.#database.prepare("INSERT OR REPLACE INTO place VALUES (0, ?, ?, ?)").run(size, chain, base ?? null);
  }

  #together(work: () => void): void {
    this.#database.exec("BEGIN");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** NORMAL: a power cut may take the newest additions, all of each; what they were is read from the journal again. */
function prepare(database: DatabaseSync): void {
  database.exec(
    `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB};`,
  );
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version === VERSION) return;
  if (version !== 0) throw new Error(`history index: of version ${String(version)}, made anew`);
  database.exec(`BEGIN; ${TABLES}`);
  const insert = database.prepare("INSERT INTO parts VALUES (?, ?)");
  for (let id = 0; id < PARTS; id++) insert.run(id, packPart(id, Buffer.alloc(0)));
  database.exec("COMMIT");
}
