// Personal parts on their way to the centre: sealed before the entry that names them is written, and gone from here when central holds them.
import type { Decision } from "../core/decision.ts";
import { entryFromJson } from "../core/journal-entry.ts";
import type { Policy } from "../core/policy.ts";
import { encodePersonal } from "../core/sealed-part.ts";
import type { TrustMaterial } from "../core/trust.ts";
import type { Journal, Seal, SealedParts } from "../ports.ts";
import type { OwnComparison } from "./own-comparison.ts";

/** What became of the personal part of an answer. `digest` is absent where the policy wants none; not ok: it was wanted, and is not on the disk. */
export type KeptPart = { readonly ok: true; readonly digest?: string } | { readonly ok: false };

/** Seals what the policy names. */
export interface Sealing {
  /** Resolves when the part would survive a power cut. Call it before the entry is appended: an entry never names what is not there. */
  keep(decision: Decision, policy: Policy | undefined, trust: TrustMaterial | undefined): Promise<KeptPart>;
  /** The entry `seq`, which names this part, is in the journal. */
  recorded(seq: number, digest: string): void;
  /** The entries from `from` to `until` are in the journal, though nobody had been told so. */
  found(from: number, until: number): Promise<void>;
  /** Central holds all entries below this, and what belongs to them: their parts are removed here. */
  acknowledged(size: number): Promise<void>;
  /** Resolves when nothing is being removed any more; what is left is removed after the next start. */
  close(): Promise<void>;
}

export interface SealingParts {
  readonly parts: SealedParts;
  readonly seal: Seal;
  /** The journal's name (journalOrigin()), which a sealed part is bound to. */
  readonly origin: string;
  readonly journal: Pick<Journal, "readThrough" | "firstSeq" | "size">;
  /** How many entries central is known to hold whole, at this start. */
  readonly acknowledgedSize: number;
  /** Only where the journal goes on from what was signed of it that counts, and a part that no entry names is nobody's. */
  readonly comparison: Pick<OwnComparison, "goesOn" | "settled">;
  readonly onFault: (error: unknown) => void;
}

/** Starts to seal. Parts that no entry names, because the power went between the two, and those that central holds already are removed beside the scans. */
export async function startSealing(options: SealingParts): Promise<Sealing> {
  const { parts, seal, origin, journal, acknowledgedSize, comparison, onFault } = options;
  const left = new Set(await parts.list());
  /** Where each part that is still here belongs. */
  const places = new Map<string, number>();
  let held = 0;
  let isNameLost = false;
  const closing = Promise.withResolvers<void>();
  let isClosed = false;
  let work = (left.size > 0 ? tidy(journal.size) : Promise.resolve()).catch(onFault);

  async function tidy(until: number): Promise<void> {
    await Promise.race([comparison.settled, closing.promise]);
    // Of a journal that was put in the place of another, or begun anew, all parts of the other would be nobody's.
    if (isClosed || !comparison.goesOn) return;
    held = Math.max(held, acknowledgedSize);
    const from = Math.max(journal.firstSeq, Math.min(acknowledgedSize, until));
    for await (const { seq, digest } of namedIn(from, until)) {
      if (isClosed) return;
      if (left.delete(digest)) places.set(digest, seq);
    }
    // What a damaged entry named, nobody knows: it stays.
    if (isNameLost) return;
    for (const digest of left) if (comparison.goesOn && !isClosed) await remove(digest);
  }

  async function* namedIn(from: number, until: number): AsyncGenerator<{ readonly seq: number; readonly digest: string }> {
    for await (const { seq, body } of journal.readThrough(from, until)) {
      if (!body) isNameLost = true;
      const digest = body && entryFromJson(body)?.sealed;
      if (digest !== undefined) yield { seq, digest };
    }
  }

  /** False where it could not be removed: each by itself, so that one in a bad place keeps no other here. */
  async function remove(digest: string): Promise<boolean> {
    return await parts.remove(digest).then(
      () => true,
      (error: unknown) => {
        onFault(error);
        return false;
      },
    );
  }

  async function removeHeld(): Promise<void> {
    for (const [digest, seq] of places) {
      if (isClosed) return;
      if (seq >= held) continue;
      if (await remove(digest)) places.delete(digest);
    }
  }

  return {
    async keep({ type, claims, reason }, policy, trust) {
      const wanted = type === undefined ? [] : (policy?.seal?.[type] ?? []);
      const inside = claims && encodePersonal(claims, wanted);
      if (!inside) return { ok: true };
      // The newest key: the one before it is kept on the list only until its last part has been opened.
      const key = trust?.sealKeys.at(-1);
      try {
        if (!key) throw new Error(`sealing: no key, though the decision is ${reason}`);
        return { ok: true, digest: await parts.put(await seal(key, inside, origin)) };
      } catch (error) {
        onFault(error);
        return { ok: false };
      }
    },
    recorded: (seq, digest) => void places.set(digest, seq),
    async found(from, until) {
      for await (const { seq, digest } of namedIn(from, until)) places.set(digest, seq);
    },
    async acknowledged(size) {
      held = Math.max(held, size);
      work = work.then(removeHeld).catch(onFault);
      await work;
    },
    close() {
      isClosed = true;
      closing.resolve();
      return work;
    },
  };
}
