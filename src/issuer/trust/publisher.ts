import type { RevocationList } from "../../core/revocation/list.ts";
import { decodeShard, encodeShard, intoShards } from "../../core/revocation/shard.ts";
import type { Text } from "../../core/text.ts";
import { type Draft, readDraft } from "../../core/trust-draft.ts";
import { EXIT_FAILED, EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { Disk, Repository, TrustParts } from "./parts.ts";
import { type CommonOptions, refuseTo } from "./telling.ts";

/** Options of every command that works in a publisher's folder. */
export interface PublisherOptions extends CommonOptions {
  readonly dir: string;
}

/** A publisher's folder, opened. */
export interface Publisher {
  readonly draft: Draft;
  readonly repository: Repository;
  /** A path in the folder. */
  readonly path: (...names: readonly string[]) => string;
  readonly saveDraft: (draft: Draft) => Promise<void>;
  /** The revocation lists of the next publication. */
  readonly lists: () => Promise<readonly RevocationList[]>;
  /**
   * Writes only the files that change, and says whether any did. Where one list changed that is one file, so a power cut leaves the old
   * lists or the new ones.
   */
  readonly saveLists: (lists: readonly RevocationList[]) => Promise<boolean>;
}

/** Names in the folder. */
export const DRAFT_FILE = "draft.json";
export const KEYS_FOLDER = "keys";
const STATUS_FOLDER = "status";
export const UPDATES_FOLDER = "updates";
export const REPOSITORY_FOLDER = "repository";

/** Length of a shard without lists; such a one needs no file. */
const EMPTY_SHARD_BYTES = encodeShard([])?.length ?? 0;

/** Works in a publisher's folder, which belongs to this process until it is done. Resolves to the exit code, also where there is no such folder. */
export async function withPublisher(
  command: string,
  options: PublisherOptions,
  parts: TrustParts,
  act: (publisher: Publisher) => Promise<number>,
): Promise<number> {
  const { disk } = parts;
  const bytes = await disk.keptFile(disk.join(options.dir, DRAFT_FILE)).read();
  if (!bytes) {
    const lost = await lostDraft(options.dir, disk);
    return await (lost
      ? refuseTo(parts, command, options, lost, EXIT_FAILED)
      : refuseTo(parts, command, options, noPublisher(options.dir), EXIT_USAGE));
  }
  const lock = disk.lock(options.dir);
  if (!lock) return await refuseTo(parts, command, options, BUSY);
  try {
    // Read again now that nobody else can write.
    const read = readDraft(Buffer.from((await disk.keptFile(disk.join(options.dir, DRAFT_FILE)).read()) ?? bytes).toString("utf8"));
    if (!read.ok) return await refuseTo(parts, command, options, damagedDraft(read.problem));
    return await act(openPublisher(options.dir, read.draft, parts));
  } catch (error) {
    if (!(error instanceof FolderProblem)) throw error;
    return await refuseTo(parts, command, options, error.text, EXIT_FAILED);
  } finally {
    lock.release();
  }
}

/** What is wrong with the folder, found deep inside a command; withPublisher() tells it. */
export class FolderProblem extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

function openPublisher(dir: string, draft: Draft, { disk, repositoryAt }: TrustParts): Publisher {
  const path = (...names: readonly string[]) => disk.join(dir, ...names);
  const shardFile = (index: number) => disk.keptFile(path(STATUS_FOLDER, `${String(index).padStart(2, "0")}.bin`));
  return {
    draft,
    path,
    repository: repositoryAt(path(REPOSITORY_FOLDER)),
    saveDraft: (changed) => disk.keptFile(path(DRAFT_FILE)).replace(draftBytes(changed)),
    async lists() {
      const lists: RevocationList[] = [];
      for (let index = 0; index < draft.statusShards; index++) {
        const bytes = await shardFile(index).read();
        const found = bytes ? decodeShard(bytes) : [];
        if (!found) throw new FolderProblem(damagedStatus(index));
        lists.push(...found);
      }
      return lists;
    },
    async saveLists(lists) {
      const shards = intoShards(lists, draft.statusShards);
      if (!shards) throw new FolderProblem(TOO_MANY_ENTRIES);
      let isChanged = false;
      for (const [index, shard] of shards.entries()) {
        const before = await shardFile(index).read();
        if (before ? Buffer.from(before).equals(shard) : shard.length === EMPTY_SHARD_BYTES) continue;
        await disk.makeFolder(path(STATUS_FOLDER));
        await shardFile(index).replace(shard);
        isChanged = true;
      }
      return isChanged;
    },
  };
}

/** A draft as its file has it: one that people can read. */
export function draftBytes(draft: Draft): Uint8Array {
  const read = readDraft(JSON.stringify(draft));
  if (!read.ok) throw new FolderProblem({ vi: `bản nháp sai: ${read.problem}`, en: `the draft would be wrong: ${read.problem}` });
  return Buffer.from(`${JSON.stringify(draft, undefined, 2)}\n`, "utf8");
}

/** The value of a JSON or TOML file, or what is wrong with it. */
export async function readValue(
  file: string,
  { readInput, parseToml }: Pick<TrustParts, "readInput" | "parseToml">,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string }> {
  try {
    const text = Buffer.from(await readInput(file)).toString("utf8");
    return { ok: true, value: file.toLowerCase().endsWith(".toml") ? await parseToml(text) : JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: sentenceOf(error) };
  }
}

/** Whether there are key files where a publisher's folder has them. */
export async function hasKeys(dir: string, disk: Pick<Disk, "names" | "join">): Promise<boolean> {
  return (await disk.names(disk.join(dir, KEYS_FOLDER)).catch(() => [])).some((name) => name.endsWith(".key"));
}

/** What to do where there are keys or a repository without the draft that belongs to them, or undefined where there are none. */
export async function lostDraft(dir: string, disk: Pick<Disk, "exists" | "names" | "join">): Promise<Text | undefined> {
  if (!(await hasKeys(dir, disk)) && !(await disk.exists(disk.join(dir, REPOSITORY_FOLDER, "metadata")))) return undefined;
  return {
    vi: `${dir} là thư mục phát hành mà thiếu ${DRAFT_FILE}; đừng xoá gì: lấy ${DRAFT_FILE} từ bản sao lưu. Nếu lần tạo khoá ở đây bị ngắt giữa chừng, tạo lại trong thư mục khác`,
    en: `${dir} is a publisher's folder without its ${DRAFT_FILE}; remove nothing: restore ${DRAFT_FILE} from the backup. If a ceremony was broken off here, hold it again in another folder`,
  };
}

function noPublisher(dir: string): Text {
  return {
    vi: `${dir} không phải thư mục phát hành; tạo bằng: tram trust init --dir ${dir} …`,
    en: `${dir} is no publisher's folder; make one with: tram trust init --dir ${dir} …`,
  };
}

function damagedDraft(problem: string): Text {
  return {
    vi: `${DRAFT_FILE} bị hỏng (${problem}); sửa lại, hoặc lấy bản sao lưu`,
    en: `${DRAFT_FILE} is damaged: ${problem}; mend it, or take it from the backup`,
  };
}

function damagedStatus(index: number): Text {
  return {
    vi: `tệp trạng thái số ${index} trong ${STATUS_FOLDER}/ bị hỏng; lấy bản sao lưu`,
    en: `status file ${index} in ${STATUS_FOLDER}/ is damaged; take it from the backup`,
  };
}

const BUSY: Text = {
  vi: "một lệnh tram trust khác đang dùng thư mục này; chờ lệnh đó xong rồi thử lại",
  en: "another tram trust command is at work in this folder; try again when it is done",
};
const TOO_MANY_ENTRIES: Text = {
  vi: "danh sách trạng thái quá lớn; xem docs/operating.md, phần giới hạn",
  en: "the status lists have become too large; see the limits in docs/operating.md",
};
