import { FAULTS } from "../faults.ts";
import type { Text } from "../text.ts";
import type { Sent } from "./hand-off-talk.ts";

/** What the clerk does where a keyboard has typed a part of a result, or nothing of it. */
export function stoppedText({ fault, typed, all }: Extract<Sent, { readonly kind: "failed" }>): Text {
  const { title, code } = FAULTS[fault];
  if (typed === 0) {
    return {
      vi: `${title.vi} Chưa gõ phím nào. Nhập tay; báo mã ${code}.`,
      en: `${title.en} No key was typed. Copy by hand; report ${code}.`,
    };
  }
  return {
    vi: `${title.vi} Đã gõ ${typed} / ${all} phím: xoá ô đang dở trên phần mềm rồi gửi lại. Mã ${code}.`,
    en: `${title.en} ${typed} of ${all} keys were typed: empty the unfinished field in the program, then send again. Code ${code}.`,
  };
}
