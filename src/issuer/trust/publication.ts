import type { Undone } from "../../core/revocation/status-record.ts";
import { toTheEnd } from "../../core/revocation/steps.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import type { TrustMaterial } from "../../core/trust.ts";
import type { Change } from "../../core/trust-change.ts";
import { changesBetween, type TrustContent } from "../../core/trust-diff.ts";
import { type Draft, groupsOf, trustListOf } from "../../core/trust-draft.ts";
import { loadTrustInSteps } from "../../core/trust-loading.ts";
import { isDeaf, outlookAt } from "../../core/trust-outlook.ts";
import { PUBLISHING_ROLES, type RootFacts } from "../../core/trust-root.ts";
import type { TrustVersions } from "../../core/trust-version.ts";
import { draftContent, GROUPS_TARGET, LIST_TARGET, NOTHING, type PublishedContent, publishedContent } from "./content.ts";
import { highestEver } from "./highest-ever.ts";
import type { PublishedNow, TargetContents, TrustParts } from "./parts.ts";
import { type Publisher, UPDATES_FOLDER } from "./publisher.ts";
import { statusBook } from "./status-book.ts";
import { dateOf } from "./telling.ts";

const DAY = 86_400;
/** So long a publisher hardly ever signs nothing. */
const PAUSE_DAYS = 60;
/** Most targets of a repository: kiosks refuse more (docs/decisions/0011-tuf.md). */
const MAX_TARGETS = 100;

/** The next publication, ready to be signed, and how it differs from what is published. */
export interface NextPublication {
  readonly published: PublishedContent | undefined;
  readonly content: TrustContent;
  readonly changes: readonly Change[];
  /** Revocations that were undone since the last publication, and why. */
  readonly undone: readonly Undone[];
  readonly targets: ReadonlyMap<string, TargetContents>;
  /** As kiosks would have it. */
  readonly trust: TrustMaterial;
  /** Number of the status lists' state. */
  readonly sequence: number;
  /** What kiosks fetch of the status lists that have the state before, in bytes. */
  readonly deltaBytes: number | undefined;
  readonly now: EpochSeconds;
  readonly root: RootFacts;
  /** When each kind of metadata would end. */
  readonly expires: Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", EpochSeconds>>;
}

/** A publication, or why there can be none. */
export type Prepared = { readonly ok: true; readonly next: NextPublication } | { readonly ok: false; readonly problem: Text };

/** Makes the next publication of the draft, and checks it as a kiosk would that gets it. Nothing is written. */
export async function prepare(publisher: Publisher, parts: TrustParts, afterPause = false): Promise<Prepared> {
  const { draft, repository, path } = publisher;
  const now = Math.floor(parts.now());
  const [published, content] = [await publishedContent(publisher), await draftContent(publisher, parts)];
  const versions = published?.now.versions ?? (await repository.versions());
  const rootBytes = await repository.root(versions.root);
  const root = rootBytes && parts.roots.read(rootBytes);
  if (!root)
    return refuse(
      "không đọc được root trong repository/; lấy bản sao lưu",
      "the root in repository/ cannot be read; take it from the backup",
    );
  const problem =
    clockProblem(now, published?.now, draft.lifetimeDays, afterPause) ??
    rootEnded(now, root) ??
    (await rollbackProblem(versions, publisher, parts));
  if (problem) return { ok: false, problem };

  const { lifetimeDays } = draft;
  const expiresAt = now + lifetimeDays.targets * DAY;
  const list = trustListOf(draft, { version: versions.targets + 1, issuedAt: now, expiresAt });
  const status = await repository.status(published?.now, content.lists, draft.statusShards);
  const shards = [...status.targets].flatMap(([name, target]) =>
    /^status-\d{2}\.bin$/.test(name) && "bytes" in target ? [target.bytes] : [],
  );
  // Through JSON, as kiosks get it.
  const listJson: unknown = JSON.parse(JSON.stringify(list));
  const loaded = toTheEnd(loadTrustInSteps({ list: listJson, shards, version: versions.timestamp + 1, issuedAt: now, expiresAt }));
  if (!loaded.ok) return refuse(`máy quét sẽ không nhận: ${loaded.problem}`, `kiosks would not take it: ${loaded.problem}`);
  const [rejected] = loaded.rejectedKeys;
  if (rejected !== undefined)
    return refuse(`máy quét không dùng được khoá ${rejected}; hãy bỏ khoá này`, `kiosks cannot use the key ${rejected}; remove it`);

  const targets = new Map(status.targets);
  targets.set(LIST_TARGET, json(list)).set(GROUPS_TARGET, json(groupsOf(draft)));
  for (const { name } of content.updates) targets.set(name, { file: path(UPDATES_FOLDER, name) });
  if (targets.size > MAX_TARGETS)
    return refuse(`quá ${MAX_TARGETS} tệp; bỏ bớt bản cập nhật cũ`, `more than ${MAX_TARGETS} files; remove old updates`);
  const { sequence, deltaBytes } = status;
  const ends = PUBLISHING_ROLES.map((role) => [role, now + lifetimeDays[role] * DAY] as const);
  const expires = { root: root.expires, ...(Object.fromEntries(ends) as Record<(typeof PUBLISHING_ROLES)[number], EpochSeconds>) };
  const changes = changesBetween(published?.content ?? NOTHING, content, now);
  const { undone: allUndone } = await statusBook(publisher, parts).read();
  const undone = allUndone.filter(({ at }) => published !== undefined && at >= published.issuedAt);
  return {
    ok: true,
    next: { published, content, changes, undone, targets, trust: loaded.trust, sequence, deltaBytes, now, root, expires },
  };
}

/** What an operator hardly ever means, and how to say that it is meant. */
export interface Allowances {
  readonly allowEmpty?: boolean;
  readonly allowRemoval?: boolean;
  readonly afterPause?: boolean;
}

/** Why a publication that can be made had better not be made without a second thought, or undefined. */
export function doubtAbout(
  { changes, content, expires, now }: NextPublication,
  { allowEmpty = false, allowRemoval = false }: Allowances,
): Text | undefined {
  if (!allowEmpty && isDeaf(outlookAt(now, content.draft.issuers, expires))) {
    return {
      vi: "không nơi cấp nào có khoá đang hiệu lực: mọi máy quét sẽ không nhận giấy tờ nào; nếu đúng ý, thêm --allow-empty",
      en: "no issuer has a key in force: no kiosk would accept anything; if that is what you want, add --allow-empty",
    };
  }
  const losses = changes.filter(({ isLoss }) => isLoss);
  if (losses.length === 0 || allowRemoval) return undefined;
  return {
    vi: `sẽ mất: ${losses.map(({ text }) => text.vi).join("; ")}; nếu đúng ý, thêm --allow-removal`,
    en: `this would be lost: ${losses.map(({ text }) => text.en).join("; ")}; if that is what you want, add --allow-removal`,
  };
}

/**
 * Kiosks take the time of a signature for one that has certainly passed, for good: with a clock that is behind, metadata end too early; with
 * one that is far ahead, every right clock looks wrong to them.
 */
export function clockProblem(
  now: EpochSeconds,
  published: PublishedNow | undefined,
  { timestamp: days }: Draft["lifetimeDays"],
  afterPause: boolean,
): Text | undefined {
  if (!published) return undefined;
  const signedAt = published.expires.timestamp - days * DAY;
  if (now < signedAt) {
    return {
      vi: `đồng hồ máy này sai: lần ký trước là ${dateOf(signedAt)}; chỉnh giờ rồi làm lại`,
      en: `the clock of this machine is wrong: the last signing was on ${dateOf(signedAt)}; set the clock and try again`,
    };
  }
  if (now < signedAt + PAUSE_DAYS * DAY || afterPause) return undefined;
  return {
    vi: `lần ký trước là ${dateOf(signedAt)}, hơn ${PAUSE_DAYS} ngày; đồng hồ máy này có đúng là ${dateOf(now)} không? nếu đúng, thêm --after-pause`,
    en: `the last signing was on ${dateOf(signedAt)}, more than ${PAUSE_DAYS} days ago; is it really ${dateOf(now)}? if so, add --after-pause`,
  };
}

function rootEnded(now: EpochSeconds, { expires }: RootFacts): Text | undefined {
  if (now < expires) return undefined;
  return {
    vi: `khoá gốc hết hạn ngày ${dateOf(expires)}; gia hạn trước: tram trust root renew`,
    en: `the root expired on ${dateOf(expires)}; renew it first: tram trust root renew`,
  };
}

/** A repository that was lost and begun anew, or an old backup: kiosks would refuse whatever comes out of it. */
async function rollbackProblem(versions: TrustVersions, publisher: Publisher, parts: TrustParts): Promise<Text | undefined> {
  const ever = await highestEver(publisher, parts).read();
  if (versions.targets >= ever.targets && versions.timestamp >= ever.timestamp && versions.root >= ever.root) return undefined;
  return {
    vi: `repository/ cũ hơn lần công bố gần nhất (bản ${versions.timestamp} < ${ever.timestamp}): máy quét sẽ từ chối; chép lại repository từ máy chủ trung tâm hoặc USB`,
    en: `repository/ is older than the last publication (version ${versions.timestamp} < ${ever.timestamp}): kiosks would refuse; copy the repository back from central or a stick`,
  };
}

function json(value: unknown): TargetContents {
  return { bytes: Buffer.from(`${JSON.stringify(value)}\n`, "utf8") };
}

function refuse(vi: string, en: string): Prepared {
  return { ok: false, problem: { vi, en } };
}
