import { sameBytes } from "../../core/journal-chain.ts";
import type { PrivateKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { PUBLISHING_ROLES, type PublishingRole } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { highestEver } from "./highest-ever.ts";
import { placeProblem, rootKeyLine } from "./new-keys.ts";
import type { PublishingKeys, TrustParts } from "./parts.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { planRoot, ROOT_DRAFT_FILE, type RootChange } from "./root-change.ts";
import {
  countSignatures,
  linesOfDraft,
  type RootDraft,
  readRootDraft,
  rootDraftBytes,
  type SignatureCount,
  signatureLine,
} from "./root-draft.ts";
import { passphrasesFor, writePlan } from "./root-making.ts";
import { nextHolder, withSignatures } from "./root-sign.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";
import { type Opened, openKeys, type PassphraseOptions, pendingKeyFile, roleKeyFile } from "./unseal.ts";

const DAY = 86_400;

/** Options of the commands that publish a root. */
export interface RootPublishOptions extends PublisherOptions, PassphraseOptions {
  /** A role's old key cannot be opened any more; kiosks that ask between two writes keep what they have, and ask again. */
  readonly oldKeysLost?: boolean;
}

/** `tram trust root publish`: puts a root with enough signatures into the repository. Resolves to the exit code. */
export async function publishRoot(options: RootPublishOptions & { readonly draft?: string }, parts: TrustParts): Promise<number> {
  return await withPublisher("root publish", options, parts, async (publisher) => {
    if (options.draft === undefined && !(await parts.disk.exists(publisher.path(ROOT_DRAFT_FILE))))
      return await refuseTo(parts, "root publish", options, NONE_WAITS);
    const read = await readRootDraft(options.draft ?? publisher.path(ROOT_DRAFT_FILE), parts);
    if (!read.ok) return await refuseTo(parts, "root publish", options, read.problem, EXIT_USAGE);
    return await finishRoot("root publish", options, publisher, read.draft, parts);
  });
}

/** Options of `root rotate` and `root renew`. */
export interface RotateOptions extends RootPublishOptions, RootChange {
  readonly key: readonly string[];
  readonly samePlace?: boolean;
}

/**
 * `tram trust root rotate` and `renew`: draft, sign and publish in one, where enough holders are in the room. Nothing is written before every
 * passphrase has been given and every key opened. Resolves to the exit code.
 */
export async function rotateRoot(command: "root rotate" | "root renew", options: RotateOptions, parts: TrustParts): Promise<number> {
  return await withPublisher(command, options, parts, async (publisher) => {
    const planned = await planRoot(publisher, options, parts);
    if (!planned.ok) return await refuseTo(parts, command, options, planned.problem, planned.code);
    const plan = planned.value;
    const misplaced = await stickProblem(options, parts);
    if (misplaced) return await refuseTo(parts, command, options, misplaced.problem, misplaced.code);
    const made = plan.rootKeys.map(({ publicKey, file }) => rootKeyLine(parts.roots.keyOf(publicKey), file));
    // Before a passphrase is asked for: whoever types it has seen what it signs.
    if (!options.json) await tell(parts, {}, {}, [...made, ...linesOfDraft(plan.draft, parts.roots)]);
    const passphrases = await passphrasesFor(publisher, plan, options, parts);
    if (!passphrases.ok) return await refuseTo(parts, command, options, passphrases.problem, passphrases.code);
    const keys = await openKeys(options.key, options, parts, { areNamed: true });
    if (!keys.ok) return await refuseTo(parts, command, options, keys.problem, keys.code);
    const unsure = withSignatures(plan.draft, keys.value, parts);
    if (!unsure.ok) return await refuseTo(parts, command, options, unsure.problem, unsure.code);

    const newKeys = await writePlan(publisher, plan, options, passphrases.value, parts);
    // A new root key signs as well: its holder is in the room, and the new set needs signatures, too.
    const ours = plan.rootKeys.flatMap(({ file }) => newKeys.get(file) ?? []);
    const signed = withSignatures(plan.draft, [...keys.value, ...ours], parts);
    if (!signed.ok) return await refuseTo(parts, command, options, signed.problem);
    await parts.disk.keptFile(publisher.path(ROOT_DRAFT_FILE)).replace(rootDraftBytes(signed.value));
    return await finishRoot(command, options, publisher, signed.value, parts, newKeys);
  });
}

/** Why new root keys cannot go to their sticks: the holders' and the publisher's folder are no place for them. */
async function stickProblem({ dir, key, newRootKey = [], samePlace = false }: RotateOptions, parts: TrustParts) {
  if (newRootKey.length === 0) return undefined;
  const home = await parts.disk.nearestPlace(parts.disk.join(dir, ROOT_DRAFT_FILE));
  const neighbours = [{ name: dir, device: home.device }];
  for (const file of key) {
    const place = await parts.disk.placeOf(file);
    if (place) neighbours.push({ name: file, device: place.device });
  }
  return await placeProblem(newRootKey, neighbours, samePlace, parts);
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
  made: ReadonlyMap<string, PrivateKey> = new Map(),
): Promise<number> {
  const { repository } = publisher;
  const { after, afterBytes, beforeBytes } = draft;
  const held = await repository.root(draft.before.version);
  const versions = await repository.versions();
  if (!held || versions.root !== draft.before.version || !sameBytes(parts.roots.sign(held, []), beforeBytes)) {
    return await refuseTo(parts, command, options, NOT_THE_NEXT);
  }
  const count = countSignatures(draft, parts.roots);
  if (!count.isEnough) return await refuseTo(parts, command, options, tooFew(count, options, publisher));

  const replaced = PUBLISHING_ROLES.filter((role) => after.roles[role].keys[0]?.keyId !== draft.before.roles[role].keys[0]?.keyId);
  if (replaced.length > 0 && versions.timestamp > 0) {
    const keys = await oldAndNewKeys(publisher, replaced, after.version, options, parts, made);
    if (!keys.ok) return await refuseTo(parts, command, options, stillWaiting(keys.problem, publisher), keys.code);
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
  made: ReadonlyMap<string, PrivateKey>,
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
    { made },
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

/** The person must know that nothing is lost, and what comes next. */
function tooFew(count: SignatureCount, options: RootPublishOptions & { readonly draft?: string }, publisher: Publisher): Text {
  const file = options.draft ?? publisher.path(ROOT_DRAFT_FILE);
  const [line, next] = [signatureLine(count), nextHolder(file)];
  return {
    vi: `chưa đủ ${line.vi}. ${next.vi}; đủ rồi thì: tram trust root publish --dir ${options.dir}; hoặc bỏ: tram trust root drop --dir ${options.dir}`,
    en: `too few ${line.en}. ${next.en}; with enough of them: tram trust root publish --dir ${options.dir}; or drop it: tram trust root drop --dir ${options.dir}`,
  };
}

function stillWaiting({ vi, en }: Text, { path }: Publisher): Text {
  const file = path(ROOT_DRAFT_FILE);
  return {
    vi: `${vi}; root đã ký còn chờ trong ${file}: tram trust root publish, hoặc tram trust root drop`,
    en: `${en}; the signed root waits in ${file}: tram trust root publish, or tram trust root drop`,
  };
}

const NONE_WAITS: Text = {
  vi: "không có root nào chờ ký; tạo: tram trust root draft, hoặc ghi tệp đã ký: --draft TỆP",
  en: "no root waits for signatures; make one: tram trust root draft, or name the signed one: --draft FILE",
};
const NOT_THE_NEXT: Text = {
  vi: "root này không nối tiếp root đang công bố; tạo lại: tram trust root draft",
  en: "this root does not follow the one that is published; make it anew: tram trust root draft",
};
