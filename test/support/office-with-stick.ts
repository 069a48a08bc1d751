import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { journalsOnStick } from "../../src/drivers/journal-stick.ts";
import type { OwnContradiction } from "../../src/kiosk/own-contradiction.ts";
import { writeJournal } from "../../src/kiosk/stick-assembly.ts";
import type { StickExport } from "../../src/kiosk/stick-export.ts";
import type { SealedParts } from "../../src/ports.ts";
import type { JournalsOnStick } from "../../src/stick-ports.ts";
import { anEntry } from "./entries.ts";

/** A kiosk's journal on a real disk, and its key; the office has no network. */
export interface OfficeWithStick {
  readonly kiosk: string;
  readonly deviceKey: PrivateKey;
  readonly folder: string;
  readonly journal: JournalFiles;
  /** Appends so many entries. */
  scan(count: number): Promise<void>;
  /** Writes on a stick what is not acknowledged. */
  carry(
    stick: string | JournalsOnStick,
    acknowledged?: number,
    contradiction?: OwnContradiction,
    sealedParts?: Pick<SealedParts, "read">,
  ): Promise<StickExport>;
}

const NOT_SEALED: Pick<SealedParts, "read"> = { read: async () => undefined };

/** So that no two scans are alike, also of one kiosk in two lives. */
let scans = 0;

/** Opens an office below a folder, or the one that is there. */
export async function officeWithStick(kiosk: string, folder: string, deviceKey = newKey()): Promise<OfficeWithStick> {
  const journal = await openJournal(join(folder, "journal"), journalSigner(kiosk, deviceKey), { segmentBytes: 131_072 });
  return {
    kiosk,
    deviceKey,
    folder,
    journal,
    async scan(count) {
      const { size } = journal;
      await Promise.all(
        Array.from({ length: count }, (_, index) => journal.append(anEntry({ at: 1_795_437_000 + size + index, durationMs: ++scans / 8 }))),
      );
    },
    carry(stick, acknowledged = 0, contradiction = undefined, sealedParts = NOT_SEALED) {
      const onUnread = () => undefined;
      const carried = { kiosk, deviceKey, journal, sealedParts, acknowledged, ...(contradiction && { contradiction }), onUnread };
      return writeJournal(carried, typeof stick === "string" ? journalsOnStick(stick) : stick, () => undefined);
    },
  };
}

function newKey(): PrivateKey {
  const key = importPrivateJwk(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
  if (!key) throw new Error("office: no key");
  return key;
}
