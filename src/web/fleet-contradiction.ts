import type { Text } from "../core/text.ts";
import type { FleetContradiction, FleetKiosk } from "./fleet-row.ts";

/** What to do about a kiosk's contradictions. */
export const CONTRADICTION_TODO: Text = {
  vi: "Trung tâm giữ bản đã có. Phải có người đến xem máy; không xoá gì trên máy.",
  en: "Central keeps what it has. Somebody has to look at the kiosk; delete nothing there.",
};

/** What a kiosk's contradictions mean, the newest first. */
export function contradictionWords({ others = [], ...newest }: NonNullable<FleetKiosk["contradiction"]>): readonly Text[] {
  return [newest, ...others].map(sentencesOf);
}

/** The protocol's own word stands before the full stop. */
function sentencesOf({ kind, seq }: FleetContradiction): Text {
  const { vi, en } = meaningOf(kind, seq);
  return { vi: `${vi.slice(0, -1)} (${kind}).`, en: `${en.slice(0, -1)} (${kind}).` };
}

function meaningOf(kind: string, seq: number): Text {
  switch (kind) {
    case "truncated":
      return {
        vi: `Nhật ký ngắn hơn máy đã từng ký: chỉ còn ${seq} mục. Đĩa cũ được lắp lại, hoặc phần cuối đã mất.`,
        en: `The journal is shorter than the kiosk once signed: ${seq} entries are left. An older disk was put back, or its end is gone.`,
      };
    case "rewritten":
      return {
        vi: `Mục ${seq} khác với mục trung tâm đang giữ: ổ cũ được lắp lại rồi dùng tiếp, hoặc mục bị viết lại.`,
        en: `Entry ${seq} differs from the one central holds: an older disk was put back and used, or the entry was written anew.`,
      };
    case "forked":
      return {
        vi: `Nhật ký rẽ sang nhánh khác trước mục ${seq}. Đĩa cũ được lắp lại rồi chạy tiếp, hoặc hai máy dùng chung một khoá.`,
        en: `The journal took another way before entry ${seq}. An older disk was put back and went on, or two devices share one key.`,
      };
    default:
      return {
        vi: `Nhật ký của máy này mâu thuẫn với bản ở trung tâm, từ mục ${seq}.`,
        en: `This kiosk's journal contradicts central's copy, from entry ${seq}.`,
      };
  }
}
