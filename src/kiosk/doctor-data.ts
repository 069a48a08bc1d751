import { displayText } from "../core/display-text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import { type Check, type DatedCheck, fault, isDenied, missing, ok, RUN_AS_KIOSK } from "./doctor-check.ts";
import { millisecondsText, minuteInVietnam, sizeText } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** Largest configuration file that is looked at, in bytes. */
const MAX_CONFIG_BYTES = 1_048_576;
/** Below this much room the storage is as good as full: 64 MB are some 180,000 entries. */
const LEAST_FREE_BYTES = 64_000_000;
/** A median above this makes every answer feel late; a good card takes 5 to 20 ms. */
const SLOW_WRITE_MS = 250;
/** How long the journal is read; the rest of a long one is left to `tram journal verify`. */
const JOURNAL_BUDGET_MS = 1000;

/** The configuration, where the file holds one. */
export async function checkConfiguration(
  path: string,
  probes: Pick<DoctorProbes, "file">,
): Promise<{ readonly check: Check; readonly config?: KioskConfig }> {
  const name = "configuration";
  const shown = displayText(path);
  const file = await probes.file(path, MAX_CONFIG_BYTES);
  if (file.kind === "absent") {
    const todo = {
      vi: "ghi đúng đường dẫn sau --config, hoặc tạo tệp theo docs/operating.md",
      en: "correct the path after --config, or write the file as docs/operating.md shows",
    };
    return { check: missing(name, `${shown} is not there`, todo, true) };
  }
  if (file.kind === "unreadable") return { check: fault(name, `${shown}: ${file.why}`, RUN_AS_KIOSK) };
  const parsed = parseConfig(new TextDecoder().decode(file.bytes));
  if (parsed.ok) {
    const { id, demo } = parsed.config;
    return { check: ok(name, `${shown} is valid, kiosk ${id}${demo ? ", DEMO" : ""}`), config: parsed.config };
  }
  const count = parsed.problems.length;
  const problems = parsed.problems.map(withoutContents);
  const check = fault(name, `${shown} has ${count} problem${count === 1 ? "" : "s"}`, {
    vi: "sửa các dòng trên; docs/operating.md giải thích từng khoá. Cho đến lúc đó kiosk không khởi động",
    en: "correct these; docs/operating.md explains each key. Until then the kiosk does not start",
  });
  return { check: { ...check, also: problems } };
}

/**
 * A problem without the lines of the file that a TOML parser quotes after it: somebody may have named a key file by mistake. The
 * number of the line stays.
 */
function withoutContents(problem: string): string {
  const [first = "", ...quoted] = problem.split("\n");
  const mark = quoted.findIndex((line) => /^\s*\^\s*$/.test(line));
  const line = /^(\d+)\s*:/.exec(quoted[mark - 1] ?? "")?.[1];
  const shown = displayText(first).replace(/\/\/[^/@\s]*@/g, "//…@");
  return line === undefined ? shown : `line ${line}: ${shown}`;
}

/** The folder of journal and state: whether what is written there stays, and how fast. */
export async function checkData({ data, demo }: KioskConfig, probes: Pick<DoctorProbes, "folder">): Promise<Check> {
  const name = "data";
  const path = displayText(data);
  const folder = await probes.folder(data);
  if (folder.kind === "absent") return checkNoFolder(path, folder.canBeMade);
  if (folder.kind === "unusable") {
    const full = { vi: "ổ đã đầy: xoá bớt tệp lạ, không xoá nhật ký; hoặc thay thẻ lớn hơn", en: "it is full: free space, but never delete the journal" };
    const other = {
      vi: "kiểm tra thẻ nhớ và hệ thống tệp (chỉ đọc? sắp hỏng?): dmesg, mount; rồi sửa data trong cấu hình",
      en: "look at the storage (read-only? failing?) with dmesg and mount, and at data in the configuration",
    };
    const todo = isDenied(folder.why) ? RUN_AS_KIOSK : folder.why.includes("ENOSPC") ? full : other;
    return fault(name, `${path} cannot be written: ${folder.why}`, todo);
  }
  const { storage, freeBytes, mode } = folder;
  const writes = folder.writesMs.toSorted((a, b) => a - b);
  const median = writes[Math.floor(writes.length / 2)] ?? 0;
  const slowest = writes.at(-1) ?? 0;
  const speed = `a durable write takes ${millisecondsText(median)}, the slowest of ${writes.length} took ${millisecondsText(slowest)}`;
  const found = `${path}: ${sizeText(freeBytes)} free; ${speed}`;
  if (storage === "memory" && !demo) {
    return fault(name, `${path} is in memory: a power cut loses the journal`, {
      vi: "đặt data ở phân vùng thật trên đĩa hoặc thẻ nhớ, không phải tmpfs",
      en: "put data on a partition of a real disk or card, not on tmpfs",
    });
  }
  if (storage === "network") {
    return fault(name, `${path} is on a network file system`, {
      vi: "đặt data trên đĩa của chính máy này: khoá tệp qua mạng không đáng tin",
      en: "put data on a disk of this machine: locks do not hold over a network",
    });
  }
  if ((mode & 0o022) !== 0) {
    const todo = { vi: `chỉ kiosk được ghi vào đó: chmod 700 ${path}`, en: `it belongs to the kiosk alone: chmod 700 ${path}` };
    return fault(name, `${path} can be written by other users (${modeText(mode)})`, todo);
  }
  if (freeBytes < LEAST_FREE_BYTES) {
    return fault(name, `${found}: nearly full`, {
      vi: "xoá bớt tệp lạ hoặc thay thẻ lớn hơn; không xoá nhật ký",
      en: "free space or change to a larger card; never delete the journal",
    });
  }
  if (median > SLOW_WRITE_MS) {
    return fault(name, `${found}: slow`, {
      vi: "thẻ nhớ chậm hoặc sắp hỏng: sao lưu rồi thay thẻ loại A1/A2 hoặc SSD",
      en: "the card is slow or wearing out: back it up and change it for an A1/A2 card or an SSD",
    });
  }
  return ok(name, found);
}

function checkNoFolder(path: string, canBeMade: boolean): Check {
  if (canBeMade) {
    return missing("data", `${path} is not there yet`, {
      vi: "không cần làm gì: kiosk tự tạo khi khởi động lần đầu",
      en: "nothing: the kiosk makes it at its first start",
    });
  }
  const todo = {
    vi: `tạo thư mục cho kiosk: sudo install -d -m 700 -o tram -g tram ${path}`,
    en: `make it for the kiosk: sudo install -d -m 700 -o tram -g tram ${path}`,
  };
  return missing("data", `${path} is not there, and this user may not make it`, todo, true);
}

/** The journal, read only, also beside a running kiosk; with the time of its last entry. */
export async function checkJournal(
  { data }: KioskConfig,
  probes: Pick<DoctorProbes, "journal">,
  monotonicMs: () => number,
): Promise<DatedCheck> {
  const name = "journal";
  const folder = `${data}/journal`;
  const shown = displayText(folder);
  const endMs = monotonicMs() + JOURNAL_BUDGET_MS;
  let entries = 0;
  let at: EpochSeconds | undefined;
  for await (const part of probes.journal(folder)) {
    switch (part.kind) {
      case "entry":
        entries++;
        at = part.entry.at;
        if (monotonicMs() < endMs) break;
        // A clock that went back once leaves later times in the middle, so this one is no witness.
        return { check: ok(name, `${countText(entries)} whole so far; the rest: tram journal verify ${shown}`) };
      case "end": {
        const last = at === undefined ? "" : `, the last of ${minuteInVietnam(at)}`;
        const torn = part.torn ? "; one more was cut off before it counted" : "";
        return { check: ok(name, `${countText(entries)}, whole${last}${torn}`), at };
      }
      case "absent":
        return {
          check: missing(name, "none yet", {
            vi: "không cần làm gì: kiosk bắt đầu nhật ký khi khởi động lần đầu",
            en: "nothing: the kiosk begins it at its first start",
          }),
        };
      case "damage": {
        const { problem, file, seq } = part.damage;
        return {
          check: fault(name, `damaged in ${file} at entry ${seq} (${problem}); ${countText(entries)} before it`, {
            vi: `không sửa, không xoá gì; sao chép cả thư mục ${shown} ra nơi khác rồi báo người vận hành (docs/journal.md)`,
            en: `change and delete nothing; copy the whole folder ${shown} elsewhere and tell the operator (docs/journal.md)`,
          }),
          at,
        };
      }
    }
  }
  return { check: ok(name, countText(entries)), at };
}

function countText(entries: number): string {
  return `${entries} ${entries === 1 ? "entry" : "entries"}`;
}

/** Permission bits as chmod takes them. */
function modeText(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
