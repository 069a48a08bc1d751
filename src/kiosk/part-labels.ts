import type { LineName } from "../core/indication.ts";
import type { Text } from "../core/text.ts";

const LABELS: Readonly<Record<string, Text>> = {
  machine: { vi: "máy", en: "machine" },
  node: { vi: "chương trình", en: "program" },
  user: { vi: "tài khoản", en: "account" },
  clock: { vi: "đồng hồ", en: "clock" },
  rtc: { vi: "đồng hồ RTC", en: "real-time clock" },
  temperature: { vi: "nhiệt độ", en: "temperature" },
  power: { vi: "nguồn điện", en: "supply" },
  service: { vi: "dịch vụ", en: "service, watchdog" },
  decoder: { vi: "giải mã QR", en: "decoder" },
  serialport: { vi: "trình nối tiếp", en: "serial driver" },
  koffi: { vi: "trình gọi nhân", en: "kernel calls" },
  camera: { vi: "camera", en: "camera" },
  serial: { vi: "cổng nối tiếp", en: "serial ports" },
  gpio: { vi: "đèn", en: "lamps" },
  buzzer: { vi: "còi", en: "buzzer" },
  relay: { vi: "rơ-le", en: "relay" },
  configuration: { vi: "cấu hình", en: "configuration" },
  data: { vi: "dữ liệu", en: "storage" },
  journal: { vi: "nhật ký", en: "journal" },
  "trust-root": { vi: "gốc tin cậy", en: "trust root" },
  trust: { vi: "bộ tin cậy", en: "trust bundle" },
  sticks: { vi: "USB", en: "sticks" },
  "last-refusal": { vi: "lần từ chối cuối", en: "last refusal" },
  "device-key": { vi: "khoá thiết bị", en: "device key" },
  central: { vi: "máy chủ", en: "central" },
  // Its check knows the port alone; whether a picture is on the panel, a person says.
  screen: { vi: "cổng màn hình", en: "screen's port" },
  languages: { vi: "ngôn ngữ", en: "languages" },
  sound: { vi: "loa, tai nghe", en: "sound devices" },
  prompts: { vi: "lời nói", en: "spoken prompts" },
  "seen-screen": { vi: "hình trên màn hình", en: "picture on the screen" },
  card: { vi: "thẻ kiểm tra", en: "test card" },
  "card-view": { vi: "khung hình", en: "view" },
  "card-sizes": { vi: "cỡ mã", en: "sizes of codes" },
  "card-looks": { vi: "mã khó", en: "hard codes" },
  "card-answers": { vi: "kết quả", en: "answers" },
  "card-light": { vi: "ánh sáng", en: "light" },
  "service-button": { vi: "nút dịch vụ", en: "service button" },
  "door-contact": { vi: "công tắc cửa", en: "door contact" },
  "tamper-switch": { vi: "công tắc vỏ máy", en: "tamper switch" },
  "repeat-button": { vi: "nút “Nghe lại”", en: "repeat button" },
};

/** How many parts there may be beside those that are named after a source or a line. */
export const MOST_OTHER_PARTS = Object.keys(LABELS).length;

const LINE_LABELS: Readonly<Record<LineName, Text>> = {
  red: { vi: "đèn đỏ", en: "red lamp" },
  amber: { vi: "đèn vàng", en: "amber lamp" },
  green: { vi: "đèn xanh", en: "green lamp" },
  white: { vi: "đèn trắng", en: "white lamp" },
  buzzer: { vi: "còi", en: "buzzer" },
  relay: { vi: "rơ-le", en: "relay" },
  illumination: { vi: "đèn chiếu mã", en: "illumination" },
};

/** What people call a line of the board. */
export function lineLabel(line: LineName): Text {
  return LINE_LABELS[line];
}

/** The name of the test of a line that only eyes or ears can judge. */
export function lineTest(line: LineName): string {
  return `seen-${line}`;
}

/** What people call a part, by the name of its check. Sources, cameras or not, are named after their place in the configuration. */
export function partLabel(name: string): Text {
  const line = Object.entries(LINE_LABELS).find(([each]) => lineTest(each as LineName) === name);
  if (line) return line[1];
  const [, what = name, place] = /^(.*)\.(\d+)$/.exec(name) ?? [];
  const number = place === undefined ? "" : ` ${Number(place) + 1}`;
  if (what === "card-reader") return { vi: `đầu đọc${number} đọc thẻ`, en: `reader${number} reads the card` };
  const label = LABELS[what];
  if (!label) return { vi: `thiết bị quét${number}`, en: `source${number}` };
  return number === "" ? label : { vi: `${label.vi}, thiết bị quét${number}`, en: `${label.en}, source${number}` };
}
