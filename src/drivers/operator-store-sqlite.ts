import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type ActionLine, actionBody, actionHash, NO_ACTIONS_HASH, type OperatorAction } from "../core/operator/action.ts";
import { LONGEST_SECONDS, type Session } from "../core/operator/session.ts";
import { type Counted, FREE_MISTAKES, signInWaitSeconds } from "../core/operator/wait.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { OperatorAccount, OperatorStore, Ticket, Who } from "../operator-ports.ts";
import { prepareOperatorSchema } from "./operator-schema.ts";

/** How long a write waits for another process, in milliseconds. */
const BUSY_TIMEOUT_MS = 2000;
/** Mistakes that nobody waits for any more are forgotten after a day, in seconds. */
const REMEMBERED_SECONDS = 86_400;
/** Attack: questions without end. The oldest are forgotten. */
const MAX_TICKETS = 10_000;

const SESSION = "SELECT id, operator, edition, way, started_at AS startedAt, used_at AS usedAt FROM operator_sessions";
const ACCOUNT = "SELECT document FROM operators";

/** Opens the operators' tables in this file, making it where there is none. Throws where it cannot be used. */
export function openSqliteOperators(path: string): OperatorStore {
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  prepareOperatorSchema(database);
  const sql = statementsOf(database);

  function inOne<T>(work: () => T): T {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Inside a transaction: no two lines have the same one before. */
  function write(action: OperatorAction): void {
    const last = sql.lastAction.get() as unknown as ActionLine | undefined;
    const body = actionBody(action);
    sql.act.run((last?.seq ?? 0) + 1, body, actionHash(last?.hash ?? NO_ACTIONS_HASH, body));
  }

  function linkPasskeys({ id, passkeys }: OperatorAccount): void {
    sql.unlink.run(id);
    for (const passkey of passkeys) sql.link.run(passkey.id, id);
  }

  return {
    account: async (id) => accountIn(sql.byId.get(id)),
    accountNamed: async (name) => accountIn(sql.byName.get(name)),
    accountOfSubject: async (subject) => accountIn(sql.bySubject.get(subject)),
    accountOfPasskey: async (passkey) => accountIn(sql.byPasskey.get(passkey)),
    accounts: async () => sql.all.all().flatMap((row) => accountIn(row) ?? []),
    add: async (account, action) =>
      inOne(() => {
        if (sql.add.run(account.id, account.name, account.subject ?? null, JSON.stringify(account)).changes === 0) return false;
        linkPasskeys(account);
        write(action);
        return true;
      }),
    change: async (from, to, actions) =>
      inOne(() => {
        if (sql.change.run(to.name, JSON.stringify(to), from.id, JSON.stringify(from)).changes === 0) return false;
        linkPasskeys(to);
        for (const action of actions) write(action);
        return true;
      }),
    remove: async (id, action) =>
      inOne(() => {
        if (sql.remove.run(id).changes === 0) return false;
        write(action);
        return true;
      }),
    begin: async (hash, { id, operator, edition, way, startedAt, usedAt }, actions) =>
      inOne(() => {
        sql.clearSessions.run(startedAt - LONGEST_SECONDS);
        sql.begin.run(hash, id, operator, edition, way, startedAt, usedAt);
        for (const action of actions) write(action);
      }),
    session: async (hash) => sql.session.get(hash) as unknown as Session | undefined,
    sessionsOf: async (operator) => sql.sessionsOf.all(operator) as unknown as readonly Session[],
    use: async (hash, at) => void sql.use.run(at, hash),
    end: async (operator, session, action) =>
      inOne(() => {
        if (sql.end.run(operator, session).changes === 0) return false;
        write(action);
        return true;
      }),
    attempt: async (who, now) => inOne(() => attempt(sql, who, now)),
    forgive: async (who, now) =>
      inOne(() => {
        sql.forget.run(who.here);
        for (const one of [who.name, who.network]) sql.oneLess.run(now, one);
      }),
    putTicket: async (hash, ticket, now) =>
      inOne(() => {
        sql.clearTickets.run(now);
        sql.putTicket.run(hash, JSON.stringify(ticket), ticket.until);
      }),
    takeTicket: async (hash, use, now) =>
      inOne(() => {
        const row = sql.ticket.get(hash);
        const ticket = row && (JSON.parse(String(row["ticket"])) as Ticket);
        if (ticket?.use !== use) return undefined;
        sql.dropTicket.run(hash);
        return now < ticket.until ? ticket : undefined;
      }),
    record: async (action) => inOne(() => write(action)),
    actions: async (after, most) => sql.actions.all(after, most) as unknown as readonly ActionLine[],
    close: async () => database.close(),
  };
}

type Statements = ReturnType<typeof statementsOf>;

function statementsOf(database: DatabaseSync) {
  return {
    byId: database.prepare(`${ACCOUNT} WHERE id = ?`),
    byName: database.prepare(`${ACCOUNT} WHERE name = ?`),
    bySubject: database.prepare(`${ACCOUNT} WHERE subject = ?`),
    byPasskey: database.prepare(`${ACCOUNT} WHERE id = (SELECT operator FROM operator_passkeys WHERE id = ?)`),
    all: database.prepare(`${ACCOUNT} ORDER BY name`),
    add: database.prepare("INSERT INTO operators (id, name, subject, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
    change: database.prepare("UPDATE operators SET name = ?, document = ? WHERE id = ? AND document = ?"),
    remove: database.prepare("DELETE FROM operators WHERE id = ?"),
    link: database.prepare("INSERT INTO operator_passkeys (id, operator) VALUES (?, ?)"),
    unlink: database.prepare("DELETE FROM operator_passkeys WHERE operator = ?"),
    begin: database.prepare("INSERT INTO operator_sessions VALUES (?, ?, ?, ?, ?, ?, ?)"),
    session: database.prepare(`${SESSION} WHERE hash = ?`),
    sessionsOf: database.prepare(`${SESSION} WHERE operator = ? ORDER BY started_at DESC`),
    clearSessions: database.prepare("DELETE FROM operator_sessions WHERE started_at < ?"),
    use: database.prepare("UPDATE operator_sessions SET used_at = ? WHERE hash = ?"),
    end: database.prepare("DELETE FROM operator_sessions WHERE operator = ? AND id = ?"),
    mistakes: database.prepare("SELECT mistakes, until FROM operator_mistakes WHERE who = ?"),
    note: database.prepare(
      "INSERT INTO operator_mistakes VALUES (?, ?, ?) ON CONFLICT (who) DO UPDATE SET mistakes = excluded.mistakes, until = excluded.until",
    ),
    oneLess: database.prepare("UPDATE operator_mistakes SET mistakes = mistakes - 1, until = min(until, ?) WHERE who = ? AND mistakes > 0"),
    forget: database.prepare("DELETE FROM operator_mistakes WHERE who = ?"),
    forgetOld: database.prepare("DELETE FROM operator_mistakes WHERE until < ?"),
    putTicket: database.prepare("INSERT INTO operator_tickets VALUES (?, ?, ?)"),
    ticket: database.prepare("SELECT ticket FROM operator_tickets WHERE hash = ?"),
    dropTicket: database.prepare("DELETE FROM operator_tickets WHERE hash = ?"),
    clearTickets: database.prepare(
      `DELETE FROM operator_tickets WHERE until <= ? OR hash IN (SELECT hash FROM operator_tickets WHERE ticket NOT LIKE '{"use":"link"%' ORDER BY until DESC LIMIT -1 OFFSET ${MAX_TICKETS})`,
    ),
    lastAction: database.prepare("SELECT seq, hash FROM operator_actions ORDER BY seq DESC LIMIT 1"),
    act: database.prepare("INSERT INTO operator_actions VALUES (?, ?, ?)"),
    actions: database.prepare("SELECT seq, body, hash FROM operator_actions WHERE seq > ? ORDER BY seq LIMIT ?"),
  };
}

/** Inside a transaction. An `until` of a clock that was ahead is no longer than the longest wait. */
function attempt(sql: Statements, who: Who, now: EpochSeconds): number {
  const counts = (Object.keys(FREE_MISTAKES) as readonly Counted[]).map((counted) => {
    const { mistakes = 0, until = 0 } = (sql.mistakes.get(who[counted]) ?? {}) as { readonly mistakes?: number; readonly until?: number };
    const longest = signInWaitSeconds(counted, mistakes);
    return { counted, mistakes, left: Math.min(until - now, longest) };
  });
  const wait = Math.max(0, ...counts.map(({ left }) => left));
  if (wait > 0) return Math.ceil(wait);
  sql.forgetOld.run(now - REMEMBERED_SECONDS);
  for (const { counted, mistakes } of counts) sql.note.run(who[counted], mistakes + 1, now + signInWaitSeconds(counted, mistakes + 1));
  return 0;
}

function accountIn(row: unknown): OperatorAccount | undefined {
  return row ? (JSON.parse(String((row as { readonly document: string }).document)) as OperatorAccount) : undefined;
}
