import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { displayLine } from "../core/display-text.ts";
import { isJournalEvent } from "../core/journal-event.ts";
import type { Text } from "../core/text.ts";
import { inspectJournal } from "../drivers/journal-inspection.ts";
import { sealedFolder } from "../drivers/sealed-folder.ts";
import { parseConfig } from "./config.ts";
import { SEALED_FOLDER } from "./journal-assembly.ts";
import type { JournalExit, Print } from "./journal-command.ts";

/** What stands on the command line of `tram journal forget`. */
export interface ForgetCommand {
  readonly config: string;
  readonly seq: number;
  readonly json?: boolean;
}

/**
 * `tram journal forget`: deletes the sealed part of an entry that has not left this kiosk yet, also beside a running kiosk. The journal is only
 * read: entry and proofs stay. Exit code 0: there is no part here any more; 1: it has none, or it has left; 2: no such kiosk.
 */
export async function forgetCommand({ config: file, seq, json = false }: ForgetCommand, print: Print): Promise<JournalExit> {
  const toml = await readFile(file, "utf8").catch(() => undefined);
  const parsed = toml === undefined ? undefined : parseConfig(toml);
  if (!parsed?.ok) return complain({ vi: `không đọc được cấu hình ${file}`, en: `the configuration ${file} cannot be used` }, 2);
  const { id, data } = parsed.config;
  const digest = await sealedIn(join(data, "journal"), seq);
  if (digest === undefined) return complain(NO_PART, 1);
  if (!(await sealedFolder(join(data, SEALED_FOLDER)).remove(digest))) return complain(hasLeft(id, seq), 1);
  if (json) await print(JSON.stringify({ event: "forgotten", kiosk: id, seq }));
  else await print(`tram journal: ${FORGOTTEN.vi}\ntram journal: ${FORGOTTEN.en}`);
  return 0;
}

/** How the entry names its part; undefined where there is no such entry, or it names none. */
async function sealedIn(folder: string, seq: number): Promise<string | undefined> {
  for await (const part of inspectJournal(folder)) {
    if (part.kind === "entry" && part.entry.seq === seq) return isJournalEvent(part.entry) ? undefined : part.entry.sealed;
  }
  return undefined;
}

function complain({ vi, en }: Text, code: 1 | 2): JournalExit {
  for (const text of [vi, en]) process.stderr.write(`tram journal forget: ${displayLine(text)}\n`);
  return code;
}

const FORGOTTEN: Text = {
  vi: "đã xoá phần cá nhân; mục nhật ký và bằng chứng vẫn nguyên",
  en: "the personal part is deleted; the entry and its proofs are as they were",
};

const NO_PART: Text = {
  vi: "không có mục này, hoặc mục này không có phần cá nhân",
  en: "there is no such entry, or it has no personal part",
};

function hasLeft(kiosk: string, seq: number): Text {
  return {
    vi: `phần cá nhân không còn ở máy này; nếu đã về trung tâm, chạy ở đó: tram central forget --kiosk ${kiosk} --seq ${seq}`,
    en: `the personal part is not here any more; if it has reached central, run there: tram central forget --kiosk ${kiosk} --seq ${seq}`,
  };
}
