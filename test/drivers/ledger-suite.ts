// What every ledger promises, whatever keeps it. The rule about batches stands in core/ledger/; what is tried here is the rule with its database.
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { lineOf } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { batchOf, signed } from "../support/batches.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import type { OpenedLedger } from "../support/opened-ledgers.ts";

const JWK = { crv: "Ed25519", kty: "OKP", x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs" };

/** With hashes as hex: Node's own byte arrays and the database's are of two classes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (part?.chain ? { ...part, chain: hexOf(part.chain) } : part)));
}

async function bodiesOf(journal: ReturnType<typeof memoryJournal>): Promise<Uint8Array[]> {
  return (await batchOf(journal)).entries.map((entry) => Buffer.from(lineOf(entry)));
}

/** Tries a ledger of this kind. */
export function ledgerSuite(open: () => Promise<OpenedLedger>): void {
  let opened: OpenedLedger;
  let ledger: Ledger;
  let count = 0;

  beforeEach(async () => {
    opened = await open();
    ledger = opened.ledger;
    await ledger.enrol("k1", JWK, 1);
  });

  /** What stands in the database, seen from outside. */
  async function stored(kiosk = "k1"): Promise<Uint8Array[]> {
    const rows = await opened.rows(`SELECT body FROM entries WHERE kiosk = '${kiosk}' ORDER BY seq`);
    return rows.map(({ body }) => Buffer.from(body as Uint8Array));
  }

  describe("enrolment", () => {
    test("a kiosk is known by its key from then on, and begins with nothing", async () => {
      const kiosk = await ledger.kiosk("k1");
      expect(plain(kiosk)).toEqual({ id: "k1", publicJwk: JWK, position: { size: 0, chain: hexOf(new Uint8Array(32)) } });
      expect(await ledger.kiosk("k2")).toBeUndefined();
    });

    test("enrolling it again changes nothing, whether with the same key or with another", async () => {
      expect(await ledger.enrol("k1", JWK, 2)).toBe("already-enrolled");
      expect(await ledger.enrol("k1", { ...JWK, x: "other" }, 2)).toBe("other-key");
      expect((await ledger.kiosk("k1"))?.publicJwk).toEqual(JWK);
    });

    test("an entry of a kiosk that is not enrolled is a bug of the caller", async () => {
      await expect(ledger.append("k2", signed(await batchOf(memoryJournal(1))))).rejects.toThrow("k2 is not enrolled");
    });
  });

  describe("appending", () => {
    test("entries are kept as the bytes they were, with size, chain, and when the kiosk was seen", async () => {
      const journal = memoryJournal(5);
      const outcome = await ledger.append("k1", signed(await batchOf(journal), 1_800_000_000, 1_800_000_007.5));
      expect(plain(outcome)).toMatchObject({ kind: "stored", held: { size: 5, chain: hexOf(journal.chain) } });
      expect(await stored()).toEqual(await bodiesOf(journal));
      expect(await ledger.kiosk("k1")).toMatchObject({ position: { size: 5 }, lastSeenAt: 1_800_000_000, clockOffsetSeconds: 7.5 });
    });

    test("entries go on where the last batch ended, and the same batch again changes nothing", async () => {
      const journal = memoryJournal(5);
      const [first, second] = [await batchOf(journal, 0, 3), await batchOf(journal, 3)];
      await ledger.append("k1", signed(first));
      await ledger.append("k1", signed(second));
      for (const repeated of [first, second, await batchOf(journal)]) {
        expect(plain(await ledger.append("k1", signed(repeated)))).toMatchObject({
          kind: "stored",
          held: { size: 5, chain: hexOf(journal.chain) },
        });
      }
      expect(await stored()).toEqual(await bodiesOf(journal));
    });

    test("a batch that overlaps with the same bytes brings only what is new", async () => {
      const journal = memoryJournal(6);
      await ledger.append("k1", signed(await batchOf(journal, 0, 4)));
      expect(await ledger.append("k1", signed(await batchOf(journal, 2)))).toMatchObject({ kind: "stored", held: { size: 6 } });
      expect(await stored()).toEqual(await bodiesOf(journal));
    });

    test("a batch that would leave a gap is told where to go on", async () => {
      const journal = memoryJournal(6);
      await ledger.append("k1", signed(await batchOf(journal, 0, 2)));
      const outcome = await ledger.append("k1", signed(await batchOf(journal, 3)));
      expect(outcome).toMatchObject({ kind: "elsewhere", held: { size: 2 } });
      expect(await stored()).toHaveLength(2);
    });

    test("an empty batch asks where the ledger stands, before the first entry and after", async () => {
      const journal = memoryJournal(4);
      const nothing = await batchOf(journal, 0, 0);
      expect(plain(await ledger.append("k1", signed(nothing)))).toMatchObject({ kind: "stored", held: { size: 0, chain: "0".repeat(64) } });
      await ledger.append("k1", signed(await batchOf(journal)));
      expect(await ledger.append("k1", signed(await batchOf(journal, 4)))).toMatchObject({ kind: "stored", held: { size: 4 } });
      expect(await ledger.append("k1", signed(await batchOf(journal, 2, 2)))).toMatchObject({ kind: "elsewhere", held: { size: 4 } });
      expect(await ledger.append("k1", signed(nothing))).toMatchObject({ kind: "elsewhere", held: { size: 4 } });
    });

    test("each kiosk has its own ledger", async () => {
      await ledger.enrol("k2", JWK, 1);
      await ledger.append("k1", signed(await batchOf(memoryJournal(3))));
      expect(await ledger.append("k2", signed(await batchOf(memoryJournal(2))))).toMatchObject({ kind: "stored", held: { size: 2 } });
      expect((await ledger.kiosks()).map(({ id, position }) => [id, position.size])).toEqual([
        ["k1", 3],
        ["k2", 2],
      ]);
    });

    test("however a journal is cut into batches, repeated and reordered, the ledger ends as the journal, or before it", async () => {
      const cuts = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(cuts, fc.array(arbitraryEntry, { minLength: 1, maxLength: 12 }), async (pieces, entries) => {
          const kiosk = `p${count++}`;
          await ledger.enrol(kiosk, JWK, 1);
          const journal = memoryJournal();
          for (const entry of entries) await journal.append(entry);
          let size = 0;
          for (const [from, length] of pieces) {
            if (from > journal.size) continue;
            const until = Math.min(from + length, journal.size);
            const outcome = await ledger.append(kiosk, signed(await batchOf(journal, from, until)));
            if (from <= size) size = Math.max(size, until);
            expect(outcome).toMatchObject({ held: { size } });
          }
          expect(await stored(kiosk)).toEqual((await bodiesOf(journal)).slice(0, size));
        }),
        { numRuns: opened.runs },
      );
    });
  });

  describe("a journal that contradicts what was taken", () => {
    test("with another entry in an old one's place is called rewritten, at that entry, and nothing of it is taken", async () => {
      const journal = memoryJournal(5);
      const before = await bodiesOf(journal);
      await ledger.append("k1", signed(await batchOf(journal)));
      journal.rewrite(2, anEntry({ reason: "expired" }));
      await journal.append(anEntry());
      expect(await ledger.append("k1", signed(await batchOf(journal, 1)))).toEqual({
        kind: "contradicted",
        contradiction: "rewritten",
        seq: 2,
      });
      expect(await stored()).toEqual(before);
    });

    test("before the batch is called forked, even where the entries themselves would fit", async () => {
      const journal = memoryJournal(5);
      await ledger.append("k1", signed(await batchOf(journal)));
      journal.rewrite(2, anEntry({ reason: "expired" }));
      await journal.append(anEntry());
      for (const batch of [await batchOf(journal, 5), await batchOf(journal, 3, 3)]) {
        expect(await ledger.append("k1", signed(batch))).toEqual({ kind: "contradicted", contradiction: "forked", seq: batch.from });
      }
      expect(await stored()).toHaveLength(5);
    });

    test("is remembered with the signed batch as evidence, the first ones and the last, and never too many", async () => {
      const journal = memoryJournal(5);
      await ledger.append("k1", signed(await batchOf(journal)));
      journal.rewrite(4, anEntry({ reason: "expired" }));
      const rewritten = await batchOf(journal);
      await ledger.append("k1", signed(rewritten, 1_800_000_000));
      for (let time = 1; time <= 30; time++) await ledger.append("k1", signed(rewritten, 1_800_000_000 + time));
      expect((await ledger.kiosk("k1"))?.contradiction).toEqual({ kind: "rewritten", seq: 4, at: 1_800_000_030 });
      const rows = await opened.rows("SELECT * FROM contradictions ORDER BY received_at");
      expect(rows).toHaveLength(16);
      expect([rows[0], rows[14], rows[15]].map((row) => Number(row?.["received_at"]) - 1_800_000_000)).toEqual([0, 14, 30]);
      expect({ ...rows[0], seq: Number(rows[0]?.["seq"]) }).toMatchObject({
        kiosk: "k1",
        seq: 4,
        signature_input: "input",
        signature: "signature",
      });
      expect(Buffer.from(rows[0]?.["content"] as Uint8Array)).toEqual(Buffer.from(signed(rewritten).content));
    });

    test("of another kind is kept and shown, however often the first kind has come before", async () => {
      const journal = memoryJournal(5);
      await ledger.append("k1", signed(await batchOf(journal)));
      journal.rewrite(2, anEntry({ reason: "expired" }));
      const [rewritten, forked] = [await batchOf(journal), await batchOf(journal, 3)];
      for (let time = 0; time < 20; time++) await ledger.append("k1", signed(rewritten, 1_800_000_000 + time));
      await ledger.append("k1", signed(forked, 1_800_000_100));
      expect((await ledger.kiosk("k1"))?.contradiction).toEqual({
        kind: "forked",
        seq: 3,
        at: 1_800_000_100,
        others: [{ kind: "rewritten", seq: 2, at: 1_800_000_019 }],
      });
    });

    test("does not end the kiosk's record: what continues the old journal is still taken", async () => {
      const journal = memoryJournal(5);
      const honest = memoryJournal(7);
      await ledger.append("k1", signed(await batchOf(journal)));
      journal.rewrite(4, anEntry({ reason: "expired" }));
      await ledger.append("k1", signed(await batchOf(journal)));
      expect(await ledger.append("k1", signed(await batchOf(honest, 5)))).toMatchObject({ kind: "stored", held: { size: 7 } });
    });
  });

  describe("what is asked of it", () => {
    test("the newest entries come first, with verdict, and without what they do not say", async () => {
      const journal = memoryJournal();
      await journal.append(anEntry({ at: 100, reason: "granted" }));
      const { format, type, issuer, keyId, ...bare } = anEntry({ at: 101, reason: "not-understood" });
      await journal.append(bare);
      await ledger.append("k1", signed(await batchOf(journal)));
      expect(await ledger.newest("k1", 5)).toEqual([
        { seq: 1, at: 101, reason: "not-understood", verdict: "unreadable", source: "serial", durationMs: 3.5 },
        { seq: 0, at: 100, reason: "granted", verdict: "accept", source: "serial", durationMs: 3.5, format, type, issuer },
      ]);
      expect(keyId).toBeDefined();
      expect(await ledger.newest("k1", 1)).toHaveLength(1);
    });

    test("entries are counted by verdict, half-open in time; a reason of a newer kiosk is taken and counted as unknown", async () => {
      const journal = memoryJournal();
      for (const [at, reason] of [
        [99.9, "granted"],
        [100, "granted"],
        [150, "expired"],
        [199.9, "revoked"],
        [200, "granted"],
      ] as const) {
        await journal.append(anEntry({ at, reason }));
      }
      journal.appendBytes(Buffer.from('{"seq":5,"at":150,"reason":"invented-next-year"}'));
      await ledger.append("k1", signed(await batchOf(journal)));
      expect(await ledger.countByVerdict("k1", 100, 200)).toEqual({ accept: 1, refuse: 2, unknown: 1 });
      expect((await ledger.newest("k1", 1))[0]).toEqual({ seq: 5, at: 150, reason: "invented-next-year" });
    });

    test("events of the kiosk's own life stand among the entries, without a verdict, and are no scans", async () => {
      const journal = memoryJournal(1);
      for (const [seq, reason] of ["event-trust-updated", "event-invented-next-year"].entries())
        journal.appendBytes(Buffer.from(JSON.stringify({ seq: seq + 1, at: 150, reason })));
      await ledger.append("k1", signed(await batchOf(journal)));
      expect((await ledger.newest("k1", 2)).map(({ reason, verdict }) => [reason, verdict])).toEqual([
        ["event-invented-next-year", undefined],
        ["event-trust-updated", undefined],
      ]);
      expect(await ledger.countByVerdict("k1", 100, 200)).toEqual({});
    });
  });

  describe("a status", () => {
    const message = (sequence: number, backlog = 0) => ({
      sequence,
      version: "0.1.0",
      at: 99,
      clock: { state: "behind" as const, floor: 1_790_000_000 },
      backlog,
    });
    const put = (sequence: number, receivedAt = 100, created = receivedAt) =>
      ledger.putStatus("k1", { message: message(sequence, sequence), receivedAt, created });

    test("takes the place of the one before, and says that the kiosk was seen", async () => {
      expect(await put(1, 100, 40)).toEqual({ kind: "stored" });
      expect(await put(2, 200, 150)).toEqual({ kind: "stored" });
      expect(await ledger.kiosk("k1")).toMatchObject({
        lastSeenAt: 200,
        clockOffsetSeconds: -50,
        status: { message: message(2, 2), receivedAt: 200 },
      });
      expect((await ledger.kiosks())[0]?.status?.message.sequence).toBe(2);
    });

    test.each([0, 1, 2, 4, 1000])(
      "of number %i after number 2 changes nothing, not even when the kiosk was last seen",
      async (sequence) => {
        await put(1);
        await put(2, 200);
        const before = await ledger.kiosk("k1");
        expect(await put(sequence, 300)).toEqual({ kind: "elsewhere", sequence: 2 });
        expect(await ledger.kiosk("k1")).toEqual(before);
      },
    );

    test("is told to begin at 1 where there was none", async () => {
      expect(await put(7)).toEqual({ kind: "elsewhere", sequence: 0 });
      expect((await ledger.kiosk("k1"))?.lastSeenAt).toBeUndefined();
    });

    test("of each kiosk is its own", async () => {
      await ledger.enrol("k2", JWK, 1);
      await put(1);
      await put(2);
      expect(await ledger.putStatus("k2", { message: message(1), receivedAt: 300, created: 300 })).toEqual({ kind: "stored" });
      expect((await ledger.kiosks()).map(({ status }) => status?.message.sequence)).toEqual([2, 1]);
    });

    test("survives a restart", async () => {
      await put(1);
      ledger = await opened.reopen();
      expect(await put(1)).toEqual({ kind: "elsewhere", sequence: 1 });
    });
  });

  describe("what is kept", () => {
    test("nobody changes or deletes, not even by SQL", async () => {
      await ledger.append("k1", signed(await batchOf(memoryJournal(2))));
      await expect(opened.change("UPDATE entries SET reason = 'granted'")).rejects.toThrow("an entry is never changed");
      await expect(opened.change("DELETE FROM entries WHERE seq = 1")).rejects.toThrow("an entry is never deleted");
      expect(await stored()).toHaveLength(2);
    });

    test("is there after a restart", async () => {
      const journal = memoryJournal(5);
      await ledger.append("k1", signed(await batchOf(journal)));
      ledger = await opened.reopen();
      expect(plain((await ledger.kiosk("k1"))?.position)).toEqual({ size: 5, chain: hexOf(journal.chain) });
    });

    test("is taken of many kiosks at once, and of one at once no entry twice", async () => {
      const kiosks = Array.from({ length: 5 }, (_, index) => `many-${index}`);
      const journal = memoryJournal(40);
      for (const kiosk of kiosks) await ledger.enrol(kiosk, JWK, 1);
      const pieces = await Promise.all([0, 10, 20, 30, 0, 20].map((from) => batchOf(journal, from, from + 10)));
      for (let round = 0; round < 2; round++)
        await Promise.all(kiosks.flatMap((kiosk) => pieces.map((piece) => ledger.append(kiosk, signed(piece)))));
      for (const kiosk of kiosks) expect(await stored(kiosk)).toEqual(await bodiesOf(journal));
    });

    test("is kept also where one of those that came at once has a contradiction, and another kiosk is not known", async () => {
      const [honest, other] = [memoryJournal(4), memoryJournal(4)];
      await ledger.append("k1", signed(await batchOf(honest)));
      await ledger.enrol("k2", JWK, 1);
      other.rewrite(1, anEntry({ reason: "expired" }));
      const outcomes = await Promise.allSettled([
        ledger.append("k1", signed(await batchOf(other))),
        ledger.append("nobody", signed(await batchOf(honest))),
        ledger.append("k2", signed(await batchOf(honest))),
      ]);
      expect(outcomes).toMatchObject([
        { status: "fulfilled", value: { kind: "contradicted", contradiction: "rewritten", seq: 1 } },
        { status: "rejected" },
        { status: "fulfilled", value: { kind: "stored" } },
      ]);
    });
  });
}
