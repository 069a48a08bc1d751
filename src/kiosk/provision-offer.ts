import { hexOf } from "../core/hex.ts";
import { collectCode, NO_CODES } from "../core/provisioning/code-parts.ts";
import { type ConfigurationPackage, MAX_PACKAGE_BYTES, MAX_ROOT_BYTES, openPackage } from "../core/provisioning/package.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { sha256 } from "../core/signature.ts";
import type { Source } from "../ports.ts";

/** A package as it was offered: opened, not yet judged. */
export interface Offer {
  readonly ok: true;
  readonly offered: ConfigurationPackage;
  /** The signed bytes, to be kept for a backup. */
  readonly message: Uint8Array;
  /** The root.json that belongs to it. */
  readonly root: Uint8Array;
}

/** How offers are read from the world. Nothing rejects for what a stick or a picture holds. */
export interface OfferParts {
  /** Names in a folder; undefined where there is none. */
  readonly list: (folder: string) => Promise<readonly string[] | undefined>;
  /** A regular file's bytes; undefined where there is none, or where it is larger. */
  readonly read: (folder: string, name: string, maxBytes: number) => Promise<Uint8Array | undefined>;
  /** The symbols in a file of the user's: of the codes in a picture, or the lines of a text. */
  readonly symbolsIn: (file: string) => Promise<readonly Uint8Array[]>;
}

/** The folder of a stick that holds packages, and how their names end. */
export const PROVISION_FOLDER = "tram-provision";
export const PACKAGE_SUFFIX = ".tramcfg";

/** Name of the file beside packages that holds a root. */
export function rootFileName(rootSha256: Uint8Array): string {
  return `root-${hexOf(rootSha256).slice(0, 16)}.json`;
}

/** The package on a stick for this service point, or the only one where none is named. */
export async function offerOnStick(stick: string, servicePoint: string | undefined, parts: OfferParts): Promise<Offer | Refused> {
  const folder = `${stick}/${PROVISION_FOLDER}`;
  const names = (await parts.list(folder))?.filter((name) => name.endsWith(PACKAGE_SUFFIX)) ?? [];
  const wanted = servicePoint === undefined ? names : names.filter((name) => name === `${servicePoint}${PACKAGE_SUFFIX}`);
  const [name] = wanted;
  if (name === undefined) return refused(names.length > 0 ? "other-kiosk" : "missing", names.map(withoutSuffix));
  if (wanted.length > 1) return refused("ambiguous", wanted.map(withoutSuffix));
  const message = await parts.read(folder, name, MAX_PACKAGE_BYTES);
  return message ? await openOffer(message, folder, parts) : refused("too-large", [name]);
}

/** The package in pictures or texts of its codes, each file in any order. `stick`: where a root lies that travels beside. */
export async function offerInFiles(files: readonly string[], stick: string | undefined, parts: OfferParts): Promise<Offer | Refused> {
  let codes = NO_CODES;
  let missing = true;
  for (const file of files) {
    for (const symbol of await parts.symbolsIn(file)) {
      const collected = collectCode(codes, symbol);
      if (collected.kind === "refused") return collected;
      if (collected.kind === "whole") return await openOffer(collected.message, folderOf(stick), parts);
      if (collected.kind === "no-part") continue;
      codes = collected.codes;
      missing = false;
    }
  }
  return missing ? refused("missing", files) : refused("incomplete", [missingParts(codes.texts)]);
}

/** The package held up to readers, once its last code was shown. Undefined: `stopped` came first. The sources are left open. */
export function offerHeldUp(
  sources: readonly Source[],
  stick: string | undefined,
  parts: OfferParts,
  { onProgress, stopped }: { readonly onProgress: (have: number, count: number) => void; readonly stopped: AbortSignal },
): Promise<Offer | Refused | undefined> {
  const { promise, resolve } = Promise.withResolvers<Offer | Refused | undefined>();
  stopped.addEventListener("abort", () => resolve(undefined), { once: true });
  let codes = NO_CODES;
  const take = (symbol: Uint8Array): void => {
    const collected = collectCode(codes, symbol);
    if (collected.kind === "refused") resolve(collected);
    if (collected.kind === "whole") resolve(openOffer(collected.message, folderOf(stick), parts));
    if (collected.kind !== "part") return;
    codes = collected.codes;
    onProgress(collected.have, collected.count);
  };
  for (const source of sources) source.open(take);
  return promise;
}

/** Opens a package and finds its root: in it, or in the folder beside it. */
export async function openOffer(message: Uint8Array, folder: string | undefined, { read }: OfferParts): Promise<Offer | Refused> {
  const opened = openPackage(message);
  if (!opened.ok) return opened;
  const { root, rootSha256 } = opened.value;
  const name = rootFileName(rootSha256);
  const bytes = root.kind === "bytes" ? root.bytes : folder && (await read(folder, name, MAX_ROOT_BYTES));
  if (!bytes || Buffer.compare(sha256(bytes), rootSha256) !== 0) return refused("root-missing", [name]);
  return { ok: true, offered: opened.value, message, root: bytes };
}

function folderOf(stick: string | undefined): string | undefined {
  return stick === undefined ? undefined : `${stick}/${PROVISION_FOLDER}`;
}

function withoutSuffix(name: string): string {
  return name.slice(0, -PACKAGE_SUFFIX.length);
}

function missingParts(texts: readonly (string | null)[]): string {
  return texts.flatMap((text, at) => (text === null ? [`${at + 1}/${texts.length}`] : [])).join(", ");
}
