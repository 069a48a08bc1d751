// What the kiosk says while something other than its journal is written on a stick, with the lamps and tones of a stick.
import { STICK_TROUBLES } from "./stick-texts.ts";
import type { JobName } from "./technician-work.ts";
import type { Text } from "./text.ts";
import type { StickView } from "./view.ts";

/** Seconds for which its end stands. */
const END_SECONDS = 20;

const WHAT: Readonly<Record<JobName, Text>> = {
  journal: { vi: "Nhật ký", en: "The journal" },
  support: { vi: "Gói hỗ trợ", en: "The support bundle" },
  backup: { vi: "Bản sao lưu", en: "The backup" },
};

/** While it is being written. */
export function jobWorkingView(id: number, job: JobName, progress: number): StickView {
  return {
    kind: "stick",
    id,
    state: "working",
    headline: { vi: "Đang ghi, đừng rút USB", en: "Writing, leave the stick in" },
    detail: { vi: `${WHAT[job].vi}: ${Math.round(100 * progress)} %.`, en: `${WHAT[job].en}: ${Math.round(100 * progress)} %.` },
    next: { vi: "Máy vẫn đọc mã như thường.", en: "Codes are read as usual." },
    progress,
  };
}

/** When it is on the stick. */
export function jobDoneView(id: number, job: JobName, next: Text): StickView {
  return {
    kind: "stick",
    id,
    state: "done",
    headline: { vi: "Xong. Rút USB được rồi", en: "Done. You may take the stick" },
    detail: { vi: `${WHAT[job].vi} đã ở trên USB.`, en: `${WHAT[job].en} is on the stick.` },
    next,
    seconds: END_SECONDS,
  };
}

/** When it is not. `detail`: why; absent: there is no stick. */
export function jobFailedView(id: number, job: JobName, detail: Text | undefined): StickView {
  const trouble = STICK_TROUBLES["no-stick"];
  return {
    kind: "stick",
    id,
    state: "failed",
    headline: { vi: `${WHAT[job].vi}: chưa ghi được`, en: `${WHAT[job].en}: not written` },
    detail: detail ?? trouble.detail,
    next: detail ? { vi: "Xem lại USB rồi thử lại.", en: "Look at the stick and try again." } : trouble.next,
    seconds: END_SECONDS,
  };
}
