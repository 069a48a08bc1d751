import * as v from "valibot";
import { GroupsSchema, NO_GROUPS } from "../../core/groups.ts";
import { decodeShard } from "../../core/revocation/shard.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { TrustListSchema } from "../../core/trust.ts";
import type { TrustContent } from "../../core/trust-diff.ts";
import type { PublishedNow, TrustParts } from "./parts.ts";
import { FolderProblem, type Publisher, UPDATES_FOLDER } from "./publisher.ts";

/** Names of the targets that every publication has. */
export const LIST_TARGET = "trust-list.json";
export const GROUPS_TARGET = "groups.json";
/** Begins the names of appliance updates. */
export const UPDATE_PREFIX = "update-";

const SHARD_TARGET = /^status-\d{2}\.bin$/;

/** What is published, taken apart again. */
export interface PublishedContent {
  readonly now: PublishedNow;
  readonly content: TrustContent;
  /** When its contents were signed. */
  readonly issuedAt: EpochSeconds;
}

/** What kiosks are offered now; undefined before the first publication. */
export async function publishedContent({ repository }: Pick<Publisher, "repository">): Promise<PublishedContent | undefined> {
  const now = await repository.published();
  if (!now) return undefined;
  const bytesOf = async (name: string) => {
    const target = now.targets.find((candidate) => candidate.name === name);
    return target && (await repository.target(target));
  };
  const list = v.safeParse(TrustListSchema, parseJson(await bytesOf(LIST_TARGET)));
  const groups = v.safeParse(GroupsSchema, parseJson(await bytesOf(GROUPS_TARGET)) ?? NO_GROUPS);
  if (!list.success || !groups.success) throw new FolderProblem(damaged(list.success ? GROUPS_TARGET : LIST_TARGET));
  const lists = [];
  for (const target of now.targets.filter(({ name }) => SHARD_TARGET.test(name))) {
    const shard = decodeShard(await repository.target(target));
    if (!shard) throw new FolderProblem(damaged(target.name));
    lists.push(...shard);
  }
  const { issuers, operatorKeys = [], issuedAt } = list.output;
  const updates = now.targets.filter(({ name }) => name.startsWith(UPDATE_PREFIX));
  return { now, issuedAt, content: { draft: { issuers, operatorKeys, groups: groups.output.groups }, lists, updates } };
}

/** What kiosks would be offered with the next publication. */
export async function draftContent({ draft, lists, path }: Publisher, { disk }: TrustParts): Promise<TrustContent> {
  const updates = [];
  for (const name of await disk.names(path(UPDATES_FOLDER))) {
    if (name.startsWith(UPDATE_PREFIX)) updates.push({ name, ...(await disk.digest(path(UPDATES_FOLDER, name))) });
  }
  return { draft, lists: await lists(), updates };
}

/** Before the first publication there is nothing. */
export const NOTHING: TrustContent = { draft: { issuers: [], operatorKeys: [], groups: {} }, lists: [], updates: [] };

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

function damaged(name: string): Text {
  return {
    vi: `${name} trong repository/ bị hỏng; lấy lại từ máy chủ trung tâm, từ USB hoặc bản sao lưu`,
    en: `${name} in repository/ is damaged; take the repository back from central, a stick or the backup`,
  };
}
