import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type PostgresAddress, postgresAddress } from "../../src/drivers/postgres-address.ts";

/** Where Debian and its relatives have the programs of a server. */
const VERSIONS = "/usr/lib/postgresql";
const IN_MEMORY = "/dev/shm";
const START_MS = 20_000;
const POLL_MS = 50;

/** A server of its own for a test, in a folder that goes with it; reached by a socket in that folder alone. */
export interface PostgresCluster {
  readonly address: PostgresAddress;
  /** For the program's own option. */
  readonly url: string;
  /** The server itself. */
  readonly pid: number;
  /** Kills it as a power cut would, with all that works for it; start() again recovers. */
  kill(): Promise<void>;
  /** Kills one of those that work for it: it starts all of them anew. */
  killBackend(chance: number): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of a server's programs, or undefined where none is installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(VERSIONS, version, "bin")).find((folder) => existsSync(join(folder, "initdb")));
}

/** Why tests with PostgreSQL are left out here; undefined: they are not. With TRAM_POSTGRES=required that is a fault. */
export function withoutPostgres(): string | undefined {
  if (postgresPrograms()) return undefined;
  if (process.env["TRAM_POSTGRES"] === "required") throw new Error(`no PostgreSQL server below ${VERSIONS}, and TRAM_POSTGRES=required`);
  return `no PostgreSQL server below ${VERSIONS} (Debian: postgresql)`;
}

/** Starts a server with an empty database. */
export async function startPostgresCluster(
  settings: Readonly<Record<string, string>> = {},
  place = placeOfTests(),
): Promise<PostgresCluster> {
  const programs = postgresPrograms();
  if (!programs) throw new Error("no PostgreSQL server");
  const folder = mkdtempSync(join(place, "tram-pg-"));
  const data = join(folder, "data");
  // The server refuses to run as root.
  const user: Owner | undefined = process.getuid?.() === 0 ? unprivileged() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync(join(programs, "initdb"), ["-D", data, "-U", "tram", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...user,
    stdio: "ignore",
  });
  // What a killed server leaves behind goes with its folder.
  const lines = {
    listen_addresses: "''",
    unix_socket_directories: `'${folder}'`,
    max_connections: "60",
    dynamic_shared_memory_type: "mmap",
    ...settings,
  };
  writeFileSync(
    join(data, "postgresql.auto.conf"),
    Object.entries(lines)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(""),
  );
  const url = `postgres:///postgres?host=${folder}&user=tram`;
  const parsed = postgresAddress(url, "flag");
  if (typeof parsed === "string") throw new Error(parsed);
  const address: PostgresAddress = parsed;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    for (const end = Date.now() + START_MS; ; await delay(POLL_MS)) {
      // One that was killed leaves processes behind, and as long as one of them is there another server ends at once.
      if (!server || server.exitCode !== null) server = spawn(join(programs ?? "", "postgres"), ["-D", data], { ...user, stdio: "ignore" });
      const client = new pg.Client({ ...address });
      const isThere = await client.connect().then(
        () => true,
        () => false,
      );
      await client.end().catch(() => undefined);
      if (isThere) return;
      if (Date.now() > end) throw new Error("PostgreSQL does not start");
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill(signal);
    await ended;
    server = undefined;
  }

  await start();
  return {
    address,
    url,
    get pid() {
      return server?.pid ?? 0;
    },
    async kill() {
      const helpers = helpersOf(server?.pid ?? 0);
      await end("SIGKILL");
      for (const helper of helpers) kill(helper);
    },
    async killBackend(chance) {
      const helpers = helpersOf(server?.pid ?? 0);
      kill(helpers[Math.floor(chance * helpers.length)] ?? 0);
    },
    start,
    async stop() {
      await end("SIGINT");
      rmSync(folder, { recursive: true });
    },
  };
}

/** In memory where there is room: a test loses nothing by a power cut, and its server is not told so. */
function placeOfTests(): string {
  return existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir();
}

/** Processes that this one has started. */
function helpersOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

function kill(pid: number): void {
  if (pid <= 1) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Whoever runs servers here, or nobody. */
function unprivileged(): Owner {
  const idOf = (kind: string, name: string) => Number(execFileSync("id", [kind, name], { encoding: "utf8" }));
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: idOf("-u", name), gid: idOf("-g", name) };
    } catch {
      // There is no such user.
    }
  }
  throw new Error("PostgreSQL needs a user that is not root");
}
