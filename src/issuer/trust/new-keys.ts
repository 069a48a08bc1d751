import { importPrivateJwk, type PrivateKey, type PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { fingerprintOf, type RoleKey } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import type { Disk, TrustParts } from "./parts.ts";
import { FolderProblem } from "./publisher.ts";
import type { Opened } from "./unseal.ts";

/** A key that is made and not written yet: until everything has been looked at and every passphrase is there, nothing is. */
export interface NewKey {
  readonly file: string;
  readonly jwk: object;
  readonly publicKey: PublicKey;
}

/** A new key for this file, in memory. */
export function newKeyFor(file: string, { keys }: Pick<TrustParts, "keys">): NewKey {
  const jwk = keys.newJwk();
  const made = importPrivateJwk(jwk);
  if (!made) throw new Error("new key: the generated key cannot be used, nothing was written");
  return { file, jwk, publicKey: made.publicKey };
}

/** How a key is written: sealed with a passphrase, or as it is, for a timer. */
export type Seal = { readonly passphrase: string } | "unsealed";

/**
 * Writes new keys; each has been opened again and made to sign. Their files are noted in `written` beforehand. Never over a file that is
 * there.
 */
export async function writeNewKeys(
  newKeys: readonly (NewKey & { readonly seal: Seal })[],
  written: string[],
  { keys }: Pick<TrustParts, "keys">,
): Promise<ReadonlyMap<string, PrivateKey>> {
  const made = new Map<string, PrivateKey>();
  for (const { file, jwk, seal } of newKeys) {
    written.push(file);
    const key = seal === "unsealed" ? await keys.writeReady(file, jwk) : await keys.writeSealed(file, jwk, seal.passphrase);
    if (key === "exists") {
      written.pop();
      throw new FolderProblem(isThere([file]));
    }
    made.set(file, key);
  }
  return made;
}

/** Does what makes files, and where it fails removes what it has noted; what was there before is never noted. */
export async function orUndone<T>(disk: Pick<Disk, "removeTree">, act: (written: string[]) => Promise<T>): Promise<T> {
  const written: string[] = [];
  try {
    return await act(written);
  } catch (error) {
    // A stick that was pulled out keeps its half: the next attempt names the file.
    for (const path of written.toReversed()) await disk.removeTree(path).catch(() => undefined);
    throw error;
  }
}

type Refused = Opened<never> & { readonly ok: false };

/** What is already on a device that no new root key shall come to, for people. */
export interface Neighbour {
  readonly name: string;
  readonly device: number;
}

/**
 * Why root keys cannot or had better not go to these files: no stick, nothing to be written there, a key that is there, or a device that has
 * another root key or the publisher's folder, which would be stolen together with it.
 */
export async function placeProblem(
  files: readonly string[],
  neighbours: readonly Neighbour[],
  samePlace: boolean,
  { disk }: Pick<TrustParts, "disk">,
): Promise<Refused | undefined> {
  const devices = new Map(neighbours.map(({ name, device }) => [device, name]));
  const paths = new Set<string>();
  for (const file of files) {
    const place = await disk.placeOf(file);
    if (!place) {
      return wrongUsage({ vi: `không có thư mục của ${file}; USB đã cắm chưa?`, en: `there is no folder for ${file}; is the stick in?` });
    }
    if (paths.has(place.path)) return wrongUsage({ vi: `hai khoá gốc trùng tệp ${file}`, en: `two root keys have one file: ${file}` });
    paths.add(place.path);
    if (await disk.exists(file)) return { ok: false, problem: isThere([file]) };
    if (!place.isWritable) return { ok: false, problem: notWritable(place.folder) };
    const other = devices.get(place.device);
    if (other !== undefined && !samePlace) return { ok: false, problem: sameDevice(file, other) };
    devices.set(place.device, file);
  }
  return undefined;
}

/** Why keys are not written: there are some. */
function isThere(files: readonly string[]): Text {
  const named = files.join(", ");
  return {
    vi: `đã có ${named}, không ghi đè khoá; nếu là của lần tạo khoá bị ngắt giữa chừng, hãy xoá rồi làm lại`,
    en: `${named} is there, and a key is never overwritten; if an attempt that was broken off has left it, remove it and begin again`,
  };
}

/** Why nothing is written there. */
export function notWritable(folder: string): Text {
  return {
    vi: `không ghi được vào ${folder}; USB có khoá chống ghi không, thư mục có thuộc về người đang chạy lệnh không?`,
    en: `${folder} cannot be written to; is the stick write-protected, does the folder belong to the user who runs this?`,
  };
}

/** A root key as the ceremony record has it. */
export function rootKeyLine({ keyId }: Pick<RoleKey, "keyId">, file: string): string {
  return `khoá gốc / root key:  ${fingerprintOf(keyId)}   ${file}`;
}

function sameDevice(file: string, other: string): Text {
  return {
    vi: `${file} nằm cùng thiết bị với ${other}; mỗi khoá gốc cần một USB riêng (chỉ khi tập dượt: --same-place)`,
    en: `${file} is on the same device as ${other}; each root key needs a stick of its own (for a rehearsal only: --same-place)`,
  };
}

function wrongUsage(problem: Text): Refused {
  return { ok: false, problem, code: EXIT_USAGE };
}
