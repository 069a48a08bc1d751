// What the journal's commands say of what they find: Vietnamese first, then English.
import { displayLine } from "../core/display-text.ts";
import type { HistoryContradiction } from "../core/journal-history.ts";
import type { Damage, JournalProblem } from "../core/journal-scan.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { DamagedPlace, PlaceState } from "./damaged-places.ts";

interface Said {
  readonly vi: string;
  readonly en: string;
}

const PROBLEM_TEXTS: Readonly<Record<JournalProblem, Said>> = {
  "header-invalid": { vi: "phần đầu tệp không đúng", en: "the file does not start as a journal segment" },
  "version-old": {
    vi: "nhật ký do phiên bản cũ ghi, phiên bản này không đọc; hãy đọc bằng phiên bản cũ, rồi chuyển thư mục đi và bắt đầu nhật ký mới",
    en: "an older version of this program wrote it, and this one does not read it; read it with the old one, then move the folder aside and begin anew",
  },
  gap: { vi: "thiếu một tệp hoặc một số mục", en: "a file or some entries are missing" },
  "chain-broken": { vi: "chuỗi băm bị đứt: có mục bị thay đổi hoặc tráo đổi", en: "the hash chain is broken: entries were exchanged" },
  "tree-broken": {
    vi: "cây băm đã ký không khớp với các mục trước đó",
    en: "the tree that was signed is not that of the entries before it",
  },
  "other-key": {
    vi: "nhật ký do một khoá khác ký, hoặc mang tên kiosk khác",
    en: "another key than this device's has signed it, or it is another kiosk's",
  },
  "signature-invalid": { vi: "chữ ký của thiết bị không đúng", en: "the device's signature is not right" },
  "record-invalid": { vi: "dữ liệu của mục đã bị thay đổi", en: "the bytes of an entry have changed" },
  "length-wrong": {
    vi: "tệp không đúng độ dài, có thể đã mất mục",
    en: "the file does not have the length it was made with, entries may be lost",
  },
  "key-invalid": {
    vi: "tệp khoá công khai của thiết bị đã bị thay đổi; kiosk tự ghi lại khi khởi động",
    en: "the file with the device's public key has changed; the kiosk writes it again at its next start",
  },
  "released-invalid": {
    vi: "tệp ghi việc xoá các mục cũ không có chữ ký đúng của thiết bị",
    en: "what says which old entries were removed is not signed by this device",
  },
  "life-invalid": {
    vi: "tệp life, phân biệt nhật ký này với nhật ký khác của máy, đã bị thay đổi; các mục đều nguyên vẹn",
    en: "the file life, which tells this journal from others of its kiosk, has changed; the entries are all whole",
  },
  "entry-invalid": {
    vi: "mục không hợp lệ, hoặc do phiên bản mới hơn ghi",
    en: "a record is no valid entry, or was written by a newer version",
  },
  "used-once-damaged": {
    vi: "tên những gì đã dùng, giữ lại từ các mục đã xoá, đã bị thay đổi",
    en: "names of what was used, kept of entries that were removed, have changed",
  },
  "used-once-missing": {
    vi: "thiếu tệp tên những gì đã dùng, giữ lại từ các mục đã xoá",
    en: "a file is missing with names of what was used, kept of entries that were removed",
  },
};

const CONTRADICTION_TEXTS: Readonly<Record<HistoryContradiction, Said>> = {
  truncated: {
    vi: "thiếu phần cuối, hoặc đã rẽ nhánh trước đó: bị cắt bỏ, hoặc ổ đĩa được khôi phục từ bản cũ",
    en: "its end is missing, or it went another way before: it was cut off, or the disk was restored from an older image",
  },
  forked: {
    vi: "đã rẽ thành hai lịch sử khác nhau, như khi ổ đĩa được khôi phục từ bản cũ rồi ghi tiếp",
    en: "it went on twice in different ways, as a disk does that was restored from an older image and written on",
  },
  rewritten: { vi: "có mục cũ đã bị viết lại", en: "old entries were written anew" },
};

const ADVICE: Said = {
  vi: "Không sửa, không xoá gì. Sao chép cả thư mục ra nơi khác rồi báo cho người vận hành (docs/journal.md).",
  en: 'Change and delete nothing. Copy the whole folder elsewhere and tell the operator (docs/journal.md, "When a journal is damaged").',
};

/** Nothing of such a journal need be damaged. */
const OTHER_KEY_ADVICE: Said = {
  vi: "Không xoá gì. Đặt lại đúng khoá hoặc đúng tên (id); nếu không có, bắt đầu nhật ký mới (docs/journal.md, bước 5).",
  en: "Delete nothing. Put the key or the name (id) back; else begin a new journal (docs/journal.md, step 5).",
};

/** The kiosk goes on until it needs it, and a backup may have it. */
const USED_ONCE_ADVICE: Said = {
  vi: "Chép lại tệp này từ bản sao lưu (docs/operating.md, used-once).",
  en: "Put this file back from a backup (docs/operating.md, used-once).",
};

/** The entries need nothing. */
const LIFE_ADVICE: Said = {
  vi: "Dừng máy; ghi lại vào tệp 8 chữ số đứng sau tên máy trong tên các tệp mới nhất của used-once; nếu ở đó không có tệp hay chữ số nào thì xoá tệp life (docs/operating.md, used-once).",
  en: "Stop the kiosk; write into it again the 8 digits that the newest files of used-once have after the kiosk's name; where there are no such files or digits, delete the file life (docs/operating.md, used-once).",
};

/** What is wrong and where, what to do, and the place. */
export function problemLines(folder: string, { problem, file, offset, seq }: Damage): readonly string[] {
  const { vi, en } = PROBLEM_TEXTS[problem];
  const [head, advice] =
    problem === "other-key"
      ? [{ vi: "Nhật ký không phải của máy này", en: "The journal is not this device's" }, OTHER_KEY_ADVICE]
      : problem === "used-once-damaged" || problem === "used-once-missing"
        ? [{ vi: "Bên cạnh nhật ký có phần bị hỏng", en: "Something beside the journal is damaged" }, USED_ONCE_ADVICE]
        : [{ vi: "Nhật ký bị hỏng", en: "The journal is damaged" }, problem === "life-invalid" ? LIFE_ADVICE : ADVICE];
  return [
    `${head.vi}: ${vi}. ${advice.vi}`,
    `${head.en}: ${en}. ${advice.en}`,
    `  ${displayLine(folder)}/${file}, byte ${offset}, entry ${seq} (${problem})`,
  ];
}

const STATE_TEXTS: Readonly<Record<PlaceState, Said>> = {
  mended: { vi: "một bit, vẫn đọc được như cũ", en: "one bit, read as it was" },
  lost: { vi: "mất nội dung, còn mã băm", en: "lost, its hash is known" },
  unknown: { vi: "mất nội dung và mã băm", en: "lost with its hash" },
};

/** Every damaged place, where there are several or more is known of the one. */
export function placeLines(places: readonly DamagedPlace[], more: number): readonly string[] {
  if (places.length === 0) return [];
  const lines = places.map(({ file, offset, seq, entries = 1, problem, state }) => {
    const which = entries > 1 ? `${seq} – ${seq + entries - 1}` : seq;
    const said = state && `: ${STATE_TEXTS[state].vi} / ${STATE_TEXTS[state].en}`;
    return `    ${file}, byte ${offset}, entry ${which} (${problem})${said ?? ""}`;
  });
  const rest = more > 0 ? [`    … và ${more} chỗ nữa / and ${more} more`] : [];
  return [`  Các chỗ hỏng / damaged places: ${places.length + more}`, ...lines, ...rest];
}

/** How a whole journal contradicts an older checkpoint, and where. */
export function contradictionLines(kind: HistoryContradiction, from: number, until: number): readonly string[] {
  const { vi, en } = CONTRADICTION_TEXTS[kind];
  return [
    `Nhật ký trái với điều chính máy này đã ký: ${vi}. ${ADVICE.vi}`,
    `The journal contradicts what this device has signed: ${en}. ${ADVICE.en}`,
    `  mục / entries ${from} – ${until - 1} (${kind})`,
  ];
}

/** `2026-11-23 20:31:05 +07:00`, the time that the people at the counter saw. */
export function timeInVietnam(at: EpochSeconds): string {
  return `${new Date((at + 7 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ")} +07:00`;
}
