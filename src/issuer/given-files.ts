import * as v from "valibot";
import { type GivenLists, GivenRidListsSchema, problemOf, type ReadTrust, readTrust } from "../core/key-list.ts";
import type { Policy } from "../core/policy.ts";
import type { TrustMaterial } from "../core/trust.ts";
import { complain, sentenceOf } from "./complaint.ts";
import { readPolicy } from "./given-policy.ts";
import type { IssuerParts } from "./parts.ts";

type Parts = Pick<IssuerParts, "readInput" | "parseToml" | "err">;

/** The trust in the file of `--keys`; undefined when it cannot be used, and then the person has been told. */
export async function loadTrustFile(file: string, parts: Parts): Promise<TrustMaterial | undefined> {
  let read: ReadTrust;
  try {
    read = readTrust(await parse(file, parts));
  } catch (error) {
    read = { ok: false, problem: sentenceOf(error) };
  }
  if (!read.ok) {
    complain(parts.err, "verify", {
      vi: `không dùng được --keys ${file} (${read.problem}); cần khoá công khai, danh sách khoá hoặc danh sách tin cậy ở dạng JSON`,
      en: `cannot use --keys ${file}: ${read.problem}; it takes a public key, a list of keys or a trust list in JSON`,
    });
    return undefined;
  }
  if (read.rejectedKeys.length > 0) {
    const names = read.rejectedKeys.join(", ");
    complain(parts.err, "verify", {
      vi: `cảnh báo: bỏ qua khoá không hỗ trợ: ${names}`,
      en: `warning: keys of unsupported kinds are left out: ${names}`,
    });
  }
  return read.trust;
}

/** The lists of revoked SMART Health Cards in the file of `--crl`; undefined when it cannot be used, and then the person has been told. */
export async function loadCrlFile(file: string, parts: Parts): Promise<GivenLists | undefined> {
  let problem: string;
  try {
    const parsed = v.safeParse(GivenRidListsSchema, await parse(file, parts), { abortEarly: true });
    if (parsed.success) return { ridLists: parsed.output };
    problem = problemOf(parsed.issues[0]);
  } catch (error) {
    problem = sentenceOf(error);
  }
  complain(parts.err, "verify", {
    vi: `không dùng được --crl ${file} (${problem}); cần danh sách thẻ sức khoẻ SMART đã bị thu hồi, ở dạng JSON`,
    en: `cannot use --crl ${file}: ${problem}; it takes a revocation list of SMART Health Cards, or several, in JSON`,
  });
  return undefined;
}

/** The policy in the file of `--policy`; undefined when it cannot be used, and then the person has been told. */
export async function loadPolicyFile(file: string, parts: Parts): Promise<Policy | undefined> {
  let problem: string;
  try {
    const read = readPolicy(await parse(file, parts));
    if (read.ok) return read.policy;
    problem = read.problem;
  } catch (error) {
    problem = sentenceOf(error);
  }
  complain(parts.err, "verify", {
    vi: `không dùng được --policy ${file} (${problem}); cần chính sách ở dạng JSON hoặc TOML, xem docs/operating.md`,
    en: `cannot use --policy ${file}: ${problem}; it takes a policy in JSON or TOML, see docs/operating.md`,
  });
  return undefined;
}

async function parse(file: string, { readInput, parseToml }: Parts): Promise<unknown> {
  const text = Buffer.from(await readInput(file)).toString("utf8");
  return file.toLowerCase().endsWith(".toml") ? await parseToml(text) : JSON.parse(text);
}
