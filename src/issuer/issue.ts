import type { HolderJwk } from "../core/cwt.ts";
import { displayJson, displayText } from "../core/display-text.ts";
import { CREDENTIAL_ID_BYTES, typedClaimsOf } from "../core/formats/typed-credential.ts";
import { readHolderKey } from "../core/holder-key.ts";
import { type CredentialOrder, claimFromWords, issue } from "../core/issue.ts";
import type { IssuerKey } from "../core/key-file.ts";
import type { CredentialType, StatusReference } from "../core/presentation.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { complain, EXIT_DONE, EXIT_FAILED, EXIT_USAGE, sentenceOf } from "./complaint.ts";
import { loadIssuerKey } from "./issuer-key.ts";
import type { IssuerParts } from "./parts.ts";
import { photoFormatOf } from "./picture-kind.ts";

/** Options of `tram issue`. */
export interface IssueOptions {
  readonly type: CredentialType;
  readonly key: string;
  readonly claims?: string;
  readonly claim: readonly (readonly [name: string, value: string])[];
  readonly photo?: string;
  readonly subject?: string;
  /** File with the holder's public key. */
  readonly holderKey?: string;
  readonly status?: StatusReference;
  readonly validFrom?: EpochSeconds;
  readonly expires?: EpochSeconds;
  readonly validForSeconds?: number;
  readonly out?: string;
  readonly scale: number;
  readonly json?: boolean;
}

type Parts = Pick<
  IssuerParts,
  "now" | "randomBytes" | "readInput" | "readPrivate" | "writeOutput" | "drawQr" | "out" | "err" | "isTerminal"
>;

/** Most characters of a QR code that can lose 15 % and still be read; longer credentials get the level that can lose 7 % (ISO/IEC 18004, table 7). */
const MAX_LEVEL_M_CHARACTERS = 3391;

/** `tram issue`: signs a credential and writes it as picture, as text, or in the terminal. Returns the exit code. */
export async function issueCredential(options: IssueOptions, parts: Parts): Promise<number> {
  const key = await loadIssuerKey(options.key, "issue", parts);
  if (!key) return EXIT_USAGE;
  const claims = await gatherClaims(options, parts);
  if (!claims.ok) return fail(parts, [claims.problem], EXIT_USAGE);
  const holder = await loadHolderKey(options, parts);
  if (!holder.ok) return fail(parts, [holder.problem], EXIT_USAGE);
  const order = orderOf(options, claims.value, holder.value, parts);
  const issued = issue(order, key);
  if (!issued.ok) return fail(parts, issued.problems, EXIT_USAGE);
  remind(order, key, parts);
  try {
    await deliver(issued.text, options, parts);
  } catch (error) {
    const cause = sentenceOf(error);
    const file = options.out ?? "standard output";
    return fail(parts, [{ vi: `không ghi được ${file} (${cause})`, en: `cannot write ${file}: ${cause}` }], EXIT_FAILED);
  }
  if (options.json) {
    const { expires } = order;
    const facts = { credential: issued.credential, issuer: key.issuer, keyId: key.kid, ...(expires !== undefined && { expires }) };
    await parts.out(`${displayJson({ text: issued.text, ...facts, ...(options.out !== undefined && { out: options.out }) })}\n`);
  } else if (options.out !== undefined) {
    await parts.out(`${displayText(options.out)}\n`);
  }
  return EXIT_DONE;
}

type Given<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Text };

/** The claims of the file, then those of the command line, then the photo: what is said later counts. */
async function gatherClaims(
  { type, claims: file, claim, photo }: IssueOptions,
  { readInput }: Parts,
): Promise<Given<Readonly<Record<string, unknown>>>> {
  const claims = new Map<string, unknown>();
  try {
    if (file !== undefined) {
      const fromFile: unknown = JSON.parse(Buffer.from(await readInput(file)).toString("utf8"));
      if (typeof fromFile !== "object" || fromFile === null || Array.isArray(fromFile)) throw new Error("not a JSON object of claims");
      for (const [name, value] of Object.entries(fromFile)) claims.set(name, value);
    }
    for (const [name, words] of Map.groupBy(claim, ([name]) => name)) {
      const values = words.map(([, value]) => value);
      claims.set(name, claimFromWords(type, name, values));
    }
  } catch (error) {
    return unreadable(file ?? "", sentenceOf(error));
  }
  if (photo !== undefined) {
    try {
      const bytes = await readInput(photo);
      const format = photoFormatOf(bytes);
      if (format === undefined) throw new Error("not a JPEG, JPEG 2000, AVIF or WebP picture");
      claims.set("photo", bytes).set("photoFormat", format);
    } catch (error) {
      return unreadable(photo, sentenceOf(error));
    }
  }
  return { ok: true, value: Object.fromEntries(claims) };
}

async function loadHolderKey({ holderKey: file }: IssueOptions, { readInput }: Parts): Promise<Given<HolderJwk | undefined>> {
  if (file === undefined) return { ok: true, value: undefined };
  try {
    const read = readHolderKey(Buffer.from(await readInput(file)).toString("utf8"));
    if (read.ok) return { ok: true, value: read.key };
    return { ok: false, problem: { vi: `${file}: ${read.problem.vi}`, en: `${file}: ${read.problem.en}` } };
  } catch (error) {
    return unreadable(file, sentenceOf(error));
  }
}

function unreadable(file: string, cause: string): Given<never> {
  return { ok: false, problem: { vi: `không dùng được tệp ${file}: ${cause}`, en: `cannot use ${file}: ${cause}` } };
}

function orderOf(
  options: IssueOptions,
  claims: Readonly<Record<string, unknown>>,
  holderKey: HolderJwk | undefined,
  parts: Parts,
): CredentialOrder {
  const { type, subject, status, validFrom, validForSeconds } = options;
  const now = parts.now();
  const expires = options.expires ?? (validForSeconds === undefined ? undefined : (validFrom ?? now) + validForSeconds);
  return {
    type,
    claims,
    issuedAt: Math.floor(now),
    // Claim 169 alone has none, so that the same order gives the same card; two prescriptions of the same are two.
    ...(type !== "citizen" && { id: parts.randomBytes(CREDENTIAL_ID_BYTES) }),
    ...(holderKey && { holderKey }),
    ...(status && { status }),
    ...(subject !== undefined && { subject }),
    ...(validFrom !== undefined && { notBefore: Math.floor(validFrom) }),
    ...(expires !== undefined && { expires: Math.floor(expires) }),
  };
}

/** What a person should know of a credential that is right all the same. */
function remind(order: CredentialOrder, key: IssuerKey, { err }: Parts): void {
  const lastDay = typedClaimsOf(order.type)?.validOn?.to;
  const hasLastDay = lastDay !== undefined && typeof order.claims[lastDay] === "string";
  if (order.expires === undefined && !hasLastDay) {
    complain(err, "issue", {
      vi: "cảnh báo: giấy tờ này không có hạn dùng; nên thêm --valid-for 365d hoặc --expires",
      en: "warning: this credential never expires; consider --valid-for 365d or --expires",
    });
  }
  if (key.isDemo) {
    complain(err, "issue", {
      vi: "cảnh báo: khoá thử nghiệm, chỉ máy ở chế độ demo mới chấp nhận",
      en: "warning: a demo key; only demo kiosks accept what it signs",
    });
  }
}

async function deliver(text: string, { out: file, scale, json }: IssueOptions, parts: Parts): Promise<void> {
  const draw = () => parts.drawQr(text, { level: text.length > MAX_LEVEL_M_CHARACTERS ? "L" : "M", scale });
  if (file === undefined) {
    if (json) return;
    await parts.out(parts.isTerminal ? (await draw()).terminal : `${text}\n`);
  } else if (file.toLowerCase().endsWith(".png")) await parts.writeOutput(file, (await draw()).png);
  else if (file.toLowerCase().endsWith(".svg")) await parts.writeOutput(file, (await draw()).svg);
  else await parts.writeOutput(file, `${text}\n`);
}

function fail({ err }: Pick<Parts, "err">, problems: readonly Text[], code: number): number {
  for (const problem of problems) complain(err, "issue", problem);
  return code;
}
