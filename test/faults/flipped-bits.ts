// Every single bit of a small journal is turned over, one after the other: each is found, and located in its entry.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { recordBytes } from "../../src/core/journal-record.ts";
import {
  JOURNAL_START,
  type JournalEnd,
  type ScannedRecord,
  type SegmentEnd,
  type SegmentPlace,
  scanSegment,
} from "../../src/core/journal-scan.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { tram } from "../support/tram-process.ts";
import { flipBeside } from "./flipped-beside.ts";
import { segmentFiles } from "./forge.ts";
import { demand, type Outcome, type Trial } from "./suite.ts";

const SEGMENT_BYTES = 16_384;
const ENTRIES = 60;
/** Of these the command itself is asked, as a person would. */
const ASKED = 40;

interface Segment {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly place: SegmentPlace;
  readonly records: readonly ScannedRecord[];
  readonly end: JournalEnd;
}

/** Turns bits over; all of them where the whole suite is asked for, else an even share. */
export async function tryFlippedBits({ folder, chance, rounds }: Trial): Promise<Outcome> {
  const journal = join(folder, "journal");
  await write(journal);
  const segments = segmentsOf(journal);
  const bits = segments.reduce((sum, { bytes }) => sum + 8 * bytes.length, 0);
  // At least every hundredth, an odd stride: all places in a byte have their turn.
  const stride = Math.max(1, Math.floor(bits / rounds(bits))) | 1;
  const figures = { bits, flipped: 0, found: 0, asked: 0 };
  for (const segment of segments) {
    for (let bit = chance.below(stride); bit < 8 * segment.bytes.length; bit += stride) {
      figures.flipped++;
      demandFound(segment, bit);
      figures.found++;
    }
  }
  for (; figures.asked < rounds(ASKED); figures.asked++) await demandSaid(journal, chance.pick(segments), chance.next());
  return { kind: "tried", figures: { ...figures, ...(await flipBeside({ folder: join(folder, "beside"), chance, rounds })) } };
}

async function write(folder: string): Promise<void> {
  mkdirSync(folder);
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES });
  for (let left = ENTRIES; left > 0; left -= 3)
    await Promise.all([1, 2, 3].map((one) => journal.append(anEntry({ durationMs: left + one / 4 }))));
  await journal.close();
}

function segmentsOf(journal: string): readonly Segment[] {
  const files = segmentFiles(journal);
  let expected: JournalEnd = JOURNAL_START;
  return files.map((file, segment) => {
    const bytes = Uint8Array.from(readFileSync(file));
    const place: SegmentPlace = { segment, expected, isLast: segment === files.length - 1, key: TEST_SIGNER.key };
    const { records, end } = scanned(bytes, place);
    demand(end.damage === undefined && end.torn === undefined, "a journal that nobody touched is whole");
    expected = end.end;
    return { file, bytes, place, records, end: end.end };
  });
}

function scanned(bytes: Uint8Array, place: SegmentPlace): { readonly records: readonly ScannedRecord[]; readonly end: SegmentEnd } {
  const records: ScannedRecord[] = [];
  const scan = scanSegment(bytes, place);
  let next = scan.next();
  for (; !next.done; next = scan.next()) records.push(next.value);
  return { records, end: next.value };
}

/** The entry that a place in a segment belongs to; behind the last one, the next that would be. */
function entryAt({ place, records, end }: Segment, bit: number): number {
  const offset = bit >> 3;
  if (offset < HEADER_BYTES) return place.expected?.tree.size ?? 0;
  const record = records.find((one) => offset < one.offset + recordBytes(one.body.length));
  return record?.seq ?? end.tree.size;
}

function demandFound(segment: Segment, bit: number): void {
  const { damage, torn } = scanned(flipBit(segment.bytes, bit), segment.place).end;
  const found = damage ?? torn;
  const seq = entryAt(segment, bit);
  const where = `bit ${bit} of ${basename(segment.file)}`;
  demand(found !== undefined, `${where} is found`);
  demand(found.file === basename(segment.file) && found.seq === seq, `${where} is in entry ${seq}, and said to be in ${found.seq}`);
  // What was acknowledged never passes for what a power cut interrupted.
  demand(damage !== undefined || seq === segment.end.tree.size, `${where} of an entry that was acknowledged is damage`);
}

async function demandSaid(journal: string, segment: Segment, share: number): Promise<void> {
  // Not behind the last entry: what stands there may be a torn tail, which is no damage.
  const last = segment.records.at(-1);
  const bit = Math.floor(share * 8 * (last ? last.offset + recordBytes(last.body.length) : HEADER_BYTES));
  writeFileSync(segment.file, flipBit(segment.bytes, bit));
  const { code, stdout } = await tram(["journal", "verify", journal, "--json"], { cwd: journal });
  writeFileSync(segment.file, segment.bytes);
  const said = JSON.parse(stdout) as { readonly damage?: { readonly file: string; readonly seq: number } };
  const seq = entryAt(segment, bit);
  demand(
    code === 1 && said.damage?.file === basename(segment.file) && said.damage.seq === seq,
    `tram journal verify says that bit ${bit} of ${basename(segment.file)}, in entry ${seq}, is damaged: ${stdout}`,
  );
}
