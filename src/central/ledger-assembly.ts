import { join } from "node:path";
import type { Ledger } from "../central-ports.ts";
import type { Text } from "../core/text.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { isTransient } from "../drivers/ledger-step.ts";
import type { AddressFault, PostgresAddress } from "../drivers/postgres-address.ts";
import { readPrivateFile } from "../drivers/private-file.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { complain, EXIT_REFUSED, EXIT_USAGE, LEDGER_BUSY } from "./saying.ts";

/** Name of the ledger in central's data folder, where there is no database. */
const LEDGER_FILE = "ledger.sqlite";
/** Name of the file that says which database has the ledger; its address may have a password in it. */
const DATABASE_FILE = "database";

/** Which ledger is meant. */
export interface LedgerChoice {
  readonly data: string;
  /** A database's address, without a password; absent: the one in the file `database`, or SQLite. */
  readonly database?: string;
}

/** The ledger cannot be opened; `text` says why, for people. */
class LedgerFault extends Error {
  readonly text: Text;
  readonly exitCode: number;

  constructor(text: Text, exitCode: number) {
    super(text.en);
    this.text = text;
    this.exitCode = exitCode;
  }
}

/** Opens the ledger of a central, making it where there is none. Rejects with a LedgerFault where it cannot be used as it is named. */
export async function openLedger({ data, database }: LedgerChoice): Promise<Ledger> {
  await nodeFileSystem.makeFolder(data);
  const address = await addressOf({ data, ...(database !== undefined && { database }) });
  if (!address) return openSqliteLedger(join(data, LEDGER_FILE));
  // Its libraries are loaded where they are needed.
  const { openPostgresLedger } = await import("../drivers/postgres-ledger.ts");
  const { isTransientInPostgres } = await import("../drivers/postgres-pool.ts");
  try {
    return await openPostgresLedger(address);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const isAway = isTransientInPostgres(error);
    throw new LedgerFault(isAway ? awayText(address.shown, why) : unusableText(address.shown, why), EXIT_REFUSED);
  }
}

/** True where the folder is a central's: one made by a slip of the pen would say that it holds nothing of anybody. */
export async function isCentralFolder(folder: string): Promise<boolean> {
  const names = await nodeFileSystem.list(folder);
  // One that only hands out trust has no ledger yet.
  return names?.some((name) => name === LEDGER_FILE || name === DATABASE_FILE || name === "trust") ?? false;
}

/** The exit code, after it was said what is wrong; undefined: this is no fault of the ledger's. */
export async function complainOfLedger(error: unknown): Promise<number | undefined> {
  if (error instanceof LedgerFault) return complain(error.text, error.exitCode);
  if (isTransient(error)) return complain(LEDGER_BUSY, EXIT_REFUSED);
  return undefined;
}

async function addressOf({ data, database }: LedgerChoice): Promise<PostgresAddress | undefined> {
  const { postgresAddress } = await import("../drivers/postgres-address.ts");
  if (database !== undefined) return believed(postgresAddress(database, "flag"), "--database");
  const file = join(data, DATABASE_FILE);
  if (!(await nodeFileSystem.list(data))?.includes(DATABASE_FILE)) return undefined;
  const { text, isExposed } = await readPrivateFile(file);
  if (isExposed) throw new LedgerFault(exposedText(file), EXIT_USAGE);
  return believed(postgresAddress(text.trim(), "secret"), file);
}

function believed(address: PostgresAddress | AddressFault, where: string): PostgresAddress {
  if (typeof address !== "string") return address;
  const { vi, en } = FAULTS[address];
  throw new LedgerFault({ vi: `${where}: ${vi}`, en: `${where}: ${en}` }, EXIT_USAGE);
}

const FAULTS: Readonly<Record<AddressFault, Text>> = {
  "not-postgres": {
    vi: "cần địa chỉ dạng postgres://người_dùng@máy/cơ_sở_dữ_liệu",
    en: "an address like postgres://user@host/database is needed",
  },
  password: {
    vi: "mật khẩu không được nằm trong dòng lệnh; hãy ghi địa chỉ vào tệp database trong thư mục --data (quyền 0600), hoặc dùng ~/.pgpass",
    en: "no password belongs on the command line; write the address into the file `database` in the folder of --data (mode 0600), or use ~/.pgpass",
  },
  parameter: {
    vi: "chỉ nhận các tham số host, port, user, sslmode, sslrootcert, sslcert, sslkey",
    en: "only the parameters host, port, user, sslmode, sslrootcert, sslcert and sslkey are taken",
  },
  unprotected: {
    vi: "tới máy khác chỉ đi qua TLS có kiểm tra chứng chỉ và tên máy (sslmode=verify-full); không có cách nào tắt",
    en: "to another machine there is only TLS with certificate and name checked (sslmode=verify-full); nothing turns that off",
  },
  certificate: { vi: "không đọc được tệp chứng chỉ hoặc khoá", en: "a certificate or key file cannot be read" },
};

function exposedText(file: string): Text {
  return { vi: `${file}: người khác đọc được; chmod 600`, en: `${file}: others may read it; chmod 600` };
}

function awayText(shown: string, why: string): Text {
  return {
    vi: `chưa kết nối được cơ sở dữ liệu ${shown}: ${why}; chưa có gì thay đổi, hãy chạy lại sau`,
    en: `the database ${shown} is not there: ${why}; nothing was changed, run this again later`,
  };
}

function unusableText(shown: string, why: string): Text {
  return { vi: `không dùng được cơ sở dữ liệu ${shown}: ${why}`, en: `the database ${shown} cannot be used: ${why}` };
}
