import { displayText } from "../core/display-text.ts";
import type { DeviceFacts, ReaderFacts } from "../core/machine-facts.ts";
import { isAboutTerminator } from "../core/readers/command-set.ts";
import { type ReaderProfile, readerProfile, type SettingCodes } from "../core/readers/profiles.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, isDenied, missing, ok, textOf } from "./doctor-check.ts";
import type { SerialConfig } from "./reader-config.ts";

/** A source that is no camera. */
type ReaderConfig = Exclude<KioskConfig["source"][number], { kind: "camera" }>;

/** Serial devices that have a name of their own; a configured one has a check of its own besides. */
export function checkSerialDevices(paths: readonly string[]): Check {
  const name = "serial";
  const [first, ...others] = paths.map(displayText);
  if (first !== undefined) return { ...ok(name, first), ...(others.length > 0 && { also: others.map(textOf) }) };
  return missing(
    name,
    { vi: "không có gì trong /dev/serial/by-id", en: "nothing in /dev/serial/by-id" },
    {
      vi: "cắm đầu đọc USB ở chế độ COM ảo (virtual COM); đầu đọc nối chân UART thì dùng /dev/ttyAMA0",
      en: "plug in a USB reader in virtual COM mode; one on the UART pins is /dev/ttyAMA0",
    },
  );
}

/** A reader of the configuration, by its place there. It may come later: a kiosk waits for it. `answer`: where it has commands and was asked. */
export function checkReader(
  place: number,
  source: ReaderConfig,
  state: DeviceFacts,
  present: readonly string[],
  answer?: ReaderFacts,
): Check {
  const name = `source.${place}`;
  const path = displayText(source.path);
  switch (state) {
    case "ready":
      return source.kind === "serial" ? checkSerialReader(name, source, answer) : ok(name, READY[source.kind](path));
    case "absent": {
      const [other] = source.kind === "serial" ? present.filter((each) => each !== source.path).map(displayText) : [];
      const todo = {
        vi: `cắm đầu đọc vào${other === undefined ? "" : `, hoặc ghi path = "${other}" trong cấu hình`}; không cần khởi động lại`,
        en: `plug the reader in${other === undefined ? "" : `, or configure path = "${other}"`}; no restart is needed`,
      };
      return missing(name, { vi: `không thấy ${path}`, en: `${path} is not there` }, todo, true);
    }
    case "denied":
      return fault(
        name,
        { vi: `${path}: tài khoản này không được mở`, en: `${path}: this user may not open it` },
        source.kind === "serial" ? JOIN_DIALOUT : INSTALL_RULE,
      );
    case "no-device":
      return fault(
        name,
        { vi: `${path} không phải cổng nối tiếp`, en: `${path} is no serial device` },
        {
          vi: "sửa path trong cấu hình; đường dẫn nên ở trong /dev/serial/by-id",
          en: "correct its path in the configuration, best one in /dev/serial/by-id",
        },
      );
  }
}

const READY = {
  keyboard: (path: string): Text => ({
    vi: `${path}, gõ như bàn phím; chỉ kiosk nhận được chữ nó gõ`,
    en: `${path}, types like a keyboard; only the kiosk gets what it types`,
  }),
  hid: (path: string): Text => ({ vi: `${path}, chế độ HID-POS`, en: `${path}, HID-POS mode` }),
} as const;

const JOIN_DIALOUT: Text = {
  vi: "thêm tài khoản của kiosk vào nhóm dialout: sudo usermod -aG dialout tram",
  en: "add the kiosk's user to the group dialout: sudo usermod -aG dialout tram",
};

const LOOK_AT_IT: Text = {
  vi: "rút ra cắm lại, rồi chạy lại tram doctor",
  en: "plug it out and in, then run tram doctor again",
};

const INSTALL_RULE: Text = {
  vi: "cài quy tắc udev của đầu đọc (firmware/udev/61-tram-readers.rules); đầu đọc lạ thì thêm một dòng cho nó, xem docs/readers.md",
  en: "install the udev rule of readers (firmware/udev/61-tram-readers.rules); a reader that it does not know gets a line of its own, docs/readers.md",
};

function checkSerialReader(name: string, source: SerialConfig, answer: ReaderFacts | undefined): Check {
  const path = displayText(source.path);
  const line = (baudRate: number): Text => ({
    vi: `${path}, ${baudRate} baud, mỗi mã kết thúc bằng ${source.terminator}`,
    en: `${path}, ${baudRate} baud, codes end with ${source.terminator}`,
  });
  if (source.profile === undefined) return ok(name, line(source.baudRate));
  const profile = readerProfile(source.profile);
  const setUp = `tram reader set-up --config … --source ${name.replace("source.", "")}`;
  if (answer?.kind === "silent")
    return coded(
      "reader-unanswered",
      fault(
        name,
        also(line(source.baudRate), {
          vi: `; không trả lời lệnh của ${profile.name}`,
          en: `; does not answer the commands of ${profile.name}`,
        }),
        {
          vi: "xem dây, nguồn và chế độ của đầu đọc (UART hoặc COM ảo), và profile trong cấu hình",
          en: "look at its cable, its supply and its mode (UART or virtual COM), and at profile in the configuration",
        },
      ),
    );
  if (answer?.kind === "unopened") return unopened(name, path, answer.why);
  if (answer?.kind !== "answered") return withCodes(ok(name, line(source.baudRate)), profile);
  if (answer.baudRate !== source.baudRate)
    return coded(
      "reader-settings",
      fault(
        name,
        also(line(source.baudRate), {
          vi: `; nhưng đầu đọc nói ở ${answer.baudRate} baud`,
          en: `; but the reader speaks at ${answer.baudRate} baud`,
        }),
        { vi: `chạy ${setUp}, hoặc ghi baudRate = ${answer.baudRate}`, en: `run ${setUp}, or configure baudRate = ${answer.baudRate}` },
      ),
    );
  const answered = also(line(answer.baudRate), {
    vi: `; trả lời: ${displayText(answer.says)}`,
    en: `; answers: ${displayText(answer.says)}`,
  });
  const isOurs = (setting: string): boolean => source.terminator === profile.terminator || !isAboutTerminator(setting);
  const otherwise = Object.entries(answer.settings).filter(([setting, isAsWanted]) => !isAsWanted && isOurs(setting));
  if (otherwise.length === 0) return withCodes(ok(name, answered), profile, answer.settings["setting-codes-locked"]);
  const names = otherwise.map(([setting]) => setting).join(", ");
  return coded(
    "reader-settings",
    fault(name, also(answered, { vi: `; chưa đặt: ${names}`, en: `; not set: ${names}` }), {
      vi: `chạy ${setUp}`,
      en: `run ${setUp}`,
    }),
  );
}

/** The system's own words are English. */
function unopened(name: string, path: string, why: string): Check {
  const isForbidden = isDenied(why) || /permission denied/i.test(why);
  const vi = isForbidden ? "tài khoản này không được mở" : "không mở được";
  return fault(name, { vi: `${path}: ${vi}`, en: `${path}: ${why}` }, isForbidden ? JOIN_DIALOUT : LOOK_AT_IT);
}

/** What nobody but a person can see to, and whether citizens could change the reader. */
function withCodes(check: Check, { settingCodes, advice }: ReaderProfile, areLocked?: boolean): Check {
  return { ...check, also: [areLocked === true ? LOCKED : CODES[settingCodes], advice] };
}

const LOCKED: Text = { vi: "mã cài đặt đã khoá", en: "its setting codes are locked" };
const CODES: Readonly<Record<SettingCodes, Text>> = {
  "by-command": {
    vi: "mã cài đặt: chưa hỏi được, tram reader query cho biết đã khoá chưa",
    en: "setting codes: it could not be asked, tram reader query says whether they are locked",
  },
  "by-hand": {
    vi: "mã cài đặt: chỉ khoá bằng tay được, người đưa mã ấy ra có thể đổi cài đặt của đầu đọc",
    en: "setting codes: locked by hand only, until then whoever holds one up changes the reader",
  },
  open: {
    vi: "mã cài đặt: không khoá được, người đưa mã ấy ra có thể đổi cài đặt của đầu đọc",
    en: "setting codes: cannot be locked, whoever holds one up changes the reader",
  },
};

function also(text: Text, more: Text): Text {
  return { vi: text.vi + more.vi, en: text.en + more.en };
}
