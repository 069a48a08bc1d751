import type { Text } from "../../core/text.ts";
import type { TrustParts } from "./parts.ts";
import { DRAFT_FILE, hasKeys } from "./publisher.ts";

/** Most entries of a stick's first folder that are looked at; a stick of ours has a handful. */
const MAX_ENTRIES = 1000;

/** Why what is on this stick must not travel to kiosks together with a publication, or undefined. */
export async function unfitStick(
  { dir, stick }: { readonly dir: string; readonly stick: string },
  folder: string,
  { disk, keys }: Pick<TrustParts, "disk" | "keys">,
): Promise<Text | undefined> {
  const [home, there] = [await disk.placeOf(disk.join(dir, DRAFT_FILE)), await disk.placeOf(folder)];
  if (home && there && isInside(there.path, home.folder)) return ownFolder(stick);
  if (home && there && isInside(home.path, there.folder)) return folderOnStick(dir);
  const around = there?.folder ?? stick;
  if (await isPublishers(around, disk)) return ownFolder(around);
  // Attack: whoever borrows the stick at a counter takes a root key home, and tries passphrases for as long as they like.
  for (const name of (await disk.names(around)).slice(0, MAX_ENTRIES)) {
    const file = disk.join(around, name);
    const read = await keys.read(file);
    if (read.kind !== "unusable" || read.isDamaged) return keyOnStick(file);
    if (await isPublishers(file, disk)) return folderOnStick(file);
  }
  return undefined;
}

async function isPublishers(folder: string, disk: TrustParts["disk"]): Promise<boolean> {
  return (await disk.exists(disk.join(folder, DRAFT_FILE))) || (await hasKeys(folder, disk));
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.replace(/[/\\]$/, "").length));
}

function keyOnStick(file: string): Text {
  return {
    vi: `${file} là khoá bí mật; USB có khoá gốc không được mang tới máy quét: cất USB này, dùng USB khác`,
    en: `${file} is a private key; a stick with a root key must not travel to kiosks: lock this one away, and take another stick`,
  };
}

function ownFolder(stick: string): Text {
  return {
    vi: `${stick} là thư mục phát hành, có khoá bí mật, không phải USB; ghi thư mục của USB`,
    en: `${stick} is a publisher's folder, with private keys in it, and no stick; name the folder of the stick`,
  };
}

function folderOnStick(folder: string): Text {
  return {
    vi: `${folder} trên USB này là thư mục phát hành, có khoá bí mật, không được mang tới máy quét: cất USB này, dùng USB khác`,
    en: `${folder} on this stick is a publisher's folder, with private keys in it, which must not travel to kiosks: lock this stick away, and take another one`,
  };
}
