import { hexOf } from "../../core/hex.ts";
import { sameBytes } from "../../core/journal-chain.ts";
import { sha256 } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { TRUST_REFUSALS } from "../../core/trust-refusal.ts";
import { fingerprintOf } from "../../core/trust-root.ts";
import type { TrustVersions } from "../../core/trust-version.ts";
import { firstRoot } from "../../core/tuf-chain.ts";
import { EXIT_FAILED, EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { Looked, Repository, TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { unfitStick } from "./stick-check.ts";
import { type CommonOptions, dateOf, refuseTo, tell } from "./telling.ts";

/** The folder of a stick in which kiosks look. */
const STICK_FOLDER = "tram-trust";

/** `tram trust export`: the newest publication onto a stick, looked at there as a kiosk would. Resolves to the exit code. */
export async function exportToStick(options: PublisherOptions & { readonly stick: string }, parts: TrustParts): Promise<number> {
  const { repositoryAt, now } = parts;
  return await withPublisher("export", options, parts, async ({ repository }) => {
    const root = await repository.root(1);
    const ours = await repository.versions();
    if (!root || ours.timestamp === 0) return await refuseTo(parts, "export", options, NOTHING_PUBLISHED);
    const folder = await folderOnStick(options.stick, parts);
    if (folder === undefined) return await refuseTo(parts, "export", options, noStick(options.stick), EXIT_USAGE);
    const unfit = await unfitStick(options, folder, parts);
    if (unfit) return await refuseTo(parts, "export", options, unfit);
    const there = repositoryAt(folder);
    const conflict = (await strangerProblem(root, there, folder)) ?? aheadProblem(ours, await there.versions(), folder);
    if (conflict) return await refuseTo(parts, "export", options, conflict);
    const copied = await repository.copyTo(folder, now());
    if (!copied.ok) return await refuseTo(parts, "export", options, whyNotCopied(copied));
    const looked = await there.lookAt(root, now());
    if (!looked.ok) return await refuseTo(parts, "export", options, textOf(looked));
    const { versions } = copied;
    return await tell(parts, options, { folder, versions }, [
      {
        vi: `Đã chép và kiểm lại bản ${versions.timestamp} trong ${folder}; có thể rút USB sau khi tháo an toàn.`,
        en: `Copied version ${versions.timestamp} to ${folder} and checked it there; unmount the stick before you pull it out.`,
      },
    ]);
  });
}

/** In the stick, or the folder on it itself where somebody names that. Undefined where there is no stick. */
async function folderOnStick(stick: string, { disk }: Pick<TrustParts, "disk">): Promise<string | undefined> {
  const isItself = stick.split(/[/\\]/).findLast((name) => name !== "") === STICK_FOLDER;
  const folder = isItself ? stick : disk.join(stick, STICK_FOLDER);
  return (await disk.placeOf(folder)) ? folder : undefined;
}

/** Kiosks of the one publisher would refuse what the other left there, and nobody could say any more whose stick it is. */
async function strangerProblem(root: Uint8Array, there: Repository, folder: string): Promise<Text | undefined> {
  const other = await there.root(1);
  if (!other || sameBytes(other, root)) return undefined;
  const [theirs, ours] = [other, root].map((bytes) => fingerprintOf(hexOf(sha256(bytes))));
  return {
    vi: `${folder} là của nơi phát hành khác (1.root.json ${theirs}, ở đây ${ours}); dùng USB khác, hoặc xoá thư mục đó nếu chắc chắn không cần`,
    en: `${folder} is another publisher's (1.root.json ${theirs}, here ${ours}); take another stick, or delete that folder if nobody needs it`,
  };
}

/** A stick that is ahead was written by a newer state of this publisher: this folder is the old one. */
function aheadProblem(ours: TrustVersions, there: TrustVersions, folder: string): Text | undefined {
  const role = (["root", "timestamp", "snapshot", "targets"] as const).find((name) => there[name] > ours[name]);
  if (role === undefined) return undefined;
  const [theirs, own] = [there[role], ours[role]];
  return {
    vi: `${folder} mới hơn repository ở đây (${role} ${theirs} > ${own}): đây là bản sao cũ của thư mục phát hành? Không ghi đè; kiểm tra: tram trust verify --repository ${folder} --root 1.root.json`,
    en: `${folder} is newer than the repository here (${role} ${theirs} > ${own}): is this an old copy of the publisher's folder? It is left alone; look at it: tram trust verify --repository ${folder} --root 1.root.json`,
  };
}

/** Options of `tram trust verify`. */
export interface VerifyOptions extends CommonOptions {
  readonly repository: string;
  /** The root that a kiosk begins with. */
  readonly root: string;
  readonly at?: number;
}

/** `tram trust verify`: what a kiosk would say to a repository, a stick or a copy. Resolves to the exit code: 0 taken, 1 refused. */
export async function verifyRepository({ repository, root: file, at, ...options }: VerifyOptions, parts: TrustParts): Promise<number> {
  let root: Uint8Array;
  try {
    root = await parts.readInput(file);
  } catch (error) {
    const cause = sentenceOf(error);
    const problem = { vi: `không đọc được ${file} (${cause})`, en: `cannot read ${file}: ${cause}` };
    return await refuseTo(parts, "verify", options, problem, EXIT_USAGE);
  }
  const begun = firstRoot(root);
  if (!begun.ok) return await refuseTo(parts, "verify", options, noRoot(file, begun.detail), EXIT_USAGE);
  const found = await parts.findRepository(repository);
  if (!found.ok) return await refuseTo(parts, "verify", options, found.problem, EXIT_USAGE);
  const looked = await parts.repositoryAt(found.folder).lookAt(root, at ?? parts.now());
  if (!looked.ok) {
    const { refusal, detail } = looked;
    await refuseTo(parts, "verify", {}, textOf(looked));
    if (options.json) await tell(parts, options, { accepted: false, refusal, detail }, []);
    return EXIT_FAILED;
  }
  const { versions, expiresAt, targets } = looked;
  const rootSha256 = hexOf(sha256(root));
  return await tell(parts, options, { accepted: true, versions, expiresAt, targets: targets.length, rootSha256, folder: found.folder }, [
    {
      vi: `Máy quét sẽ nhận: bản ${versions.timestamp}, ${targets.length} tệp, dùng được đến ${dateOf(expiresAt)}.`,
      en: `A kiosk would take it: version ${versions.timestamp}, ${targets.length} files, good until ${dateOf(expiresAt)}.`,
    },
    // The one thing that nothing here can prove: whether this root is the one of the ceremony.
    { vi: `Máy bắt đầu từ ${file}, dấu vân tay:`, en: `The kiosk begins with ${file}, whose fingerprint the ceremony record must have:` },
    `    ${fingerprintOf(rootSha256)}`,
  ]);
}

function textOf(looked: Looked<object> & { readonly ok: false }): Text {
  const { vi, en } = TRUST_REFUSALS[looked.refusal].detail;
  return { vi: `${vi} (${looked.refusal}: ${looked.detail})`, en: `${en} (${looked.refusal}: ${looked.detail})` };
}

function whyNotCopied(looked: Looked<object> & { readonly ok: false }): Text {
  if (looked.refusal !== "freeze") return textOf(looked);
  return {
    vi: `bản đang công bố đã hết hạn (${looked.detail}); chạy trước: tram trust publish`,
    en: `what is published has expired (${looked.detail}); run first: tram trust publish`,
  };
}

function noRoot(file: string, detail: string): Text {
  return {
    vi: `${file} không phải root.json dùng được (${detail}); ghi root của cấu hình máy quét, ví dụ metadata/1.root.json trong thư mục phát hành`,
    en: `${file} is no root.json that a kiosk could begin with: ${detail}; name the root of its configuration, e.g. metadata/1.root.json of the publisher`,
  };
}

function noStick(stick: string): Text {
  return { vi: `không có ${stick}; USB đã cắm chưa?`, en: `there is no ${stick}; is the stick in?` };
}

const NOTHING_PUBLISHED: Text = {
  vi: "chưa công bố gì; chạy trước: tram trust publish",
  en: "nothing is published yet; run first: tram trust publish",
};
