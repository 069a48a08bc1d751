import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { sha256 } from "../core/signature.ts";
import type { AcceptedName, AddedNames, JournalPlace, NameIndex, NameIndices } from "../history-ports.ts";

/** Of another version of the tables nothing is read: the journal has it all. */
const VERSION = 1;
/** Memory for pages, in KiB. */
const CACHE_KIB = 2048;

const TABLES = `
CREATE TABLE names (name BLOB PRIMARY KEY, at REAL NOT NULL, is_for_ever INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX recent_names ON names (at) WHERE is_for_ever = 0;
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
  readonly #find;
  readonly #put;
  readonly #forget;

  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseSync(path);
    try {
      prepare(this.#database);
      const { size, chain, base } = this.#database.prepare("SELECT size, chain, base FROM place").get() ?? {};
      this.#place = { size: Number(size ?? 0), chain: chain instanceof Uint8Array ? chain : EMPTY_CHAIN };
      this.#base = typeof base === "string" ? base : undefined;
      this.#find = this.#database.prepare("SELECT at FROM names WHERE name = ?");
      this.#put = this.#database.prepare(
        "INSERT INTO names VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET at = ?2, is_for_ever = max(is_for_ever, ?3)",
      );
      this.#forget = this.#database.prepare("DELETE FROM names WHERE is_for_ever = 0 AND at < ?");
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
    try {
      const at = this.#find.get(Buffer.from(name, "base64url"))?.["at"];
      return typeof at === "number" ? at : undefined;
    } catch (error) {
      if (this.#path !== ":memory:") rmSync(this.#path, { force: true });
      throw new Error("history index: cannot be read, it is made anew from the journal at the next start", { cause: error });
    }
  }

  add({ forEver, recent, forgetBefore }: AddedNames, place: JournalPlace): void {
    this.#together(() => {
      for (const name of forEver) this.#putName(name, 1);
      for (const name of recent) this.#putName(name, 0);
      this.#forget.run(forgetBefore);
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

  #putName({ name, at }: AcceptedName, isForEver: 0 | 1): void {
    this.#put.run(Buffer.from(name, "base64url"), at, isForEver);
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
  database.exec(`BEGIN; ${TABLES} COMMIT;`);
}
