import type { PrivateKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { PUBLISHING_ROLES, type PublishingRole } from "../../core/trust-root.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { PublishingKeys, TrustParts } from "./parts.ts";
import { KEYS_FOLDER, type Publisher } from "./publisher.ts";

/** Options of the commands that need a passphrase; without them they ask. */
export interface PassphraseOptions {
  /** Files with passphrases that open keys; each is tried. */
  readonly passphraseFile?: readonly string[];
  /** Files with passphrases for new keys, in the order in which the keys are made; a single one is for all of them. */
  readonly newPassphraseFile?: readonly string[];
}

/** How often a person may mistype. */
const ATTEMPTS = 3;

/** Something opened, or why not, with the exit code where that is not "failed". */
export type Opened<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Text; readonly code?: typeof EXIT_USAGE };

/** A passphrase that is worth a try, which costs most of a second: one that was typed for a key is for its folder, one from a file for all. */
interface KnownPassphrase {
  readonly passphrase: string;
  readonly folder?: string;
}

/** What is known of key files beforehand. */
interface AboutKeys {
  /** Those that this command has just made, and need not be opened. */
  readonly made?: ReadonlyMap<string, PrivateKey>;
  /** True where options name them: one that is none is then wrong usage. */
  readonly areNamed?: boolean;
}

/** The private keys in these files, in order. A passphrase that opened one is tried on the next in its folder before anybody is asked. */
export async function openKeys(
  files: readonly string[],
  { passphraseFile = [] }: PassphraseOptions,
  parts: Pick<TrustParts, "keys" | "passphrases">,
  { made, areNamed = false }: AboutKeys = {},
): Promise<Opened<readonly PrivateKey[]>> {
  const known: KnownPassphrase[] = [];
  for (const file of passphraseFile) {
    const read = await passphraseIn(file, parts);
    if (!read.ok) return read;
    known.push({ passphrase: read.value });
  }
  const twice = areNamed ? files.find((file, index) => files.indexOf(file) !== index) : undefined;
  if (twice !== undefined) return { ok: false, problem: sameKeyTwice(twice), code: EXIT_USAGE };
  const opened: PrivateKey[] = [];
  for (const file of files) {
    const ready = made?.get(file);
    const key: Opened<PrivateKey> = ready ? { ok: true, value: ready } : await openKey(file, known, passphraseFile.length === 0, parts);
    if (!key.ok) return areNamed ? key : { ok: false, problem: key.problem };
    opened.push(key.value);
  }
  return { ok: true, value: opened };
}

/** `known` grows by the passphrases that open something. */
async function openKey(
  file: string,
  known: KnownPassphrase[],
  mayAsk: boolean,
  { keys, passphrases }: Pick<TrustParts, "keys" | "passphrases">,
): Promise<Opened<PrivateKey>> {
  const read = await keys.read(file);
  if (read.kind === "unusable") {
    if (read.isDamaged) return { ok: false, problem: damagedKey(file), code: EXIT_USAGE };
    const problem = { vi: `không dùng được khoá ${file} (${read.detail})`, en: `cannot use the key ${file}: ${read.detail}` };
    return { ok: false, problem, code: EXIT_USAGE };
  }
  if (read.kind === "ready") return { ok: true, value: read.key };
  const folder = file.replace(/[^/\\]*$/, "");
  for (const { passphrase } of known.filter((one) => one.folder === undefined || one.folder === folder)) {
    const key = await read.open(passphrase);
    if (key === "damaged") return { ok: false, problem: damagedKey(file), code: EXIT_USAGE };
    if (key) return { ok: true, value: key };
  }
  for (let attempt = 0; mayAsk && attempt < ATTEMPTS; attempt++) {
    const again = attempt === 0 ? "" : "Mật khẩu không mở được, nhập lại.\nIt does not open with this one, once again.\n";
    const passphrase = await passphrases.ask(`${again}Mật khẩu của / Passphrase for ${file}: `);
    if (passphrase === undefined) return NOBODY_TO_ASK;
    const key = await read.open(passphrase);
    if (key === "damaged") return { ok: false, problem: damagedKey(file), code: EXIT_USAGE };
    if (!key) continue;
    known.push({ passphrase, folder });
    return { ok: true, value: key };
  }
  return refuse(
    `mật khẩu không mở được ${file}; kiểm tra mật khẩu, bộ gõ và phím hoa; nếu chắc chắn đúng thì tệp có thể đã hỏng: thử bản sao lưu`,
    `the passphrase does not open ${file}; check it, the input method and Caps Lock; if you are sure of it the file may be damaged: try the backup`,
  );
}

function damagedKey(file: string): Text {
  return {
    vi: `tệp khoá ${file} bị hỏng hoặc bị cắt, không phải do mật khẩu; lấy bản sao lưu; nếu là khoá gốc: dùng USB của người giữ khoá khác, rồi thay khoá này (tram trust root rotate)`,
    en: `the key file ${file} is damaged or cut short, the passphrase is not at fault; take it from the backup; of a root key: use another holder's stick, then replace this one (tram trust root rotate)`,
  };
}

/** Why two of the keys that are named count as one. */
export function sameKeyTwice(name: string): Text {
  return {
    vi: `cùng một khoá hai lần (${name}); mỗi chữ ký cần một khoá khác`,
    en: `the same key twice (${name}); each signature needs a key of its own`,
  };
}

/** The passphrase in a file that an option names. */
export async function passphraseIn(file: string, { passphrases }: Pick<TrustParts, "passphrases">): Promise<Opened<string>> {
  try {
    return { ok: true, value: await passphrases.read(file) };
  } catch (error) {
    const cause = sentenceOf(error);
    const problem = { vi: `không đọc được mật khẩu trong ${file} (${cause})`, en: `cannot read the passphrase in ${file}: ${cause}` };
    return { ok: false, problem, code: EXIT_USAGE };
  }
}

function pendingKeyName(role: PublishingRole, rootVersion: number): string {
  return `${role}.root-${rootVersion}.key`;
}

/** Where the new key of a role lies until the root of this version, which names it, is published. */
export function pendingKeyFile({ path }: Pick<Publisher, "path">, role: PublishingRole, rootVersion: number): string {
  return path(KEYS_FOLDER, pendingKeyName(role, rootVersion));
}

/**
 * File of the key that signs for a role under this root. A key that waited for the root is put in its place now if that has not happened
 * yet: the power may have gone between the two.
 */
export async function roleKeyFile(
  publisher: Pick<Publisher, "path">,
  role: PublishingRole,
  rootVersion: number,
  { disk }: Pick<TrustParts, "disk">,
): Promise<string> {
  const file = publisher.path(KEYS_FOLDER, `${role}.key`);
  const names = await disk.names(publisher.path(KEYS_FOLDER));
  if (names.includes(pendingKeyName(role, rootVersion))) await disk.rename(pendingKeyFile(publisher, role, rootVersion), file);
  return file;
}

/** The keys that sign publications. */
export async function openPublishingKeys(
  publisher: Publisher,
  options: PassphraseOptions,
  parts: TrustParts,
): Promise<Opened<PublishingKeys>> {
  const { root } = await publisher.repository.versions();
  const files: string[] = [];
  for (const role of PUBLISHING_ROLES) files.push(await roleKeyFile(publisher, role, root, parts));
  const opened = await openKeys(files, options, parts);
  if (!opened.ok) return opened;
  const keysOf = (at: number) => opened.value.slice(at, at + 1);
  return { ok: true, value: { targets: keysOf(0), snapshot: keysOf(1), timestamp: keysOf(2) } };
}

/** Why there is no passphrase. */
export const NOBODY_TO_ASK: { readonly ok: false; readonly problem: Text } = {
  ok: false,
  problem: {
    vi: "cần mật khẩu mà không có màn hình dòng lệnh để hỏi, hoặc đã bỏ qua; dùng --passphrase-file TỆP hoặc --new-passphrase-file TỆP",
    en: "a passphrase is needed and there is no terminal to ask on, or it was left out; use --passphrase-file FILE or --new-passphrase-file FILE",
  },
};

function refuse(vi: string, en: string): { readonly ok: false; readonly problem: Text } {
  return { ok: false, problem: { vi, en } };
}
