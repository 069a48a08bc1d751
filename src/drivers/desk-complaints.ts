import type { Text } from "../core/text.ts";

/** Why a desk did not do what it was asked: an HTTP status, and what happened and what to do, for whoever sits before the page. */
export interface Complaint {
  readonly status: number;
  readonly error: Text;
}

export const FOREIGN: Complaint = {
  status: 403,
  error: {
    vi: "Yêu cầu đến từ một trang khác. Hãy dùng trang bàn thử của chính máy này.",
    en: "The request came from another site. Use this kiosk's own desk page.",
  },
};
export const NO_SUCH_CONTACT: Complaint = {
  status: 422,
  error: {
    vi: "Không có công tắc như vậy: chỉ có cửa và vỏ máy, mở hoặc đóng.",
    en: "There is no such contact: there are the door and the case, open or closed.",
  },
};
export const PICTURE_TOO_LARGE: Complaint = {
  status: 413,
  error: { vi: "Ảnh lớn hơn 12 MiB. Hãy chọn ảnh nhỏ hơn.", en: "The picture is larger than 12 MiB. Choose a smaller one." },
};
export const NOT_A_PICTURE: Complaint = {
  status: 415,
  error: {
    vi: "Tệp này không mở được như ảnh. Hãy dùng ảnh PNG hoặc JPEG.",
    en: "This file does not open as a picture. Use a PNG or JPEG.",
  },
};
export const NO_CODE: Complaint = {
  status: 422,
  error: {
    vi: "Không thấy mã QR trong ảnh. Hãy chụp gần hơn, thẳng và đủ sáng.",
    en: "There is no QR code to be found in the picture. Take it closer, straight and in good light.",
  },
};
export const TEXT_TOO_LONG: Complaint = {
  status: 413,
  error: {
    vi: "Nội dung dài hơn 8 KiB. Một mã QR không chứa được nhiều như vậy; hãy rút ngắn.",
    en: "The text is longer than 8 KiB. No QR code carries that much; shorten it.",
  },
};
export const TEXT_EMPTY: Complaint = {
  status: 400,
  error: { vi: "Không có nội dung nào để đọc. Hãy dán nội dung của một mã.", en: "There is no text to read. Paste the text of a code." },
};
export const FRAME_SIZE: Complaint = {
  status: 400,
  error: {
    vi: "Khung hình không đúng kích thước. Hãy gửi rộng × cao byte xám, tối đa 1920 × 1080.",
    en: "The frame has the wrong size. Send width × height grey bytes, at most 1920 × 1080.",
  },
};
export const NO_SERIAL_LINE: Complaint = {
  status: 404,
  error: {
    vi: "Máy này không có đường nối tiếp. Hãy dán nội dung hoặc giơ ảnh.",
    en: "This kiosk has no serial line. Paste the text or hold up the picture.",
  },
};
export const NO_SOCKETS: Complaint = {
  status: 502,
  error: {
    vi: "Không tới được ổ cắm của máy: chương trình chạy thử không trả lời. Hãy xem nó còn chạy không.",
    en: "The kiosk's sockets cannot be reached: the demo does not answer. See whether it is still running.",
  },
};
export const NO_FILM: Complaint = {
  status: 404,
  error: {
    vi: "Không có đoạn phim thử lúc này. Hãy bấm lại, hoặc dùng webcam.",
    en: "There is no trial film at this moment. Press again, or use the webcam.",
  },
};
