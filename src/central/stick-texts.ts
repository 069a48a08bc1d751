import type { Text } from "../core/text.ts";
import type { StickFault } from "../stick-ports.ts";
import type { ImportTrouble, KioskImport } from "./stick-import.ts";

/** What has become of a kiosk's journal on a stick, in a sentence or a few. */
export function importText({ kiosk, fresh, size, damaged, refused = [], trouble, unanswered }: KioskImport): Text {
  const parts: readonly Text[] = [
    fresh > 0
      ? { vi: `${fresh} mục mới, trung tâm có ${size} mục.`, en: `${fresh} new entries, central has ${size}.` }
      : { vi: `không có mục mới, trung tâm có ${size} mục.`, en: `nothing new, central has ${size} entries.` },
    ...(trouble ? [troubleText(trouble)] : []),
    ...(damaged.length > 0 ? [damagedText(damaged)] : []),
    ...[...new Set(refused.map(({ error }) => error))].map((error) =>
      refusedText(
        error,
        refused.filter((each) => each.error === error).map(({ file }) => file),
      ),
    ),
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
        vi: `USB thiếu các mục từ ${trouble.size} đến ${trouble.from - 1}: cắm USB này vào máy đó, đợi máy đọc câu trả lời, rồi ghi lại USB. Nếu vẫn thiếu, máy đã xoá chúng: khôi phục bản sao lưu mới hơn của trung tâm (docs/operating.md).`,
        en: `entries ${trouble.size} to ${trouble.from - 1} are not on the stick: put it into the kiosk, which reads the answer, and write it again there. If they are missing still, the kiosk has removed them: put back a newer copy of central's data (docs/operating.md).`,
      };
    case "unknown-kiosk":
      return {
        vi: "máy này chưa ghi danh: chạy tram central enrol rồi chạy lại lệnh này.",
        en: "this kiosk is not enrolled: tram central enrol, then run this again.",
      };
    case "busy":
      return {
        vi: "sổ đang bận hoặc ổ đã đầy: chạy lại lệnh này sau ít phút.",
        en: "the ledger is busy or its disk full: run this again in a few minutes.",
      };
  }
}

function refusedText(error: string, files: readonly string[]): Text {
  const { vi, en } = REFUSALS[error] ?? { vi: `bị từ chối: ${error}.`, en: `refused: ${error}.` };
  return { vi: `${files.length} tệp (${listed(files)}): ${vi}`, en: `${files.length} files (${listed(files)}): ${en}` };
}

const REFUSALS: Readonly<Record<string, Text>> = {
  "unknown-key": {
    vi: "ký bằng khoá khác với khoá đã ghi danh: không phải thiết bị này.",
    en: "signed with another key than the enrolled one: it is not this device.",
  },
  signature: { vi: "chữ ký không đúng: tệp đã bị sửa.", en: "the signature is wrong: the file was changed." },
  name: {
    vi: "tên tệp không khớp với các mục bên trong, tệp đã bị đổi tên: xoá tệp này rồi ghi lại USB tại máy.",
    en: "the name says other entries than are in it, so it was renamed: delete it, and write the stick again at the kiosk.",
  },
  "other-kiosk": { vi: "tệp trong thư mục này là của máy khác.", en: "the file in this folder is of another kiosk." },
};

function damagedText(files: readonly string[]): Text {
  const names = listed(files);
  return {
    vi: `${files.length} tệp không nguyên vẹn (${names}): ghi lại USB tại máy, máy chỉ ghi phần thiếu.`,
    en: `${files.length} files are not whole (${names}): write the stick again at the kiosk, which adds what is missing.`,
  };
}

function listed(files: readonly string[]): string {
  return files.slice(0, 3).join(", ") + (files.length > 3 ? ", …" : "");
}

function unansweredText(fault: StickFault): Text {
  return {
    vi: `Chưa ghi được câu trả lời lên USB (${fault}): máy sẽ còn giữ các mục này.`,
    en: `The answer could not be written on the stick (${fault}): the kiosk will go on keeping these entries.`,
  };
}
