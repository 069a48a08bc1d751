import { join } from "node:path";
import type { Ledger } from "../../src/central-ports.ts";
import { type Witness, witnessOf } from "../../src/core/acknowledgement.ts";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import type { UnnumberedBody } from "../../src/core/journal-event.ts";
import type { LedgerOutcome } from "../../src/core/ledger/ledger-outcome.ts";
import { entriesPath } from "../../src/core/protocol.ts";
import { packBatch } from "../../src/drivers/batch-packing.ts";
import { makeCentralKey, readCentralKey } from "../../src/drivers/central-key.ts";
import { nodeFileSystem } from "../../src/drivers/file-system.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { readBatch, type WantedBatch } from "../../src/kiosk/journal-batch.ts";
import type { Journal } from "../../src/ports.ts";
import { vouched } from "./batches.ts";
import { type DeviceKey, newDeviceKey, signerOf } from "./device-key.ts";
import { type MemoryJournal, memoryJournal } from "./memory-journal.ts";

/** A central's data folder with a ledger and a witness key, to which kiosks of this process send what they have signed. */
export interface AuditedCentral {
  readonly ledger: Ledger;
  readonly witness: Witness;
  /** A kiosk that is enrolled, and its journal in memory. */
  kiosk(id: string): Promise<AuditedKiosk>;
  /** Sends all that central has not got, as the device with this key signs it. */
  send(kiosk: AuditedKiosk, at: number, wanted?: Partial<WantedBatch>, journal?: Journal): Promise<LedgerOutcome>;
}

/** A kiosk that was enrolled. */
export interface AuditedKiosk {
  readonly id: string;
  readonly key: DeviceKey;
  readonly journal: MemoryJournal;
}

/** Makes such a folder. */
export async function auditedCentral(folder: string): Promise<AuditedCentral> {
  await nodeFileSystem.makeFolder(folder);
  const ledger = openSqliteLedger(join(folder, "ledger.sqlite"));
  await makeCentralKey(folder, "witness", { replace: false });
  const key = await readCentralKey(folder, "witness");
  if (!key) throw new Error("audited central: no witness key");
  const witness = witnessOf(key.privateKey);
  return {
    ledger,
    witness,
    async kiosk(id) {
      const key = newDeviceKey();
      await ledger.enrol(id, key.publicJwk, 1);
      return { id, key, journal: memoryJournal(0, signerOf(id, key)) };
    },
    async send({ id, key, journal: own }, at, wanted = {}, journal = own) {
      const from = (await ledger.kiosk(id))?.position.size ?? 0;
      const batch = await readBatch(journal, { from, old: 0, ...wanted });
      const content = await packBatch(batch);
      const fields = signRequest({ method: "POST", path: entriesPath(id), contentDigest: contentDigest(content) }, at, key.keyId, key.sign);
      const signed = { content, signatureInput: fields["signature-input"], signature: fields.signature, receivedAt: at, created: at };
      return await ledger.append(id, { batch: vouched(batch, signerOf(id, key)), ...signed }, witness);
    },
  };
}

/** Appends these to a kiosk's journal. */
export async function appendAll({ journal }: Pick<AuditedKiosk, "journal">, entries: readonly UnnumberedBody[]): Promise<void> {
  for (const entry of entries) await journal.append(entry);
}
