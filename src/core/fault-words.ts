// What the words of drivers and of the system come to. They are English, and for logs; people get these, in both languages.
import type { SourceKind } from "./scan.ts";
import type { Text } from "./text.ts";

/** A sign in the words of a driver, and what it means. */
type Meaning = readonly [sign: RegExp, means: Text];

const NOT_ALLOWED: Text = { vi: "tài khoản của kiosk không được mở nó", en: "the kiosk's user may not open it" };

const GPIO: readonly Meaning[] = [
  [/EBUSY|in use/, { vi: "chương trình khác đang giữ chân GPIO", en: "another program holds its pins" }],
  [/EACCES|EPERM|EROFS/, NOT_ALLOWED],
  [/more than one chip/, { vi: "nhiều chip GPIO cùng mang nhãn này", en: "more than one GPIO chip has this label" }],
  [
    /no gpiochip|no chip|no such lines/,
    { vi: "máy không có chip GPIO mang nhãn này", en: "this machine has no GPIO chip with this label" },
  ],
  [
    /EINVAL|has no line|same pin/,
    { vi: "cấu hình ghi chân mà chip không có", en: "the configuration names pins that the chip does not have" },
  ],
  [/ENOTTY|older than/, { vi: "nhân Linux quá cũ", en: "the kernel is too old" }],
  [/koffi/, { vi: "thiếu một phần của chương trình", en: "a part of the program is missing" }],
  [/cannot (?:set|read)|cannot be read|EIO/, { vi: "chip GPIO không đáp lại", en: "the GPIO chip does not answer" }],
];

const RELAY: readonly Meaning[] = [
  [/active-low/, { vi: "rơ-le kích mức thấp sẽ đóng khi chân được thả", en: "an active-low relay pulls in when its pin is let go" }],
  [/must be N/, { vi: "nhân giữ rơ-le đóng khi chương trình chết", en: "the kernel would keep it pulled in when the program dies" }],
  [/cannot be read/, { vi: "không biết nhân có thả rơ-le hay không", en: "it is not known whether the kernel lets it go" }],
  [/nobody knows/, { vi: "không biết chip này có thả rơ-le hay không", en: "it is not known whether this chip lets it go" }],
  [/systemd|service/, { vi: "không có gì tắt rơ-le sau khi chương trình chết", en: "nothing switches it off after the program has died" }],
  [/GPIO ?\d/, { vi: "chân này không giữ rơ-le tắt khi máy khởi động", en: "this pin does not hold it off while the board starts" }],
];

const TONE: readonly Meaning[] = [
  [/active-low/, { vi: "còi thụ động không dùng được ở mức thấp", en: "a passive one cannot be wired active-low" }],
  [/no PWM/, { vi: "chân còi chưa có PWM", en: "its pin has no PWM" }],
  [/EACCES|EPERM|EROFS/, NOT_ALLOWED],
  [/PWM|pwm/, { vi: "PWM của còi không mở được", en: "its PWM cannot be opened" }],
];

const READER: readonly Meaning[] = [
  [/not opened yet/, { vi: "chưa mở xong", en: "not opened yet" }],
  [/permission denied|EACCES|EPERM|not permitted/i, NOT_ALLOWED],
  [/lock|EBUSY|grabbed|in use/i, { vi: "chương trình khác đang dùng nó", en: "another program has it" }],
  [/HID-POS/, { vi: "chưa ở chế độ HID-POS", en: "it is not in HID-POS mode" }],
  [/no input device|ENOTTY|inappropriate ioctl/i, { vi: "đường dẫn này không phải của đầu đọc", en: "this path is no reader" }],
  [
    /no such|ENOENT|ENXIO|ENODEV|unplugged|gone|closed|disconnected|bad file/i,
    { vi: "chưa cắm, hoặc đã rút ra", en: "not plugged in, or pulled out" },
  ],
];

const CAMERA: readonly Meaning[] = [
  [/not opened|first picture|waiting/, { vi: "chưa có ảnh đầu tiên", en: "no first picture yet" }],
  [/permission denied|EACCES|EPERM|not permitted/i, NOT_ALLOWED],
  [/busy|EBUSY|in use/i, { vi: "chương trình khác đang dùng nó", en: "another program uses it" }],
  [/no USB camera|no cameras|no such|ENOENT|ENODEV/i, { vi: "không thấy camera nào được cắm", en: "no camera is plugged in" }],
  [/format|MJPG/, { vi: "camera không có định dạng ảnh đọc được", en: "it has no picture format that can be read" }],
  [
    /cannot be started|no pipe|ENOMEM|EMFILE/,
    { vi: "máy hết bộ nhớ cho chương trình đọc camera", en: "there is no room for the program that reads it" },
  ],
  [/no (?:picture|frame|answer)|sent nothing|stall/i, { vi: "camera không gửi ảnh", en: "it sends no pictures" }],
  [/ended with|does not end/, { vi: "chương trình đọc camera bị dừng giữa chừng", en: "the program that reads it stops" }],
];

const MEANINGS = { lines: GPIO, inputs: GPIO, relay: RELAY, tone: TONE, reader: READER, camera: CAMERA } as const;

/** What has said something. */
export type FaultyPart = keyof typeof MEANINGS;

/** What a driver's words come to; undefined where they are none that we know. */
export function faultWords(part: FaultyPart, said: string): Text | undefined {
  return MEANINGS[part].find(([sign]) => sign.test(said))?.[1];
}

/** The part that a source is. */
export function sourcePart(kind: SourceKind): FaultyPart {
  return kind === "camera" ? "camera" : "reader";
}

/** `what`, and why, as far as it is known. */
export function withCause(what: Text, part: FaultyPart, said: string): Text {
  const cause = faultWords(part, said);
  return cause ? { vi: `${what.vi}: ${cause.vi}`, en: `${what.en}: ${cause.en}` } : what;
}
