import type { Advice } from "./advice.ts";
import type { Text } from "./text.ts";

/** What a person who holds up a code in vain can do about it: one short sentence, for the screen. */
export const ADVICE_TEXTS: Readonly<Record<Advice, Text>> = {
  nearer: { vi: "Đưa mã lại gần hơn", en: "Bring the code nearer" },
  farther: { vi: "Đưa mã ra xa một chút", en: "Move the code a little away" },
  tilt: { vi: "Giữ mã thẳng với máy", en: "Hold the code straight to the reader" },
  glare: { vi: "Nghiêng đi một chút cho khỏi chói", en: "Tilt it a little, light is reflected" },
  "too-dark": { vi: "Mã tối quá: đưa ra chỗ sáng, tăng sáng màn hình", en: "Too dark: find some light, brighten the screen" },
  "too-bright": { vi: "Sáng quá: giảm độ sáng màn hình", en: "Too bright: dim the screen" },
  "out-of-focus": { vi: "Hình bị mờ: đưa mã ra xa một chút", en: "Out of focus: move the code a little away" },
  moving: { vi: "Giữ yên một chút", en: "Hold it still" },
  "dark-mode": { vi: "Tắt chế độ tối trên điện thoại", en: "Turn off the phone's dark mode" },
};
