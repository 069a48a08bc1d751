import { CHECK_BY_HAND, type Fault, GO_ON } from "../fault.ts";

/** The computer itself: its heat, supply, storage, software and clock. */
export const MACHINE_FAULTS = {
  "too-hot": {
    code: "T-630",
    severity: "fault",
    title: { vi: "Máy quá nóng.", en: "The machine is too hot." },
    cause: {
      vi: "Khe gió bị che, nắng chiếu vào, hoặc quạt không quay. Máy nóng thì chạy chậm và mau hỏng.",
      en: "Covered vents, sunshine, or a fan that stands still. A hot machine is slow and dies early.",
    },
    clerk: {
      vi: "Bỏ những gì che khe gió, kéo rèm che nắng. Nếu vẫn báo, gọi kỹ thuật viên và đọc mã này.",
      en: "Clear the vents, draw the curtain. If this stays, call the technician and read out this code.",
    },
    technician: {
      vi: "Gắn tản nhiệt hoặc quạt, lau bụi; xem tram doctor, dòng temperature.",
      en: "Fit a heat sink or a fan, remove the dust; see tram doctor, its line temperature.",
    },
  },
  "under-voltage": {
    code: "T-631",
    severity: "fault",
    title: { vi: "Nguồn điện của máy yếu.", en: "The supply of the machine is too weak." },
    cause: {
      vi: "Bộ nguồn yếu, dây dài hoặc lỏng, quá nhiều thiết bị USB. Điện yếu làm hỏng thẻ nhớ.",
      en: "A weak supply, a long or loose cable, too much on USB. A weak supply damages memory cards.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Dùng bộ nguồn và dây chính hãng, bớt thiết bị USB; xem tram doctor, dòng power.",
      en: "Use the original supply and cable, take devices off USB; see tram doctor, its line power.",
    },
  },
  "sensor-none": {
    code: "T-632",
    severity: "warning",
    title: { vi: "Máy không có cảm biến nhiệt hoặc điện áp.", en: "The machine has no sensor of heat or voltage." },
    cause: { vi: "Không phải Raspberry Pi, hoặc nhân (kernel) không báo được.", en: "No Raspberry Pi, or a kernel that does not tell." },
    clerk: GO_ON,
    technician: { vi: "Không cần làm gì ở máy thử.", en: "On a desk there is nothing to do." },
  },
  "disk-missing": {
    code: "T-633",
    severity: "fault",
    title: { vi: "Chưa có thư mục dữ liệu.", en: "The data folder is not there." },
    cause: {
      vi: "Máy mới cài, ổ chưa gắn, hoặc data trong cấu hình không đúng.",
      en: "A new machine, a disk that is not mounted, or a wrong data in the configuration.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Xem ổ có gắn không (lsblk), rồi sudo install -d -m 700 -o tram -g tram THƯ-MỤC.",
      en: "See whether the disk is mounted (lsblk), then sudo install -d -m 700 -o tram -g tram FOLDER.",
    },
  },
  "disk-unwritable": {
    code: "T-634",
    severity: "fault",
    title: { vi: "Máy không ghi được vào ổ của mình.", en: "The kiosk cannot write to its own disk." },
    cause: { vi: "Ổ đầy, chỉ đọc, sắp hỏng, hoặc thiếu quyền.", en: "A full, read-only or failing disk, or no permission." },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Xem dmesg và mount; thay thẻ nhớ nếu có lỗi đọc ghi. Không xoá nhật ký.",
      en: "See dmesg and mount; change the card where there are read or write errors. Do not delete the journal.",
    },
  },
  "disk-full": {
    code: "T-635",
    severity: "fault",
    title: { vi: "Ổ của máy đã đầy.", en: "The kiosk's disk is full." },
    cause: {
      vi: "Nhật ký chưa về trung tâm thì không được xoá, nên đầy ổ.",
      en: "What central has not got is never deleted, and has filled the disk.",
    },
    clerk: CHECK_BY_HAND,
    technician: {
      vi: "Nối mạng, hoặc mang nhật ký về trung tâm bằng USB; xoá tệp lạ; nếu vẫn đầy thì thay thẻ lớn hơn.",
      en: "Connect the network, or carry the journal to central by stick; delete foreign files; if that does not help, fit a larger card.",
    },
  },
  "disk-scarce": {
    code: "T-636",
    severity: "warning",
    title: { vi: "Ổ của máy sắp đầy.", en: "The kiosk's disk is nearly full." },
    cause: { vi: "Lâu không nối mạng, hoặc có tệp lạ trên ổ.", en: "Long without a network, or foreign files on the disk." },
    clerk: GO_ON,
    technician: {
      vi: "Nối mạng, hoặc mang nhật ký về trung tâm bằng USB, trong vòng số ngày mà máy báo.",
      en: "Connect the network, or carry the journal to central by stick, within the days that the kiosk names.",
    },
  },
  "disk-slow": {
    code: "T-637",
    severity: "fault",
    title: { vi: "Ổ của máy ghi rất chậm.", en: "The kiosk's disk is very slow." },
    cause: { vi: "Thẻ nhớ chậm hoặc sắp hỏng.", en: "A slow card, or one that is failing." },
    clerk: GO_ON,
    technician: { vi: "Sao lưu, rồi thay thẻ loại A1/A2 hoặc SSD.", en: "Back up, then fit an A1 or A2 card, or an SSD." },
  },
  "disk-unfit": {
    code: "T-638",
    severity: "fault",
    title: { vi: "Thư mục dữ liệu nằm ở chỗ không an toàn.", en: "The data folder lies where it is not safe." },
    cause: {
      vi: "Nó nằm trong bộ nhớ tạm hoặc ổ mạng, hoặc tài khoản khác cũng ghi được.",
      en: "It is in memory or on a network disk, or other accounts may write to it.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Đặt data trên đĩa của chính máy này và chạy chmod 700 cho thư mục đó.",
      en: "Put data on this machine's own disk, and chmod 700 the folder.",
    },
  },
  "program-broken": {
    code: "T-639",
    severity: "fault",
    title: { vi: "Chương trình thiếu hoặc hỏng phần của nó.", en: "Parts of the program are missing or damaged." },
    cause: { vi: "Node quá cũ, hoặc các gói chưa cài đủ.", en: "Node is too old, or its packages are not all installed." },
    clerk: CHECK_BY_HAND,
    technician: { vi: "Cài lại chương trình (npm ci), chạy bằng npx tram.", en: "Install the program anew (npm ci), run it by npx tram." },
  },
  "service-none": {
    code: "T-640",
    severity: "warning",
    title: { vi: "Máy không tự chạy lại kiosk.", en: "Nothing starts the kiosk again by itself." },
    cause: { vi: "Dịch vụ tram-kiosk chưa cài hoặc chưa bật.", en: "The service tram-kiosk is not installed, or not enabled." },
    clerk: GO_ON,
    technician: {
      vi: "Cài theo firmware/README.md, rồi sudo systemctl enable --now tram-kiosk.",
      en: "Install it by firmware/README.md, then sudo systemctl enable --now tram-kiosk.",
    },
  },
  "root-account": {
    code: "T-641",
    severity: "warning",
    title: { vi: "Lệnh kiểm tra đang chạy bằng root.", en: "The check runs as root." },
    cause: {
      vi: "root có mọi quyền, nên không biết kiosk có đủ quyền không.",
      en: "Root may do everything, so nothing is known of the kiosk's permissions.",
    },
    clerk: GO_ON,
    technician: { vi: "Chạy lại: sudo -u tram npx tram doctor.", en: "Run it again: sudo -u tram npx tram doctor." },
  },
} as const satisfies Record<string, Fault>;
