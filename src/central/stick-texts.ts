import type { Text } from "../core/text.ts";
import type { StickFault } from "../stick-ports.ts";
import type { ImportTrouble, KioskImport } from "./stick-import.ts";

/** What has become of a kiosk's journal on a stick, in a sentence or a few. */
export function importText({ kiosk, fresh, size, damaged, trouble, unanswered }: KioskImport): Text {
  const parts: readonly Text[] = [
    fresh > 0
      ? { vi: `${fresh} mục mới, trung tâm có ${size} mục.`, en: `${fresh} new entries, central has ${size}.` }
      : { vi: `không có mục mới, trung tâm có ${size} mục.`, en: `nothing new, central has ${size} entries.` },
    ...(trouble ? [troubleText(trouble)] : []),
    ...(damaged.length > 0 ? [damagedText(damaged)] : []),
    ...(unanswered ? [unansweredText(unanswered)] : []),
  ];
  return { vi: `${kiosk}: ${parts.map(({ vi }) => vi).join(" ")}`, en: `${kiosk}: ${parts.map(({ en }) => en).join(" ")}` };
}

function troubleText(trouble: ImportTrouble): Text {
  switch (trouble.kind) {
    case "contradicted":
      return {
        vi: `NHẬT KÝ TRÁI NHAU (${trouble.contradiction}) từ mục ${trouble.seq}: bằng chứng được giữ lại, cần người xem máy này ngay.`,
        en: `THE JOURNAL CONTRADICTS what central holds (${trouble.contradiction}) from entry ${trouble.seq}: the evidence is kept, somebody must look at this kiosk now.`,
      };
    case "gap":
      return {
        vi: `USB thiếu các mục từ ${trouble.size} đến ${trouble.from - 1}: ghi lại USB tại máy.`,
        en: `entries ${trouble.size} to ${trouble.from - 1} are not on the stick: write it again at the kiosk.`,
      };
    case "refused":
      return REFUSALS[trouble.error] ?? { vi: `bị từ chối: ${trouble.error}.`, en: `refused: ${trouble.error}.` };
    case "busy":
      return {
        vi: "sổ đang bận hoặc ổ đã đầy: chạy lại lệnh này sau ít phút.",
        en: "the ledger is busy or its disk full: run this again in a few minutes.",
      };
  }
}

const REFUSALS: Readonly<Record<string, Text>> = {
  "unknown-kiosk": {
    vi: "máy này chưa ghi danh: chạy tram central enrol rồi chạy lại lệnh này.",
    en: "this kiosk is not enrolled: tram central enrol, then run this again.",
  },
  "unknown-key": {
    vi: "ký bằng khoá khác với khoá đã ghi danh: không phải thiết bị này.",
    en: "signed with another key than the enrolled one: it is not this device.",
  },
  signature: { vi: "chữ ký không đúng: tệp đã bị sửa.", en: "the signature is wrong: the file was changed." },
  "other-kiosk": { vi: "tệp trong thư mục này là của máy khác.", en: "the file in this folder is of another kiosk." },
};

function damagedText(files: readonly string[]): Text {
  const names = files.slice(0, 3).join(", ") + (files.length > 3 ? ", …" : "");
  return {
    vi: `${files.length} tệp không nguyên vẹn (${names}): ghi lại USB tại máy, máy chỉ ghi phần thiếu.`,
    en: `${files.length} files are not whole (${names}): write the stick again at the kiosk, which adds what is missing.`,
  };
}

function unansweredText(fault: StickFault): Text {
  return {
    vi: `Chưa ghi được câu trả lời lên USB (${fault}): máy sẽ còn giữ các mục này.`,
    en: `The answer could not be written on the stick (${fault}): the kiosk will go on keeping these entries.`,
  };
}
