import type { PoolClient } from "pg";
import type { HeldKiosk, Question, Questions, Stretch } from "../core/ledger/questions.ts";
import { ENTRY_LOST } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";

/** A question about a kiosk. */
export interface Asked {
  readonly kiosk: string;
  readonly question: Question;
}

interface HeldColumns {
  readonly id: string;
  readonly size: number;
  readonly chain: Uint8Array;
  readonly peaks: Uint8Array;
  readonly last_seen_at: EpochSeconds | null;
  readonly clock_offset_seconds: number | null;
  readonly refused_from: number | null;
  readonly set_aside_from: number | null;
  readonly forgotten_before: EpochSeconds | null;
  readonly newest_size: number | null;
  readonly newest_root: Uint8Array;
  readonly newest_note: string;
  readonly batches: number;
}

/** In the order of ids, so that two processes never wait for each other. */
const LOCK = `SELECT id, size, chain, peaks, last_seen_at, clock_offset_seconds, refused_from, set_aside_from, forgotten_before, newest_size,
  newest_root, newest_note, batches FROM kiosks WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`;
/** After the lock, in a statement of its own: it sees what whoever had the lock before has committed. */
const OF_DAY = "SELECT kiosk, day, size, note FROM checkpoints WHERE kiosk = ANY($1::text[]) AND day = ANY($2::integer[])";
const BARE = "length(body) = 0";

/** Answers the rule's questions out of PostgreSQL, in the transaction of this client; kiosks stay locked until it ends. */
export class PostgresAnswers {
  readonly #client: PoolClient;
  readonly #batches = new Map<string, number>();

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** How many batches of a kiosk are kept that was asked about. */
  batchesOf(kiosk: string): number {
    return this.#batches.get(kiosk) ?? 0;
  }

  /** The answers, in the order of the questions: what all begin with is asked once for all. */
  async answer(asked: readonly Asked[]): Promise<readonly unknown[]> {
    const begun = asked.flatMap(({ kiosk, question }) => (question.name === "held" ? [{ kiosk, day: question.about.day }] : []));
    const held = begun.length > 0 ? await this.#held(begun) : new Map<string, HeldKiosk>();
    const answers: unknown[] = [];
    for (const { kiosk, question } of asked) answers.push(question.name === "held" ? held.get(kiosk) : await this.#one(kiosk, question));
    return answers;
  }

  async #held(asked: readonly { readonly kiosk: string; readonly day: number }[]): Promise<ReadonlyMap<string, HeldKiosk>> {
    const ids = asked.map(({ kiosk }) => kiosk);
    const { rows } = await this.#client.query<HeldColumns>({ name: "lock", text: LOCK, values: [ids] });
    const days = [...new Set(asked.map(({ day }) => day))];
    const checkpoints = await this.#client.query<{
      readonly kiosk: string;
      readonly day: number;
      readonly size: number;
      readonly note: string;
    }>({
      name: "of-day",
      text: OF_DAY,
      values: [ids, days],
    });
    const dayOf = new Map(asked.map(({ kiosk, day }) => [kiosk, day]));
    const held = new Map<string, HeldKiosk>();
    for (const row of rows) {
      this.#batches.set(row.id, row.batches);
      const ofDay = checkpoints.rows.filter(({ kiosk, day }) => kiosk === row.id && day === dayOf.get(kiosk));
      held.set(row.id, heldOf(row, ofDay));
    }
    return held;
  }

  async #one(kiosk: string, { name, about }: Exclude<Question, { readonly name: "held" }>): Promise<unknown> {
    switch (name) {
      case "chains":
        return await this.#entries<Questions["chains"]["answer"][number]>(kiosk, "chains", "seq, chain", about);
      case "bare":
        return await this.#entries<Questions["bare"]["answer"][number]>(
          kiosk,
          "bare",
          `seq, reason = '${ENTRY_LOST}' AS "isLost"`,
          about,
          BARE,
        );
      case "leaves":
        return (await this.#entries<{ readonly leaf: Uint8Array }>(kiosk, "leaves", "leaf", about)).map(({ leaf }) => leaf);
      case "setAsideFrom": {
        const text = `SELECT min(seq) AS seq FROM entries WHERE kiosk = $1 AND seq >= $2 AND ${BARE} AND reason <> '${ENTRY_LOST}'`;
        const { rows } = await this.#client.query<{ readonly seq: number | null }>({ name, text, values: [kiosk, about.from] });
        return rows[0]?.seq ?? undefined;
      }
      case "covers": {
        const text = "SELECT 1 FROM checkpoints WHERE kiosk = $1 AND size > $2 AND size <= $3 LIMIT 1";
        return (await this.#client.query({ name, text, values: [kiosk, about.seq, about.until] })).rows.length > 0;
      }
      case "tiles": {
        const text = "SELECT root FROM tree_cache WHERE kiosk = $1 AND tile < $2 ORDER BY tile";
        const { rows } = await this.#client.query<{ readonly root: Uint8Array }>({ name, text, values: [kiosk, about.count] });
        return rows.map(({ root }) => root);
      }
    }
  }

  async #entries<Row extends object>(
    kiosk: string,
    name: string,
    columns: string,
    { from, until }: Stretch,
    which = "true",
  ): Promise<readonly Row[]> {
    const text = `SELECT ${columns} FROM entries WHERE kiosk = $1 AND seq >= $2 AND seq < $3 AND ${which} ORDER BY seq`;
    return (await this.#client.query<Row>({ name, text, values: [kiosk, from, until] })).rows;
  }
}

function heldOf(row: HeldColumns, ofDay: HeldKiosk["ofDay"]): HeldKiosk {
  const newest = row.newest_size === null ? undefined : { size: row.newest_size, root: row.newest_root, note: row.newest_note };
  return {
    state: {
      size: row.size,
      chain: row.chain,
      peaks: row.peaks,
      lastSeenAt: row.last_seen_at ?? undefined,
      clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
      refusedFrom: row.refused_from ?? undefined,
      setAsideFrom: row.set_aside_from ?? undefined,
      newest,
    },
    forgottenBefore: row.forgotten_before ?? undefined,
    ofDay,
  };
}
