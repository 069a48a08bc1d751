import type { Advice } from "./advice.ts";
import type { Text } from "./text.ts";

/** What whoever holds up a code in vain is told to do: one line each, as large as the screen allows. */
export const HINT_TEXTS: Readonly<Record<Advice, Text>> = {
  nearer: { vi: "Xin đưa mã lại gần hơn", en: "Please hold the code closer" },
  farther: { vi: "Xin đưa mã ra xa hơn", en: "Please hold the code farther away" },
  tilt: { vi: "Xin giữ mã thẳng với máy đọc", en: "Please face the code straight at the reader" },
  glare: { vi: "Mã bị loá, xin nghiêng nhẹ", en: "Light shines on the code: please tilt it a little" },
  "too-dark": { vi: "Mã tối quá, xin đưa ra chỗ sáng", en: "Too dark: please hold the code in more light" },
  "too-bright": { vi: "Sáng quá, xin giảm sáng màn hình", en: "Too bright: please dim the screen" },
  "out-of-focus": { vi: "Mã bị nhoè, xin lùi ra một chút", en: "Blurred: please move the code back a little" },
  moving: { vi: "Xin giữ yên mã", en: "Please hold the code still" },
  "dark-mode": { vi: "Xin tắt chế độ tối của điện thoại", en: "Please switch off dark mode on the phone" },
};
