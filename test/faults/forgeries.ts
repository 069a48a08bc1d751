// A journal that was tampered with, in every way and to every depth: `tram journal verify` names it, and where.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoint, type SignedCheckpoint } from "../../src/core/checkpoint.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { anEntry } from "../support/entries.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { DEPTHS, type Depth, EDITS, type Edit, forge, forgeTail, recordsIn, segmentFiles } from "./forge.ts";
import { demand, type Outcome, type Trial } from "./suite.ts";

const ROUNDS = 200;
const ENTRIES = 150;
const SEGMENT_BYTES = 16_384;
/** How many entries the journal had when it signed what the auditor carries. */
const AUDITED = 130;

/** What `tram journal verify --json` says, as far as it is looked at. */
interface Said {
  readonly state: string;
  /** How many of the newest entries nothing binds that was signed. */
  readonly unsigned?: number;
  readonly damage?: { readonly problem: string; readonly file: string; readonly seq: number };
  readonly checkpoints?: readonly { readonly kind: string; readonly from?: number; readonly until?: number }[];
}

/** Forges journals. */
export async function tryForgeries({ folder, chance, rounds }: Trial): Promise<Outcome> {
  const genuine = join(folder, "genuine");
  const audited = await writeGenuine(genuine);
  const copy = join(folder, "forged");
  const figures: Record<string, number> = { forgeries: 0, whole: 0, tails: 0 };
  const lastFrom = ENTRIES - recordsIn(readFileSync(segmentFiles(genuine).at(-1) ?? "")).length;
  demand(lastFrom < AUDITED - 2, "the auditor's checkpoint reaches into the last segment");
  for (let round = 0; round < rounds(ROUNDS); round++) {
    for (const depth of DEPTHS) {
      const edit = chance.pick(EDITS);
      rmSync(copy, { recursive: true, force: true });
      cpSync(genuine, copy, { recursive: true });
      const inFirst = recordsIn(readFileSync(segmentFiles(copy)[0] ?? "")).length;
      const at = chance.below(inFirst - 2);
      await forge(copy, edit, at, depth, TEST_SIGNER, otherSigner("hanoi-01"));
      demandNamed(await verified(copy, [audited]), { edit, at, depth, inFirst });
      figures["forgeries"] = (figures["forgeries"] ?? 0) + 1;
      figures[depth] = (figures[depth] ?? 0) + 1;
    }
    for (const [from, until] of [
      [lastFrom, AUDITED - 1],
      [AUDITED, ENTRIES - 1],
    ] as const) {
      const [edit, seq] = [chance.pick(EDITS), from + chance.below(until - from)];
      rmSync(copy, { recursive: true, force: true });
      cpSync(genuine, copy, { recursive: true });
      forgeTail(copy, edit, seq);
      demandTailNamed(await verified(copy, [audited]), `entry ${seq} ${edit} in the last segment`, seq);
      figures["tails"] = (figures["tails"] ?? 0) + 1;
    }
  }
  demand((await verified(genuine, [audited])).state === "whole", "a journal that nobody touched is whole");
  figures["whole"] = 1;
  return { kind: "tried", figures };
}

async function writeGenuine(folder: string): Promise<SignedCheckpoint> {
  mkdirSync(folder);
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
  let note = "";
  for (let seq = 0; seq < ENTRIES; seq++) {
    if (seq === AUDITED) note = await journal.checkpoint();
    await journal.append(anEntry({ at: 1_795_437_065 + 10 * seq, durationMs: 100.5 + (seq % 7) }));
  }
  await journal.close();
  writeFileSync(join(folder, "..", "checkpoint"), note);
  const checkpoint = openCheckpoint(Buffer.from(note), TEST_SIGNER.key);
  demand(typeof checkpoint === "object", "the device's own checkpoint can be read");
  return checkpoint;
}

async function verified(folder: string, checkpoints: readonly SignedCheckpoint[]): Promise<Said> {
  const lines: string[] = [];
  const options = { json: true, key: TEST_SIGNER.key, checkpoints };
  const exit = await verifyJournal(inspectJournal, folder, options, (line) => void lines.push(line));
  const said = JSON.parse(lines.join("")) as Said;
  demand((exit === 0) === (said.state === "whole"), "the exit code says what the words say");
  return said;
}

interface Forgery {
  readonly edit: Edit;
  readonly at: number;
  readonly depth: Depth;
  /** Entries in the segment that was edited. */
  readonly inFirst: number;
}

/** How each depth gives itself away. */
const PROBLEMS: Readonly<Record<Exclude<Depth, "key">, readonly string[]>> = {
  bytes: ["record-invalid", "chain-broken", "entry-invalid", "gap"],
  crc: ["chain-broken", "entry-invalid", "gap"],
  // The next segment goes on from what was there.
  chain: ["chain-broken", "tree-broken", "gap"],
  headers: ["other-key", "signature-invalid"],
};

/** By the auditor's checkpoint as far as that goes; of what is behind it verify says that nothing binds it. */
function demandTailNamed(said: Said, what: string, seq: number): void {
  const [finding] = said.checkpoints ?? [];
  if (seq < AUDITED) demand(said.state === "contradicted" && finding?.kind === "rewritten", `${what}: named: ${JSON.stringify(said)}`);
  else {
    const newest = (said.unsigned ?? 0) + AUDITED;
    demand(said.state === "whole" && newest >= ENTRIES - 1, `${what}: said to be bound by no signature: ${JSON.stringify(said)}`);
  }
}

function demandNamed(said: Said, { edit, at, depth, inFirst }: Forgery): void {
  const what = `entry ${at} ${edit}, ${depth} made to fit`;
  if (depth === "key") {
    const [finding] = said.checkpoints ?? [];
    demand(
      said.state === "contradicted" && finding?.kind === "rewritten",
      `${what}: named by the auditor's checkpoint: ${JSON.stringify(said)}`,
    );
    return;
  }
  const { damage } = said;
  demand(said.state === "damaged" && damage !== undefined, `${what}: named by verify alone: ${JSON.stringify(said)}`);
  demand(PROBLEMS[depth].includes(damage.problem), `${what}: named ${damage.problem}`);
  // A forger's own headers are seen in the first of them; all else where the first wrong byte is, or where the next segment does not fit.
  const isThere = depth === "headers" ? damage.seq === 0 : damage.seq >= at && damage.seq <= inFirst + 1;
  demand(isThere, `${what}: located at entry ${damage.seq}`);
}
