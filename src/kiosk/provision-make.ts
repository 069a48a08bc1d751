// `tram provision make`: the operator's side. It stands in the kiosk's program because only the kiosk knows what it lets be set.
import { displayJson, displayText } from "../core/display-text.ts";
import { splitIntoCodes } from "../core/provisioning/code-parts.ts";
import { writeConfirmation } from "../core/provisioning/confirmation.ts";
import { type Change, differencesOf } from "../core/provisioning/difference.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { type ConfigurationPackage, MAX_ROOT_BYTES, openPackage, type PackageContent, sealPackage } from "../core/provisioning/package.ts";
import { isServicePoint } from "../core/provisioning/service-point.ts";
import { type PrivateKey, sha256 } from "../core/signature.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import { PACKAGE_SUFFIX, PROVISION_FOLDER, rootFileName } from "./provision-offer.ts";
import { type NewConfiguration, settingsFromToml, withPackage } from "./provision-settings.ts";
import { writeSheet } from "./provision-sheet.ts";
import { complain, EXIT_DONE, EXIT_USAGE } from "./provision-texts.ts";

/** How many devices at one service point a sheet can confirm: the first and its first two replacements. Later ones need a keyboard. */
const CONFIRMATIONS = 3;

/** Options of `tram provision make`. */
export interface MakeOptions {
  readonly kiosk: string;
  /** TOML fragment of what the package sets. */
  readonly settings: string;
  /** The root.json that the kiosk shall begin with. */
  readonly root: string;
  /** Folder of what is published; absent: nobody looks whether the group is in it. */
  readonly repository?: string;
  readonly out: string;
  /** Absent: the seconds since 1970, which only rise. */
  readonly serial?: number;
  readonly validForSeconds: number;
  /** Thumbprint of the only device that may take it. */
  readonly device?: string;
  readonly label?: string;
  /** The root travels beside, and no codes are drawn. */
  readonly stickOnly?: boolean;
  readonly json?: boolean;
}

/** What making needs from the operator's machine. */
export interface MakeParts {
  readonly now: () => EpochSeconds;
  /** A file's bytes. Rejects with a sentence for the user. */
  readonly readInput: (file: string) => Promise<Uint8Array>;
  readonly isRoot: (bytes: Uint8Array) => boolean;
  /** Names of the groups that a kiosk with this root would find in a repository, or why it would not take it. */
  readonly groups: (repository: string, root: Uint8Array) => Promise<PublishedGroups>;
  readonly drawQr: (text: string) => Promise<{ readonly svg: string; readonly png: Uint8Array }>;
  readonly makeFolder: (folder: string) => Promise<void>;
  readonly writeOutput: (file: string, contents: string | Uint8Array) => Promise<void>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** What is known of the groups in a repository. */
export type PublishedGroups = { readonly ok: true; readonly names: readonly string[] } | { readonly ok: false; readonly why: Text };

/** Signs a package and writes its codes, its sheet and its folder for a stick. Returns the exit code. */
export async function makePackage(options: MakeOptions, key: PrivateKey, parts: MakeParts): Promise<number> {
  const content = await contentOf(options, parts);
  if (!content) return EXIT_USAGE;
  const message = sealPackage(content.value, key);
  const opened = openPackage(message);
  if (!opened.ok) throw new Error("provision: a package that was just sealed cannot be opened");
  const atKiosk = atNewKiosk(opened.value);
  if (!atKiosk.ok) return tellProblems(options.settings, atKiosk.problems, parts);
  const codes = options.stickOnly ? [] : splitIntoCodes(message);
  if (!codes) {
    return complain(
      parts.err,
      "cấu hình quá lớn cho 16 mã QR; dùng --stick-only để mang bằng USB, hoặc bớt chính sách (đặt nó vào nhóm: tram trust policy set)",
      "too large for 16 QR codes; use --stick-only to take it on a stick, or move the policy to a group (tram trust policy set)",
    );
  }
  const fingerprint = fingerprintOf("configuration", opened.value.identity);
  const marked = differencesOf({}, atKiosk.value).filter(({ isDangerous }) => isDangerous);
  const made: Made = { offered: opened.value, message, root: content.root, codes, fingerprint, marked };
  const files = await filesOf(made, options, parts);
  await parts.makeFolder(`${options.out}/${PROVISION_FOLDER}`);
  for (const [name, contents] of files) await parts.writeOutput(`${options.out}/${name}`, contents);
  const names = files.map(([name]) => name);
  parts.out(options.json ? `${displayJson(factsOf(made, names))}\n` : doneText(made, options));
  if (options.repository === undefined) remindOfGroup(opened.value.settings["group"], parts);
  return EXIT_DONE;
}

/** A package as it was made. */
interface Made {
  readonly offered: ConfigurationPackage;
  readonly message: Uint8Array;
  readonly root: Uint8Array;
  readonly codes: readonly string[];
  readonly fingerprint: string;
  /** The lines that a new kiosk marks with `!!`. */
  readonly marked: readonly Change[];
}

type File = readonly [name: string, contents: string | Uint8Array];

/** The package, its root where that travels beside, each code as PNG and SVG, and the sheet. */
async function filesOf(
  { offered, message, root, codes, fingerprint, marked }: Made,
  options: MakeOptions,
  { drawQr }: MakeParts,
): Promise<readonly File[]> {
  const { kiosk, label, stickOnly } = options;
  const pictures = await Promise.all(codes.map(drawQr));
  const generations = Array.from({ length: CONFIRMATIONS }, (_, at) => at + 1);
  const confirmations = await Promise.all(generations.map((generation) => drawQr(writeConfirmation({ fingerprint, generation }))));
  const sheet = writeSheet({
    offered,
    fingerprint,
    marked,
    codes: pictures.map(({ svg }) => svg),
    confirmations: confirmations.map(({ svg }) => svg),
    ...(label !== undefined && { label }),
  });
  return [
    [`${PROVISION_FOLDER}/${kiosk}${PACKAGE_SUFFIX}`, message],
    ...(stickOnly ? [[`${PROVISION_FOLDER}/${rootFileName(offered.rootSha256)}`, root] as const] : []),
    ...pictures.flatMap(({ png, svg }, at): readonly File[] => {
      const name = `${kiosk}-code-${at + 1}-of-${pictures.length}`;
      return [
        [`${name}.png`, png],
        [`${name}.svg`, svg],
      ];
    }),
    ...confirmations.map(({ png }, at): File => [`${kiosk}-confirm-${at + 1}.png`, png]),
    [`${kiosk}-phieu-cau-hinh.html`, sheet],
  ];
}

function factsOf({ offered, codes, fingerprint }: Made, files: readonly string[]): object {
  const { servicePoint, serial, expiresAt, signer } = offered;
  return { event: "made", kiosk: servicePoint, serial, expiresAt, signer, fingerprint, codes: codes.length, files };
}

function doneText({ offered, codes, fingerprint }: Made, { out, kiosk }: MakeOptions): string {
  const lines = [
    `Phiếu cấu hình / sheet:    ${out}/${kiosk}-phieu-cau-hinh.html (${codes.length} QR)`,
    `Thư mục cho USB / stick:   ${out}/${PROVISION_FOLDER}`,
    `Số thứ tự / serial:        ${offered.serial}, hết hạn / expires ${dateInVietnam(offered.expiresAt)}`,
    `Dấu vân tay / fingerprint: ${fingerprint}`,
  ];
  return `${lines.map(displayText).join("\n")}\n`;
}

/** What the files say, or undefined where the person has been told what is wrong with them. */
async function contentOf(
  options: MakeOptions,
  parts: MakeParts,
): Promise<{ readonly value: PackageContent; readonly root: Uint8Array } | undefined> {
  const { kiosk, serial, validForSeconds, device, stickOnly = false } = options;
  if (!isServicePoint(kiosk)) {
    complain(
      parts.err,
      `--kiosk: ${JSON.stringify(kiosk)} không phải tên điểm phục vụ (a-z, 0-9, -; phần --2, --3 … là của máy thay thế)`,
      `--kiosk: ${JSON.stringify(kiosk)} is no service point's name (a-z, 0-9, -; an ending --2, --3 … belongs to replacements)`,
    );
    return undefined;
  }
  const root = await parts.readInput(options.root);
  if (root.length > MAX_ROOT_BYTES || !parts.isRoot(root)) {
    complain(
      parts.err,
      `--root: ${options.root} không phải root.json của kho tin cậy`,
      `--root: ${options.root} is no root.json of a trust repository`,
    );
    return undefined;
  }
  const read = settingsFromToml(Buffer.from(await parts.readInput(options.settings)).toString("utf8"));
  if (!read.ok) {
    tellProblems(options.settings, read.problems, parts);
    return undefined;
  }
  if (!(await isGroupPublished(read.settings["group"], root, options, parts))) return undefined;
  const issuedAt = Math.floor(parts.now());
  const value: PackageContent = {
    servicePoint: kiosk,
    serial: serial ?? issuedAt,
    issuedAt,
    expiresAt: issuedAt + validForSeconds,
    root: stickOnly ? { kind: "sha256", sha256: sha256(root) } : { kind: "bytes", bytes: root },
    settings: read.settings,
    ...(device !== undefined && { device }),
  };
  return { value, root };
}

/** False where the person has been told that kiosks would find no policy for this group, and so answer nothing. */
async function isGroupPublished(
  group: unknown,
  root: Uint8Array,
  { repository, settings }: MakeOptions,
  { groups, err }: MakeParts,
): Promise<boolean> {
  if (repository === undefined) return true;
  const published = await groups(repository, root);
  if (!published.ok) {
    complain(err, `--repository: ${published.why.vi}`, `--repository: ${published.why.en}`);
    return false;
  }
  if (typeof group !== "string" || published.names.includes(group)) return true;
  const names = published.names.join(", ");
  complain(
    err,
    `${settings}: nhóm ${group} không có trong bộ tin cậy (${names || "chưa có nhóm nào"}); sửa group, hoặc thêm nhóm: tram trust policy`,
    `${settings}: the trust bundle has no group ${group} (${names || "none at all"}); correct group, or add it: tram trust policy`,
  );
  return false;
}

/** A kiosk of a group that nobody has published answers nothing. */
function remindOfGroup(group: unknown, { err }: Pick<MakeParts, "err">): void {
  if (typeof group !== "string") return;
  complain(
    err,
    `chưa kiểm tra nhóm ${group} có trong bộ tin cậy hay không; nếu không có, máy sẽ không nhận mã nào (T-512). Kiểm tra: --repository`,
    `nobody has looked whether the trust bundle has the group ${group}; without it the kiosk answers nothing (T-512). To look: --repository`,
  );
}

/** What a new kiosk becomes with it, as far as can be known without the kiosk: a reader may be set there. */
function atNewKiosk(offered: ConfigurationPackage): NewConfiguration {
  const places = {
    data: "/var/lib/tram",
    deviceKey: "/etc/tram/device-key.json",
    root: `/etc/tram/${rootFileName(offered.rootSha256)}`,
    package: "/etc/tram/package",
  };
  const applied = withPackage(undefined, offered.servicePoint, offered, places);
  return applied.ok || offered.settings["source"] !== undefined
    ? applied
    : withPackage({ source: [{ kind: "camera" }] }, offered.servicePoint, offered, places);
}

function tellProblems(file: string, problems: readonly string[], { err }: Pick<MakeParts, "err">): number {
  const lines = problems.map((problem) => `\n  ${problem}`).join("");
  return complain(err, `${file} có ${problems.length} lỗi:${lines}`, `${file} has ${problems.length} problem(s), above`, EXIT_USAGE);
}
