import type { CredentialType } from "../../core/presentation.ts";
import type { EpochSeconds } from "../../core/time.ts";
import type { Draft } from "../../core/trust-draft.ts";
import {
  addIssuer,
  addKeys,
  type Edited,
  removeIssuer,
  removeKey,
  renameIssuer,
  retireKey,
  rotateKey,
  setTypes,
} from "../../core/trust-draft-edit.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { editDraft } from "./edit-draft.ts";
import { demoProblem, type KeyWishes, readKeys } from "./given-keys.ts";
import { keyNotes } from "./key-notes.ts";
import type { TrustParts } from "./parts.ts";
import type { PublisherOptions } from "./publisher.ts";
import { refuseTo } from "./telling.ts";

/** Options that name an issuer. */
export interface IssuerOptions extends PublisherOptions {
  readonly issuer: string;
}

/** Names of an issuer for people; without an English one the Vietnamese one serves for both. */
export interface NameOptions {
  readonly name?: string;
  readonly nameEn?: string;
}

/** Which keys a command is about, and when they count. */
export interface KeyOptions extends IssuerOptions, KeyWishes {}

/** `tram trust issuer add`. */
export function addIssuerTo(
  options: IssuerOptions & NameOptions & { readonly types: readonly CredentialType[] },
  parts: TrustParts,
): Promise<number> {
  const { issuer, types } = options;
  const name = nameOf(options);
  return editDraft("issuer add", options, parts, (draft) => addIssuer(draft, { id: issuer, ...(name && { name }), types: [...types] }));
}

/** `tram trust issuer rename`. */
export async function renameIssuerOf(options: IssuerOptions & NameOptions, parts: TrustParts): Promise<number> {
  const name = nameOf(options);
  if (!name) return await refuseTo(parts, "issuer rename", options, { vi: "thiếu --name", en: "--name is missing" }, EXIT_USAGE);
  return await editDraft("issuer rename", options, parts, (draft) => renameIssuer(draft, options.issuer, name));
}

/** `tram trust issuer types`. */
export function setTypesOf(options: IssuerOptions & { readonly types: readonly CredentialType[] }, parts: TrustParts): Promise<number> {
  return editDraft("issuer types", options, parts, (draft) => setTypes(draft, options.issuer, [...options.types]));
}

/** `tram trust issuer remove`. */
export function removeIssuerOf(options: IssuerOptions, parts: TrustParts): Promise<number> {
  return editDraft("issuer remove", options, parts, (draft) => removeIssuer(draft, options.issuer));
}

/** `tram trust key add`: keys from files in any known form. */
export async function addKeysTo(options: KeyOptions, files: readonly string[], parts: TrustParts): Promise<number> {
  const read = await readKeys("key add", files, options, parts);
  if (!read.ok) return await refuseTo(parts, "key add", options, read.problem, read.code);
  return await editKeys("key add", options, parts, (draft) => {
    const wrong = demoProblem(draft, read.value.keys);
    return wrong ? { ok: false, problem: wrong } : addKeys(draft, options.issuer, read.value.entries);
  });
}

/** `tram trust key rotate`: a new key from a time, the old one until another. */
export async function rotateKeyOf(
  options: KeyOptions & { readonly old: string; readonly from: EpochSeconds; readonly until: EpochSeconds },
  files: readonly string[],
  parts: TrustParts,
): Promise<number> {
  const { issuer, old, from, until, ...others } = options;
  const read = await readKeys("key rotate", files, others, parts);
  if (!read.ok) return await refuseTo(parts, "key rotate", options, read.problem, read.code);
  return await editKeys("key rotate", options, parts, (draft) => {
    const wrong = demoProblem(draft, read.value.keys);
    return wrong ? { ok: false, problem: wrong } : rotateKey(draft, issuer, { from, until, oldKid: old, keys: read.value.entries });
  });
}

/** `tram trust key retire`. */
export function retireKeyOf(
  options: IssuerOptions & { readonly kid: string; readonly until: EpochSeconds },
  parts: TrustParts,
): Promise<number> {
  return editKeys("key retire", options, parts, (draft) => retireKey(draft, options.issuer, options.kid, options.until));
}

/** `tram trust key remove`. */
export function removeKeyOf(options: IssuerOptions & { readonly kid: string }, parts: TrustParts): Promise<number> {
  return editDraft("key remove", options, parts, (draft) => removeKey(draft, options.issuer, options.kid));
}

function editKeys(command: string, options: IssuerOptions, parts: TrustParts, edit: (draft: Draft) => Edited): Promise<number> {
  return editDraft(command, options, parts, edit, (after, before) => keyNotes(before, after, parts.now()));
}

function nameOf({ name, nameEn }: NameOptions): { vi: string; en: string } | undefined {
  return name === undefined ? undefined : { vi: name, en: nameEn ?? name };
}
