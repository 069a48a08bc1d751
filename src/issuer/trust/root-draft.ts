import * as v from "valibot";
import type { Text } from "../../core/text.ts";
import { fingerprintOf, type RootFacts, rootChanges } from "../../core/trust-root.ts";
import { sentenceOf } from "../complaint.ts";
import type { Roots, TrustParts } from "./parts.ts";

/** JSON shape of a root on its way from holder to holder: with the one before it, so that each can see what they sign. */
const RootDraftSchema = v.strictObject({ before: v.record(v.string(), v.unknown()), root: v.record(v.string(), v.unknown()) });

/** A root that waits for signatures. */
export interface RootDraft {
  /** The root that is published now. */
  readonly before: RootFacts;
  readonly beforeBytes: Uint8Array;
  readonly after: RootFacts;
  readonly afterBytes: Uint8Array;
}

/** A draft, or what is wrong with its file. */
export type ReadRootDraft = { readonly ok: true; readonly draft: RootDraft } | { readonly ok: false; readonly problem: Text };

/** The draft in a file. Whoever carried it may have changed it: what it says is only what a signature covers. */
export async function readRootDraft(file: string, { readInput, roots }: Pick<TrustParts, "readInput" | "roots">): Promise<ReadRootDraft> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(await readInput(file)).toString("utf8"));
  } catch (error) {
    return refuse(file, sentenceOf(error));
  }
  const parsed = v.safeParse(RootDraftSchema, value);
  if (!parsed.success) return refuse(file, "not a root draft");
  const [before, after] = [rootIn(parsed.output.before, roots), rootIn(parsed.output.root, roots)];
  if (!before || !after) return refuse(file, "not root metadata as this program makes them");
  if (after.facts.version !== before.facts.version + 1) return refuse(file, "the two roots do not follow one another");
  if (roots.signers(before.bytes, before.facts).length < before.facts.roles.root.threshold)
    return refuse(file, "its first root is not signed");
  return { ok: true, draft: { before: before.facts, beforeBytes: before.bytes, after: after.facts, afterBytes: after.bytes } };
}

/** A draft as its file has it. */
export function rootDraftBytes({ beforeBytes, afterBytes }: Pick<RootDraft, "beforeBytes" | "afterBytes">): Uint8Array {
  const value = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString("utf8"));
  return Buffer.from(`${JSON.stringify({ before: value(beforeBytes), root: value(afterBytes) }, undefined, 1)}\n`, "utf8");
}

/** How many of the signatures that are needed a draft has: by the keys before, and by its own. */
export interface SignatureCount {
  readonly before: { readonly signed: number; readonly needed: number };
  readonly after: { readonly signed: number; readonly needed: number };
  readonly isEnough: boolean;
}

/** Counts the signatures of a draft (TUF §5.3.4: enough of the old keys and enough of the new ones). */
export function countSignatures({ before, after, afterBytes }: RootDraft, { signers }: Roots): SignatureCount {
  const by = (facts: RootFacts) => ({ signed: signers(afterBytes, facts).length, needed: facts.roles.root.threshold });
  const count = { before: by(before), after: by(after) };
  return { ...count, isEnough: count.before.signed >= count.before.needed && count.after.signed >= count.after.needed };
}

/** What a draft changes, and how far it is, for people. */
export function linesOfDraft(draft: RootDraft, roots: Roots): readonly (Text | string)[] {
  const { keys, threshold } = draft.after.roles.root;
  return [
    ...rootChanges(draft.before, draft.after),
    // All of them, not only what changes: a forged first root would hide a change, and the ceremony record would not.
    {
      vi: `sau đó ${threshold} trong ${keys.length} khoá gốc này phải ký; so với biên bản:`,
      en: `from then on ${threshold} of these ${keys.length} root keys must sign; compare with the ceremony record:`,
    },
    ...keys.map(({ keyId }) => `    ${fingerprintOf(keyId)}`),
    signatureLine(countSignatures(draft, roots)),
  ];
}

/** How far a draft is, for people. */
export function signatureLine({ before, after }: SignatureCount): Text {
  return {
    vi: `chữ ký: ${before.signed}/${before.needed} của bộ khoá cũ, ${after.signed}/${after.needed} của bộ khoá mới`,
    en: `signatures: ${before.signed} of ${before.needed} by the old keys, ${after.signed} of ${after.needed} by the new ones`,
  };
}

/** Read and written again, so that the bytes that are signed and published have one spelling. */
function rootIn(value: object, roots: Roots): { readonly facts: RootFacts; readonly bytes: Uint8Array } | undefined {
  const bytes = Buffer.from(JSON.stringify(value), "utf8");
  const facts = roots.read(bytes);
  return facts && { facts, bytes: roots.sign(bytes, []) };
}

function refuse(file: string, cause: string): ReadRootDraft {
  return { ok: false, problem: { vi: `không dùng được ${file} (${cause})`, en: `cannot use ${file}: ${cause}` } };
}
