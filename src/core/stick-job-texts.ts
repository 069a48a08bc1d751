// What the kiosk says while something other than its journal is written on a stick, with the lamps and tones of a stick.
import { faultCode } from "./faults.ts";
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

/** Why it is not: the stick's fault, or `machine`: the kiosk cannot read what should have gone onto it. */
export type JobTrouble = "no-stick" | "full" | "read-only" | "gone" | "failed" | "machine";

/** When it is not. */
export function jobFailedView(id: number, job: JobName, trouble: JobTrouble): StickView {
  const { detail, next, code } = TROUBLES[trouble];
  return {
    kind: "stick",
    id,
    state: "failed",
    headline: { vi: `${WHAT[job].vi}: chưa ghi được`, en: `${WHAT[job].en}: not written` },
    detail,
    next: { vi: `${next.vi} (${code})`, en: `${next.en} (${code})` },
    seconds: END_SECONDS,
  };
}

const TROUBLES: Readonly<Record<JobTrouble, { readonly detail: Text; readonly next: Text; readonly code: string }>> = {
  "no-stick": { ...STICK_TROUBLES["no-stick"], code: faultCode("stick-no-stick") },
  full: {
    detail: { vi: "USB đã đầy.", en: "The stick is full." },
    next: { vi: "Xoá bớt trên USB, hoặc cắm USB khác, rồi thử lại.", en: "Make room on it, or take another one, and try again." },
    code: faultCode("stick-full"),
  },
  "read-only": { ...STICK_TROUBLES["read-only"], code: faultCode("stick-read-only") },
  gone: {
    detail: STICK_TROUBLES.gone.detail,
    next: { vi: "Cắm lại USB rồi thử lại.", en: "Put it in and try again." },
    code: faultCode("stick-gone"),
  },
  failed: {
    detail: { vi: "USB không nhận. Máy vẫn nguyên.", en: "The stick does not take it. The kiosk is whole." },
    next: STICK_TROUBLES.failed.next,
    code: faultCode("stick-failed"),
  },
  machine: {
    detail: { vi: "Máy không đọc được tệp của chính mình.", en: "The kiosk cannot read a file of its own." },
    next: {
      vi: "Gọi người vận hành, đọc mã này; xem thẻ Nhật ký máy. Không xoá gì cả.",
      en: "Call the operator and read out this code; see the log. Delete nothing.",
    },
    code: faultCode("stick-journal-failed"),
  },
};
