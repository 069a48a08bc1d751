// The readers that we know by name: how each is found, what it is set to when it leaves the factory, what it can be told.
import type { Terminator } from "../line-guard.ts";
import type { Text } from "../text.ts";
import type { CommandSet } from "./command-set.ts";
import { GROW_COMMANDS } from "./grow-commands.ts";
import { HONEYWELL_COMMANDS } from "./honeywell-commands.ts";
import { NEWLAND_COMMANDS } from "./newland-commands.ts";
import { SSI_COMMANDS } from "./ssi-commands.ts";

/** A USB device's ids, as numbers; without `product`: all of this maker's. */
export interface UsbId {
  readonly vendor: number;
  readonly product?: number;
}

/**
 * Whether a citizen can re-programme the reader by holding up one of its setting codes. `by-command`: `tram reader set-up` closes them.
 * `by-hand`: a code of its manual does, once. `open`: nothing that we know of does.
 */
export type SettingCodes = "by-command" | "by-hand" | "open";

/** One family of readers. */
export interface ReaderProfile {
  /** For people. */
  readonly name: string;
  /** Ids under which it was seen; a module on the UART has none. */
  readonly usb: readonly UsbId[];
  /** As it leaves the factory: bits a second (means nothing on USB), and the end of a code. */
  readonly baudRate: number;
  readonly terminator: Terminator;
  readonly commands?: CommandSet;
  readonly settingCodes: SettingCodes;
  /** What to do by hand, and what to look out for. */
  readonly advice: Text;
  /** What of this stands in no document that we have read, and was tried on no reader. */
  readonly unverified: string;
}

const SHOW_NOBODY: Text = {
  vi: "không có lệnh khoá mã cài đặt: đừng để sách mã cài đặt ở quầy; nếu đầu đọc đổi tính, chạy tram reader query rồi set-up",
  en: "no command closes its setting codes: keep its manual away from the counter; where it behaves otherwise, run tram reader query, then set-up",
};

/** By the name that the configuration says. Never renamed. */
export const READER_PROFILES = {
  gm65: {
    name: "GROW GM65, GM805, GM861",
    usb: [
      { vendor: 0x6666, product: 0x7777 },
      { vendor: 0x7777, product: 0x6666 },
    ],
    baudRate: 9600,
    terminator: "cr",
    commands: GROW_COMMANDS,
    settingCodes: "by-command",
    advice: {
      vi: "đời từ 2023 có thể đổi byte của mã nhị phân: thẻ của Trạm là chữ nên không sao; dây UART là 3,3 V",
      en: "modules from 2023 on may change the bytes of binary codes: Trạm's own are text; the UART is 3.3 V",
    },
    unverified: "registers 0000 and 0003 of GM805 and GM861 are taken to be those of GM65; register 0060 (end of code); GM812 has others",
  },
  waveshare: {
    name: "Waveshare Barcode Scanner Module",
    usb: [],
    baudRate: 9600,
    terminator: "cr",
    commands: GROW_COMMANDS,
    settingCodes: "by-command",
    advice: {
      vi: "là một GM65-S trên bo riêng; cấp 5 V, dây UART là 3,3 V",
      en: "a GM65-S on a board of its own; 5 V supply, 3.3 V UART",
    },
    unverified: "value 3 (reads when something moves) of register 0000; register 0060 (end of code)",
  },
  gm67: {
    name: "GROW GM67, GM72, GM73",
    usb: [],
    baudRate: 9600,
    terminator: "cr",
    commands: SSI_COMMANDS,
    settingCodes: "open",
    advice: SHOW_NOBODY,
    unverified: "reading a parameter back (opcode C7), the end of code (F2 05) above all; GM67 and GM73 are taken to speak as GM72",
  },
  newland: {
    name: "Newland NLS",
    usb: [{ vendor: 0x1eab }],
    baudRate: 9600,
    terminator: "cr",
    commands: NEWLAND_COMMANDS,
    settingCodes: "open",
    advice: SHOW_NOBODY,
    unverified: "SCNTRG1, 232BAD of models other than FM430; TSUSET and TSUENA (end of code), and reading them back",
  },
  honeywell: {
    name: "Honeywell Xenon, Voyager, Granit",
    usb: [{ vendor: 0x0c2e }],
    baudRate: 115_200,
    terminator: "cr",
    commands: HONEYWELL_COMMANDS,
    settingCodes: "open",
    advice: {
      vi: `chế độ quét khi có vật (presentation) đặt bằng mã trong sách của máy; ${SHOW_NOBODY.vi}`,
      en: `that it reads by itself (presentation mode) is set by a code of its manual; ${SHOW_NOBODY.en}`,
    },
    unverified: "SCNLED outside of the older imagers; the sign after a reply's status",
  },
  zebra: {
    name: "Zebra, Symbol",
    usb: [{ vendor: 0x05e0 }],
    baudRate: 9600,
    terminator: "cr",
    settingCodes: "by-hand",
    advice: {
      vi: "quét một lần mã Disable Parameter Barcode Scanning trong sách của máy (hoặc đặt bằng 123Scan): sau đó mã cài đặt không còn tác dụng",
      en: "show it the code Disable Parameter Barcode Scanning of its manual once (or set that with 123Scan): setting codes are closed from then on",
    },
    unverified: "in USB-CDC mode it takes no commands that we know of; in SSI mode it would not send bare codes",
  },
} as const satisfies Readonly<Record<string, ReaderProfile>>;
export type ReaderProfileId = keyof typeof READER_PROFILES;

/** The names in their order. */
export const READER_PROFILE_IDS = Object.keys(READER_PROFILES) as readonly ReaderProfileId[];

/** A profile by its name. */
export function readerProfile(id: ReaderProfileId): ReaderProfile {
  return READER_PROFILES[id];
}

/** The profile of a USB device; undefined: none of ours. An id that several families use is the first one's. */
export function profileOfUsb({ vendor, product }: Required<UsbId>): ReaderProfileId | undefined {
  return READER_PROFILE_IDS.find((id) =>
    readerProfile(id).usb.some((each) => each.vendor === vendor && (each.product === undefined || each.product === product)),
  );
}
