import { CHECK_BY_HAND, type Fault, GO_ON } from "../fault.ts";
import type { Text } from "../text.ts";

const RECONNECT: Text = {
  vi: "Rút dây của đầu đọc ra, cắm lại. Nếu vẫn báo, kiểm tra giấy tờ bằng cách thường làm và gọi kỹ thuật viên, đọc mã này.",
  en: "Pull the reader's cable out and plug it in again. If this stays, check documents as you do without a kiosk, and read this code out to the technician.",
};

/** What reads codes: readers, cameras, and the decoder between a picture and its code. */
export const READING_FAULTS = {
  "reader-missing": {
    code: "T-601",
    severity: "fault",
    title: { vi: "Máy không thấy đầu đọc mã.", en: "The code reader is not there." },
    cause: {
      vi: "Dây bị lỏng hoặc đứt, đầu đọc mất nguồn, hoặc đường dẫn (path) trong cấu hình không đúng.",
      en: "A loose or broken cable, no supply at the reader, or another path in the configuration than the reader has.",
    },
    clerk: RECONNECT,
    technician: {
      vi: "Chạy tram reader find để biết máy thấy đầu đọc nào; ghi đúng path vào cấu hình, nên dùng /dev/serial/by-id.",
      en: "Run tram reader find to see which readers are there; put the right path into the configuration, best one in /dev/serial/by-id.",
    },
  },
  "reader-closed": {
    code: "T-602",
    severity: "fault",
    title: { vi: "Chương trình không mở được đầu đọc mã.", en: "The program cannot open the code reader." },
    cause: {
      vi: "Tài khoản của kiosk không có quyền, chương trình khác đang giữ đầu đọc, hoặc đường dẫn không phải đầu đọc.",
      en: "The kiosk's account lacks permission, another program holds the reader, or the path is no reader.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Thêm tài khoản tram vào nhóm dialout, cài firmware/udev/61-tram-readers.rules, dừng chương trình khác; rồi chạy tram doctor.",
      en: "Add the account tram to the group dialout, install firmware/udev/61-tram-readers.rules, stop the other program; then run tram doctor.",
    },
  },
  "reader-settings": {
    code: "T-603",
    severity: "fault",
    title: { vi: "Đầu đọc mã chưa được cài đặt đúng.", en: "The code reader is not set up as it must be." },
    cause: {
      vi: "Tốc độ, ký tự kết thúc hoặc chế độ của đầu đọc khác với cấu hình; có thể ai đó đã quét một mã cài đặt.",
      en: "Its speed, end of code or mode is another than the configuration says; somebody may have shown it a setting code.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Chạy tram reader query, rồi tram reader set-up; sách của từng đầu đọc ở docs/readers.md.",
      en: "Run tram reader query, then tram reader set-up; docs/readers.md has each reader.",
    },
  },
  "reader-unanswered": {
    code: "T-604",
    severity: "fault",
    title: { vi: "Đầu đọc mã mở được nhưng không trả lời.", en: "The code reader is open and does not answer." },
    cause: {
      vi: "Dây TX/RX nối ngược hoặc đứt, đầu đọc thiếu nguồn, hoặc đang ở chế độ khác (bàn phím thay vì cổng COM).",
      en: "TX and RX are exchanged or broken, the reader lacks power, or is in another mode (keyboard instead of COM port).",
    },
    clerk: RECONNECT,
    technician: {
      vi: "Xem dây theo hardware/README.md, đo nguồn 5 V, xem profile trong cấu hình; rồi chạy tram reader query.",
      en: "Look at the cable by hardware/README.md, measure the 5 V, see profile in the configuration; then run tram reader query.",
    },
  },
  "ports-none": {
    code: "T-605",
    severity: "warning",
    title: { vi: "Máy không có cổng nối tiếp USB nào.", en: "There is no serial device on USB." },
    cause: {
      vi: "Chưa cắm đầu đọc, hoặc đầu đọc đang ở chế độ bàn phím.",
      en: "No reader is plugged in, or it is in keyboard mode.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Cắm đầu đọc ở chế độ COM ảo. Đầu đọc nối chân UART hoặc máy chỉ dùng camera thì không cần làm gì.",
      en: "Plug a reader in that is in virtual COM mode. With a reader on the UART pins, or a camera alone, there is nothing to do.",
    },
  },
  "camera-missing": {
    code: "T-606",
    severity: "fault",
    title: { vi: "Máy không thấy camera.", en: "The camera is not there." },
    cause: {
      vi: "Cáp camera lỏng hoặc lắp ngược, camera USB chưa cắm, hoặc đường dẫn (device) trong cấu hình không đúng.",
      en: "Its ribbon is loose or the wrong way round, a USB camera is not plugged in, or device in the configuration is not right.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Tắt máy, cắm lại cáp camera, bật lại; thử rpicam-hello --list-cameras hoặc v4l2-ctl --list-devices.",
      en: "Power off, seat the ribbon again, power on; try rpicam-hello --list-cameras or v4l2-ctl --list-devices.",
    },
  },
  "camera-program": {
    code: "T-607",
    severity: "fault",
    title: { vi: "Thiếu chương trình đọc camera.", en: "The program that reads the camera is not installed." },
    cause: {
      vi: "Hệ điều hành chưa có rpicam-apps, v4l-utils hoặc ffmpeg.",
      en: "rpicam-apps, v4l-utils or ffmpeg is not on this machine.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "sudo apt install rpicam-apps-lite (camera của Pi), v4l-utils (camera USB); ảnh MJPG cần thêm ffmpeg.",
      en: "sudo apt install rpicam-apps-lite (the Pi's camera), v4l-utils (USB camera); MJPG pictures need ffmpeg, too.",
    },
  },
  "camera-closed": {
    code: "T-608",
    severity: "fault",
    title: { vi: "Chương trình không mở được camera.", en: "The program cannot open the camera." },
    cause: {
      vi: "Tài khoản của kiosk không có quyền dùng camera, hoặc đường dẫn không phải camera.",
      en: "The kiosk's account may not use the camera, or the path is no camera.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "sudo usermod -aG video tram, khởi động lại kiosk; xem device trong cấu hình.",
      en: "sudo usermod -aG video tram, start the kiosk again; see device in the configuration.",
    },
  },
  "camera-dark": {
    code: "T-609",
    severity: "fault",
    title: { vi: "Ảnh của camera tối đen.", en: "The camera's picture is black." },
    cause: {
      vi: "Ống kính bị che, hoặc đèn chiếu mã không sáng.",
      en: "The lens is covered, or the illumination is off.",
    },
    clerk: {
      vi: "Xem có gì che cửa sổ quét không. Nếu vẫn tối, gọi kỹ thuật viên và đọc mã này.",
      en: "See whether something covers the scanning window. If it stays dark, call the technician and read out this code.",
    },
    technician: {
      vi: "Bỏ nắp ống kính, chạy tram gpio test để thử đèn chiếu, rồi tram doctor camera với thẻ kiểm tra.",
      en: "Take the cap off the lens, try the illumination with tram gpio test, then tram doctor camera with the test card.",
    },
  },
  "camera-view": {
    code: "T-610",
    severity: "fault",
    title: { vi: "Camera nhìn quá rộng, khó đọc mã nhỏ.", en: "The camera sees too wide an area to read small codes." },
    cause: {
      vi: "Camera đặt quá xa, hoặc ảnh có quá ít điểm ảnh cho mã 11 mm trên thẻ.",
      en: "The camera is too far away, or its picture has too few pixels for the 11 mm code of a card.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Đặt camera gần hơn, hoặc bỏ width và height trong cấu hình để máy tự chọn cỡ ảnh; đo lại bằng tram doctor camera.",
      en: "Bring the camera nearer, or leave width and height out so that the kiosk chooses; measure again with tram doctor camera.",
    },
  },
  "test-card": {
    code: "T-611",
    severity: "fault",
    title: { vi: "Máy chưa đọc hết thẻ kiểm tra.", en: "Not every code of the test card was read." },
    cause: {
      vi: "Thẻ cong hoặc bị loá, kính bẩn, ảnh nhoè, quá tối hoặc quá sáng.",
      en: "A bent or shining card, a dirty window, a blurred, dark or bright picture.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Lau kính và ống kính, giữ thẻ phẳng, chỉnh đèn chiếu; chạy lại tram doctor camera.",
      en: "Clean window and lens, hold the card flat, adjust the illumination; run tram doctor camera again.",
    },
  },
  "decoder-broken": {
    code: "T-612",
    severity: "fault",
    title: { vi: "Phần giải mã QR không chạy được.", en: "The QR decoder does not work." },
    cause: { vi: "Các gói của chương trình thiếu hoặc hỏng.", en: "Packages of the program are missing or damaged." },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Cài lại chương trình (npm ci trong thư mục của nó, hoặc gói cài đặt), rồi chạy tram doctor.",
      en: "Install the program anew (npm ci in its folder, or its package), then run tram doctor.",
    },
  },
  "reader-silent": {
    code: "T-613",
    severity: "warning",
    title: { vi: "Đầu đọc hoạt động nhưng không đọc được mã nào.", en: "A reader works, and reads no code." },
    cause: {
      vi: "Người ta đưa mã mà máy không đọc được: kính bẩn, đèn tắt, hoặc đầu đọc bị cài đặt lại.",
      en: "Codes are held up and not read: a dirty window, no light, or a reader that somebody has set up otherwise.",
    },
    clerk: {
      vi: "Lau cửa sổ quét bằng khăn mềm. Nếu vẫn không đọc, gọi kỹ thuật viên và đọc mã này.",
      en: "Wipe the scanning window with a soft cloth. If nothing is read, call the technician and read out this code.",
    },
    technician: {
      vi: "Thử bằng thẻ kiểm tra (tram test-card); rồi tram reader query hoặc tram doctor camera.",
      en: "Try the test card (tram test-card); then tram reader query or tram doctor camera.",
    },
  },
} as const satisfies Record<string, Fault>;
