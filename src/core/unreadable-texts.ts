import { MEET_STAFF, type ReasonText, SHOW_AGAIN, type Text } from "./text.ts";

const DAMAGED: Text = { vi: "Mã bị hỏng hoặc không đầy đủ.", en: "The code is damaged or incomplete." };

/** What people are told where the code could not be read. */
export const UNREADABLE_TEXTS = {
  "not-understood": {
    code: "T-401",
    detail: { vi: "Đây không phải loại mã mà máy này đọc được.", en: "This is not a kind of code this machine reads." },
    next: { vi: "Mời ông bà đưa mã khác hoặc gặp nhân viên.", en: "Please show another code or see a member of staff." },
    staff: {
      vi: "Không nhận ra định dạng của mã.",
      en: "The format of the code is not recognised.",
    },
  },
  truncated: {
    code: "T-402",
    detail: { vi: "Máy mới đọc được một phần của mã.", en: "Only a part of the code was read." },
    next: SHOW_AGAIN,
    staff: {
      vi: "Dữ liệu kết thúc sớm; kiểm tra cài đặt đầu đọc nếu lặp lại.",
      en: "The data end early; check the reader's settings if it happens again.",
    },
  },
  "too-large": {
    code: "T-403",
    detail: { vi: "Mã này dài quá, máy không đọc được.", en: "The code is too long for this machine." },
    next: MEET_STAFF,
    staff: { vi: "Mã (hoặc dữ liệu nén trong mã) vượt giới hạn kích thước.", en: "The symbol, or what it unpacks to, is over the limit." },
  },
  "base45-invalid": {
    code: "T-404",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: {
      vi: "Có ký tự không thuộc Base45: đầu đọc làm sai ký tự, hoặc mã hỏng.",
      en: "Not Base45: the reader changed characters, or the code is damaged.",
    },
  },
  "compression-invalid": {
    code: "T-405",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: { vi: "Dữ liệu nén (zlib) bị hỏng.", en: "The compressed data (zlib) are damaged." },
  },
  malformed: {
    code: "T-406",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: {
      vi: "Cấu trúc bên trong mã không đúng chuẩn của loại mã này.",
      en: "The structure inside breaks the standard of this kind of code.",
    },
  },
  "document-invalid": {
    code: "T-407",
    detail: { vi: "Số hoặc ngày mà máy đọc được chưa đúng.", en: "A number or date on the card cannot be right." },
    next: { vi: "Mời ông bà đưa lại thẻ hoặc gặp nhân viên.", en: "Please show the card again or see a member of staff." },
    staff: {
      vi: "Có hình dạng mã thẻ nhưng số thẻ hoặc ngày tháng không thể có.",
      en: "A card by its shape, but its number or a date is impossible.",
    },
  },
  "checksum-wrong": {
    code: "T-408",
    detail: DAMAGED,
    next: SHOW_AGAIN,
    staff: {
      vi: "Số kiểm tra (CRC) ở cuối mã thanh toán không khớp.",
      en: "The checksum (CRC) at the end of the payment code does not fit.",
    },
  },
  "more-parts-needed": {
    code: "T-409",
    detail: { vi: "Đây mới là một phần của mã.", en: "This is only one part of the code." },
    next: { vi: "Mời ông bà đưa tiếp các phần còn lại.", en: "Please show the other parts, too." },
    staff: {
      vi: "Thẻ sức khoẻ SMART chia thành nhiều mã; đang chờ các mã còn lại.",
      en: "A SMART Health Card in several codes; waiting for the others.",
    },
  },
} as const satisfies Record<string, ReasonText>;
