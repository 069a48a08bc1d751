import type { Terminator } from "../core/line-guard.ts";
import type { FoundReader, ReaderFacts } from "../core/machine-facts.ts";
import type { SettingName } from "../core/readers/command-set.ts";
import { type ReaderProfile, readerProfile, type SettingCodes } from "../core/readers/profiles.ts";
import type { Text } from "../core/text.ts";

/** What each setting is about. */
export const SETTING_TEXTS: Readonly<Record<SettingName, Text>> = {
  "reads-by-itself": { vi: "tự đọc khi có vật", en: "reads by itself when something moves" },
  illumination: { vi: "đèn sáng khi đọc", en: "lights while it reads" },
  terminator: { vi: "kết thúc mã bằng CR", en: "ends codes with CR" },
  "terminator-sent": { vi: "có gửi ký tự kết thúc", en: "sends its end of code" },
  "setting-codes-locked": { vi: "khoá mã cài đặt", en: "setting codes locked" },
};

/** What became of a setting. */
export const STEP_TEXTS = {
  kept: { vi: "đã đúng", en: "was so already" },
  changed: { vi: "đã đặt", en: "set" },
  refused: { vi: "ĐẦU ĐỌC KHÔNG NHẬN", en: "THE READER DOES NOT TAKE IT" },
  "not-saved": { vi: "ĐÃ ĐẶT NHƯNG CHƯA LƯU: mất điện là mất", en: "SET BUT NOT KEPT: the next power cut undoes it" },
  "not-understood": { vi: "không hiểu câu trả lời", en: "its answer is not understood" },
  wanted: { vi: "đúng", en: "as it should be" },
  otherwise: { vi: "CHƯA ĐÚNG", en: "NOT AS IT SHOULD BE" },
} as const satisfies Readonly<Record<string, Text>>;

/** What to know of a family's setting codes. */
export const CODES_TEXTS: Readonly<Record<SettingCodes, Text>> = {
  "by-command": { vi: "mã cài đặt khoá được bằng tram reader set-up", en: "its setting codes are locked by tram reader set-up" },
  "by-hand": { vi: "mã cài đặt chỉ khoá bằng tay được", en: "its setting codes are locked by hand only" },
  open: { vi: "mã cài đặt không khoá được", en: "its setting codes cannot be locked" },
};

/** A family whose end of code no command sets that we know of, and could read back. */
export const TERMINATOR_BY_HAND: Text = {
  vi: "ký tự kết thúc mã: không có lệnh nào chúng tôi biết để đặt và đọc lại; quét một lần mã “thêm CR” (Add CR Suffix) trong sách của máy",
  en: "end of code: no command that we know of sets it and reads it back; show the reader the code “Add CR Suffix” of its manual once",
};

/** A reader whose configuration wants another end of code than the one that its commands set. */
export function otherTerminator(terminator: Terminator): Text {
  return {
    vi: `ký tự kết thúc mã: cấu hình ghi terminator = "${terminator}", lệnh này chỉ đặt CR, nên để nguyên`,
    en: `end of code: the configuration says terminator = "${terminator}", this command sets CR alone, so it is left as it is`,
  };
}

/** Lines about one device, with what to write in the configuration where we know that it is a reader. */
export function foundText({ kind, path, usb, profile }: FoundReader): Text {
  const ids = usb ? `, USB ${hex(usb.vendor)}:${hex(usb.product)}` : "";
  if (!profile)
    return kind === "keyboard"
      ? { vi: `${path}${ids}: bàn phím lạ, có thể là bàn phím thường`, en: `${path}${ids}: an unknown keyboard, maybe a real one` }
      : { vi: `${path}${ids}: đầu đọc lạ, dùng được không cần profile`, en: `${path}${ids}: an unknown one, works without a profile` };
  const { name } = readerProfile(profile);
  return { vi: `${path}${ids}: ${name}`, en: `${path}${ids}: ${name}` };
}

/** udev's name of the HID-POS reader: `hidraw3` is another device after the next start. */
export const HID_NAME = "/dev/tram/reader-hid";

/** The source of a device, as a configuration writes it; undefined for one that might be somebody's keyboard. */
export function sourceToml({ kind, path: found, profile }: FoundReader): string | undefined {
  if (kind === "keyboard" && !profile) return undefined;
  const path = kind === "hid" ? HID_NAME : found;
  const family = kind === "serial" && profile ? `\nprofile = "${profile}"` : "";
  return `[[source]]\nkind = "${kind}"\npath = ${JSON.stringify(path)}${family}`;
}

/** Why a reader could not be talked to. */
export function silenceText(facts: Exclude<ReaderFacts, { readonly kind: "answered" }>, path: string): Text {
  switch (facts.kind) {
    case "silent":
      return {
        vi: `${path}: không trả lời ở tốc độ nào; xem dây TX/RX, nguồn, và chế độ UART hoặc COM ảo, rồi chạy lại`,
        en: `${path}: no answer at any speed; look at TX/RX, the supply, and UART or virtual COM mode, then run this again`,
      };
    case "held":
      return {
        vi: `${path}: chương trình khác đang mở, có lẽ là kiosk: sudo systemctl stop tram-kiosk, làm lại, rồi start`,
        en: `${path}: some program has it open, most likely the kiosk: sudo systemctl stop tram-kiosk, do this again, then start it`,
      };
    case "unopened":
      return unopenedText(path, facts.why);
  }
}

/** A device that cannot be opened; the system's own words are English. */
function unopenedText(path: string, why: string): Text {
  if (/permission denied|EACCES|EPERM|not permitted/i.test(why)) {
    const command = "sudo usermod -aG dialout $USER";
    return {
      vi: `tài khoản này không được mở ${path}: dùng sudo, hoặc thêm vào nhóm dialout (${command}) rồi đăng nhập lại`,
      en: `this user may not open ${path}: use sudo, or join the group dialout (${command}) and log in again`,
    };
  }
  if (/no such file|ENOENT/i.test(why))
    return {
      vi: `không mở được ${path}: không có thiết bị ấy, cắm đầu đọc vào`,
      en: `${path} cannot be opened: it is not there, plug the reader in`,
    };
  return { vi: `không mở được ${path}, có lẽ không phải cổng nối tiếp (${why})`, en: `${path} cannot be opened: ${why}` };
}

/** A family that takes no commands. */
export function noCommandsText({ name, advice }: ReaderProfile): Text {
  return {
    vi: `${name} không nhận lệnh: ${advice.vi}; ${TERMINATOR_BY_HAND.vi}`,
    en: `${name} takes no commands: ${advice.en}; ${TERMINATOR_BY_HAND.en}`,
  };
}

function hex(id: number): string {
  return id.toString(16).padStart(4, "0");
}
