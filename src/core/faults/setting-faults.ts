import { CHECK_BY_HAND, type Fault, GO_ON, TOUCH_NOTHING } from "../fault.ts";

/** Its clock, its configuration and its own key. */
export const SETTING_FAULTS = {
  "clock-behind": {
    code: "T-645",
    severity: "fault",
    title: { vi: "Đồng hồ của máy chạy chậm.", en: "The kiosk's clock is behind." },
    cause: {
      vi: "Máy mất điện mà không có đồng hồ RTC, hoặc pin RTC yếu. Sai giờ thì không biết giấy tờ còn hạn hay hết hạn.",
      en: "A power cut without a real-time clock, or its battery is low. With a wrong time nobody knows what has expired.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Nối mạng để máy tự lấy giờ, hoặc sudo timedatectl set-time; lắp đồng hồ RTC hay thay pin.",
      en: "Connect the network and it corrects itself, or sudo timedatectl set-time; fit a real-time clock or a new battery.",
    },
  },
  "clock-ahead": {
    code: "T-646",
    severity: "fault",
    title: { vi: "Đồng hồ của máy chạy trước quá xa.", en: "The kiosk's clock is too far ahead to be right." },
    cause: {
      vi: "Ai đó đã chỉnh sai, pin RTC yếu, hoặc đồng hồ máy chủ thời gian sai.",
      en: "Somebody set it wrong, the battery is low, or the time server is wrong.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "So với điện thoại, rồi sudo timedatectl set-time hoặc nối mạng; nếu máy đúng thì xem giờ của máy chủ trung tâm.",
      en: "Compare with a telephone, then sudo timedatectl set-time or connect the network; if the kiosk is right, look at central's clock.",
    },
  },
  "rtc-missing": {
    code: "T-647",
    severity: "warning",
    title: { vi: "Máy không có đồng hồ giữ giờ khi mất điện (RTC).", en: "The machine has no real-time clock." },
    cause: { vi: "Raspberry Pi trước Pi 5 không có sẵn RTC.", en: "A Raspberry Pi before the Pi 5 has none." },
    clerk: GO_ON,
    technician: {
      vi: "Lắp mô-đun DS3231 và ghi dtoverlay=i2c-rtc,ds3231; Pi 5 chỉ cần gắn pin.",
      en: "Fit a DS3231 and write dtoverlay=i2c-rtc,ds3231; a Pi 5 needs a battery only.",
    },
  },
  "rtc-wrong": {
    code: "T-648",
    severity: "fault",
    title: { vi: "Đồng hồ RTC sai giờ hoặc yếu pin.", en: "The real-time clock is wrong, or its battery is low." },
    cause: { vi: "Pin đồng hồ dùng được vài năm rồi yếu.", en: "Its battery lasts some years and then fails." },
    clerk: GO_ON,
    technician: {
      vi: "Thay pin, chỉnh giờ máy, rồi sudo hwclock --systohc.",
      en: "Change the battery, set the time, then sudo hwclock --systohc.",
    },
  },
  "configuration-missing": {
    code: "T-650",
    severity: "fault",
    title: { vi: "Máy chưa được cài đặt.", en: "The kiosk is not set up yet." },
    cause: { vi: "Không có tệp cấu hình.", en: "There is no configuration file." },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Cầm phiếu cấu hình, chạy tram provision screen (trang cài đặt trên màn hình) hoặc tram provision apply.",
      en: "Take the configuration sheet, run tram provision screen (the set-up page) or tram provision apply.",
    },
  },
  "configuration-wrong": {
    code: "T-651",
    severity: "fault",
    title: { vi: "Tệp cấu hình có lỗi.", en: "The configuration has mistakes." },
    cause: {
      vi: "Khoá viết sai, giá trị ngoài giới hạn, hoặc không đọc được tệp.",
      en: "A misspelt key, a value out of range, or a file that cannot be read.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Chạy tram doctor --config TỆP: từng lỗi được kể ra. docs/operating.md giải thích từng khoá.",
      en: "Run tram doctor --config FILE: it names each mistake. docs/operating.md explains every key.",
    },
  },
  "device-key-missing": {
    code: "T-652",
    severity: "fault",
    title: { vi: "Máy chưa có khoá thiết bị.", en: "The device key is not there." },
    cause: {
      vi: "Chưa ghi nhận máy ở trung tâm, hoặc tệp khoá bị chuyển đi.",
      en: "The kiosk is not enrolled, or the key's file was moved.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Xem central.key trong cấu hình; phục hồi từ bản sao lưu (tram provision), hoặc ghi nhận lại máy.",
      en: "See central.key in the configuration; restore a backup (tram provision), or enrol the kiosk anew.",
    },
  },
  "device-key-open": {
    code: "T-653",
    severity: "fault",
    title: { vi: "Tài khoản khác đọc được khoá thiết bị.", en: "Other accounts may read the device key." },
    cause: { vi: "Quyền của tệp khoá quá rộng.", en: "The permissions of its file are too wide." },
    clerk: GO_ON,
    technician: {
      vi: "chmod 600 tệp khoá; nếu đã bị lộ, ghi nhận lại máy.",
      en: "chmod 600 the key's file; if it may have leaked, enrol the kiosk anew.",
    },
  },
  "device-key-wrong": {
    code: "T-654",
    severity: "fault",
    title: { vi: "Khoá thiết bị bị hỏng.", en: "The device key is damaged." },
    cause: { vi: "Tệp khoá bị sửa, hoặc thẻ nhớ hỏng.", en: "Its file was changed, or the card is failing." },
    clerk: TOUCH_NOTHING,
    technician: {
      vi: "Phục hồi từ bản sao lưu; không tạo khoá mới trước khi báo trung tâm.",
      en: "Restore the backup; make no new key before central knows of it.",
    },
  },
  "reset-unsent": {
    code: "T-655",
    severity: "warning",
    title: { vi: "Chưa xoá máy: còn mục nhật ký chưa ai có.", en: "Not reset: nobody else has some journal entries." },
    cause: {
      vi: "Có mục chưa tới trung tâm, cũng chưa ở USB nào. Xoá máy thì mất hẳn.",
      en: "Some are neither at central nor on a stick. A reset would lose them for good.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Nối mạng và chờ, hoặc ghi nhật ký ra USB (trang kỹ thuật, thẻ USB). Chấp nhận mất: gõ đúng số mục ấy.",
      en: "Connect the network and wait, or write the journal on a stick (the technician's page, tab USB). To lose them: type their very number.",
    },
  },
  "reset-unfinished": {
    code: "T-656",
    severity: "fault",
    title: { vi: "Việc xoá máy chưa xong.", en: "The reset is not finished." },
    cause: {
      vi: "Có tệp không xoá được, hoặc tệp cấu hình bị sửa hay mất sau lệnh xoá. Máy không chạy cho tới khi xong.",
      en: "A file cannot be deleted, or the configuration was changed or lost after the order. The kiosk does not run until it is done.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Đọc điều lệnh báo, sửa nguyên nhân, rồi chạy: tram reset --finish --config TỆP.",
      en: "Read what the command says, mend the cause, then run: tram reset --finish --config FILE.",
    },
  },
} as const satisfies Record<string, Fault>;
