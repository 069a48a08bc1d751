import { sameBytes } from "../../core/journal-chain.ts";
import type { PrivateKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { fingerprintOf, PUBLISHING_ROLES, type PublishingRole } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { highestEver } from "./highest-ever.ts";
import type { PublishingKeys, TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { makeSealedKeys, ROOT_DRAFT_FILE, type RootChange, rootKeyLine, writeRootDraft } from "./root-change.ts";
import { countSignatures, linesOfDraft, type RootDraft, readRootDraft, rootDraftBytes } from "./root-draft.ts";
import { type CommonOptions, dateOf, refuseTo, tell } from "./telling.ts";
import { type Opened, openKeys, type PassphraseOptions, pendingKeyFile, roleKeyFile } from "./unseal.ts";

const DAY = 86_400;

/** Options of the commands that publish a root. */
export interface RootPublishOptions extends PublisherOptions, PassphraseOptions {
  /** A role's old key cannot be opened any more; kiosks that ask between two writes keep what they have, and ask again. */
  readonly oldKeysLost?: boolean;
}

/** `tram trust root sign`: adds signatures to a draft, on whatever machine; no publisher's folder is needed. Resolves to the exit code. */
export async function signRootDraft(
  options: CommonOptions & PassphraseOptions & { readonly draft: string; readonly key: readonly string[] },
  parts: TrustParts,
): Promise<number> {
  const read = await readRootDraft(options.draft, parts);
  if (!read.ok) return await refuseTo(parts, "root sign", options, read.problem, EXIT_USAGE);
  // Before the passphrase is asked for: whoever types it has seen what it signs.
  if (!options.json) await tell(parts, {}, {}, linesOfDraft(read.draft, parts.roots));
  const keys = await openKeys(options.key, options, parts);
  if (!keys.ok) return await refuseTo(parts, "root sign", options, keys.problem);
  const signed = withSignatures(read.draft, keys.value, parts);
  if (!signed.ok) return await refuseTo(parts, "root sign", options, signed.problem);
  await parts.disk.keptFile(options.draft).replace(rootDraftBytes(signed.value));
  const count = countSignatures(signed.value, parts.roots);
  const told = count.isEnough ? ENOUGH : linesOfDraft(signed.value, parts.roots).at(-1);
  return await tell(parts, options, { version: signed.value.after.version, signatures: count }, told ? [told] : []);
}

/** `tram trust root publish`: puts a root with enough signatures into the repository. Resolves to the exit code. */
export async function publishRoot(options: RootPublishOptions & { readonly draft?: string }, parts: TrustParts): Promise<number> {
  return await withPublisher("root publish", options, parts, async (publisher) => {
    const read = await readRootDraft(options.draft ?? publisher.path(ROOT_DRAFT_FILE), parts);
    if (!read.ok) return await refuseTo(parts, "root publish", options, read.problem, EXIT_USAGE);
    return await finishRoot("root publish", options, publisher, read.draft, parts);
  });
}

/** `tram trust root rotate` and `renew`: draft, sign and publish in one, where enough holders are in the room. Resolves to the exit code. */
export async function rotateRoot(
  command: "root rotate" | "root renew",
  options: RootPublishOptions & RootChange & { readonly key: readonly string[]; readonly newRootKey?: readonly string[] },
  parts: TrustParts,
): Promise<number> {
  return await withPublisher(command, options, parts, async (publisher) => {
    const added = await makeSealedKeys(options.newRootKey ?? [], options, parts);
    if (!added.ok) return await refuseTo(parts, command, options, added.problem);
    if (!options.json)
      await tell(
        parts,
        {},
        {},
        added.value.map(({ publicKey }, at) => rootKeyLine(parts.roots.keyOf(publicKey), options.newRootKey?.[at] ?? "")),
      );
    const change = { ...options, added: added.value.map(({ publicKey }) => publicKey) };
    const drafted = await writeRootDraft(publisher, change, parts);
    if (!drafted.ok) return await refuseTo(parts, command, options, drafted.problem);
    if (!options.json) await tell(parts, {}, {}, linesOfDraft(drafted.draft, parts.roots));
    const keys = await openKeys(options.key, options, parts);
    const signed = keys.ok ? withSignatures(drafted.draft, keys.value, parts) : keys;
    if (!signed.ok) return await refuseTo(parts, command, options, stillWaiting(signed.problem));
    await parts.disk.keptFile(publisher.path(ROOT_DRAFT_FILE)).replace(rootDraftBytes(signed.value));
    return await finishRoot(command, options, publisher, signed.value, parts);
  });
}

function withSignatures(draft: RootDraft, keys: readonly PrivateKey[], { roots }: TrustParts): Opened<RootDraft> {
  const named = [...draft.before.roles.root.keys, ...draft.after.roles.root.keys].map(({ keyId }) => keyId);
  const stranger = keys.map(({ publicKey }) => roots.keyOf(publicKey).keyId).find((keyId) => !named.includes(keyId));
  if (stranger !== undefined) {
    const name = fingerprintOf(stranger);
    return { ok: false, problem: { vi: `${name} không phải khoá gốc của root này`, en: `${name} is no root key of this root` } };
  }
  return { ok: true, value: { ...draft, afterBytes: roots.sign(draft.afterBytes, keys) } };
}

/**
 * In an order that leaves something whole at every moment: the same publication signed by old and new role keys, which counts under either
 * root; then the root; then the new keys in the place of the old ones (roleKeyFile() makes up for it where the power goes before that).
 */
async function finishRoot(
  command: string,
  options: RootPublishOptions,
  publisher: Publisher,
  draft: RootDraft,
  parts: TrustParts,
): Promise<number> {
  const { repository } = publisher;
  const { after, afterBytes, beforeBytes } = draft;
  const held = await repository.root(draft.before.version);
  const versions = await repository.versions();
  if (!held || versions.root !== draft.before.version || !sameBytes(parts.roots.sign(held, []), beforeBytes)) {
    return await refuseTo(parts, command, options, NOT_THE_NEXT);
  }
  if (!countSignatures(draft, parts.roots).isEnough) return await refuseTo(parts, command, options, tooFew(draft, parts));

  const replaced = PUBLISHING_ROLES.filter((role) => after.roles[role].keys[0]?.keyId !== draft.before.roles[role].keys[0]?.keyId);
  if (replaced.length > 0 && versions.timestamp > 0) {
    const keys = await oldAndNewKeys(publisher, replaced, after.version, options, parts);
    if (!keys.ok) return await refuseTo(parts, command, options, keys.problem);
    if (options.oldKeysLost) await repository.writeRoot(after.version, afterBytes);
    await publishAgain(publisher, keys.value, parts);
  }
  await repository.writeRoot(after.version, afterBytes);
  for (const role of replaced) await roleKeyFile(publisher, role, after.version, parts);
  await highestEver(publisher, parts).note(await repository.versions());
  await parts.disk.remove(publisher.path(ROOT_DRAFT_FILE)).catch(() => undefined); // it may have come from elsewhere
  return await tell(parts, options, { version: after.version, expires: after.expires, replaced }, [
    {
      vi: `Đã công bố root bản ${after.version}, hết hạn ${dateOf(after.expires)}. Máy quét nhận ở lần cập nhật tới.`,
      en: `Published root version ${after.version}, which expires on ${dateOf(after.expires)}. Kiosks take it with their next update.`,
    },
  ]);
}

/** For each role the key of before and, where it is replaced, the one that comes. */
async function oldAndNewKeys(
  publisher: Publisher,
  replaced: readonly PublishingRole[],
  version: number,
  options: RootPublishOptions,
  parts: TrustParts,
): Promise<Opened<PublishingKeys>> {
  const files: { readonly role: PublishingRole; readonly file: string }[] = [];
  for (const role of PUBLISHING_ROLES) {
    if (!(options.oldKeysLost && replaced.includes(role)))
      files.push({ role, file: await roleKeyFile(publisher, role, version - 1, parts) });
    if (replaced.includes(role)) files.push({ role, file: pendingKeyFile(publisher, role, version) });
  }
  const opened = await openKeys(
    files.map(({ file }) => file),
    options,
    parts,
  );
  if (!opened.ok) return opened;
  const keysOf = (role: PublishingRole) => opened.value.filter((_, at) => files[at]?.role === role);
  return { ok: true, value: { targets: keysOf("targets"), snapshot: keysOf("snapshot"), timestamp: keysOf("timestamp") } };
}

/**
 * The files that are published now, under new signatures; what the draft says stays in the draft, and nothing counts for longer than it did:
 * the trust list among the files has an end of its own.
 */
async function publishAgain({ repository, draft }: Publisher, keys: PublishingKeys, clock: TrustParts): Promise<void> {
  const [published, now] = [await repository.published(), Math.floor(clock.now())];
  if (!published || published.expires.targets <= now) return; // nothing that a kiosk would take: the next publication mends it
  const targets = new Map(published.targets.map((target) => [target.name, repository.contents(target)]));
  const { snapshot, timestamp } = draft.lifetimeDays;
  const lifetimes = { targets: published.expires.targets - now, snapshot: snapshot * DAY, timestamp: timestamp * DAY };
  await repository.publish(keys, { targets, now, lifetimes });
}

function tooFew(draft: RootDraft, { roots }: TrustParts): Text {
  const { before, after } = countSignatures(draft, roots);
  return {
    vi: `chưa đủ chữ ký: ${before.signed}/${before.needed} của bộ khoá cũ, ${after.signed}/${after.needed} của bộ khoá mới; ký tiếp: tram trust root sign`,
    en: `too few signatures: ${before.signed} of ${before.needed} by the old keys, ${after.signed} of ${after.needed} by the new ones; sign it: tram trust root sign`,
  };
}

/** Keys were made and a root was written down: the person must know that both wait. */
function stillWaiting({ vi, en }: Text): Text {
  return {
    vi: `${vi}; root đang chờ ký trong ${ROOT_DRAFT_FILE}: tram trust root sign, hoặc tram trust root drop`,
    en: `${en}; the root waits in ${ROOT_DRAFT_FILE}: tram trust root sign, or tram trust root drop`,
  };
}

const ENOUGH: Text = { vi: "Đã đủ chữ ký. Chạy: tram trust root publish", en: "There are enough signatures. Run: tram trust root publish" };
const NOT_THE_NEXT: Text = {
  vi: "root này không nối tiếp root đang công bố; tạo lại: tram trust root draft",
  en: "this root does not follow the one that is published; make it anew: tram trust root draft",
};
