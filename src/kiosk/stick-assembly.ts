import { join } from "node:path";
import type { Logger } from "pino";
import { type Batch, decodeBatch } from "../core/batch.ts";
import { journalSigner } from "../core/checkpoint.ts";
import { NO_HOLDING, parseHolding, wholeSize } from "../core/holding.ts";
import { contentDigest, isRequestSignedBy, keyThumbprint, parseSignature, signRequest } from "../core/http-signature.ts";
import { entriesPath, MAX_BATCH_BYTES } from "../core/protocol.ts";
import { type PrivateKey, signWith } from "../core/signature.ts";
import { decodeStickBatch, encodeStickBatch } from "../core/stick-batch.ts";
import type { StickRefusal } from "../core/stick-texts.ts";
import { unbrotli } from "../core/zlib.ts";
import { packBatch } from "../drivers/batch-packing.ts";
import { journalStickFolder, journalsOnStick } from "../drivers/journal-stick.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import type { SealedParts } from "../ports.ts";
import type { JournalsOnStick, JournalView } from "../stick-ports.ts";
import { ACKNOWLEDGED_FILE } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import type { InForce } from "./in-force.ts";
import { PartUnread, readBatch, type WantedBatch } from "./journal-batch.ts";
import { parseJson } from "./json-bytes.ts";
import { type Keeping, UNCOMPARED } from "./keeping-assembly.ts";
import { type Compared, comparing } from "./own-comparison.ts";
import { findContradiction, type OwnContradiction, type SignedBefore } from "./own-contradiction.ts";
import { type AnswerTakers, refusalIn, takeStickAnswer } from "./stick-answer.ts";
import { CARRIED_FILE, keepCarried, readCarried } from "./stick-carried.ts";
import { type StickCarrier, type StickCarrierOptions, startStickCarrier } from "./stick-carrier.ts";
import { openStickContradictions, STICK_CONTRADICTION_FILE, type StickContradictions } from "./stick-contradiction.ts";
import { exportToStick, type FoundBatch, type StickExport, type WrittenBatch } from "./stick-export.ts";
import type { KioskTrust } from "./trust-assembly.ts";
import { WITNESSED_FILE } from "./witnessed-note.ts";

/** What of a kiosk goes onto a stick, and what signs it. */
export interface CarriedJournal {
  readonly kiosk: string;
  readonly deviceKey: PrivateKey;
  readonly journal: JournalView;
  readonly sealedParts: Pick<SealedParts, "read">;
  /** Entries that central is known to hold, whole; where the journal cannot be compared, that it may hold. */
  readonly acknowledged: number;
  /** Absent: what is acknowledged counts. */
  readonly isUncompared?: boolean;
  /** Told of each entry that travels as a hash alone, because its sealed part cannot be read. */
  readonly onUnread: (unread: PartUnread) => void;
  /** Absent: the journal goes on from what was signed of it. */
  readonly contradiction?: OwnContradiction;
}

/** Writes a journal on a stick; the running kiosk's button and `tram usb export` alike. */
export function writeJournal(
  carried: CarriedJournal,
  stick: JournalsOnStick,
  onProgress: (done: number, total: number) => void,
): Promise<StickExport> {
  const { kiosk, journal, acknowledged, contradiction, isUncompared = false } = carried;
  const { size } = journal;
  return exportToStick({
    kiosk,
    journal,
    acknowledged,
    isUncompared,
    ...(contradiction && { contradiction }),
    stick,
    // Nobody knows how long it will be on its way, and what central has witnessed by then: central compares for itself.
    nextBatch: (from, until) => signedBatch(carried, { from, until, old: 0, sealed: carried.sealedParts }),
    admission: (held) => signedBatch(carried, { from: size, until: size, old: 0, held }),
    open: (bytes) => openBatch(bytes, carried),
    onProgress,
  });
}

export interface KioskCarrierOptions extends Pick<StickCarrierOptions, "notify"> {
  readonly config: KioskConfig;
  readonly deviceKey: PrivateKey;
  readonly journal: JournalView;
  readonly sealedParts: Pick<SealedParts, "read">;
  readonly trust: Pick<KioskTrust, "clock"> & { readonly inForce: { current(): Pick<InForce, "trust"> } };
  readonly keeping: Pick<Keeping, "acknowledged" | "onCosigned" | "onCompared">;
  readonly log: Logger;
}

/** The running kiosk's way by stick. */
export interface KioskCarrier extends StickCarrier {
  /** What central, on a stick, has found wrong with this journal; nobody has signed it. */
  contradiction(): string | undefined;
  /** Why what central has answered on the stick is not believed. */
  unbelieved(): StickRefusal | undefined;
}

/** Starts to look for sticks; undefined where no folder is watched for them. */
export function openCarrier(options: KioskCarrierOptions): KioskCarrier | undefined {
  const { config, deviceKey, journal, sealedParts, trust, keeping, log } = options;
  const { acknowledged } = keeping;
  if (config.trust.sticks === undefined) return undefined;
  const kept = carriedFile(config.data);
  const takers = answerTakers(keeping);
  let contradictions: StickContradictions | undefined;
  const begun = openStickContradictions(stickContradictionFile(config.data), config.id, acknowledged, trust.clock).then((opened) => {
    contradictions = opened;
    return opened;
  });
  let unbelieved: StickRefusal | undefined;
  let said: string | undefined;
  const onUnread = ({ seq, message: detail }: PartUnread) =>
    log.error({ seq, detail }, "entry goes on the stick as a hash alone, it stays here");
  const carrier = startStickCarrier({
    sticks: journalStickFolder(config.trust.sticks, config.id),
    async exportTo(path, onProgress) {
      const signed = await readSigned(config, deviceKey);
      const compared = await comparing(
        () => findContradiction(journal, signed),
        (error) => log.error(error, UNCOMPARED),
      );
      keeping.onCompared(compared);
      const carried = {
        kiosk: config.id,
        deviceKey,
        journal,
        sealedParts,
        onUnread,
        ...carriedFrom(compared, signed, acknowledged.wholeSize),
      };
      const done = await writeJournal(carried, journalsOnStick(path), onProgress);
      if (done.unread !== undefined)
        log.error({ until: done.until, detail: done.unread }, "journal goes onto the stick up to where it is damaged");
      return done;
    },
    async takeAnswer(path) {
      const bytes = await journalsOnStick(path).readAnswer(config.id);
      if (!bytes) return true;
      const answer = await takeStickAnswer(bytes, takers);
      await (await begun).take(answer);
      // A kiosk on its first day has no trust yet that could name a witness.
      const refusal = refusalIn(answer);
      unbelieved = refusal === "unsigned" && !trust.inForce.current().trust ? undefined : refusal;
      const news = JSON.stringify([answer, unbelieved]);
      const level = answer.kind === "contradicted" ? "error" : unbelieved ? "warn" : "info";
      if (news !== said) log[level](answer, unbelieved ? "answer on stick not believed" : "answer on stick");
      said = news;
      // The trust that names this witness may be on the same stick, and not in force yet.
      return answer.kind !== "taken" || answer.acknowledged !== "unsigned";
    },
    readCarried: () => readCarried(kept, config.id),
    keepCarried: (news) => keepCarried(kept, config.id, news),
    size: () => journal.size,
    acknowledged: () => acknowledged.wholeSize,
    notify: options.notify,
    onEnded: (end) => (end.kind === "done" ? log.info : log.warn).call(log, end, "journal on stick"),
    onFault: (error) => log.error(error, "stick"),
    clock: trust.clock,
    sleep: systemSleep,
  });
  return {
    ...carrier,
    contradiction() {
      const said = contradictions?.current();
      return said && `${said.error}: central says so on a stick, entry ${said.seq}`;
    },
    unbelieved: () => unbelieved,
    async close() {
      await carrier.close();
      await (await begun).leave().catch((error: unknown) => log.error(error, "stick"));
    },
  };
}

/** What is done with central's words on a stick: the same as with those from the network. */
export function answerTakers({ acknowledged, onCosigned }: Pick<Keeping, "acknowledged" | "onCosigned">): AnswerTakers {
  return { onCosigned, onAcknowledged: (note) => acknowledged.take(Buffer.from(note, "utf8")) };
}

/**
 * From where a journal goes onto a stick. Where it cannot be compared, all of it cannot be read either, so what may be at central is left out, and
 * nothing counts as held all the same: nothing on the stick is taken for needless.
 */
export function carriedFrom(
  compared: Compared,
  { holding }: SignedBefore,
  held: number,
): Pick<CarriedJournal, "acknowledged" | "isUncompared" | "contradiction"> {
  if (compared === "impossible") return { acknowledged: wholeSize(holding), isUncompared: true };
  return typeof compared === "object" ? { acknowledged: 0, contradiction: compared } : { acknowledged: held };
}

/** What lies beside the journal and was signed of it, read without owning it; a damaged file only makes a stick carry more. */
export async function readSigned({ id, data }: KioskConfig, deviceKey: PrivateKey): Promise<SignedBefore> {
  const [acknowledged, witnessed] = await Promise.all([ACKNOWLEDGED_FILE, WITNESSED_FILE].map((name) => keptFile(join(data, name)).read()));
  const holding = acknowledged && parseHolding(parseJson(acknowledged), id);
  return { holding: holding ?? NO_HOLDING, witnessed, key: journalSigner(id, deviceKey).key };
}

/** The file that keeps central's contradiction on a stick. */
export function stickContradictionFile(data: string) {
  return keptFile(join(data, STICK_CONTRADICTION_FILE));
}

/** The file that remembers when the journal was last carried away. */
export function carriedFile(data: string) {
  return keptFile(join(data, CARRIED_FILE));
}

async function signedBatch(carried: CarriedJournal, wanted: WantedBatch): Promise<WrittenBatch> {
  const { kiosk, deviceKey } = carried;
  const batch = await readWhatCanBeRead(carried, wanted, new Set());
  const content = await packBatch(batch);
  const digest = contentDigest(content);
  const parts = { method: "POST", path: entriesPath(kiosk), contentDigest: digest };
  const sign = (bytes: Uint8Array) => signWith(deviceKey.handle, bytes);
  const fields = signRequest(parts, systemClock.now(), keyThumbprint(deviceKey.publicKey), sign);
  return {
    range: { from: batch.from, until: batch.from + batch.entries.length },
    bytes: encodeStickBatch({ kiosk, contentDigest: digest, fields, content }),
  };
}

/** One part in a bad sector must not keep all entries behind it here. */
async function readWhatCanBeRead({ journal, onUnread }: CarriedJournal, wanted: WantedBatch, setAside: Set<number>): Promise<Batch> {
  for (;;) {
    try {
      return await readBatch(journal, { ...wanted, setAside });
    } catch (error) {
      if (!(error instanceof PartUnread)) throw error;
      setAside.add(error.seq);
      onUnread(error);
    }
  }
}

function openBatch(bytes: Uint8Array, { kiosk, deviceKey }: CarriedJournal): FoundBatch {
  const file = decodeStickBatch(bytes);
  if (!file) return "torn";
  const signature = parseSignature(file.fields["signature-input"], file.fields.signature);
  const parts = { method: "POST", path: entriesPath(kiosk), contentDigest: file.contentDigest };
  const isOurs = file.kiosk === kiosk && signature !== undefined && isRequestSignedBy(deviceKey.publicKey, parts, signature);
  if (!isOurs) return "other-key";
  const unpacked = unbrotli(file.content, MAX_BATCH_BYTES);
  const batch = unpacked.ok ? decodeBatch(unpacked.value) : "malformed";
  if (typeof batch === "string") return "torn";
  if (batch.held) return "admission";
  const last = batch.entries.at(-1);
  if (!last) return "torn";
  const range = { from: batch.from, until: batch.from + batch.entries.length };
  return { range, chainAfter: last.chain, hasHashes: batch.entries.some(({ body, isLost }) => body.length === 0 && !isLost) };
}
