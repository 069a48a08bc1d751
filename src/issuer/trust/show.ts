import { linesOfGroup } from "../../core/group-changes.ts";
import { hexOf } from "../../core/hex.ts";
import { fingerprintOfKey } from "../../core/key-fingerprint.ts";
import { sha256 } from "../../core/signature.ts";
import { periodOf } from "../../core/trust-diff.ts";
import { type Draft, nameOfKey } from "../../core/trust-draft.ts";
import { fingerprintOf, type RootFacts, TRUST_ROLES } from "../../core/trust-root.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { ROOT_DRAFT_FILE } from "./root-change.ts";
import { linesOfDraft, readRootDraft } from "./root-draft.ts";
import { linesOfStatus, statusRows } from "./status-lists.ts";
import { dateOf, tell } from "./telling.ts";

/** `tram trust show`: the draft, the keys and what is published. Resolves to the exit code. */
export async function show(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("show", options, parts, async (publisher) => {
    const { draft, repository, path } = publisher;
    const published = await repository.published();
    const { root: version } = await repository.versions();
    const rootBytes = await repository.root(version);
    const root = rootBytes && parts.roots.read(rootBytes);
    const firstRoot = await repository.root(1);
    const rootSha256 = firstRoot && hexOf(sha256(firstRoot));
    const isWaiting = (await parts.disk.keptFile(path(ROOT_DRAFT_FILE)).read()) !== undefined;
    const waiting = isWaiting ? await readRootDraft(path(ROOT_DRAFT_FILE), parts) : undefined;
    const lists = await statusRows(publisher, parts);
    const json = {
      draft,
      lists,
      rootWaiting: waiting?.ok ?? false,
      published: published ?? null,
      keys: keyRows(draft),
      root: root ? rootJson(root, rootSha256) : null,
    };
    return await tell(parts, options, json, [
      ...(draft.demo ? [{ vi: "BẢN CHẠY THỬ", en: "A DEMO" }] : []),
      ...draft.issuers.flatMap(({ id, name, types, keys }) => [
        `${name?.vi ?? id}  ${id}`,
        `    ${types.join(", ") || "–"}`,
        ...keys.map((key) => `    ${nameOfKey(key)}  ${fingerprintOf(fingerprintOfKey(key))}  ${periodOf(key).vi} / ${periodOf(key).en}`),
      ]),
      ...(draft.issuers.length === 0 ? [{ vi: "Bản nháp chưa có nơi cấp nào.", en: "The draft has no issuers yet." }] : []),
      ...draft.operatorKeys.map((key) => `${key.use}  ${key.kid}  ${fingerprintOf(fingerprintOfKey(key))}`),
      ...Object.entries(draft.groups).flatMap(([name, group]) => [
        `nhóm / group ${name}`,
        ...linesOfGroup(group).map((line) => `    ${line}`),
      ]),
      ...linesOfStatus(lists),
      ...(root ? rootLines(root) : []),
      ...(rootSha256 === undefined ? [] : [`1.root.json  ${fingerprintOf(rootSha256)}`]),
      published
        ? `công bố / published  ${published.versions.timestamp}  → ${TRUST_ROLES.map((role) => `${role} ${dateOf(published.expires[role])}`).join(" · ")}`
        : { vi: "Chưa công bố gì.", en: "Nothing is published yet." },
      ...(waiting?.ok ? [{ vi: "Có root chờ ký:", en: "A root waits for signatures:" }, ...linesOfDraft(waiting.draft, parts.roots)] : []),
    ]);
  });
}

function rootLines({ version, expires, roles }: RootFacts): readonly string[] {
  return [
    `root ${version}  → ${dateOf(expires)}  ${roles.root.threshold} / ${roles.root.keys.length}`,
    ...TRUST_ROLES.flatMap((role) => roles[role].keys.map(({ keyId }) => `    ${role.padEnd(9)}  ${fingerprintOf(keyId)}`)),
  ];
}

/** Every key of the draft with all 64 digits of its fingerprint, as a script compares them. */
function keyRows({ issuers, operatorKeys }: Draft): readonly object[] {
  return [
    ...issuers.flatMap(({ id, keys }) => keys.map((key) => ({ issuer: id, kid: nameOfKey(key), fingerprint: fingerprintOfKey(key) }))),
    ...operatorKeys.map((key) => ({ use: key.use, kid: key.kid, fingerprint: fingerprintOfKey(key) })),
  ];
}

function rootJson({ version, expires, roles }: RootFacts, firstSha256: string | undefined): object {
  const named = TRUST_ROLES.map((role) => [role, { threshold: roles[role].threshold, keys: roles[role].keys.map(({ keyId }) => keyId) }]);
  return { version, expires, roles: Object.fromEntries(named), firstSha256: firstSha256 ?? null };
}
