// Everything that a kiosk's log may say, with what it means to whoever reads it at the machine.

/** A logged event for people. */
interface LogWords {
  /** The log itself has it in English. */
  readonly vi: string;
  /** What to do about it stands there (core/registry.ts), if there is anything to do. */
  readonly code?: string;
}

/** The closed list (kiosk/, drivers/): what is logged in other words is shown as `other`. test/core/support/log-events.test.ts compares it with the sources. */
export const LOG_WORDS: Readonly<Record<string, LogWords>> = {
  "older entries cannot be read, so only newer ones and the state document say what must not be gone below": {
    vi: "không đọc được mục cũ, nên chỉ các mục mới và tệp trạng thái nói thời gian và bản tin cậy không được lùi quá đâu",
    code: "T-686",
  },
  // Of readers, whose events begin with the driver's name (drivers/awaited-reader.ts).
  "hid-reader: device missing, waiting for it": { vi: "đầu đọc HID không có, đang chờ", code: "T-601" },
  "hid-reader: open": { vi: "đầu đọc HID đã mở" },
  "keyboard-reader: device missing, waiting for it": { vi: "đầu đọc kiểu bàn phím không có, đang chờ", code: "T-601" },
  "keyboard-reader: open": { vi: "đầu đọc kiểu bàn phím đã mở" },
  "serial-reader: device missing, waiting for it": { vi: "đầu đọc nối tiếp không có, đang chờ", code: "T-601" },
  "serial-reader: open": { vi: "đầu đọc nối tiếp đã mở" },
  "acknowledgement not believed": { vi: "không tin lời xác nhận của trung tâm; máy giữ mọi mục" },
  "answer on stick": { vi: "USB có câu trả lời của trung tâm" },
  "answer on stick not believed": { vi: "không tin câu trả lời trên USB; máy giữ mọi mục", code: "T-710" },
  board: { vi: "đã mở bo mạch: đèn, còi, rơ-le" },
  "board: button and contacts are not watched": { vi: "nút bấm và công tắc không đọc được", code: "T-624" },
  "board: no lamps, no tones, no relay; tried again every 5 s": {
    vi: "đèn, còi, rơ-le không hoạt động; thử lại mỗi 5 giây",
    code: "T-620",
  },
  "bug, starting over": { vi: "lỗi của chương trình, tự khởi động lại: gửi gói hỗ trợ" },
  "buzzer has no tone": { vi: "còi không kêu đúng", code: "T-623" },
  "central holds fewer entries than before: it was restored from an older copy": {
    vi: "trung tâm giữ ít mục hơn trước: đã khôi phục từ bản cũ",
    code: "T-692",
  },
  clock: { vi: "đồng hồ của máy đổi trạng thái; behind: chậm, ahead: chạy trước" },
  contact: { vi: "công tắc cửa hoặc vỏ máy đổi trạng thái" },
  "cosigned checkpoint": { vi: "trung tâm đã cùng ký điểm kiểm tra của nhật ký" },
  "credentials are checked again": { vi: "kiểm tra lại được giấy tờ" },
  "day key not turned": { vi: "chưa đổi được khoá của ngày: xem ổ của máy", code: "T-634" },
  "entry goes on the stick as a hash alone, it stays here": {
    vi: "một mục chỉ ra USB dưới dạng mã băm, bản đầy đủ ở lại máy",
    code: "T-691",
  },
  "entry set aside: central gets its hash alone, it stays here": {
    vi: "trung tâm chỉ nhận mã băm của một mục, bản đầy đủ ở lại máy",
    code: "T-691",
  },
  "event not recorded": { vi: "không ghi được một việc vào nhật ký", code: "T-685" },
  "hand-off delivered again": { vi: "hệ thống của quầy lại nhận kết quả" },
  "hand-off ended by its receiver": { vi: "hệ thống của quầy không muốn nhận nữa", code: "T-753" },
  "hand-off fault": { vi: "không đọc hoặc ghi được hàng chờ gửi sang quầy: xem ổ của máy", code: "T-634" },
  "hand-off gives a message up": { vi: "bỏ một tin mà hệ thống của quầy từ chối 12 lần; nhật ký vẫn có", code: "T-751" },
  "hand-off leaves entries out": { vi: "có mục không gửi sang quầy được; nhật ký vẫn có", code: "T-750" },
  "hand-off not delivered": { vi: "chưa gửi được sang hệ thống của quầy, sẽ gửi lại", code: "T-750" },
  "hand-off not kept": { vi: "không giữ được một tin cho quầy; sẽ lấy lại từ nhật ký", code: "T-634" },
  "hand-off secret not usable": { vi: "khoá ký để gửi sang quầy không dùng được", code: "T-754" },
  "hid-reader: too long for a code, dropped": { vi: "đầu đọc HID gửi quá dài, đã bỏ", code: "T-603" },
  "history index": { vi: "chỉ mục tra cứu có lỗi, sẽ lập lại từ nhật ký" },
  "history index is made anew from the journal, scans wait for it": { vi: "đang lập lại chỉ mục từ nhật ký, người quét phải chờ" },
  "journal damaged: change nothing, see docs/journal.md": { vi: "nhật ký bị hỏng: không sửa gì, gọi người vận hành", code: "T-686" },
  "journal damaged: it goes on, and what is lost of it is named; see docs/journal.md": {
    vi: "nhật ký bị hỏng một phần: máy ghi tiếp, phần mất được ghi tên; gọi người vận hành",
    code: "T-686",
  },
  "entry lost: whom it accepted is not known, and may be accepted once more": {
    vi: "mất một mục: ai đã được nhận theo mục ấy có thể được nhận lần nữa",
    code: "T-686",
  },
  "journal goes onto the stick up to where it is damaged": {
    vi: "ghi nhật ký ra USB tới chỗ bị hỏng",
    code: "T-686",
  },
  "journal failed": { vi: "không ghi được nhật ký", code: "T-685" },
  "journal not checked": { vi: "chưa kiểm tra được nhật ký", code: "T-696" },
  "journal on stick": { vi: "ghi nhật ký ra USB" },
  "journal: the end of an append that was never acknowledged was dropped": {
    vi: "bỏ phần cuối chưa ghi xong khi mất điện; chưa ai được trả lời theo nó",
  },
  "journal: the last file was cut, entries may be gone": { vi: "tệp nhật ký cuối bị cụt, có thể mất mục", code: "T-687" },
  "kept trust bundle refused": { vi: "bộ tin cậy đang giữ bị từ chối", code: "T-660" },
  "keyboard-reader: keys lost, the code is not whole": { vi: "đầu đọc kiểu bàn phím mất phím, mã không đủ", code: "T-603" },
  "keyboard-reader: keys without an end of line: check terminator": {
    vi: "đầu đọc kiểu bàn phím không gửi cuối dòng: xem terminator",
    code: "T-603",
  },
  "keyboard-reader: too long for a code, dropped": { vi: "đầu đọc kiểu bàn phím gửi quá dài, đã bỏ", code: "T-603" },
  lamps: { vi: "đèn hoặc còi có lỗi", code: "T-620" },
  "language packs not used": { vi: "không dùng được một gói ngôn ngữ", code: "T-760" },
  "line reads otherwise than it is driven: shorted, or no power; run tram gpio test": {
    vi: "một dây khác với điều máy ra lệnh: chạm, hoặc mất nguồn; chạy tram gpio test",
    code: "T-621",
  },
  "not ready": { vi: "chưa phục vụ được" },
  "old entries removed, central holds them": { vi: "đã bỏ mục cũ mà trung tâm đang giữ" },
  "pseudonym-days was damaged: what was accepted in the last days is not known again": {
    vi: "tệp khoá của ngày bị hỏng: không nhận lại được mã đã dùng mấy ngày qua",
  },
  ready: { vi: "máy sẵn sàng" },
  "receipt not signed": { vi: "không ký được biên nhận", code: "T-654" },
  "relay is not driven": { vi: "rơ-le không chạy, máy không mở cửa", code: "T-622" },
  retention: { vi: "việc bỏ mục cũ có lỗi, sẽ thử lại" },
  "screen request failed": { vi: "màn hình hỏi mà máy không trả lời được" },
  "sealed parts": { vi: "phần niêm phong của nhật ký có lỗi", code: "T-634" },
  "self-test": { vi: "kết quả tự kiểm tra: xem thẻ Bộ phận" },
  "serial-reader: bytes without an end of line: check baudRate and terminator": {
    vi: "đầu đọc nối tiếp không gửi cuối dòng: xem baudRate và terminator",
    code: "T-603",
  },
  "serial-reader: no answer to its commands, read all the same": { vi: "đầu đọc nối tiếp không trả lời lệnh, vẫn đọc mã", code: "T-604" },
  "serial-reader: speaks at another speed than configured, read at that one": {
    vi: "đầu đọc nối tiếp dùng tốc độ khác cấu hình, máy đọc theo tốc độ ấy",
    code: "T-603",
  },
  "serial-reader: too long for a code, dropped": { vi: "đầu đọc nối tiếp gửi quá dài, đã bỏ", code: "T-603" },
  "service manager": { vi: "không báo được cho systemd" },
  "spoken prompts": { vi: "lời nói chưa đủ hoặc không dùng được", code: "T-731" },
  "staff certificate": { vi: "chứng chỉ của bàn nhân viên không dùng được", code: "T-740" },
  "staff page not on the network": { vi: "bàn nhân viên không mở được trên mạng", code: "T-741" },
  "staff page on the network": { vi: "bàn nhân viên đã mở trên mạng" },
  "staff request failed": { vi: "bàn nhân viên hỏi mà máy không trả lời được" },
  "state document was damaged, beginning anew": { vi: "tệp trạng thái bị hỏng, lập lại" },
  stick: { vi: "đọc hoặc ghi USB có lỗi", code: "T-708" },
  stopping: { vi: "máy đang dừng" },
  sync: { vi: "gửi nhật ký về trung tâm" },
  "the journal cannot be compared with what was signed of it, so nothing is removed: see docs/journal.md": {
    vi: "chưa đối chiếu được nhật ký với bản đã ký, nên không bỏ mục nào",
    code: "T-696",
  },
  "this is not the journal that was signed: change nothing, see docs/operating.md": {
    vi: "không phải nhật ký mà máy đã ký: không sửa gì, gọi người vận hành",
    code: "T-688",
  },
  time: { vi: "hỏi giờ trung tâm" },
  "today's entries not read": { vi: "không đọc được các mục hôm nay cho bàn nhân viên", code: "T-685" },
  "trust from central": { vi: "lấy bộ tin cậy từ trung tâm" },
  "trust from stick": { vi: "lấy bộ tin cậy từ USB" },
  "trust keys not usable": { vi: "một số khoá trong bộ tin cậy không dùng được" },
  "trust not in force, tried again in a minute": { vi: "bộ tin cậy mới chưa áp dụng được, thử lại sau một phút" },
  "trust updated": { vi: "đã có bộ tin cậy mới" },
  "what central acknowledged was damaged, or of another journal: beginning anew": {
    vi: "tệp lời xác nhận của trung tâm bị hỏng hoặc của nhật ký khác, hỏi lại",
  },
};

/** The same list. */
export const LOG_EVENTS: readonly string[] = Object.keys(LOG_WORDS);
