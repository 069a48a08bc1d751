import type { PrivateKey } from "../../core/signature.ts";
import { newKeyFor, orUndone, placeProblem, rootKeyLine, writeNewKeys } from "./new-keys.ts";
import { newPassphrases, type PassphraseFor } from "./new-passphrase.ts";
import type { TrustParts } from "./parts.ts";
import { KEYS_FOLDER, type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { planRoot, ROOT_DRAFT_FILE, type RootChange, type RootPlan, removePendingKeys, sealOf } from "./root-change.ts";
import { linesOfDraft, rootDraftBytes } from "./root-draft.ts";
import { refuseTo, tell } from "./telling.ts";
import type { Opened, PassphraseOptions } from "./unseal.ts";

/** `tram trust root draft`: writes a new root that nobody has signed yet. Resolves to the exit code. */
export async function draftRoot(options: PublisherOptions & RootChange & PassphraseOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("root draft", options, parts, async (publisher) => {
    const planned = await planRoot(publisher, options, parts);
    if (!planned.ok) return await refuseTo(parts, "root draft", options, planned.problem, planned.code);
    const plan = planned.value;
    const passphrases = await passphrasesFor(publisher, plan, options, parts);
    if (!passphrases.ok) return await refuseTo(parts, "root draft", options, passphrases.problem, passphrases.code);
    await writePlan(publisher, plan, options, passphrases.value, parts);
    const file = publisher.path(ROOT_DRAFT_FILE);
    return await tell(parts, options, { file, version: plan.draft.after.version }, [
      ...linesOfDraft(plan.draft, parts.roots),
      {
        vi: `Đưa ${file} cho người giữ khoá: tram trust root sign --draft ${ROOT_DRAFT_FILE} --key USB/root.key`,
        en: `Hand ${file} to the holders: tram trust root sign --draft ${ROOT_DRAFT_FILE} --key STICK/root.key`,
      },
    ]);
  });
}

/** `tram trust root drop`: forgets a root that waits for signatures, and the keys that were made for it. Resolves to the exit code. */
export async function dropRoot(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("root drop", options, parts, async (publisher) => {
    if (!(await parts.disk.exists(publisher.path(ROOT_DRAFT_FILE))))
      return await refuseTo(parts, "root drop", options, { vi: "không có root nào chờ ký", en: "no root waits for signatures" });
    const { root } = await publisher.repository.versions();
    await removePendingKeys(publisher, root + 1, parts);
    await parts.disk.remove(publisher.path(ROOT_DRAFT_FILE));
    return await tell(parts, options, { dropped: root + 1 }, [
      {
        vi: "Đã bỏ root chờ ký. Khoá gốc mới tạo cho nó trên USB (nếu có) không có giá trị gì; xoá đi.",
        en: "Dropped the root that waited for signatures. Root keys that were made for it, on sticks, are worth nothing; delete them.",
      },
    ]);
  });
}

/** `tram trust root key`: a new root key on a stick, for the holder who will bring its public half to the publisher. Resolves to the exit code. */
export async function makeRootKey(
  options: { readonly out: string; readonly public?: string; readonly json?: boolean } & PassphraseOptions,
  parts: TrustParts,
): Promise<number> {
  const { out, public: publicFile } = options;
  const wrong = await placeProblem([out], [], true, parts);
  if (wrong) return await refuseTo(parts, "root key", options, wrong.problem, wrong.code);
  const passphrases = await newPassphrases([out], options, parts);
  if (!passphrases.ok) return await refuseTo(parts, "root key", options, passphrases.problem, passphrases.code);
  const newKey = newKeyFor(out, parts);
  const { x } = newKey.publicKey.handle.export({ format: "jwk" });
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  await orUndone(parts.disk, async (written) => {
    await writeNewKeys([{ ...newKey, seal: { passphrase: passphrases.value(out) } }], written, parts);
    if (publicFile !== undefined) await parts.disk.keptFile(publicFile).replace(Buffer.from(`${JSON.stringify(jwk)}\n`));
  });
  const roleKey = parts.roots.keyOf(newKey.publicKey);
  return await tell(parts, options, { keyId: roleKey.keyId, jwk, file: out }, [
    rootKeyLine(roleKey, out),
    `khoá công khai / public key:  ${publicFile ?? JSON.stringify(jwk)}`,
  ]);
}

/** The passphrases that a plan needs: one a root key, and one for the folder where a key in it is sealed. */
export async function passphrasesFor(
  publisher: Publisher,
  { rootKeys, roleKeys }: RootPlan,
  options: RootChange & PassphraseOptions,
  parts: TrustParts,
): Promise<Opened<PassphraseFor>> {
  const isFolderSealed = roleKeys.some(({ role }) => sealOf(role, options, () => "") !== "unsealed");
  const places = [...rootKeys.map(({ file }) => file), ...(isFolderSealed ? [publisher.path(KEYS_FOLDER)] : [])];
  return await newPassphrases(places, options, parts);
}

/** Writes the keys of a plan, then the root that waits for signatures; where that fails, nothing of it stays. Resolves to the keys by file. */
export async function writePlan(
  publisher: Publisher,
  { draft, rootKeys, roleKeys }: RootPlan,
  options: RootChange,
  passphraseFor: PassphraseFor,
  parts: TrustParts,
): Promise<ReadonlyMap<string, PrivateKey>> {
  // Keys of an attempt that was broken off before its root was written down: no root names them.
  await removePendingKeys(publisher, draft.after.version, parts);
  return await orUndone(parts.disk, async (written) => {
    const sealed = [
      ...rootKeys.map((key) => ({ ...key, seal: { passphrase: passphraseFor(key.file) } })),
      ...roleKeys.map((key) => ({ ...key, seal: sealOf(key.role, options, () => passphraseFor(publisher.path(KEYS_FOLDER))) })),
    ];
    const made = await writeNewKeys(sealed, written, parts);
    written.push(publisher.path(ROOT_DRAFT_FILE));
    await parts.disk.keptFile(publisher.path(ROOT_DRAFT_FILE)).replace(rootDraftBytes(draft));
    return made;
  });
}
