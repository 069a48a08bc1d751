import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { ClientConfig } from "pg";

/** Where a database is, as pg takes it. A password in it came out of a private file. */
export interface PostgresAddress extends Pick<ClientConfig, "host" | "port" | "user" | "password" | "database" | "ssl"> {
  /** Named in messages and logs: without user and password. */
  readonly shown: string;
}

/** Why an address is none. */
export type AddressFault = "not-postgres" | "password" | "parameter" | "unprotected" | "certificate";

/** Parameters that libpq knows, and that are understood here. Whether certificates are checked is none of them. */
const PARAMETERS = new Set(["host", "port", "user", "sslmode", "sslrootcert", "sslcert", "sslkey"]);

/**
 * The address in a URL as libpq has it (PostgreSQL manual 34.1.1.2); what it does not say comes from PG… in the environment and ~/.pgpass. `secret`
 * says that it came from a private file. To another machine there is TLS, with its certificate and name checked, and no way around that.
 */
export function postgresAddress(text: string, origin: "flag" | "secret"): PostgresAddress | AddressFault {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text.replace(":///", "://socket.invalid/"))) return "not-postgres";
  const url = new URL(text.replace(":///", "://socket.invalid/"));
  const parameters = url.searchParams;
  if (url.password !== "" && origin === "flag") return "password";
  if ([...parameters.keys()].some((name) => !PARAMETERS.has(name))) return "parameter";
  const named = url.hostname === "socket.invalid" ? "" : url.hostname.replace(/^\[|\]$/g, "");
  const host = parameters.get("host") ?? (decodeURIComponent(named) || undefined);
  const port = parameters.get("port") ?? url.port;
  const user = parameters.get("user") ?? decodeURIComponent(url.username);
  const database = decodeURIComponent(url.pathname.slice(1));
  const ssl = tlsOf(host, parameters);
  if (typeof ssl === "string") return ssl;
  return {
    ...(host !== undefined && { host }),
    ...(port !== "" && { port: Number(port) }),
    ...(user !== "" && { user }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
    ...(database !== "" && { database }),
    ssl,
    shown: `${host ?? "PGHOST"}${port === "" ? "" : `:${port}`}/${database}`,
  };
}

function tlsOf(host: string | undefined, parameters: URLSearchParams): PostgresAddress["ssl"] | AddressFault {
  const mode = parameters.get("sslmode");
  const isHere = isOnThisMachine(host ?? process.env["PGHOST"]);
  if (mode === null ? isHere : isHere && mode === "disable") return false;
  if (mode !== null && mode !== "verify-full") return "unprotected";
  try {
    const read = (name: string) => {
      const file = parameters.get(name);
      return file === null ? undefined : readFileSync(file, "utf8");
    };
    const [ca, cert, key] = [read("sslrootcert"), read("sslcert"), read("sslkey")];
    return {
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    };
  } catch {
    return "certificate";
  }
}

/** A socket in the file system, or this machine's own network. */
function isOnThisMachine(host: string | undefined): boolean {
  if (host === undefined || host === "localhost" || host.startsWith("/")) return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}
