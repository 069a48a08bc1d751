import { faultCode } from "../core/faults.ts";
import type { Text } from "../core/text.ts";
import type { LeftBehind } from "./reset.ts";

/** Read out on the telephone. */
const [UNSENT, UNFINISHED] = [faultCode("reset-unsent"), faultCode("reset-unfinished")];

/** Why a reset does not begin: entries that nobody else has. */
export function inTheWayText(left: number, isDoubtful: boolean): Text {
  const why: Text = isDoubtful
    ? {
        vi: " (nhật ký không đối chiếu được, nên không mục nào được coi là đã gửi)",
        en: " (the journal cannot be compared, so none counts as sent)",
      }
    : { vi: "", en: "" };
  return {
    vi: `còn ${left} mục nhật ký chưa ở máy chủ, cũng chưa ở USB nào${why.vi}. Nối mạng và chờ, hoặc: tram usb export. Chỉ khi chấp nhận mất hẳn: --abandon-journal ${left} (${UNSENT})`,
    en: `${left} journal entries are neither at central nor on a stick${why.en}. Connect the network and wait, or: tram usb export. Only where they may be lost for good: --abandon-journal ${left} (${UNSENT})`,
  };
}

/** The same on the technician's page: its fields and tabs in place of a command. */
export function unsentText(left: number, isDoubtful: boolean): Text {
  const why: Text = isDoubtful ? { vi: " (nhật ký không đối chiếu được)", en: " (the journal cannot be compared)" } : { vi: "", en: "" };
  return {
    vi: `Còn ${left} mục nhật ký chưa ở máy chủ hay USB nào${why.vi}, chưa xoá gì. Nối mạng và chờ, hoặc ghi ra USB ở thẻ USB. Chấp nhận mất hẳn: gõ ${left} vào ô trên (${UNSENT}).`,
    en: `${left} journal entries are neither at central nor on a stick${why.en}: nothing was deleted. Connect the network and wait, or write them on a stick (tab USB). To lose them for good, type ${left} above (${UNSENT}).`,
  };
}

/** What a person must know before he types the name. */
export function warningText(kiosk: string, files: number, isEncrypted: boolean | undefined): readonly Text[] {
  return [
    {
      vi: `Sẽ xoá ${kiosk}: nhật ký, khoá, mã PIN, ghép nối, trí nhớ, cấu hình (${files} tệp). Không lấy lại được.`,
      en: `${kiosk} will be deleted: journal, keys, PINs, pairings, memory, configuration (${files} files). There is no way back.`,
    },
    isEncrypted
      ? { vi: "Ổ đĩa được mã hoá.", en: "The disk is encrypted." }
      : {
          vi: "Ổ đĩa KHÔNG mã hoá: từng tệp được ghi đè rồi xoá, nhưng thẻ nhớ có thể còn giữ bản cũ ở ô nhớ đã loại. Cần chắc hơn: blkdiscard cả thẻ, hoặc huỷ thẻ.",
          en: "The disk is NOT encrypted: each file is overwritten and deleted, but a card may still hold old copies in cells it has set aside. To be surer: blkdiscard the whole card, or destroy it.",
        },
  ];
}

/** What is still there after it. */
export function leftText(left: LeftBehind): Text {
  const named = left.map(({ file, why }) => `\n  ${file}: ${why}`).join("");
  return {
    vi: `${UNFINISHED}: chưa xoá hết, còn ${left.length} tệp; sửa nguyên nhân rồi chạy lại với --finish:${named}`,
    en: `${UNFINISHED}: not all is deleted, ${left.length} file(s) are left; mend the cause and run this again with --finish:${named}`,
  };
}

/** Why a reset does not begin: a link, and what it leads to would stay. */
export function linkText(link: string): Text {
  return {
    vi: `${link}: đây là liên kết, dữ liệu ở đó sẽ không bị xoá, nên chưa xoá gì. Chuyển dữ liệu về chỗ liên kết (hoặc xoá liên kết và dữ liệu ấy), rồi làm lại`,
    en: `${link} is a link: what it leads to would not be deleted, so nothing was. Move that here in the link's place (or delete both), then do this again`,
  };
}

/** An order that can no longer be carried out by itself. */
export function orphanText(order: string): Text {
  return {
    vi: `${UNFINISHED}: chưa xoá hết: còn lệnh xoá ${order} nhưng không còn cấu hình. Đặt lại tệp cấu hình cũ rồi chạy lại với --finish, hoặc tự xoá cả thư mục ấy`,
    en: `${UNFINISHED}: not all is deleted: the order ${order} is still there, its configuration is not. Put that very configuration back and run this again with --finish, or delete the folder of the order`,
  };
}

export const RESET_TEXTS = {
  running: {
    vi: "máy đang chạy: dừng máy trước (systemctl stop tram-kiosk), hoặc dùng trang kỹ thuật",
    en: "the kiosk is running: stop it first (systemctl stop tram-kiosk), or use the technician's page",
  },
  nothing: {
    vi: "máy này chưa có khoá thiết bị, nên không có gì để ký và để xoá",
    en: "this kiosk has no device key yet, so there is nothing to sign and nothing to delete",
  },
  unreadable: {
    vi: "không đọc được nhật ký nên không ký được là xoá những gì: chạy tram journal verify; giữ thẻ nhớ cho người điều tra, hoặc huỷ thẻ",
    en: "the journal cannot be read, so nobody can sign what is deleted: run tram journal verify; keep the card for whoever looks into it, or destroy it",
  },
  place: {
    vi: "thư mục data trong cấu hình không phải là thư mục riêng của máy, nên không xoá gì",
    en: "the folder data of the configuration is not one of the kiosk's own, so nothing is deleted",
  },
  configuration: { vi: "thiếu --config TỆP", en: "--config FILE is missing" },
  terminal: { vi: "cần một màn hình dòng lệnh để gõ tên máy", en: "a terminal is needed, to type the kiosk's name" },
  name: { vi: "tên không đúng, chưa xoá gì", en: "that is not its name, nothing was deleted" },
  done: {
    vi: "Đã xoá hết. Máy trở về lúc chưa cài đặt. Chụp mã này, gửi về nơi vận hành: từ nay khoá của máy không còn giá trị:",
    en: "All is deleted, and the kiosk is as before it was set up. Photograph this code for the operator: from now on the kiosk's key counts no more:",
  },
  changed: {
    vi: `${UNFINISHED}: tệp cấu hình đã bị sửa sau lệnh xoá, nên chưa xoá tiếp: đặt lại đúng tệp cũ rồi chạy lại với --finish`,
    en: `${UNFINISHED}: the configuration was changed after the order to delete, so nothing more is deleted: put the very file back and run this again with --finish`,
  },
  finished: { vi: "Không có việc xoá nào dang dở.", en: "There is no reset to go on with." },
} as const satisfies Record<string, Text>;
