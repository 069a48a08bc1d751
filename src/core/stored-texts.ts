import type { Text } from "./text.ts";

/** The words of the page that says what this kiosk keeps of a visitor. Apart from the screen's other words: it is loaded when somebody asks. */
export const STORED_TEXTS = {
  "no-name": { vi: "Máy không lưu họ tên, không lưu số giấy tờ.", en: "No name and no document number is stored." },
  entry: {
    vi: "Mỗi lần quét, máy ghi: giờ, loại giấy tờ, nơi cấp, kết quả và một mã số thay cho giấy tờ.",
    en: "Each scan leaves a record: time, kind of document, issuer, result, and a code that stands for the document.",
  },
  "sealed-parts": {
    vi: "Nơi này còn cần: {names}. Máy khoá kín phần đó, chính máy cũng không mở lại được.",
    en: "This office also needs: {names}. The kiosk locks that away so that it cannot open it again itself.",
  },
  staff: {
    vi: "Nhân viên xem được: {names}, trong {seconds} giây, rồi máy xoá.",
    en: "Staff can see: {names}, for {seconds} seconds; then it is deleted.",
  },
  "keep-after-central": {
    vi: "Trung tâm nhận bản ghi. Sau đó máy giữ thêm {days} ngày rồi xoá.",
    en: "The centre receives the records. After that the kiosk keeps them for {days} more days, then deletes them.",
  },
  "keep-until-carried": {
    vi: "Bản ghi nằm ở máy đến khi được mang về trung tâm, rồi thêm {days} ngày.",
    en: "The records stay here until they have been carried to the centre, and for {days} more days.",
  },
  receipts: {
    vi: "Ông bà có thể chụp mã biên nhận để sau này đối chứng.",
    en: "You may photograph the receipt: with it your record can be proved later.",
  },
  rule: {
    vi: "Theo quy định của nơi này. Muốn hỏi thêm, mời ông bà gặp nhân viên.",
    en: "By the rules of this office. For questions please see a member of staff.",
  },
} as const satisfies Record<string, Text>;
