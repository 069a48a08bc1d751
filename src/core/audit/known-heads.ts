// Tree heads that an auditor has from elsewhere: printed ones, and those of an export that was made before.
import { witnessedAt } from "../acknowledgement.ts";
import { kioskOf, openCheckpoint, parseCheckpoint } from "../checkpoint.ts";
import type { TreeHead } from "../merkle-proof.ts";
import { parseNote } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";
import { decodeBlock } from "./block.ts";
import { linesIn } from "./entry-lines.ts";
import type { AuditKeys } from "./keys.ts";
import { blockHeadIn, checkpointIn } from "./records.ts";
import type { OtherHead } from "./signed-heads.ts";

/** A head with its kiosk. `knownAt`: a time at which it was there already; undefined: nobody can say. */
export interface KnownHead extends TreeHead {
  readonly kiosk: string;
  readonly by: OtherHead["by"];
  readonly knownAt: EpochSeconds | undefined;
}

/** The head in a note, where its kiosk's device has signed it; else what is wrong. */
export function givenHead(note: Uint8Array, { kiosks, witnesses }: AuditKeys): KnownHead | "no-checkpoint" | "no-key" | "unsigned" {
  const text = parseNote(note)?.text;
  const origin = text === undefined ? undefined : parseCheckpoint(text)?.origin;
  const kiosk = origin === undefined ? undefined : kioskOf(origin);
  if (kiosk === undefined) return "no-checkpoint";
  const key = kiosks.get(kiosk);
  if (!key) return "no-key";
  const opened = openCheckpoint(note, key);
  if (typeof opened === "string") return "unsigned";
  return { kiosk, size: opened.size, root: opened.root, by: "given", knownAt: witnessedAt(note, witnesses) };
}

/** Collects the largest head of each kiosk from the blocks of an earlier export. What is wrong with that export is not its concern. */
export interface EarlierHeads {
  block(bytes: Uint8Array): void;
  readonly heads: readonly KnownHead[];
}

/** An empty collection. */
export function earlierHeads({ kiosks }: AuditKeys): EarlierHeads {
  const largest = new Map<string, KnownHead>();
  let [kiosk, exportedAt]: [string, EpochSeconds | undefined] = ["", undefined];
  const take = (note: string) => {
    const key = kiosks.get(kiosk);
    const opened = key ? openCheckpoint(Buffer.from(note, "utf8"), key) : "unsigned";
    if (typeof opened === "string" || opened.size <= (largest.get(kiosk)?.size ?? 0)) return;
    largest.set(kiosk, { kiosk, size: opened.size, root: opened.root, by: "earlier", knownAt: exportedAt });
  };
  return {
    block(bytes) {
      const text = decodeBlock(bytes)?.text;
      const [first, ...others] = (text && linesIn(text)) ?? [];
      const said = first && blockHeadIn(first);
      if (said?.kind === "export") exportedAt = said.record.exportedAt;
      if (said?.kind === "kiosk") kiosk = said.record.kiosk;
      if (said?.kind !== "checkpoints") return;
      for (const record of [said.record, ...others.map(checkpointIn)]) if (record) take(record.checkpoint);
    },
    get heads() {
      return [...largest.values()];
    },
  };
}

/** The heads of one kiosk, as an export that was made then is held against them. */
export function headsOf(heads: ReadonlyMap<string, readonly KnownHead[]>, kiosk: string, exportedAt: EpochSeconds): readonly OtherHead[] {
  return (heads.get(kiosk) ?? []).map(({ size, root, by, knownAt }) => ({
    size,
    root,
    by,
    isOlder: knownAt !== undefined && knownAt <= exportedAt,
  }));
}
