import { periodOf } from "../../core/trust-diff.ts";
import { nameOfKey } from "../../core/trust-draft.ts";
import { fingerprintOf, type RootFacts, TRUST_ROLES } from "../../core/trust-root.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { ROOT_DRAFT_FILE } from "./root-change.ts";
import { linesOfDraft, readRootDraft } from "./root-draft.ts";
import { dateOf, tell } from "./telling.ts";

/** `tram trust show`: the draft, the keys and what is published. Resolves to the exit code. */
export async function show(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("show", options, parts, async ({ draft, repository, path }) => {
    const published = await repository.published();
    const { root: version } = await repository.versions();
    const rootBytes = await repository.root(version);
    const root = rootBytes && parts.roots.read(rootBytes);
    const isWaiting = (await parts.disk.keptFile(path(ROOT_DRAFT_FILE)).read()) !== undefined;
    const waiting = isWaiting ? await readRootDraft(path(ROOT_DRAFT_FILE), parts) : undefined;
    const json = { draft, published: published ?? null, root: root ? rootJson(root) : null, rootWaiting: waiting?.ok ?? false };
    return await tell(parts, options, json, [
      ...(draft.demo ? [{ vi: "BẢN CHẠY THỬ", en: "A DEMO" }] : []),
      ...draft.issuers.flatMap(({ id, name, types, keys }) => [
        `${name?.vi ?? id}  ${id}`,
        `    ${types.join(", ") || "–"}`,
        ...keys.map((key) => `    ${nameOfKey(key)}  ${periodOf(key).vi} / ${periodOf(key).en}`),
      ]),
      ...draft.operatorKeys.map(({ use, kid }) => `${use}  ${kid}`),
      ...Object.entries(draft.groups).map(([name, { policy }]) => `nhóm / group ${name}  ${policy?.id ?? "–"}`),
      ...(root ? rootLines(root) : []),
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

function rootJson({ version, expires, roles }: RootFacts): object {
  const named = TRUST_ROLES.map((role) => [role, { threshold: roles[role].threshold, keys: roles[role].keys.map(({ keyId }) => keyId) }]);
  return { version, expires, roles: Object.fromEntries(named) };
}
