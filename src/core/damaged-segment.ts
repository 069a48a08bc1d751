// What is left of a segment in which something has changed. Nothing that is read here is believed for itself: a record by its CRC, what was put
// right and what is lost by the chain of what stands behind it.
import { leafHash, linkOf, sameBytes } from "./journal-chain.ts";
import { decodeHeader, HEADER_BYTES, type SegmentHeader } from "./journal-header.ts";
import { bodyLengthAt, isZero, MAX_RECORD_BYTES, RECORD_HEAD_BYTES, recordAt, recordBytes } from "./journal-record.ts";

/** A place in a journal and the chain hash before it; undefined where nobody knows it. */
export interface ChainPlace {
  readonly seq: number;
  readonly chain: Uint8Array | undefined;
}

/** What is known of a damaged segment without reading it. */
export interface DamagedPlace {
  /** Its first entry. */
  readonly start: ChainPlace;
  /** The first entry of the segment after it; undefined: there is none, so nobody knows how many entries it had. */
  readonly end: ChainPlace | undefined;
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

interface FoundRecord {
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
  const copy = Uint8Array.from(bytes.subarray(0, HEADER_BYTES));
  return withOneBitTurned(copy, 0, 8 * copy.length, () => decodeHeader(copy));
}

/** The first whole record of a segment, wherever it stands. */
export function firstRecordIn(bytes: Uint8Array): FoundRecord | undefined {
  return nextRecord(bytes, HEADER_BYTES, 0);
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
    const next = nextRecord(bytes, offset + 8, seq + 1);
    const until = next && (!end || next.seq < end.seq) ? next.seq : end?.seq;
    if (until === undefined) return { offset, isOpen: !isZero(bytes, offset, bytes.length) };
    const isBefore = next && until === next.seq ? beginsRecord(next) : isChain(end?.chain);
    const lost = [...lostEntries({ seq, chain }, { until, offset, isBefore, leafAt })];
    const last = lost.pop();
    yield* lost;
    const after = last?.chain ?? (next && until === next.seq ? chainBefore(bytes, next) : end?.chain);
    if (last) yield { ...last, chain: after };
    if (!next || until !== next.seq) return { offset, isOpen: false };
    ({ offset } = next);
    seq = until;
    chain = after;
  }
  return { offset, isOpen: false };
}

/** The whole record at this offset, where it is the entry of this place. */
function recordOf(bytes: Uint8Array, offset: number, seq: number): FoundRecord | undefined {
  const record = recordAt(bytes, offset, seq);
  return record && seqIn(record.body) === seq ? { seq, offset, body: record.body, chain: record.chain } : undefined;
}

/** The record here as it was before one of its bits turned over: shown by its CRC and by the chain from the entry before to its own. */
function withoutTurnedBit(bytes: Uint8Array, offset: number, seq: number, before: Uint8Array): FoundRecord | undefined {
  const length = bodyLengthAt(bytes, offset);
  const copy = Uint8Array.from(bytes.subarray(offset, offset + MAX_RECORD_BYTES));
  // A length that says by itself that it is wrong is what has turned over.
  const [from, until] = length === undefined ? [32, 64] : [0, 8 * recordBytes(length)];
  const record = withOneBitTurned(copy, from, until, () => {
    const turned = recordOf(copy, 0, seq);
    return turned && sameBytes(linkOf(before, leafHash(turned.body)), turned.chain) ? turned : undefined;
  });
  return record && { ...record, offset };
}

/** What a look at the bytes finds when one of these bits is turned over; the bytes stay so then. */
function withOneBitTurned<T>(bytes: Uint8Array, from: number, until: number, look: () => T | undefined): T | undefined {
  for (let bit = from; bit < until && bit < 8 * bytes.length; bit++) {
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    bytes[at] = (bytes[at] ?? 0) ^ mask;
    const found = look();
    if (found !== undefined) return found;
    bytes[at] = (bytes[at] ?? 0) ^ mask;
  }
  return undefined;
}

/** The next whole record of a later entry: records begin at multiples of 8. */
function nextRecord(bytes: Uint8Array, from: number, atLeast: number): FoundRecord | undefined {
  for (let offset = from; offset + RECORD_HEAD_BYTES < bytes.length; offset += 8) {
    // Mostly other bytes: no look at a CRC without a length that agrees with itself.
    const record = bodyLengthAt(bytes, offset) === undefined ? undefined : recordAt(bytes, offset, 0);
    const seq = record && seqIn(record.body);
    if (record && seq !== undefined && seq >= atLeast) return { seq, offset, body: record.body, chain: record.chain };
  }
  return undefined;
}

/** The position that an entry names: bodies begin with it. */
function seqIn(body: Uint8Array): number | undefined {
  const [, digits] = /^\{"seq":(\d{1,15})[,}]/.exec(Buffer.from(body.subarray(0, 32)).toString("latin1")) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

type IsChain = (chain: Uint8Array) => boolean;

function beginsRecord({ body, chain }: FoundRecord): IsChain {
  const leaf = leafHash(body);
  return (before) => sameBytes(linkOf(before, leaf), chain);
}

function isChain(chain: Uint8Array | undefined): IsChain {
  return (other) => chain !== undefined && sameBytes(chain, other);
}

/** The chain hash before a record, out of what is left of the one before it: wherever that began, its chain hash stood near its head. */
function chainBefore(bytes: Uint8Array, next: FoundRecord): Uint8Array | undefined {
  const isBefore = beginsRecord(next);
  const furthest = Math.max(HEADER_BYTES, next.offset - MAX_RECORD_BYTES);
  for (let at = next.offset - RECORD_HEAD_BYTES - 4; at >= furthest; at -= 8) {
    const chain = bytes.subarray(at + RECORD_HEAD_BYTES - 32, at + RECORD_HEAD_BYTES);
    if (isBefore(chain)) return Uint8Array.from(chain);
  }
  return undefined;
}

interface LostStretch {
  readonly until: number;
  readonly offset: number;
  readonly isBefore: IsChain;
  readonly leafAt: DamagedPlace["leafAt"];
}

/** Entries whose bytes are gone, with their hashes where all of those are known and lead to what stands behind them. */
function* lostEntries(
  { seq: from, chain: before }: ChainPlace,
  { until, offset, isBefore, leafAt }: LostStretch,
): Generator<Extract<RecoveredEntry, { readonly kind: "lost" }>> {
  const hashes: { readonly leaf: Uint8Array; readonly chain: Uint8Array }[] = [];
  let chain = before;
  for (let seq = from; seq < until && chain; seq++) {
    const leaf = leafAt(seq);
    chain = leaf && linkOf(chain, leaf);
    if (leaf && chain) hashes.push({ leaf, chain });
  }
  const isShown = chain !== undefined && hashes.length === until - from && isBefore(chain);
  for (let seq = from; seq < until; seq++) {
    const known = isShown ? hashes[seq - from] : undefined;
    yield { kind: "lost", seq, offset, leaf: known?.leaf, chain: known?.chain };
  }
}
