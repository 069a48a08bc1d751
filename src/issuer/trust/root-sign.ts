import type { PrivateKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { fingerprintOf } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import type { Roots, TrustParts } from "./parts.ts";
import { countSignatures, linesOfDraft, type RootDraft, readRootDraft, rootDraftBytes, signatureLine } from "./root-draft.ts";
import { type CommonOptions, refuseTo, tell } from "./telling.ts";
import { type Opened, openKeys, type PassphraseOptions, sameKeyTwice } from "./unseal.ts";

/** `tram trust root sign`: adds signatures to a draft, on whatever machine; no publisher's folder is needed. Resolves to the exit code. */
export async function signRootDraft(
  options: CommonOptions & PassphraseOptions & { readonly draft: string; readonly key: readonly string[] },
  parts: TrustParts,
): Promise<number> {
  const read = await readRootDraft(options.draft, parts);
  if (!read.ok) return await refuseTo(parts, "root sign", options, read.problem, EXIT_USAGE);
  // Before the passphrase is asked for: whoever types it has seen what it signs.
  if (!options.json) await tell(parts, {}, {}, linesOfDraft(read.draft, parts.roots));
  const keys = await openKeys(options.key, options, parts, { areNamed: true });
  if (!keys.ok) return await refuseTo(parts, "root sign", options, keys.problem, keys.code);
  const signed = withSignatures(read.draft, keys.value, parts);
  if (!signed.ok) return await refuseTo(parts, "root sign", options, signed.problem, signed.code);
  await parts.disk.keptFile(options.draft).replace(rootDraftBytes(signed.value));
  const count = countSignatures(signed.value, parts.roots);
  const next = count.isEnough ? enough(options.draft) : nextHolder(options.draft);
  const told = [signatureLine(count), next];
  return await tell(parts, options, { version: signed.value.after.version, signatures: count }, told);
}

/** A draft with the signatures of these keys, or why one of them is nobody's whom it names. */
export function withSignatures(draft: RootDraft, keys: readonly PrivateKey[], { roots }: { readonly roots: Roots }): Opened<RootDraft> {
  const named = [...draft.before.roles.root.keys, ...draft.after.roles.root.keys].map(({ keyId }) => keyId);
  const given = keys.map(({ publicKey }) => roots.keyOf(publicKey).keyId);
  // Also where two files are copies of one key.
  const twice = given.find((keyId, index) => given.indexOf(keyId) !== index);
  if (twice !== undefined) return { ok: false, problem: sameKeyTwice(fingerprintOf(twice)), code: EXIT_USAGE };
  const stranger = given.find((keyId) => !named.includes(keyId));
  if (stranger !== undefined) {
    const name = fingerprintOf(stranger);
    return { ok: false, problem: { vi: `${name} không phải khoá gốc của root này`, en: `${name} is no root key of this root` } };
  }
  return { ok: true, value: { ...draft, afterBytes: roots.sign(draft.afterBytes, keys) } };
}

/** What comes next where signatures are missing. */
export function nextHolder(file: string): Text {
  return {
    vi: `Người giữ khoá tiếp theo ký: tram trust root sign --draft ${file} --key USB/root.key`,
    en: `The next holder signs: tram trust root sign --draft ${file} --key STICK/root.key`,
  };
}

function enough(file: string): Text {
  return {
    vi: `Đã đủ chữ ký. Trên máy phát hành chạy: tram trust root publish --draft ${file}`,
    en: `There are enough signatures. On the publisher's machine run: tram trust root publish --draft ${file}`,
  };
}
