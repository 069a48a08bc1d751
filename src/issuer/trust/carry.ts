import type { Text } from "../../core/text.ts";
import { TRUST_REFUSALS } from "../../core/trust-refusal.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { Looked, TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { type CommonOptions, dateOf, refuseTo, tell } from "./telling.ts";

/** The folder of a stick in which kiosks look. */
const STICK_FOLDER = "tram-trust";

/** `tram trust export`: the newest publication onto a stick, looked at there as a kiosk would. Resolves to the exit code. */
export async function exportToStick(options: PublisherOptions & { readonly stick: string }, parts: TrustParts): Promise<number> {
  const { disk, repositoryAt, now } = parts;
  return await withPublisher("export", options, parts, async ({ repository }) => {
    const root = await repository.root(1);
    if (!(await disk.placeOf(disk.join(options.stick, STICK_FOLDER)))) {
      return await refuseTo(
        parts,
        "export",
        options,
        { vi: `không có ${options.stick}; USB đã cắm chưa?`, en: `there is no ${options.stick}; is the stick in?` },
        EXIT_USAGE,
      );
    }
    const folder = disk.join(options.stick, STICK_FOLDER);
    const copied = await repository.copyTo(folder, now());
    if (!copied.ok) return await refuseTo(parts, "export", options, textOf(copied));
    const looked = root ? await repositoryAt(folder).lookAt(root, now()) : copied;
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
    return await refuseTo(
      parts,
      "verify",
      options,
      { vi: `không đọc được ${file} (${cause})`, en: `cannot read ${file}: ${cause}` },
      EXIT_USAGE,
    );
  }
  const looked = await parts.repositoryAt(repository).lookAt(root, at ?? parts.now());
  if (!looked.ok) {
    const { refusal, detail } = looked;
    await refuseTo(parts, "verify", {}, textOf(looked));
    if (options.json) await tell(parts, options, { accepted: false, refusal, detail }, []);
    return 1;
  }
  const { versions, expiresAt, targets } = looked;
  return await tell(parts, options, { accepted: true, versions, expiresAt, targets: targets.length }, [
    {
      vi: `Máy quét sẽ nhận: bản ${versions.timestamp}, ${targets.length} tệp, dùng được đến ${dateOf(expiresAt)}.`,
      en: `A kiosk would take it: version ${versions.timestamp}, ${targets.length} files, good until ${dateOf(expiresAt)}.`,
    },
  ]);
}

function textOf(looked: Looked<object> & { readonly ok: false }): Text {
  const { vi, en } = TRUST_REFUSALS[looked.refusal].detail;
  return { vi: `${vi} (${looked.refusal}: ${looked.detail})`, en: `${en} (${looked.refusal}: ${looked.detail})` };
}
