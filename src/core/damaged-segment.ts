// What is left of a segment in which something has changed. Nothing that is read here is believed for itself: a record by its CRC, what was put
// right and what is lost by the chain of what stands behind it.
import { leafHash, linkOf, sameBytes } from "./journal-chain.ts";
import { decodeHeader, HEADER_BYTES, SEGMENT_BYTES_MAX, type SegmentHeader } from "./journal-header.ts";
import { bodyLengthAt, isZero, MAX_GROUP_BYTES, MAX_RECORD_BYTES, RECORD_HEAD_BYTES, recordAt, recordBytes } from "./journal-record.ts";
import { type Damage, tornAt } from "./journal-scan.ts";
import { withAccusedBitTurned, withOneBitTurned } from "./turned-bit.ts";
import { crc32 } from "./zlib.ts";

/** No entry takes less; so many can be lost in some bytes, whatever stands behind them says. */
const MIN_RECORD_BYTES = recordBytes(1);
const MAX_SEGMENT_ENTRIES = SEGMENT_BYTES_MAX / MIN_RECORD_BYTES;

/** A place in a journal and the chain hash before it; undefined where nobody knows it. */
export interface ChainPlace {
  readonly seq: number;
  readonly chain: Uint8Array | undefined;
}

/** What comes behind a segment, and how one knows that a chain leads there. */
export interface SegmentLimit extends ChainPlace {
  readonly isBefore: IsChain;
}

/** True for the chain hash before a place. */
export type IsChain = (chain: Uint8Array) => boolean;

/** What is known of a damaged segment without reading it. */
export interface DamagedPlace {
  /** Its first entry. */
  readonly start: ChainPlace;
  /** The first entry of the segment after it; undefined: there is none, so nobody knows how many entries it had. */
  readonly end: SegmentLimit | undefined;
  /** Leaf hashes that were kept beside it: believed only where the chain goes on from them. */
  readonly leafAt: (seq: number) => Uint8Array | undefined;
}

/** An entry of a damaged segment. */
export type RecoveredEntry =
  /** `isMended`: one bit of its record has turned over, and stands as it was. */
  | {
      readonly kind: "entry";
      readonly seq: number;
      readonly offset: number;
      readonly body: Uint8Array;
      readonly chain: Uint8Array;
      readonly isMended: boolean;
    }
  /** Its bytes are gone; its leaf hash, and the chain hash after it, where the entries behind it show them. */
  | {
      readonly kind: "lost";
      readonly seq: number;
      readonly offset: number;
      readonly leaf: Uint8Array | undefined;
      readonly chain: Uint8Array | undefined;
    };

/** An entry whose bytes are gone. Its leaf hash, and the chain hash after it, are there where those behind it show them. */
export interface LostEntry {
  readonly seq: number;
  readonly body: undefined;
  readonly leaf: Uint8Array | undefined;
  readonly chain: Uint8Array | undefined;
  readonly damage: Damage;
}

/** A whole record, found by itself. */
export interface FoundRecord {
  readonly seq: number;
  readonly offset: number;
  readonly body: Uint8Array;
  readonly chain: Uint8Array;
}

/** How a segment that was recovered ends. */
export interface RecoveredEnd {
  /** Behind its last record. */
  readonly offset: number;
  /** Something stands there that is no record, and of which nobody knows how many entries it was. */
  readonly isOpen: boolean;
}

/** The header in which one bit has turned over, as it was; undefined where more has changed. That it is the device's, its signature has to show. */
export function mendedHeader(bytes: Uint8Array): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const copy = Uint8Array.from(bytes.subarray(0, HEADER_BYTES));
  const until = HEADER_BYTES - 4;
  return withAccusedBitTurned({
    bytes: copy,
    crcAt: until,
    from: 0,
    until,
    crc: crc32(copy.subarray(0, until)),
    look: () => decodeHeader(copy),
  });
}

/** The first whole record of a segment, wherever it stands. */
export function firstRecordIn(bytes: Uint8Array): FoundRecord | undefined {
  return nextRecord(bytes, HEADER_BYTES, () => true);
}

/** The least position at which a segment without a header can have begun; undefined: no whole record in it says anything. */
export function earliestStart(bytes: Uint8Array): number | undefined {
  const first = firstRecordIn(bytes);
  return first && Math.max(0, first.seq - Math.floor((first.offset - HEADER_BYTES) / MIN_RECORD_BYTES));
}

/** The entries of a damaged segment in order, none left out: each as it is, as it was, or as lost. */
export function* recoverEntries(bytes: Uint8Array, { start, end, leafAt }: DamagedPlace): Generator<RecoveredEntry, RecoveredEnd> {
  let { seq, chain } = start;
  let offset = HEADER_BYTES;
  while (!end || seq < end.seq) {
    const whole = recordOf(bytes, offset, seq);
    const found = whole ?? (chain && withoutTurnedBit(bytes, offset, seq, chain));
    if (found) {
      yield { kind: "entry", ...found, isMended: !whole };
      ({ chain } = found);
      offset += recordBytes(found.body.length);
      seq++;
      continue;
    }
    if (!end && isAtEnd(bytes, offset) && tornAt(bytes, offset, { file: "", seq })) return { offset, isOpen: true };
    const next = nextRecord(bytes, offset + 8, followsDamage({ seq, offset }, end));
    const limit = next ? { seq: next.seq, chain: undefined, isBefore: beforeRecord(next) } : end;
    // Attack: a header that says of itself that it comes after more entries than a segment can hold.
    if (!limit || limit.seq - seq > MAX_SEGMENT_ENTRIES) return { offset, isOpen: !isBlank(bytes, offset) || end !== undefined };
    const hashes = shownHashes({ seq, chain }, limit, leafAt);
    chain = hashes?.at(-1)?.chain ?? (next ? chainBefore(bytes, next) : limit.chain);
    for (let index = 0; seq < limit.seq; seq++, index++) {
      const known = hashes?.[index];
      yield { kind: "lost", seq, offset, leaf: known?.leaf, chain: known?.chain ?? (seq === limit.seq - 1 ? chain : undefined) };
    }
    if (!next) return { offset, isOpen: false };
    ({ seq, offset } = next);
  }
  return { offset, isOpen: false };
}

/** Which record may be the next after damage at a place: of a later entry, and not of one for which there was no room between. */
function followsDamage(
  { seq: lost, offset: from }: { readonly seq: number; readonly offset: number },
  end: SegmentLimit | undefined,
): IsNext {
  return (seq, offset) => seq > lost && seq - lost <= (offset - from) / MIN_RECORD_BYTES && (!end || seq < end.seq);
}

/** The whole record at this offset, where it is the entry of this place. */
function recordOf(bytes: Uint8Array, offset: number, seq: number): FoundRecord | undefined {
  const record = recordAt(bytes, offset, seq);
  return record && seqIn(record.body) === seq ? { seq, offset, body: record.body, chain: record.chain } : undefined;
}

/** The record here as it was before one of its bits turned over: shown by its CRC and by the chain from the entry before to its own. */
function withoutTurnedBit(bytes: Uint8Array, offset: number, seq: number, before: Uint8Array): FoundRecord | undefined {
  const length = bodyLengthAt(bytes, offset);
  const copy = Uint8Array.from(bytes.subarray(offset, offset + (length === undefined ? MAX_RECORD_BYTES : recordBytes(length))));
  const look = () => {
    const turned = recordOf(copy, 0, seq);
    return turned && sameBytes(linkOf(before, leafHash(turned.body)), turned.chain) ? turned : undefined;
  };
  const record = length === undefined ? withOneBitTurned(copy, 32, 64, look) : withBitTurnedIn(copy, RECORD_HEAD_BYTES + length, look);
  return record && { ...record, offset };
}

/** In a record whose length word is right: in what its CRC is about, or in the zeros behind it. */
function withBitTurnedIn<T>(record: Uint8Array, until: number, look: () => T | undefined): T | undefined {
  if (until > record.length) return undefined;
  const crc = crc32(record.subarray(4, until));
  return (
    withAccusedBitTurned({ bytes: record, crcAt: 0, from: 4, until, crc, look }) ??
    withOneBitTurned(record, 8 * until, 8 * record.length, look)
  );
}

/** Whether a record of this entry and at this offset may be the next. */
type IsNext = (seq: number, offset: number) => boolean;

/** The next whole record of a later entry: records begin at multiples of 8. */
function nextRecord(bytes: Uint8Array, from: number, isNext: IsNext): FoundRecord | undefined {
  for (let offset = from; offset + RECORD_HEAD_BYTES < bytes.length; offset += 8) {
    // Mostly other bytes: no look at a CRC without a length that agrees with itself.
    const record = bodyLengthAt(bytes, offset) === undefined ? undefined : recordAt(bytes, offset, 0);
    const seq = record && seqIn(record.body);
    if (record && seq !== undefined && isNext(seq, offset)) return { seq, offset, body: record.body, chain: record.chain };
  }
  return undefined;
}

/** The position that an entry names: bodies begin with it. */
function seqIn(body: Uint8Array): number | undefined {
  const [, digits] = /^\{"seq":(\d{1,15})[,}]/.exec(Buffer.from(body.subarray(0, 32)).toString("latin1")) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** How one knows the chain hash before a record: its own goes on from it. */
export function beforeRecord({ body, chain }: Pick<FoundRecord, "body" | "chain">): IsChain {
  const leaf = leafHash(body);
  return (before) => sameBytes(linkOf(before, leaf), chain);
}

/** True where no more than one group can stand; looked at before a torn tail is looked for, as damage may be in a thousand places. */
function isAtEnd(bytes: Uint8Array, offset: number): boolean {
  return isZero(bytes, Math.min(offset + MAX_GROUP_BYTES, bytes.length), bytes.length);
}

/** True where nothing was ever written: zeros, or zeros in which one bit has turned over, which is no record. */
function isBlank(bytes: Uint8Array, from: number): boolean {
  const rest = bytes.subarray(from);
  const at = rest.findIndex((byte) => byte !== 0);
  const byte = rest[at] ?? 0;
  return at === -1 || ((byte & (byte - 1)) === 0 && isZero(rest, at + 1, rest.length));
}

/** The chain hash before a record, out of what is left of the one before it: wherever that began, its chain hash stood near its head. */
function chainBefore(bytes: Uint8Array, next: FoundRecord): Uint8Array | undefined {
  const isBefore = beforeRecord(next);
  const furthest = Math.max(HEADER_BYTES, next.offset - MAX_RECORD_BYTES);
  for (let at = next.offset - RECORD_HEAD_BYTES - 4; at >= furthest; at -= 8) {
    const chain = bytes.subarray(at + RECORD_HEAD_BYTES - 32, at + RECORD_HEAD_BYTES);
    if (isBefore(chain)) return Uint8Array.from(chain);
  }
  return undefined;
}

/** The hashes of entries whose bytes are gone, where all of them are known and lead to what stands behind them. */
function shownHashes(
  { seq: from, chain: before }: ChainPlace,
  { seq: until, isBefore }: SegmentLimit,
  leafAt: DamagedPlace["leafAt"],
): readonly { readonly leaf: Uint8Array; readonly chain: Uint8Array }[] | undefined {
  const hashes: { readonly leaf: Uint8Array; readonly chain: Uint8Array }[] = [];
  let chain = before;
  for (let seq = from; seq < until && chain; seq++) {
    const leaf = leafAt(seq);
    chain = leaf && linkOf(chain, leaf);
    if (leaf && chain) hashes.push({ leaf, chain });
  }
  return chain && isBefore(chain) ? hashes : undefined;
}
