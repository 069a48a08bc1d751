import { displayJson, displayText } from "../core/display-text.ts";
import { publicForm, readKeyFile, writeKeyFile } from "../core/key-file.ts";
import { fingerprintOfKey } from "../core/key-fingerprint.ts";
import { importIssuerKeys } from "../core/key-import/import-keys.ts";
import { membersOf, textIn } from "../core/key-import/plain-json.ts";
import { sealJwkOf } from "../core/seal-key.ts";
import { fingerprintOf } from "../core/trust-root.ts";
import { complain, EXIT_DONE, EXIT_FAILED, EXIT_USAGE, sentenceOf } from "./complaint.ts";
import { loadIssuerKey } from "./issuer-key.ts";
import type { IssuerParts } from "./parts.ts";

/** Options of `tram keys new`. */
export interface NewKeyOptions {
  readonly issuer: string;
  readonly alg: "EdDSA" | "ES256";
  readonly kid?: string;
  readonly demo?: boolean;
  readonly out: string;
  readonly public?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

type Parts = Pick<IssuerParts, "readPrivate" | "writePrivate" | "writeOutput" | "newPrivateJwk" | "out" | "err">;

/** `tram keys new`: a private key file (0600), never over another one unasked, and its public form. Returns the exit code. */
export async function newKey(options: NewKeyOptions, parts: Parts): Promise<number> {
  const { issuer, alg, kid, demo = false, out: file, force = false } = options;
  const text = writeKeyFile(parts.newPrivateJwk(alg), { issuer, demo, ...(kid !== undefined && { kid }) });
  const read = readKeyFile(text);
  // Only options that command-line.ts should have refused can lead here.
  if (!read.ok) return fail(parts, read.problem.vi, read.problem.en);
  try {
    if ((await parts.writePrivate(file, text, { replace: force })) === "exists") {
      return fail(
        parts,
        `${file} đã có; chọn tên khác, hoặc thêm --force để ghi đè (khoá cũ sẽ mất)`,
        `${file} exists; choose another name, or add --force to replace it (the old key is lost)`,
      );
    }
  } catch (error) {
    return cannotWrite(parts, file, error);
  }
  const publicKey = publicForm(read.key);
  if (options.public !== undefined) {
    try {
      await parts.writeOutput(options.public, `${JSON.stringify(publicKey, undefined, 2)}\n`);
    } catch (error) {
      return cannotWrite(parts, options.public, error);
    }
  }
  const fingerprint = fingerprintOfKey(publicKey);
  if (options.json) {
    const files = { out: file, ...(options.public !== undefined && { public: options.public }) };
    await parts.out(`${displayJson({ ...publicKey, fingerprint, ...files })}\n`);
    return EXIT_DONE;
  }
  const lines = [
    `kid:                       ${read.key.kid}`,
    `dấu vân tay / fingerprint: ${fingerprintOf(fingerprint)}`,
    `khoá bí mật / private key: ${file} (0600)`,
    options.public === undefined
      ? `khoá công khai / public key: tram keys public ${file}`
      : `khoá công khai / public key: ${options.public}`,
  ];
  await parts.out(`${lines.map(displayText).join("\n")}\n`);
  return EXIT_DONE;
}

/** `tram keys public`: the public form of a key file, as JSON on standard output. Returns the exit code. */
export async function showPublicKey(file: string, parts: Pick<Parts, "readPrivate" | "out" | "err">): Promise<number> {
  const key = await loadIssuerKey(file, "keys public", parts);
  if (!key) return EXIT_USAGE;
  await parts.out(`${JSON.stringify(publicForm(key), undefined, 2)}\n`);
  return EXIT_DONE;
}

/**
 * `tram keys fingerprint`: what is read out on the telephone, or stands on paper beside a public key: of every key in these files, in whatever
 * form `tram trust key add` takes. Returns the exit code.
 */
export async function showFingerprints(
  files: readonly string[],
  { json = false }: { readonly json?: boolean },
  { readInput, out, err }: Pick<IssuerParts, "readInput" | "out" | "err">,
): Promise<number> {
  const rows: { readonly file: string; readonly kid: string; readonly fingerprint: string }[] = [];
  for (const file of files) {
    try {
      const bytes = await readInput(file);
      const seal = sealKeyIn(bytes);
      if (seal) {
        rows.push({ file, ...seal });
        continue;
      }
      const { keys, problems } = importIssuerKeys(bytes);
      const [problem] = problems;
      if (problem) return unusable({ err }, `${file}: ${problem.text.vi}`, `${file}: ${problem.text.en}`);
      rows.push(...keys.map(({ entry, fingerprint }) => ({ file, kid: entry.kid, fingerprint })));
    } catch (error) {
      const cause = sentenceOf(error);
      return unusable({ err }, `không đọc được ${file} (${cause})`, `cannot read ${file}: ${cause}`);
    }
  }
  const lines = json
    ? [displayJson({ keys: rows })]
    : rows.map(({ file, kid, fingerprint }) => `${fingerprintOf(fingerprint)}   ${kid}   ${file}`);
  await out(lines.map((line) => `${displayText(line)}\n`).join(""));
  return EXIT_DONE;
}

/** The key to seal to that `tram central seal-key` prints: no issuer's, and compared by telephone all the same. */
function sealKeyIn(bytes: Uint8Array): { readonly kid: string; readonly fingerprint: string } | undefined {
  const jwk = membersOf(jsonIn(bytes));
  if (!sealJwkOf(jwk)) return undefined;
  const fingerprint = fingerprintOfKey({ jwk });
  return { kid: textIn(jwk["kid"]) ?? Buffer.from(fingerprint, "hex").toString("base64url"), fingerprint };
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

function unusable({ err }: Pick<Parts, "err">, vi: string, en: string): number {
  complain(err, "keys fingerprint", { vi, en });
  return EXIT_USAGE;
}

function cannotWrite(parts: Pick<Parts, "err">, file: string, error: unknown): number {
  const cause = sentenceOf(error);
  return fail(
    parts,
    `không ghi được ${file} (${cause}); kiểm tra thư mục và quyền ghi`,
    `cannot write ${file}: ${cause}; check the folder and its permissions`,
  );
}

function fail({ err }: Pick<Parts, "err">, vi: string, en: string): number {
  complain(err, "keys", { vi, en });
  return EXIT_FAILED;
}
