import type { ClientBase } from "pg";

/** Every key begins with the kiosk, and nothing refers from one kiosk to another: tables can be spread by it (docs/central.md). */
const TABLES = `
CREATE TABLE kiosks (
  id text COLLATE "C" PRIMARY KEY,
  public_jwk text NOT NULL,
  enrolled_at double precision NOT NULL,
  size bigint NOT NULL,
  chain bytea NOT NULL,
  peaks bytea NOT NULL,
  last_seen_at double precision,
  clock_offset_seconds double precision,
  refused_from bigint,
  set_aside_from bigint,
  forgotten_before double precision,
  newest_size bigint,
  newest_root bytea,
  newest_note text,
  batches bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE entries (
  kiosk text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  month integer NOT NULL,
  received_at double precision NOT NULL,
  at double precision NOT NULL,
  reason text NOT NULL,
  verdict text,
  format text,
  type text,
  issuer text,
  source text,
  duration_ms double precision,
  leaf bytea NOT NULL,
  chain bytea NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (kiosk, seq, month)
) PARTITION BY RANGE (month);
CREATE INDEX entries_by_time ON entries (kiosk, at, verdict);
CREATE INDEX entries_bare ON entries (kiosk, seq) WHERE length(body) = 0;

CREATE TABLE batches (
  kiosk text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  month integer NOT NULL,
  first_seq bigint NOT NULL,
  count integer NOT NULL,
  received_at double precision NOT NULL,
  created double precision NOT NULL,
  is_carried boolean NOT NULL,
  signature_input text NOT NULL,
  signature text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (kiosk, number, month)
) PARTITION BY RANGE (month);
ALTER TABLE batches ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE contradictions (
  kiosk text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  number integer NOT NULL,
  ordinal bigint NOT NULL,
  seq bigint NOT NULL,
  received_at double precision NOT NULL,
  signature_input text NOT NULL,
  signature text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (kiosk, kind, number)
);
CREATE TABLE statuses (
  kiosk text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  received_at double precision NOT NULL,
  message text NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE checkpoints (
  kiosk text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  day integer NOT NULL,
  root bytea NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (kiosk, size)
);
CREATE INDEX checkpoints_by_day ON checkpoints (kiosk, day);
CREATE TABLE sealed_parts (
  kiosk text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  digest text NOT NULL,
  bytes bytea,
  forgotten_at double precision,
  PRIMARY KEY (kiosk, seq)
);
CREATE TABLE tree_cache (
  kiosk text COLLATE "C" NOT NULL,
  tile bigint NOT NULL,
  root bytea NOT NULL,
  PRIMARY KEY (kiosk, tile)
);
`;

/** Rows are only ever added; a trigger on UPDATE and DELETE costs nothing where rows are added. */
const IMMUTABLE = `
CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND length(OLD.body) = 0
     AND (NEW.kiosk, NEW.seq, NEW.month, NEW.received_at, NEW.leaf, NEW.chain) = (OLD.kiosk, OLD.seq, OLD.month, OLD.received_at, OLD.leaf, OLD.chain)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an entry is never %', CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END;
END $$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION keep_entry();
CREATE FUNCTION keep_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what a kiosk has signed is never changed'; END $$;
CREATE TRIGGER batches_stay BEFORE UPDATE OR DELETE ON batches FOR EACH ROW EXECUTE FUNCTION keep_all();
CREATE TRIGGER entries_not_emptied BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION keep_all();
CREATE TRIGGER batches_not_emptied BEFORE TRUNCATE ON batches FOR EACH STATEMENT EXECUTE FUNCTION keep_all();
`;

/**
 * Whether a month is there is asked by the rows of pg_class, which are those of after the lock. Months are attached, not made in place: that holds up nobody who writes into another one. The function runs with its owner's rights, so that
 * who writes entries need not own the tables.
 */
const MONTHS = `
CREATE FUNCTION make_month(wanted integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  parent text;
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(current_schema(), 1));
  FOREACH parent IN ARRAY ARRAY['entries', 'batches'] LOOP
    part := format('%s_%s', parent, lpad((wanted / 12)::text, 4, '0') || lpad((wanted % 12 + 1)::text, 2, '0'));
    CONTINUE WHEN EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = part AND n.nspname = current_schema());
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', parent, part, wanted, wanted + 1);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION make_month(integer) FROM PUBLIC;
`;

/** What takes a ledger from each version to the next. */
const STEPS: readonly string[] = [TABLES + IMMUTABLE + MONTHS];

/** Version of these tables. */
export const POSTGRES_FORM = STEPS.length;

/**
 * Makes the tables of a new ledger in this schema, or those that an older one lacks, in one step, one process at a time. Throws on a ledger of a newer
 * version of this program, and where the database does not keep what it has committed.
 */
export async function preparePostgres(client: ClientBase, schema: string): Promise<void> {
  await refuseForgetful(client);
  if ((await versionOf(client, schema)) === STEPS.length) return;
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [schema]);
    const version = await versionOf(client, schema);
    if (version > STEPS.length) throw new Error(`ledger: version ${version} is newer than this program, which knows ${STEPS.length}`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`);
    await client.query(`SET LOCAL search_path = ${quoted(schema)}`);
    for (const step of STEPS.slice(version)) await client.query(step);
    // Its own search path, so that nobody gets other tables made by setting his.
    if (version < 1) await client.query(`ALTER FUNCTION make_month(integer) SET search_path = ${quoted(schema)}, pg_temp`);
    await client.query("CREATE TABLE IF NOT EXISTS ledger_version (version integer NOT NULL)");
    await client.query("DELETE FROM ledger_version");
    await client.query("INSERT INTO ledger_version VALUES ($1)", [STEPS.length]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** A name as SQL has it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function versionOf(client: ClientBase, schema: string): Promise<number> {
  // By its rows: to_regclass() may still say what was so before the lock was had.
  const { rows } = await client.query(
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'ledger_version'",
    [schema],
  );
  if (rows.length === 0) return 0;
  const found = await client.query<{ readonly version: number }>(`SELECT version FROM ${quoted(schema)}.ledger_version`);
  const version = found.rows[0]?.version;
  if (version === undefined) throw new Error("ledger: its version is missing");
  return version;
}

/** A kiosk deletes what central has acknowledged: a database that may lose a commit is none for that. */
async function refuseForgetful(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ readonly name: string; readonly setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')",
  );
  const forgetful = rows.filter(({ name, setting }) =>
    name === "synchronous_commit" ? !["on", "remote_apply"].includes(setting) : setting !== "on",
  );
  if (forgetful.length > 0)
    throw new Error(
      `ledger: the database may lose what it has committed: ${forgetful.map(({ name, setting }) => `${name} = ${setting}`).join(", ")}`,
    );
}
