import type { Pool, PoolClient } from "pg";
import type { Witness } from "../core/acknowledgement.ts";
import { takeBatch, type Unsure } from "../core/ledger/batch-rule.ts";
import type { Ruling } from "../core/ledger/changes.ts";
import type { LedgerOutcome, WitnessOutcome } from "../core/ledger/ledger-outcome.ts";
import type { Asking, Question } from "../core/ledger/questions.ts";
import type { OfferedCheckpoint, SignedBatch } from "../core/ledger/signed-batch.ts";
import { takeCheckpoint } from "../core/ledger/witness-rule.ts";
import { Grouping, type GroupResults } from "./grouping.ts";
import { PostgresAnswers } from "./postgres-answers.ts";
import { monthMaker } from "./postgres-months.ts";
import { inOneTransaction, inTransaction, isTransientInPostgres } from "./postgres-pool.ts";
import { type KioskWrite, writeTogether } from "./postgres-writes.ts";

/** What is taken in one transaction: some 0.3 s of it, and 20 MB. */
const GROUP = { items: 64, weight: 20_000 };

interface Offered {
  readonly kiosk: string;
  readonly upload: SignedBatch;
  readonly witness: Witness | undefined;
}

/** The journals of kiosks in PostgreSQL. */
export interface PostgresJournals {
  /** What becomes of this batch; batches that come at once are taken in one transaction, each by itself. */
  take(kiosk: string, upload: SignedBatch, witness: Witness | undefined): Promise<LedgerOutcome | Unsure>;
  witness(kiosk: string, offer: OfferedCheckpoint, witness: Witness): Promise<WitnessOutcome>;
}

/** A rule that is asking. */
interface Member<T> {
  readonly kiosk: string;
  readonly rule: Asking<Ruling<T>>;
  readonly upload?: SignedBatch;
}

/** Takes batches and checkpoints into the tables behind this pool. */
export function postgresJournals(pool: Pool): PostgresJournals {
  const makeMonths = monthMaker(pool);

  async function takeGroup(group: readonly Offered[]): Promise<GroupResults<LedgerOutcome | Unsure>> {
    try {
      await makeMonths(group.map(({ upload }) => upload.receivedAt));
      return await inTransaction(pool, async (client) => {
        const members = group.map(({ kiosk, upload, witness }) => ({ kiosk, upload, rule: takeBatch(kiosk, upload, witness) }));
        return await ruleTogether<LedgerOutcome | Unsure>(client, members);
      });
    } catch (reason) {
      if (isTransientInPostgres(reason)) return group.map(() => ({ status: "fulfilled", value: { kind: "busy" } }));
      if (group.length === 1) return [{ status: "rejected", reason }];
      // One of them cannot be written, and takes no other with it.
      const alone: PromiseSettledResult<LedgerOutcome | Unsure>[] = [];
      for (const offered of group) alone.push(...(await takeGroup([offered])));
      return alone;
    }
  }

  const grouping = new Grouping<Offered, LedgerOutcome | Unsure>(GROUP, takeGroup);
  return {
    take: (kiosk, upload, witness) => grouping.add({ owner: kiosk, weight: upload.batch.entries.length, item: { kiosk, upload, witness } }),
    witness: async (kiosk, offer, witness) =>
      await inOneTransaction(pool, async (client) => {
        const [result] = await ruleTogether(client, [{ kiosk, rule: takeCheckpoint(kiosk, offer, witness) }]);
        if (result?.status !== "fulfilled") throw result?.reason;
        return result.value;
      }),
  };
}

/** Runs rules side by side, whose questions are answered together, and writes what all of them want. One that throws writes nothing. */
async function ruleTogether<T>(client: PoolClient, members: readonly Member<T>[]): Promise<GroupResults<T>> {
  const answers = new PostgresAnswers(client);
  const results = new Map<Member<T>, PromiseSettledResult<T>>();
  const writes: KioskWrite[] = [];
  const questions = new Map<Member<T>, Question>();

  function goOn(member: Member<T>, answer: unknown): void {
    questions.delete(member);
    try {
      const step = member.rule.next(answer);
      if (!step.done) return void questions.set(member, step.value);
      const { outcome, changes } = step.value;
      const { kiosk, upload } = member;
      writes.push({ kiosk, changes, batches: answers.batchesOf(kiosk), ...(upload && { upload }) });
      results.set(member, { status: "fulfilled", value: outcome });
    } catch (reason) {
      results.set(member, { status: "rejected", reason });
    }
  }

  for (const member of members) goOn(member, undefined);
  while (questions.size > 0) {
    const asking = [...questions];
    const found = await answers.answer(asking.map(([{ kiosk }, question]) => ({ kiosk, question })));
    for (const [index, [member]] of asking.entries()) goOn(member, found[index]);
  }
  await writeTogether(client, writes);
  return members.map((member) => results.get(member) ?? { status: "rejected", reason: new Error("ledger: a rule has no end") });
}
