import type { Text } from "./text.ts";

/**
 * Something that can be wrong with a kiosk or around it. `warning`: codes are answered truly meanwhile, and somebody must act in time.
 * `fault`: some codes cannot be answered, or something that people rely on does not work.
 */
export interface Fault {
  /** `T-601`. Never reused, never changed: it is read out on the telephone. */
  readonly code: string;
  readonly severity: "warning" | "fault";
  /** What is wrong, in one short sentence. */
  readonly title: Text;
  /** Why it comes about. */
  readonly cause: Text;
  /** What the clerk at the counter does. */
  readonly clerk: Text;
  /** What the technician or the operator does. */
  readonly technician: Text;
}

/** The kiosk answers as before. */
export const GO_ON: Text = {
  vi: "Máy vẫn trả lời đúng, cứ làm việc như thường. Báo kỹ thuật viên mã này.",
  en: "The kiosk still answers truly: work on as usual. Tell the technician this code.",
};

/** Nothing, or not everything, can be checked here now. */
export const CHECK_BY_HAND: Text = {
  vi: "Kiểm tra giấy tờ bằng cách thường làm khi không có máy. Gọi kỹ thuật viên ngay và đọc mã này.",
  en: "Check documents as you do without a kiosk. Call the technician now and read out this code.",
};

/** Evidence must stay as it is. */
export const TOUCH_NOTHING: Text = {
  vi: "Không xoá, không sửa, không rút điện. Gọi người vận hành ngay và đọc mã này.",
  en: "Delete nothing, change nothing, leave the power on. Call the operator now and read out this code.",
};
