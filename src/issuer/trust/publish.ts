import { nameOfList } from "../../core/list-changes.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { outlookAt } from "../../core/trust-outlook.ts";
import { PUBLISHING_ROLES, type RootFacts } from "../../core/trust-root.ts";
import { policyNotes } from "./groups.ts";
import { highestEver } from "./highest-ever.ts";
import type { PublishingKeys, TrustParts } from "./parts.ts";
import { type Allowances, clockProblem, doubtAbout, type NextPublication, prepare } from "./publication.ts";
import { type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { dateOf, refuseTo, tell, warn } from "./telling.ts";
import { openKeys, openPublishingKeys, type PassphraseOptions, roleKeyFile } from "./unseal.ts";

const DAY = 86_400;
/** How long before its end a thing is worth a warning, in days: a root needs people who meet, the rest a command. */
const WARN_DAYS = { root: 120, targets: 30, snapshot: 14, timestamp: 14 };
/** Lists that a warning names at most. */
const MAX_NAMED = 5;

/** `tram trust diff`: what the next publication would change. Resolves to the exit code. */
export async function diff(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("diff", options, parts, async (publisher) => {
    const prepared = await prepare(publisher, parts, true);
    if (!prepared.ok) return await refuseTo(parts, "diff", options, prepared.problem);
    const { changes, published, undone } = prepared.next;
    const json = { published: published?.now.versions ?? null, changes: changes.map(({ text: _, ...change }) => change), undone };
    return await tell(parts, options, json, linesOf(prepared.next));
  });
}

/** `tram trust publish`: signs the draft and puts it into the repository. Resolves to the exit code. */
export async function publish(options: PublisherOptions & PassphraseOptions & Allowances, parts: TrustParts): Promise<number> {
  return await withPublisher("publish", options, parts, async (publisher) => {
    const prepared = await prepare(publisher, parts, options.afterPause);
    if (!prepared.ok) return await refuseTo(parts, "publish", options, prepared.problem);
    const { next } = prepared;
    // Before the passphrase is asked for: whoever types it has seen what it signs.
    if (!options.json) await tell(parts, {}, {}, linesOf(next));
    for (const note of policyNotes(next.content.draft)) warn(parts, "publish", note);
    const doubt = doubtAbout(next, options);
    if (doubt) return await refuseTo(parts, "publish", options, doubt);
    const keys = await openPublishingKeys(publisher, options, parts);
    if (!keys.ok) return await refuseTo(parts, "publish", options, keys.problem, keys.code);
    const stranger = strangerAmong(keys.value, next.root, parts);
    if (stranger) return await refuseTo(parts, "publish", options, stranger);
    return await signAndWrite(options, publisher, next, keys.value, parts);
  });
}

async function signAndWrite(
  options: PublisherOptions,
  publisher: Publisher,
  next: NextPublication,
  keys: PublishingKeys,
  parts: TrustParts,
): Promise<number> {
  const { now, targets, sequence, deltaBytes, expires, root } = next;
  const { repository, draft } = publisher;
  const lifetimes = Object.fromEntries(PUBLISHING_ROLES.map((role) => [role, draft.lifetimeDays[role] * DAY]));
  const versions = await repository.publish(keys, {
    targets,
    now,
    lifetimes: lifetimes as Record<(typeof PUBLISHING_ROLES)[number], number>,
  });
  await highestEver(publisher, parts).note(versions);

  const looked = await lookAsKiosk(publisher, now);
  if (looked) return await refuseTo(parts, "publish", options, looked);
  warnOfEnds("publish", expires, now, parts);
  warnOfKeys(next, parts);
  warnOfLists(next, parts);
  const json = { versions, sequence, ...(deltaBytes !== undefined && { deltaBytes }), expires, changes: next.changes.length };
  return await tell(parts, options, json, [
    {
      vi: `Đã công bố bản ${versions.timestamp}; máy quét không có mạng dùng được đến ${dateOf(Math.min(...Object.values(expires)))}.`,
      en: `Published version ${versions.timestamp}; a kiosk without a network can go by it until ${dateOf(Math.min(...Object.values(expires)))}.`,
    },
    `timestamp ${dateOf(expires.timestamp)} · snapshot ${dateOf(expires.snapshot)} · targets ${dateOf(expires.targets)} · root ${dateOf(root.expires)}`,
  ]);
}

/** `tram trust refresh`: signs the timestamp anew, nothing else. What a daily timer runs. Resolves to the exit code. */
export async function refresh(
  options: PublisherOptions & PassphraseOptions & Pick<Allowances, "afterPause">,
  parts: TrustParts,
): Promise<number> {
  return await withPublisher("refresh", options, parts, async (publisher) => {
    const { repository, draft } = publisher;
    const now = Math.floor(parts.now());
    const published = await repository.published();
    if (!published) return await refuseTo(parts, "refresh", options, NOTHING_PUBLISHED);
    const { expires, versions: before } = published;
    const ended = (["root", "targets", "snapshot"] as const).find((role) => expires[role] <= now);
    if (ended !== undefined) return await refuseTo(parts, "refresh", options, hasEnded(ended, expires[ended]));
    const wrong = clockProblem(now, published, draft.lifetimeDays, options.afterPause ?? false);
    if (wrong) return await refuseTo(parts, "refresh", options, wrong);
    const opened = await openKeys([await roleKeyFile(publisher, "timestamp", before.root, parts)], options, parts);
    if (!opened.ok) return await refuseTo(parts, "refresh", options, opened.problem, opened.code);
    const versions = await repository.refresh(opened.value, now, draft.lifetimeDays.timestamp * DAY);
    await highestEver(publisher, parts).note(versions);
    const looked = await lookAsKiosk(publisher, now);
    if (looked) return await refuseTo(parts, "refresh", options, looked);
    warnOfEnds("refresh", { ...expires, timestamp: Number.POSITIVE_INFINITY }, now, parts);
    const until = now + draft.lifetimeDays.timestamp * DAY;
    return await tell(parts, options, { versions, expiresAt: until }, [
      { vi: `Đã ký lại, dùng được đến ${dateOf(until)}.`, en: `Signed anew, good until ${dateOf(until)}.` },
    ]);
  });
}

/** What a kiosk that begins with the first root makes of the repository, if that is not what it should be. */
async function lookAsKiosk({ repository }: Publisher, now: EpochSeconds): Promise<Text | undefined> {
  const root = await repository.root(1);
  const looked = root ? await repository.lookAt(root, now) : undefined;
  if (looked?.ok) return undefined;
  const why = looked ? `${looked.refusal}: ${looked.detail}` : "1.root.json";
  return {
    vi: `đã ghi nhưng máy quét sẽ từ chối (${why}); đừng phát hành, báo cho người phát triển`,
    en: `written, but a kiosk would refuse it: ${why}; do not hand it out, and tell the developers`,
  };
}

/** A key that the root does not name: signatures that nobody would believe. */
function strangerAmong(keys: PublishingKeys, root: RootFacts, { roots }: TrustParts): Text | undefined {
  const role = PUBLISHING_ROLES.find((candidate) => {
    const named = root.roles[candidate].keys.map(({ keyId }) => keyId);
    return !keys[candidate].some(({ publicKey }) => named.includes(roots.keyOf(publicKey).keyId));
  });
  return (
    role && {
      vi: `khoá ${role} trong keys/ không có trong root; lấy đúng khoá từ bản sao lưu, hoặc thay khoá: tram trust root rotate`,
      en: `the ${role} key in keys/ is not named by the root; take the right one from the backup, or replace it: tram trust root rotate`,
    }
  );
}

function warnOfEnds(command: string, expires: NextPublication["expires"], now: EpochSeconds, parts: TrustParts): void {
  for (const role of ["root", "targets", "snapshot"] as const) {
    if (expires[role] - now > WARN_DAYS[role] * DAY) continue;
    const todo = role === "root" ? "tram trust root renew" : "tram trust publish";
    warn(parts, command, {
      vi: `${role} hết hạn ngày ${dateOf(expires[role])}; cần chạy: ${todo}`,
      en: `${role} ends on ${dateOf(expires[role])}; run: ${todo}`,
    });
  }
}

function warnOfKeys({ now, content, expires }: NextPublication, parts: TrustParts): void {
  for (const { issuer, endingSoon } of outlookAt(now, content.draft.issuers, expires).issuers) {
    if (endingSoon.length === 0) continue;
    const names = endingSoon.join(", ");
    warn(parts, "publish", {
      vi: `khoá sắp hết hạn trong 30 ngày: ${issuer}: ${names}`,
      en: `keys that end within 30 days: ${issuer}: ${names}`,
    });
  }
}

/** Lists that end before the bundle does: from then on kiosks that hear nothing cannot say of anything on them that it is in force. */
function warnOfLists({ content, expires }: NextPublication, parts: TrustParts): void {
  const until = Math.min(...Object.values(expires));
  const ending = content.lists.flatMap((list) =>
    list.expiresAt !== undefined && list.expiresAt < until ? [{ ...list, at: list.expiresAt }] : [],
  );
  if (ending.length === 0) return;
  const named = ending.toSorted((a, b) => a.at - b.at).slice(0, MAX_NAMED);
  const more = ending.length > named.length ? ` … (${ending.length})` : "";
  const names = `${named.map((list) => `${nameOfList(list)} (${dateOf(list.at)})`).join(", ")}${more}`;
  warn(parts, "publish", {
    vi: `danh sách hết hạn trước bộ tin cậy: ${names}; từ đó giấy tờ dẫn tới chúng không kiểm tra được (T-509); nhập bản mới trước ngày đó: tram trust status import`,
    en: `lists that end before the bundle does: ${names}; from then on what they are about cannot be checked (T-509); import the new ones before: tram trust status import`,
  });
}

function linesOf({ changes, undone, published }: NextPublication): readonly Text[] {
  if (!published && changes.length === 0) return [NOTHING_YET];
  if (changes.length === 0) return [{ vi: "Nội dung không đổi so với bản đang công bố.", en: "The same contents as published now." }];
  const reasons = undone.map(({ credential, at, reason }) => ({
    vi: `huỷ thu hồi ${credential} (${dateOf(at)}): ${reason}`,
    en: `revocation of ${credential} undone (${dateOf(at)}): ${reason}`,
  }));
  return [...changes.map(({ text }) => text), ...(changes.some(({ subject, isLoss }) => subject === "list" && isLoss) ? reasons : [])];
}

function hasEnded(role: string, at: EpochSeconds): Text {
  const todo = role === "root" ? "tram trust root renew" : "tram trust publish";
  return { vi: `${role} đã hết hạn ngày ${dateOf(at)}; chạy: ${todo}`, en: `${role} ended on ${dateOf(at)}; run: ${todo}` };
}

const NOTHING_YET: Text = {
  vi: "Chưa công bố lần nào, và bản nháp còn trống. Thêm nơi cấp: tram trust issuer add",
  en: "Nothing has been published yet, and the draft is empty. Add an issuer: tram trust issuer add",
};
const NOTHING_PUBLISHED: Text = {
  vi: "chưa công bố gì; chạy: tram trust publish",
  en: "nothing is published yet; run: tram trust publish",
};
