import { displayText } from "../core/display-text.ts";
import type { FolderFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, isDenied, missing, ok, RUN_AS_KIOSK } from "./doctor-check.ts";
import { millisecondsText, sizeText } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

const NAME = "data";
/** Below this much room the storage is as good as full: 64 MB are some 180,000 entries. */
const LEAST_FREE_BYTES = 64_000_000;
/** A median above this makes every answer feel late; a good card takes 5 to 20 ms. */
const SLOW_WRITE_MS = 250;

/** The folder of journal and state: whether what is written there stays, and how fast. */
export async function checkData({ data, demo }: Pick<KioskConfig, "data" | "demo">, probes: Pick<DoctorProbes, "folder">): Promise<Check> {
  const path = displayText(data);
  const folder = await probes.folder(data);
  if (folder.kind === "absent") return checkNoFolder(path, folder.canBeMade);
  return folder.kind === "unusable" ? checkUnusable(path, folder.why) : checkUsable(path, folder, demo);
}

function checkNoFolder(path: string, canBeMade: boolean): Check {
  if (canBeMade) {
    return missing(
      NAME,
      { vi: `chưa có ${path}`, en: `${path} is not there yet` },
      {
        vi: "không cần làm gì: kiosk tự tạo khi khởi động lần đầu",
        en: "nothing: the kiosk makes it at its first start",
      },
    );
  }
  const todo = {
    vi: `tạo thư mục cho kiosk: sudo install -d -m 700 -o tram -g tram ${path}`,
    en: `make it for the kiosk: sudo install -d -m 700 -o tram -g tram ${path}`,
  };
  return missing(
    NAME,
    { vi: `không có ${path}, và tài khoản này không được tạo`, en: `${path} is not there, and this user may not make it` },
    todo,
    true,
  );
}

function checkUnusable(path: string, why: string): Check {
  const full = {
    vi: "ổ đã đầy: xoá bớt tệp lạ, không xoá nhật ký; hoặc thay thẻ lớn hơn",
    en: "it is full: free space, but never delete the journal",
  };
  const other = {
    vi: "kiểm tra thẻ nhớ và hệ thống tệp (chỉ đọc? sắp hỏng?): dmesg, mount; rồi sửa data trong cấu hình",
    en: "look at the storage (read-only? failing?) with dmesg and mount, and at data in the configuration",
  };
  const todo = isDenied(why) ? RUN_AS_KIOSK : why.includes("ENOSPC") ? full : other;
  return coded(
    why.includes("ENOSPC") ? "disk-full" : "disk-unwritable",
    fault(NAME, { vi: `không ghi được vào ${path}: ${why}`, en: `${path} cannot be written: ${why}` }, todo),
  );
}

function checkUsable(path: string, folder: Extract<FolderFacts, { kind: "usable" }>, isDemo: boolean): Check {
  const { storage, freeBytes, mode, writesMs } = folder;
  const writes = writesMs.toSorted((a, b) => a - b);
  const median = writes[Math.floor(writes.length / 2)] ?? 0;
  const slowest = writes.at(-1) ?? 0;
  const [usual, worst] = [millisecondsText(median), millisecondsText(slowest)];
  const found: Text = {
    vi: `${path}: còn trống ${sizeText(freeBytes)}; một lần ghi bền mất ${usual} (chậm nhất trong ${writes.length} lần: ${worst})`,
    en: `${path}: ${sizeText(freeBytes)} free; a durable write takes ${usual} (slowest of ${writes.length}: ${worst})`,
  };
  if (storage === "memory" && !isDemo) {
    return coded(
      "disk-unfit",
      fault(
        NAME,
        { vi: `${path} nằm trong bộ nhớ: mất điện là mất nhật ký`, en: `${path} is in memory: a power cut loses the journal` },
        {
          vi: "đặt data ở phân vùng thật trên đĩa hoặc thẻ nhớ, không phải tmpfs",
          en: "put data on a partition of a real disk or card, not on tmpfs",
        },
      ),
    );
  }
  if (storage === "network") {
    return coded(
      "disk-unfit",
      fault(
        NAME,
        { vi: `${path} nằm trên ổ mạng`, en: `${path} is on a network file system` },
        {
          vi: "đặt data trên đĩa của chính máy này: khoá tệp qua mạng không đáng tin",
          en: "put data on a disk of this machine: locks do not hold over a network",
        },
      ),
    );
  }
  if ((mode & 0o022) !== 0) {
    const todo = { vi: `chỉ kiosk được ghi vào đó: chmod 700 ${path}`, en: `it belongs to the kiosk alone: chmod 700 ${path}` };
    const open = {
      vi: `tài khoản khác cũng ghi được vào ${path} (${modeText(mode)})`,
      en: `${path} can be written by other users (${modeText(mode)})`,
    };
    return coded("disk-unfit", fault(NAME, open, todo));
  }
  if (freeBytes < LEAST_FREE_BYTES) {
    return coded(
      "disk-scarce",
      fault(
        NAME,
        { vi: `${found.vi}: sắp đầy`, en: `${found.en}: nearly full` },
        {
          vi: "xoá bớt tệp lạ hoặc thay thẻ lớn hơn; không xoá nhật ký",
          en: "free space or change to a larger card; never delete the journal",
        },
      ),
    );
  }
  if (median > SLOW_WRITE_MS) {
    return coded(
      "disk-slow",
      fault(
        NAME,
        { vi: `${found.vi}: chậm`, en: `${found.en}: slow` },
        {
          vi: "thẻ nhớ chậm hoặc sắp hỏng: sao lưu rồi thay thẻ loại A1/A2 hoặc SSD",
          en: "the card is slow or wearing out: back it up and change it for an A1/A2 card or an SSD",
        },
      ),
    );
  }
  return ok(NAME, found);
}

/** Permission bits as chmod takes them. */
function modeText(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
