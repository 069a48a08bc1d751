// What is on the sticks that are in, and whether this kiosk would take it. Nothing is taken, nothing is written but a temporary folder.
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinList } from "../core/list-pieces.ts";
import type { OfferFacts, SticksFacts } from "../core/machine-facts.ts";
import { toTheEnd } from "../core/revocation/steps.ts";
import type { EpochSeconds } from "../core/time.ts";
import { bundleTargets } from "../core/trust-targets.ts";
import { checkBundle, firstRoot } from "../core/tuf-chain.ts";
import { nodeFileSystem } from "./file-system.ts";
import { errorCode } from "./libc.ts";
import { mountedFolders, STICK_FOLDER } from "./stick-folder.ts";
import { type FetchedBundle, fetchBundle } from "./trust-fetch.ts";
import { readKeptMetadata, targetsFolder } from "./trust-folder.ts";
import { readBundle } from "./trust-reading.ts";
import type { TrustFolderOptions } from "./trust-vault.ts";

/** Looks at the sticks below a folder as a kiosk with this vault would at this time. `at`: of a clock that is believed. Never rejects for what a stick holds. */
export async function lookAtSticks(
  root: string,
  vault: Pick<TrustFolderOptions, "folder" | "root" | "floor" | "demo">,
  at: EpochSeconds,
): Promise<SticksFacts> {
  try {
    if (!(await stat(root)).isDirectory()) return { kind: "unreadable", why: "not a folder" };
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    return why === "ENOENT" ? { kind: "absent" } : { kind: "unreadable", why };
  }
  const sticks: { readonly path: string; readonly offer: OfferFacts }[] = [];
  for (const path of await mountedFolders(root)) {
    const repository = join(path, STICK_FOLDER);
    if (await isFolder(repository)) sticks.push({ path, offer: await lookAtOffer(repository, vault, at) });
    else if (await isMount(root, path)) sticks.push({ path, offer: { kind: "none" } });
  }
  return { kind: "looked", sticks };
}

async function lookAtOffer(repository: string, vault: Parameters<typeof lookAtSticks>[1], at: EpochSeconds): Promise<OfferFacts> {
  const { folder, root: anchor, floor } = vault;
  const kept = await readKeptMetadata(folder, nodeFileSystem);
  const held = kept?.ok ? kept.value : undefined;
  const scratch = await mkdtemp(join(tmpdir(), "tram-doctor-"));
  try {
    const time = { at, atUnderNewKeys: at };
    const task = {
      origin: { kind: "folder", path: repository } as const,
      anchor,
      held,
      floor,
      time,
      targets: targetsFolder(folder),
      scratch,
    };
    const answer = await fetchBundle(task, new AbortController().signal);
    switch (answer.kind) {
      case "unchanged":
        return { kind: "same" };
      case "refused":
        return { kind: "refused", refusal: answer.refusal, detail: answer.detail };
      case "later":
        return { kind: "refused", refusal: "incomplete", detail: answer.detail };
      case "fetched":
        return await judgeContents(answer, vault, at);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** As the vault judges what it has fetched. */
async function judgeContents(
  { bytes, list, groups, shards }: FetchedBundle,
  vault: Parameters<typeof lookAtSticks>[1],
  at: EpochSeconds,
): Promise<OfferFacts> {
  const anchor = firstRoot(vault.root);
  const bundle = anchor.ok ? checkBundle(anchor.value, bytes) : anchor;
  const named = bundle.ok ? bundleTargets(bundle.value.targets) : bundle;
  if (!bundle.ok || !named.ok) return refusedOffer(bundle.ok ? named : bundle);
  const read = await readBundle({ bundle: bundle.value, named: named.value, list: toTheEnd(joinList(list)), groups, shards }, vault.demo);
  if (!read.ok) return refusedOffer(read);
  const { versions, issuedAt, expiresAt } = read.value;
  if (expiresAt <= Math.max(at, issuedAt)) return { kind: "refused", refusal: "freeze", detail: "trust-list.json" };
  return { kind: "newer", version: versions.timestamp, issuedAt, expiresAt };
}

function refusedOffer(
  judged: { readonly ok: boolean } & Partial<Pick<Extract<OfferFacts, { kind: "refused" }>, "refusal" | "detail">>,
): OfferFacts {
  return { kind: "refused", refusal: judged.refusal ?? "malformed", detail: judged.detail ?? "" };
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** A folder of a user's name is no stick; one with a file system of its own is. */
async function isMount(root: string, path: string): Promise<boolean> {
  const [above, here] = await Promise.all([root, path].map((each) => stat(each).catch(() => undefined)));
  return above !== undefined && here !== undefined && above.dev !== here.dev;
}
