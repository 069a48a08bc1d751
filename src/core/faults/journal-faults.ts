import { CHECK_BY_HAND, type Fault, GO_ON, TOUCH_NOTHING } from "../fault.ts";

/** The kiosk's own record, and its way to central. */
export const JOURNAL_FAULTS = {
  "journal-unwritten": {
    code: "T-685",
    severity: "fault",
    title: { vi: "Máy không ghi được nhật ký.", en: "The journal cannot be written." },
    cause: {
      vi: "Ổ đầy, chỉ đọc hoặc hỏng. Điều gì không ghi được thì máy không chấp nhận (T-508).",
      en: "A full, read-only or failing disk. Nothing is accepted that is not recorded (T-508).",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Chạy tram doctor --config TỆP; xem dmesg; thay thẻ nhớ nếu hỏng.",
      en: "Run tram doctor --config FILE; see dmesg; change the card if it fails.",
    },
  },
  "journal-damaged": {
    code: "T-686",
    severity: "fault",
    title: { vi: "Nhật ký của máy bị hỏng một phần.", en: "A part of the kiosk's journal is damaged." },
    cause: { vi: "Thẻ nhớ sắp hỏng, hoặc ai đó đã sửa tệp.", en: "A failing card, or somebody has changed a file." },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Sao chép cả thư mục dữ liệu ra nơi khác, chạy tram journal verify, rồi thay thẻ nhớ (docs/journal.md).",
      en: "Copy the whole data folder elsewhere, run tram journal verify, then change the card (docs/journal.md).",
    },
  },
  "journal-truncated": {
    code: "T-687",
    severity: "fault",
    title: { vi: "Nhật ký bị mất phần cuối.", en: "The end of the journal is gone." },
    cause: {
      vi: "Ổ cũ được lắp lại, ổ được phục hồi từ bản cũ, hoặc ai đó đã cắt bỏ.",
      en: "An older disk was put back, the disk was restored, or somebody has cut it off.",
    },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Tìm và lắp lại ổ mới nhất; không xoá gì; so với trung tâm (docs/journal.md).",
      en: "Find the newest disk and put it back; delete nothing; compare with central (docs/journal.md).",
    },
  },
  "journal-forked": {
    code: "T-688",
    severity: "fault",
    title: { vi: "Nhật ký không phải nhật ký mà máy đã ký trước đây.", en: "The journal is not the one that this kiosk has signed." },
    cause: {
      vi: "Ổ được phục hồi từ bản cũ rồi ghi tiếp, hoặc hai máy dùng chung một khoá.",
      en: "A disk was restored from an older copy and written on, or two kiosks have one key.",
    },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Giữ cả hai ổ; báo người vận hành và trung tâm (docs/journal.md).",
      en: "Keep both disks; tell the operator and central (docs/journal.md).",
    },
  },
  "journal-none": {
    code: "T-689",
    severity: "warning",
    title: { vi: "Máy chưa có nhật ký.", en: "There is no journal yet." },
    cause: { vi: "Kiosk chưa chạy lần nào với thư mục dữ liệu này.", en: "The kiosk has never run with this data folder." },
    clerk: GO_ON,
    technician: {
      vi: "Không cần làm gì: kiosk tự bắt đầu. Nếu máy đã chạy trước đây, xem ổ có đúng không.",
      en: "Nothing: the kiosk begins one. If it has run before, see whether this is the right disk.",
    },
  },
  "journal-uncompared": {
    code: "T-696",
    severity: "fault",
    title: { vi: "Máy chưa đối chiếu được nhật ký với những gì đã ký.", en: "The journal could not be compared with what was signed." },
    cause: {
      vi: "Một phần cũ của nhật ký không đọc được; máy không xoá gì trong lúc này.",
      en: "An old part of the journal cannot be read; nothing is deleted meanwhile.",
    },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Sao chép thư mục dữ liệu, chạy tram journal verify (docs/journal.md).",
      en: "Copy the data folder, run tram journal verify (docs/journal.md).",
    },
  },
  "sync-contradicted": {
    code: "T-690",
    severity: "fault",
    title: { vi: "Nhật ký của máy trái với bản ở trung tâm.", en: "The kiosk's journal contradicts central's copy." },
    cause: {
      vi: "Một trong hai bản đã bị thay đổi hoặc phục hồi từ bản cũ; máy ngừng gửi.",
      en: "One of the two was changed or restored; the kiosk sends nothing more.",
    },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Sao chép thư mục dữ liệu, chạy tram journal verify, báo người vận hành trung tâm.",
      en: "Copy the data folder, run tram journal verify, tell central's operator.",
    },
  },
  "entries-set-aside": {
    code: "T-691",
    severity: "warning",
    title: { vi: "Trung tâm chưa nhận trọn vẹn một số mục.", en: "Central could not take some entries whole." },
    cause: {
      vi: "Phần mềm ở trung tâm cũ hơn máy, hoặc thẻ nhớ của máy hỏng ở chỗ đó.",
      en: "Central's software is older than the kiosk's, or the card is damaged there.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Cập nhật trung tâm; xem nhật ký chương trình (journalctl -u tram-kiosk). Máy tự gửi lại.",
      en: "Update central; see the program's log (journalctl -u tram-kiosk). The kiosk offers them again.",
    },
  },
  "central-lost": {
    code: "T-692",
    severity: "warning",
    title: { vi: "Trung tâm giữ ít mục hơn trước.", en: "Central holds fewer entries than before." },
    cause: {
      vi: "Trung tâm được phục hồi từ bản sao lưu cũ. Máy tự gửi lại những gì còn giữ.",
      en: "Central was restored from an older copy. The kiosk sends again what it still has.",
    },
    clerk: GO_ON,
    technician: { vi: "Nếu hôm sau vẫn còn báo, báo người vận hành trung tâm.", en: "If this stands tomorrow, tell central's operator." },
  },
  "central-unreached": {
    code: "T-693",
    severity: "warning",
    title: { vi: "Máy không tới được máy chủ trung tâm.", en: "Central cannot be reached." },
    cause: {
      vi: "Mất mạng, dây mạng hoặc Wi-Fi, hoặc central.url không đúng. Máy vẫn kiểm tra được khi không có mạng.",
      en: "No network, a cable, Wi-Fi, or a wrong central.url. The kiosk checks without a network, too.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Xem dây mạng, Wi-Fi, central.url; hoặc mang nhật ký và bộ tin cậy bằng USB.",
      en: "See cable, Wi-Fi, central.url; or carry journal and trust by stick.",
    },
  },
  "central-refuses": {
    code: "T-697",
    severity: "fault",
    title: { vi: "Trung tâm không nhận máy này.", en: "Central does not take this kiosk." },
    cause: {
      vi: "Khoá của máy chưa được ghi danh, hoặc tên này thuộc về một khoá khác, như sau khi xoá và cài lại máy. Máy vẫn trả lời và giữ mọi mục.",
      en: "Its key is not enrolled, or the name is another key's, as after a reset. It still answers, and keeps every entry.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Đưa mã ghi danh (tram provision enrolment --config TỆP) cho người vận hành ghi vào trung tâm (tram central enrol). Tên đã có khoá khác thì máy mang tên kế tiếp (…--2).",
      en: "Give its request (tram provision enrolment --config FILE) to the operator, who enrols it (tram central enrol). Where another key has the name, it takes the next (…--2).",
    },
  },
  "central-stranger": {
    code: "T-694",
    severity: "fault",
    title: {
      vi: "Máy chủ trả lời không phải trung tâm, hoặc chứng chỉ sai.",
      en: "What answers is not central, or its certificate is wrong.",
    },
    cause: {
      vi: "Mạng có trang đăng nhập, có người chen vào giữa, hoặc đồng hồ máy sai.",
      en: "A network with a log-in page, somebody in between, or a wrong clock here.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Kiểm tra giờ của máy, central.url và chứng chỉ của máy chủ; thử mạng khác.",
      en: "See the kiosk's time, central.url and the server's certificate; try another network.",
    },
  },
  "central-unwell": {
    code: "T-695",
    severity: "warning",
    title: { vi: "Máy chủ trung tâm đang có sự cố.", en: "Central is unwell." },
    cause: { vi: "Máy chủ trả lời bằng mã lỗi.", en: "It answers with an error." },
    clerk: GO_ON,
    technician: {
      vi: "Báo người vận hành trung tâm; máy giữ nhật ký và gửi lại sau.",
      en: "Tell central's operator; the kiosk keeps its journal and sends later.",
    },
  },
} as const satisfies Record<string, Fault>;
