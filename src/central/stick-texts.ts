import { parseBatchFileName } from "../core/stick-batch.ts";
import type { Text } from "../core/text.ts";
import type { StickFault } from "../stick-ports.ts";
import type { ImportTrouble, KioskImport } from "./stick-import.ts";

/** What has become of a kiosk's journal on a stick, in a sentence or a few. */
export function importText({ kiosk, fresh, size, damaged, refused = [], trouble, unanswered }: KioskImport): Text {
  const parts: readonly Text[] = [
    ...(trouble?.kind === "unknown-kiosk" ? [] : [takenText(fresh, size)]),
    ...(trouble && !isExplained(trouble, damaged) ? [troubleText(trouble)] : []),
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

function takenText(fresh: number, size: number): Text {
  return fresh > 0
    ? { vi: `${fresh} mục mới, trung tâm có ${size} mục.`, en: `${fresh} new entries, central has ${size}.` }
    : { vi: `không có mục mới, trung tâm có ${size} mục.`, en: `nothing new, central has ${size} entries.` };
}

/** A gap where the files that are not whole would stand needs no words of its own: the kiosk has those entries, and writes them again. */
function isExplained(trouble: ImportTrouble, damaged: readonly string[]): boolean {
  if (trouble.kind !== "gap") return false;
  const ranges = damaged.flatMap((name) => parseBatchFileName(name) ?? []).toSorted((a, b) => a.from - b.from);
  let { size } = trouble;
  for (const { from, until } of ranges) if (from <= size) size = Math.max(size, until);
  return size >= trouble.from;
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
        vi: `máy này chưa ghi danh, trên USB có ${trouble.entries} mục chưa nhận: chạy tram central enrol rồi chạy lại lệnh này.`,
        en: `this kiosk is not enrolled, ${trouble.entries} entries on the stick were not taken: tram central enrol, then run this again.`,
      };
    case "ledger-failed":
      return {
        vi: `sổ của trung tâm hỏng ở phần của máy này (${trouble.detail}): giữ USB, sao chép thư mục dữ liệu của trung tâm ra nơi khác, rồi khôi phục bản sao lưu (docs/operating.md); các máy khác trên USB vẫn được nhận.`,
        en: `central's ledger is damaged where it has this kiosk (${trouble.detail}): keep the stick, copy central's data folder elsewhere, then put a backup in its place (docs/operating.md); the other kiosks on the stick are taken.`,
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
  return { vi: `${files.length} tệp (${listed(files)}): ${vi}`, en: `${filesOf(files)} (${listed(files)}): ${en}` };
}

const REFUSALS: Readonly<Record<string, Text>> = {
  "unknown-key": {
    vi: "ký bằng khoá khác với khoá đã ghi danh. So dấu vân tay thiết bị với phiếu. Nếu đúng máy này, đừng xoá tệp, gọi người vận hành; nếu không, mang tệp về trung tâm của đúng máy đó.",
    en: "signed with another key than the enrolled one. Compare the device fingerprint with the sheet. If it is this kiosk, keep the file and call the operator; if not, carry the file to the right kiosk's centre.",
  },
  signature: { vi: "chữ ký không đúng: tệp đã bị sửa.", en: "the signature is wrong: the file was changed." },
  name: {
    vi: "tên tệp không khớp với các mục bên trong, tệp đã bị đổi tên: xoá tệp này rồi ghi lại USB tại máy.",
    en: "the name says other entries than are in it, so it was renamed: delete it, and write the stick again at the kiosk.",
  },
  "other-kiosk": {
    vi: "tệp trong thư mục này là của máy khác. Đổi tên thư mục lại cho đúng máy, hoặc xoá nếu biết nó từ đâu.",
    en: "the file in this folder is of another kiosk. Give the folder that kiosk's name again, or delete it if you know where it comes from.",
  },
};

function damagedText(files: readonly string[]): Text {
  const names = listed(files);
  return {
    vi: `${files.length} tệp không nguyên vẹn (${names}): ghi lại USB tại máy, máy chỉ ghi phần thiếu.`,
    en: `${filesOf(files)} ${files.length === 1 ? "is" : "are"} not whole (${names}): write the stick again at the kiosk, which adds what is missing.`,
  };
}

function filesOf({ length }: readonly string[]): string {
  return `${length} ${length === 1 ? "file" : "files"}`;
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
