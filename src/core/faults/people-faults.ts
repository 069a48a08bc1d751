import { type Fault, GO_ON } from "../fault.ts";

/** What people see and hear: screen, sound, languages; the staff desk; the hand-off to the counter's own system. */
export const PEOPLE_FAULTS = {
  "screen-port": {
    code: "T-720",
    severity: "fault",
    title: { vi: "Cổng của màn hình bị chương trình khác giữ.", en: "Another program has the screen's port." },
    cause: {
      vi: "Một kiosk khác đang chạy, hoặc chương trình lạ dùng cùng cổng.",
      en: "Another kiosk runs, or some program uses the same port.",
    },
    clerk: {
      vi: "Máy không chạy được, không trả lời ai. Mời mọi người đến quầy; gọi kỹ thuật viên và đọc mã này.",
      en: "The kiosk cannot run and answers nobody. Send people to the counter; call the technician and read out this code.",
    },
    technician: {
      vi: "Xem sudo ss -ltnp; dừng chương trình đó, hoặc đổi screen.port.",
      en: "See sudo ss -ltnp; stop that program, or change screen.port.",
    },
  },
  "screen-lost": {
    code: "T-721",
    severity: "fault",
    title: { vi: "Màn hình không nhận được tin của máy.", en: "The screen hears nothing from the kiosk." },
    cause: { vi: "Chương trình kiosk đã dừng hoặc đang khởi động lại.", en: "The kiosk's program has stopped, or is starting again." },
    clerk: {
      vi: "Chờ một phút. Nếu màn hình vẫn ghi “Xin chờ”, tắt nguồn rồi bật lại; gọi kỹ thuật viên và đọc mã này.",
      en: "Wait a minute. If the screen still says “Please wait”, switch off and on again; call the technician and read out this code.",
    },
    technician: {
      vi: "Xem systemctl status tram-kiosk và journalctl -u tram-kiosk.",
      en: "See systemctl status tram-kiosk and journalctl -u tram-kiosk.",
    },
  },
  "sound-missing": {
    code: "T-730",
    severity: "warning",
    title: { vi: "Loa hoặc tai nghe không dùng được.", en: "The loudspeaker or the headphones do not work." },
    cause: {
      vi: "Thiết bị âm thanh chưa cắm, hoặc tên trong [sound] không đúng.",
      en: "The sound device is not plugged in, or [sound] names another.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Xem aplay -l; sửa [sound] trong cấu hình (docs/sound.md).",
      en: "See aplay -l; correct [sound] in the configuration (docs/sound.md).",
    },
  },
  "prompts-missing": {
    code: "T-731",
    severity: "warning",
    title: { vi: "Thiếu bộ lời nói.", en: "Spoken prompts are missing." },
    cause: {
      vi: "Thư mục lời nói chưa có, thiếu tệp hoặc tệp hỏng.",
      en: "The folder of prompts is not there, or files are missing or damaged.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Chạy tram prompts check THƯ-MỤC; ghi âm theo docs/sound.md.",
      en: "Run tram prompts check FOLDER; record them by docs/sound.md.",
    },
  },
  "prompts-placeholder": {
    code: "T-732",
    severity: "warning",
    title: { vi: "Lời nói là giọng máy, chưa phải giọng người.", en: "The prompts are a machine's voice, not yet a person's." },
    cause: { vi: "Máy đang dùng bộ lời nói tạm.", en: "A placeholder pack is in use." },
    clerk: GO_ON,
    technician: {
      vi: "Ghi âm giọng người theo docs/sound.md (tram prompts script).",
      en: "Record a person by docs/sound.md (tram prompts script).",
    },
  },
  "staff-certificate": {
    code: "T-740",
    severity: "fault",
    title: { vi: "Chứng chỉ của bàn nhân viên không dùng được.", en: "The staff desk's certificate cannot be used." },
    cause: {
      vi: "Tệp chứng chỉ hoặc khoá thiếu, hết hạn, hoặc không khớp nhau.",
      en: "Certificate or key is missing, expired, or the two do not fit.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Xem [staff] trong cấu hình; bỏ certificate và key để máy tự tạo, rồi ghép lại thiết bị.",
      en: "See [staff] in the configuration; leave certificate and key out so that the kiosk makes its own, then pair again.",
    },
  },
  "staff-port": {
    code: "T-741",
    severity: "fault",
    title: { vi: "Bàn nhân viên không mở được cổng mạng.", en: "The staff desk's port cannot be had." },
    cause: { vi: "Chương trình khác đang giữ cổng của [staff].", en: "Another program has the port of [staff]." },
    clerk: {
      vi: "Dùng bàn nhân viên trên màn hình của máy (có mã PIN). Báo kỹ thuật viên mã này.",
      en: "Use the staff desk on the kiosk's own screen (with a PIN). Tell the technician this code.",
    },
    technician: {
      vi: "Xem sudo ss -ltnp; dừng chương trình đó, hoặc đổi staff.port.",
      en: "See sudo ss -ltnp; stop that program, or change staff.port.",
    },
  },
  "staff-nobody": {
    code: "T-743",
    severity: "warning",
    title: { vi: "Chưa có mã nhân viên nào.", en: "There is no staff code yet." },
    cause: {
      vi: "Cấu hình có [staff], nhưng chưa ai được cấp mã và PIN.",
      en: "The configuration has [staff], and nobody has a code and a PIN.",
    },
    clerk: GO_ON,
    technician: { vi: "Chạy tram staff add s-01 --config TỆP.", en: "Run tram staff add s-01 --config FILE." },
  },
  "staff-paused": {
    code: "T-745",
    severity: "warning",
    title: { vi: "Nhân viên đã tạm ngừng máy.", en: "Staff have paused the kiosk." },
    cause: {
      vi: "Có người đã tắt máy bằng nút trên trang nhân viên, kể cả trước lần khởi động này.",
      en: "Somebody has used the switch on the staff's page, maybe before this start.",
    },
    clerk: {
      vi: "Mở trang nhân viên (/staff), đăng nhập, bấm Mở máy lại.",
      en: "Open the staff's page (/staff), sign in, press Open again.",
    },
    technician: { vi: "Xem ai và vì sao: tram journal show, mục event-service.", en: "See who and why: tram journal show, event-service." },
  },
  "handoff-unreached": {
    code: "T-750",
    severity: "warning",
    title: { vi: "Chưa chuyển được kết quả sang hệ thống của quầy.", en: "Results do not reach the counter's own system." },
    cause: {
      vi: "Hệ thống của quầy tắt, mất mạng, hoặc địa chỉ trong [[handOff]] không đúng. Máy giữ lại và gửi lại.",
      en: "The counter's system is off, there is no network, or [[handOff]] has a wrong address. The kiosk keeps them and tries again.",
    },
    clerk: {
      vi: "Nhập tay từ bàn nhân viên trong lúc chờ. Báo kỹ thuật viên mã này.",
      en: "Copy by hand from the staff desk meanwhile. Tell the technician this code.",
    },
    technician: {
      vi: "Xem [[handOff]] trong cấu hình và mạng tới hệ thống đó.",
      en: "See [[handOff]] in the configuration and the network to that system.",
    },
  },
  "handoff-refused": {
    code: "T-751",
    severity: "fault",
    title: { vi: "Hệ thống của quầy không nhận kết quả.", en: "The counter's own system refuses the results." },
    cause: {
      vi: "Khoá ký hoặc dạng dữ liệu khác với điều hệ thống đó chờ.",
      en: "The signing secret or the form of the data is not what it expects.",
    },
    clerk: {
      vi: "Nhập tay từ bàn nhân viên trong lúc chờ. Báo kỹ thuật viên mã này.",
      en: "Copy by hand from the staff desk meanwhile. Tell the technician this code.",
    },
    technician: {
      vi: "So khoá và dạng dữ liệu với người phụ trách hệ thống đó.",
      en: "Compare secret and form with whoever looks after that system.",
    },
  },
  "keyboard-missing": {
    code: "T-752",
    severity: "warning",
    title: { vi: "Không gõ được sang máy tính của quầy.", en: "Nothing can be typed into the counter's computer." },
    cause: {
      vi: "Cáp bàn phím ảo hoặc bộ chuyển UART chưa cắm.",
      en: "The cable of the keyboard gadget or the UART bridge is not plugged in.",
    },
    clerk: {
      vi: "Nhập tay từ bàn nhân viên trong lúc chờ. Báo kỹ thuật viên mã này.",
      en: "Copy by hand from the staff desk meanwhile. Tell the technician this code.",
    },
    technician: {
      vi: "Xem cáp và [[handOff]] trong cấu hình; thử bằng dòng tự kiểm tra.",
      en: "See the cable and [[handOff]] in the configuration; try the self-check line.",
    },
  },
  "handoff-ended": {
    code: "T-753",
    severity: "fault",
    title: { vi: "Hệ thống của quầy không muốn nhận kết quả nữa.", en: "The counter's own system wants no more results." },
    cause: {
      vi: "Hệ thống đó đã trả lời 410: địa chỉ này không còn dùng. Máy không gửi gì thêm đến đó.",
      en: "It has answered 410: this address is no longer in use. Nothing more is sent to it.",
    },
    clerk: {
      vi: "Nhập tay từ bàn nhân viên. Báo kỹ thuật viên mã này.",
      en: "Copy by hand from the staff desk. Tell the technician this code.",
    },
    technician: {
      vi: "Hỏi người phụ trách hệ thống đó địa chỉ mới. Dừng máy (systemctl stop tram-kiosk), sửa [[handOff]], chạy tram hand-off enable TÊN --config TỆP, rồi khởi động lại máy.",
      en: "Ask whoever looks after that system for the new address. Stop the kiosk (systemctl stop tram-kiosk), correct [[handOff]], run tram hand-off enable NAME --config FILE, then start it again.",
    },
  },
  "handoff-secret": {
    code: "T-754",
    severity: "fault",
    title: {
      vi: "Khoá ký hoặc chứng chỉ để gửi kết quả không dùng được.",
      en: "The secret or certificate for handing results on cannot be used.",
    },
    cause: {
      vi: "Tệp trong [[handOff]] thiếu, hỏng, hoặc người dùng khác đọc được. Máy không gửi gì mà không ký.",
      en: "The file that [[handOff]] names is missing, damaged, or readable by other users. Nothing is sent unsigned.",
    },
    clerk: {
      vi: "Nhập tay từ bàn nhân viên. Báo kỹ thuật viên mã này.",
      en: "Copy by hand from the staff desk. Tell the technician this code.",
    },
    technician: {
      vi: "Chạy tram hand-off check --config TỆP; đặt quyền bằng chmod 600, rồi khởi động lại kiosk.",
      en: "Run tram hand-off check --config FILE; set the mode of the secret's file with chmod 600, then restart the kiosk.",
    },
  },
  "language-pack": {
    code: "T-760",
    severity: "warning",
    title: { vi: "Không dùng được một gói ngôn ngữ.", en: "A language pack cannot be used." },
    cause: {
      vi: "Thiếu tệp, tệp hỏng, hoặc có khoá lạ. Máy bỏ ngôn ngữ đó khỏi nút chọn.",
      en: "The file is missing, damaged, or has unknown keys. The kiosk leaves that language out.",
    },
    clerk: GO_ON,
    technician: { vi: "Chạy tram language check TỆP; docs/languages.md.", en: "Run tram language check FILE; docs/languages.md." },
  },
  "language-unreviewed": {
    code: "T-761",
    severity: "warning",
    title: { vi: "Một gói ngôn ngữ chưa được người bản ngữ kiểm tra.", en: "A language pack was not checked by a native speaker." },
    cause: { vi: "Bản dịch có thể sai hoặc khó hiểu.", en: "The translation may be wrong or hard to understand." },
    clerk: GO_ON,
    technician: {
      vi: 'Nhờ người bản ngữ đọc từng câu trên màn hình, sửa, rồi ghi "reviewed": true (docs/languages.md).',
      en: 'Have a native speaker read every text on a screen, correct it, then write "reviewed": true (docs/languages.md).',
    },
  },
} as const satisfies Record<string, Fault>;
