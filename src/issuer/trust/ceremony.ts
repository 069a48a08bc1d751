import { hexOf } from "../../core/hex.ts";
import type { PrivateKey } from "../../core/signature.ts";
import { sha256 } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { type Draft, emptyDraft } from "../../core/trust-draft.ts";
import { fingerprintOf, MAX_ROOT_KEYS, PUBLISHING_ROLES, type PublishingRole, type RootFacts, rootProblem } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { DRAFT_FILE, draftBytes, KEYS_FOLDER, type PublisherOptions, REPOSITORY_FOLDER } from "./publisher.ts";
import { keyExists, makeSealedKeys, rootKeyLine } from "./root-change.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";
import { newPassphrase, type Opened, type PassphraseOptions } from "./unseal.ts";

/** Options of `tram trust init`. */
export interface InitOptions extends PublisherOptions, PassphraseOptions {
  readonly rootKey: readonly string[];
  readonly threshold: number;
  readonly demo?: boolean;
  readonly samePlace?: boolean;
  readonly unsealedTimestamp?: boolean;
  /** Days that a timestamp counts. */
  readonly timestampDays: number;
}

const DAY = 86_400;
/** docs/operating.md, "The yearly calendar of an operator", follows from these. In days. */
const LIFETIME_DAYS = { root: 730, targets: 180, snapshot: 60 };

/** `tram trust init`, the key ceremony: root keys on their sticks, publishing keys in the folder, the first root. Resolves to the exit code. */
export async function runCeremony(options: InitOptions, parts: TrustParts): Promise<number> {
  const { disk, roots, repositoryAt } = parts;
  const { dir, demo = false, timestampDays } = options;
  const problem = (await problemBefore(options, parts)) ?? (await placeProblem(options, parts));
  if (problem) return await refuseTo(parts, "init", options, problem, EXIT_USAGE);

  await disk.makeFolder(disk.join(dir, KEYS_FOLDER));
  const rootKeys = await makeSealedKeys(options.rootKey, options, parts);
  if (!rootKeys.ok) return await refuseTo(parts, "init", options, rootKeys.problem);
  const publishing = await makePublishingKeys(options, parts);
  if (!publishing.ok) return await refuseTo(parts, "init", options, publishing.problem);

  const draft = emptyDraft({ demo, lifetimeDays: { ...LIFETIME_DAYS, timestamp: timestampDays } });
  const facts = firstRoot(rootKeys.value, publishing.value, options.threshold, draft, parts);
  const wrong = rootProblem(facts);
  if (wrong) return await refuseTo(parts, "init", options, wrong);
  const root = roots.make(facts, rootKeys.value);
  await repositoryAt(disk.join(dir, REPOSITORY_FOLDER)).writeRoot(1, root);
  // Last: a folder with a draft is one whose ceremony is over.
  await disk.keptFile(disk.join(dir, DRAFT_FILE)).replace(draftBytes(draft));
  return await tellRecord(options, facts, hexOf(sha256(root)), parts);
}

/** What can be seen to be wrong before any key is made. */
async function problemBefore({ dir, rootKey, threshold }: InitOptions, { disk }: TrustParts): Promise<Text | undefined> {
  if (rootKey.length < threshold || rootKey.length > MAX_ROOT_KEYS || threshold < 1) {
    return {
      vi: `có ${rootKey.length} khoá gốc, cần ${threshold} chữ ký; ghi từ ${threshold} đến ${MAX_ROOT_KEYS} lần --root-key, mỗi khoá một USB`,
      en: `${rootKey.length} root keys, ${threshold} signatures needed; give --root-key ${threshold} to ${MAX_ROOT_KEYS} times, a stick each`,
    };
  }
  if (new Set(rootKey).size < rootKey.length) return { vi: "hai khoá gốc trùng tên tệp", en: "two root keys have one file name" };
  if (await disk.keptFile(disk.join(dir, DRAFT_FILE)).read()) {
    return { vi: `${dir} đã là thư mục phát hành`, en: `${dir} is a publisher's folder already` };
  }
  return undefined;
}

/** A root key beside another one, or on the publisher's own disk, is stolen together with it. */
async function placeProblem({ dir, rootKey, samePlace = false }: InitOptions, { disk }: TrustParts): Promise<Text | undefined> {
  const places = new Map<number, string>();
  const home = await disk.placeOf(disk.join(dir, DRAFT_FILE));
  if (home) places.set(home.device, dir);
  for (const file of rootKey) {
    const place = await disk.placeOf(file);
    if (!place) return { vi: `không có thư mục của ${file}; USB đã cắm chưa?`, en: `there is no folder for ${file}; is the stick in?` };
    const other = places.get(place.device);
    if (other !== undefined && !samePlace) {
      return {
        vi: `${file} nằm cùng thiết bị với ${other}; mỗi khoá gốc cần một USB riêng (chỉ khi tập dượt: --same-place)`,
        en: `${file} is on the same device as ${other}; each root key needs a stick of its own (for a rehearsal only: --same-place)`,
      };
    }
    places.set(place.device, file);
  }
  return undefined;
}

type OneForEachRole = Readonly<Record<PublishingRole, PrivateKey>>;

async function makePublishingKeys(options: InitOptions, parts: TrustParts): Promise<Opened<OneForEachRole>> {
  const { dir, rootKey, unsealedTimestamp = false } = options;
  const path = (...names: readonly string[]) => parts.disk.join(dir, ...names);
  const passphrase = await newPassphrase(path(KEYS_FOLDER), rootKey.length, options, parts);
  if (!passphrase.ok) return passphrase;
  const made = new Map<PublishingRole, PrivateKey>();
  for (const role of PUBLISHING_ROLES) {
    const file = path(KEYS_FOLDER, `${role}.key`);
    const jwk = parts.keys.newJwk();
    const isReady = role === "timestamp" && unsealedTimestamp;
    const key = isReady ? await parts.keys.writeReady(file, jwk) : await parts.keys.writeSealed(file, jwk, passphrase.value);
    if (key === "exists") return keyExists(file);
    made.set(role, key);
  }
  return { ok: true, value: Object.fromEntries(made) as OneForEachRole };
}

function firstRoot(
  rootKeys: readonly PrivateKey[],
  publishing: OneForEachRole,
  threshold: number,
  { lifetimeDays }: Draft,
  { roots, now }: TrustParts,
): RootFacts {
  const one = ({ publicKey }: PrivateKey) => ({ keys: [roots.keyOf(publicKey)], threshold: 1 });
  return {
    version: 1,
    expires: Math.floor(now()) + lifetimeDays.root * DAY,
    roles: {
      root: { keys: rootKeys.map(({ publicKey }) => roots.keyOf(publicKey)), threshold },
      targets: one(publishing.targets),
      snapshot: one(publishing.snapshot),
      timestamp: one(publishing.timestamp),
    },
  };
}

/** The ceremony record: what the people in the room sign on paper. */
async function tellRecord(options: InitOptions, facts: RootFacts, rootSha256: string, parts: TrustParts): Promise<number> {
  const { rootKey, threshold, dir } = options;
  const { root, ...others } = facts.roles;
  const rootFile = parts.disk.join(dir, REPOSITORY_FOLDER, "metadata", "1.root.json");
  const rootRows = root.keys.map(({ keyId }, index) => ({ file: rootKey[index] ?? "", keyId }));
  const json = {
    threshold,
    expires: facts.expires,
    rootKeys: rootRows,
    publishingKeys: Object.fromEntries(PUBLISHING_ROLES.map((role) => [role, others[role].keys[0]?.keyId])),
    root: { file: rootFile, sha256: rootSha256 },
  };
  return await tell(parts, options, json, [
    { vi: "BIÊN BẢN TẠO KHOÁ", en: "KEY CEREMONY RECORD" },
    `ngày / date:  ${dateOf(parts.now())}`,
    `cần / needs:  ${threshold} / ${root.keys.length}`,
    ...rootRows.map(({ file, keyId }) => rootKeyLine({ keyId }, file)),
    ...PUBLISHING_ROLES.map((role) => `${role.padEnd(9)}:  ${fingerprintOf(others[role].keys[0]?.keyId ?? "")}`),
    `1.root.json:  ${fingerprintOf(rootSha256)}   ${rootFile}`,
    `hết hạn / expires:  ${dateOf(facts.expires)}`,
    {
      vi: "Đã mở lại và ký thử từng khoá. Cất mỗi USB một nơi; ghi mật khẩu ra giấy, cất riêng.",
      en: "Each key was opened again and made to sign. Keep each stick in a place of its own; write the passphrases down and keep them apart.",
    },
  ]);
}
