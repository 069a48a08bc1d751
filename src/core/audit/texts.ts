// What an audit says of what it has found, to somebody who is no engineer: what is so, and what to do.
import type { Text } from "../text.ts";
import { isoTimeInVietnam } from "../time.ts";
import type { FileFinding, HeadOrigin, KioskFinding, Range } from "./findings.ts";

/** What is said of a file as a whole. */
export function fileText(finding: FileFinding): Text {
  switch (finding.kind) {
    case "file-damaged":
      return {
        vi: `Tệp đã bị hỏng hoặc bị sửa ở khối ${finding.block}: các byte không còn như khi trung tâm ghi. Hãy lấy lại bản sao; nếu bản mới cũng vậy, tệp đã bị sửa.`,
        en: `The file was damaged or changed in block ${finding.block}: its bytes are not those that central wrote. Get another copy; if that is the same, the file was changed.`,
      };
    case "file-malformed":
      return {
        vi: `Khối ${finding.block} chứa điều mà không bản trích nào có, hoặc đứng sai chỗ: tệp do người khác ghi lại.`,
        en: `Block ${finding.block} says what no export says, or stands in the wrong place: somebody else has written this file.`,
      };
    case "file-cut":
      return {
        vi: "Thiếu phần cuối của tệp: tệp bị cắt, hoặc chưa chép xong. Hãy chép lại.",
        en: "The end of the file is missing: it was cut off, or not copied to its end. Copy it again.",
      };
    case "kiosks-missing":
      return {
        vi: `Tệp nói có ${finding.said} máy, nhưng chỉ thấy ${finding.found}.`,
        en: `The file says that it is of ${finding.said} kiosks, and has ${finding.found}.`,
      };
    case "not-exported":
      return {
        vi: `${finding.kiosk}: có khoá của máy này, nhưng bản trích “mọi máy” không có nó.`,
        en: `${finding.kiosk}: there is a key of this kiosk, and the export of “all kiosks” has nothing of it.`,
      };
    case "head-unused":
      return {
        vi: `${finding.kiosk}: có gốc cây của máy này (--checkpoint), nhưng bản trích không có nó.`,
        en: `${finding.kiosk}: a tree head of this kiosk was given (--checkpoint), and the export has nothing of it.`,
      };
  }
}

/** What is said of a kiosk's journal. */
export function kioskText(finding: KioskFinding): Text {
  switch (finding.kind) {
    case "no-key":
      return {
        vi: "Không có khoá công khai của máy này trong tệp --keys: chưa kiểm tra được gì.",
        en: "There is no public key of this kiosk in the file of --keys: nothing could be checked.",
      };
    case "other-key":
      return {
        vi: `Bản trích ghi máy này với khoá khác (${finding.key}) khoá trong --keys. Hỏi xem máy đã được lập lại chưa; nếu chưa, đây không phải nhật ký của máy ấy.`,
        en: `The export has this kiosk with another key (${finding.key}) than --keys has. Ask whether it was set up anew; if not, this is not its journal.`,
      };
    case "changed":
      return both(finding, "đã bị SỬA: nội dung không phải điều máy đã ký", "CHANGED: its contents are not what the kiosk has signed");
    case "removed":
      return both(finding, "đã bị BỎ khỏi bản trích", "REMOVED from the export");
    case "moved":
      return both(finding, "đứng SAI THỨ TỰ", "out of order: it was MOVED");
    case "added":
      return {
        vi: `Có ${finding.count} mục được CHÈN THÊM ${afterText(finding.after).vi}, máy không hề ghi.`,
        en: `${entries(finding.count)} ADDED ${afterText(finding.after).en}, which the kiosk never wrote.`,
      };
    case "not-as-signed":
      return both(
        finding,
        "KHÔNG KHỚP với điều máy đã ký: trong đó có mục bị sửa, bỏ, chèn hoặc đổi chỗ, cùng với mã băm của nó",
        "do NOT AGREE with what the kiosk has signed: among them one was changed, removed, added or moved together with its hash",
      );
    case "signature-invalid":
      return {
        vi: `Một điểm mốc (${finding.size} mục) không có chữ ký đúng của máy.`,
        en: `A checkpoint (of ${finding.size} entries) does not have the kiosk's signature.`,
      };
    case "forked":
      return {
        vi: `HAI LỊCH SỬ: máy đã ký hai nhật ký khác nhau có cùng ${finding.size} mục (${ORIGINS[finding.by].vi}). Ổ đĩa được khôi phục từ bản cũ rồi ghi tiếp, hoặc khoá của máy bị dùng ở nơi khác.`,
        en: `TWO HISTORIES: the kiosk has signed two different journals of ${finding.size} entries (${ORIGINS[finding.by].en}). Its disk was restored from an older image and written on, or its key is used elsewhere.`,
      };
    case "rewritten":
      return {
        vi: `VIẾT LẠI: máy đã ký một mục ${finding.seq} khác với mục ở đây. Bản kia nằm trong bằng chứng của trung tâm.`,
        en: `REWRITTEN: the kiosk has also signed another entry ${finding.seq} than the one here. The other one is in central's evidence.`,
      };
    case "cut-back":
      return {
        vi: `NHẬT KÝ BỊ LÙI: máy từng ký ${finding.held} mục, mà sau đó chỉ còn ${finding.now} (${ORIGINS[finding.by].vi}). Ổ đĩa được khôi phục từ bản cũ, hoặc phần cuối bị cắt bỏ.`,
        en: `PUT BACK: the kiosk had signed ${finding.held} entries, and there are ${finding.now} later on (${ORIGINS[finding.by].en}). Its disk was restored from an older image, or the end was cut off.`,
      };
    case "contradiction-open":
      return {
        vi: `Trung tâm ghi nhận mâu thuẫn (${finding.contradiction}) ở mục ${finding.seq}, lúc ${isoTimeInVietnam(finding.at)}; máy đã ký yêu cầu ấy, nhưng riêng bản trích này chưa chứng minh được. Hãy hỏi trung tâm.`,
        en: `Central has noted a contradiction (${finding.contradiction}) at entry ${finding.seq}, ${isoTimeInVietnam(finding.at)}; the kiosk has signed that request, and this export alone does not show it. Ask central.`,
      };
    case "evidence-invalid":
      return {
        vi: `Bằng chứng về mâu thuẫn (${finding.contradiction}) ở mục ${finding.seq} không do máy này ký: không được dùng để buộc lỗi máy.`,
        en: `Evidence of a contradiction (${finding.contradiction}) at entry ${finding.seq} is not signed by this kiosk: it accuses nobody.`,
      };
    case "unsigned":
      return both(
        finding,
        "chưa có điểm mốc nào của máy bao trùm: chưa chứng minh được",
        "covered by no checkpoint of the kiosk: not proven yet",
      );
    case "unwitnessed":
      return {
        vi: `Chưa có khoá làm chứng nào trong --keys xác nhận cây ${finding.size} mục: chỉ có lời của máy.`,
        en: `No witness's key of --keys has cosigned the tree of ${finding.size} entries: there is the kiosk's word alone.`,
      };
    case "cut-short":
      return finding.end === "begin"
        ? {
            vi: `Không thấy kỳ này bắt đầu: trước mục ${finding.seq} còn mục khác mà bản trích không đưa ra.`,
            en: `Nothing shows where the period begins: there are entries before ${finding.seq} that are not here.`,
          }
        : {
            vi: `Kỳ này bị cắt: từ mục ${finding.seq} trở đi còn mục khác mà bản trích không đưa ra.`,
            en: `The period is cut short: there are entries from ${finding.seq} on that are not here.`,
          };
    case "ends-here":
      return {
        vi: `Theo trung tâm, nhật ký dừng ở đây (${finding.size} mục). Muốn chắc, hãy so với báo cáo ngày đã in: --checkpoint.`,
        en: `By central's word the journal ends here (${finding.size} entries). To be sure, compare with a printed daily report: --checkpoint.`,
      };
    case "head-agrees":
      return {
        vi: `Khớp với gốc cây ${finding.size} mục (${ORIGINS[finding.by].vi}).`,
        en: `Agrees with the tree head of ${finding.size} entries (${ORIGINS[finding.by].en}).`,
      };
    case "head-before":
    case "head-after":
      return {
        vi: `Gốc cây ${finding.size} mục (${ORIGINS[finding.by].vi}) ${finding.kind === "head-before" ? "có trước" : "có sau"} phần trích này: không so được; cần bản trích của kỳ ấy.`,
        en: `The tree head of ${finding.size} entries (${ORIGINS[finding.by].en}) is of a time ${finding.kind === "head-before" ? "before" : "after"} this export and cannot be compared; get one of that period.`,
      };
    case "set-aside":
      return few(finding, "chỉ có mã băm, trung tâm chưa nhận được nội dung", "as a hash alone: central has not got what is in them");
    case "lost":
      return few(
        finding,
        "đã mất nội dung tại máy (hỏng thẻ nhớ), chỉ còn mã băm",
        "lost at the kiosk (a damaged card): there is the hash alone",
      );
    case "unread":
      return few(finding, "không đọc được, do phiên bản mới hơn ghi hoặc do lỗi", "cannot be read: written by a newer version, or faulty");
    case "clock-back":
      return few(
        finding,
        "có giờ sớm hơn mục ngay trước: đồng hồ đã bị chỉnh lùi; thứ tự vẫn đúng",
        "earlier than the one before: the clock was set back; their order stands",
      );
    case "clock-doubted":
      return few(finding, "mà chính máy không tin đồng hồ của mình", "of which the kiosk itself did not believe its clock");
    case "clock-outside":
      return few(
        finding,
        "mang giờ ngoài kỳ này, tuy nằm giữa kỳ: đồng hồ sai; vẫn được tính",
        "with a time outside of the period, in the middle of it: a wrong clock; they are counted",
      );
    case "sealed-other":
      return {
        vi: `Phần niêm phong của mục ${finding.seq} không phải phần mà mục ấy ghi.`,
        en: `The sealed part of entry ${finding.seq} is not the one that the entry names.`,
      };
  }
}

const ORIGINS: Readonly<Record<HeadOrigin, Text>> = {
  export: { vi: "trong bản trích này", en: "in this export" },
  evidence: { vi: "trong bằng chứng của trung tâm", en: "in central's evidence" },
  earlier: { vi: "bản trích trước", en: "an earlier export" },
  given: { vi: "--checkpoint", en: "--checkpoint" },
};

function both({ from, until }: Range, vi: string, en: string): Text {
  const isOne = until === from + 1;
  return isOne
    ? { vi: `Mục ${from} ${vi}.`, en: `Entry ${from} ${en}.`.replace(" do NOT ", " does NOT ") }
    : { vi: `Các mục ${from} – ${until - 1} ${vi}.`, en: `Entries ${from} – ${until - 1} ${en}.` };
}

function few({ count, first }: { readonly count: number; readonly first: number }, vi: string, en: string): Text {
  return { vi: `${count} mục ${vi} (đầu tiên: mục ${first}).`, en: `${entries(count)} ${en} (the first: ${first}).` };
}

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

function afterText(after: number): Text {
  return after < 0 ? { vi: "trước mục đầu tiên", en: "before the first one" } : { vi: `sau mục ${after}`, en: `behind entry ${after}` };
}
