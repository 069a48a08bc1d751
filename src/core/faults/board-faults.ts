import { type Fault, GO_ON } from "../fault.ts";
import type { Text } from "../text.ts";

const OPEN_BY_HAND: Text = {
  vi: "Máy vẫn trả lời đúng trên màn hình. Nhân viên tự mở cửa. Báo kỹ thuật viên mã này.",
  en: "The screen still answers truly. Open the door by hand. Tell the technician this code.",
};

/** Lamps, buzzer, relay, button and contacts. */
export const BOARD_FAULTS = {
  "board-lines": {
    code: "T-620",
    severity: "fault",
    title: { vi: "Đèn, còi và rơ-le không hoạt động.", en: "Lamps, buzzer and relay do not work." },
    cause: {
      vi: "Không mở được chân GPIO: thiếu quyền, chương trình khác đang giữ chân, hoặc máy không có chip như cấu hình.",
      en: "The GPIO lines cannot be had: no permission, another program holds one, or this machine has no such chip.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Chạy tram doctor --config TỆP, xem dòng gpio; cài quy tắc udev và dịch vụ theo firmware/README.md.",
      en: "Run tram doctor --config FILE, see its line gpio; install udev rules and service by firmware/README.md.",
    },
  },
  "board-astray": {
    code: "T-621",
    severity: "fault",
    title: { vi: "Có dây bị chạm hoặc mất nguồn.", en: "A line does not do what it is told." },
    cause: {
      vi: "Dây chạm dây khác, chạm đất hoặc chạm nguồn; bảng đèn mất điện.",
      en: "A wire touches another, ground or a supply; or the lamps have no power.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Tắt nguồn, xem dây theo hardware/README.md; rồi sudo systemctl stop tram-kiosk và tram gpio test.",
      en: "Power off, look at the wires by hardware/README.md; then sudo systemctl stop tram-kiosk and tram gpio test.",
    },
  },
  "relay-unsafe": {
    code: "T-622",
    severity: "fault",
    title: { vi: "Máy không mở cửa vì rơ-le chưa an toàn.", en: "The kiosk opens no door: its relay is not safe to drive." },
    cause: {
      vi: "Không chắc rơ-le nhả ra khi chương trình dừng đột ngột, nên máy không điều khiển nó.",
      en: "It is not certain that the relay falls when the program ends at once, so it is not driven.",
    },
    clerk: OPEN_BY_HAND,
    technician: {
      vi: "Thêm dtparam=strict_gpiod vào config.txt, cài dịch vụ có ExecStopPost (firmware/README.md); rồi chạy tram doctor.",
      en: "Add dtparam=strict_gpiod to config.txt, install the service with its ExecStopPost (firmware/README.md); then run tram doctor.",
    },
  },
  "buzzer-silent": {
    code: "T-623",
    severity: "warning",
    title: { vi: "Còi không kêu đúng.", en: "The buzzer does not sound as it should." },
    cause: {
      vi: "Còi thụ động cần xung PWM ở chân của nó, mà chân này không có.",
      en: "A passive buzzer needs PWM at its pin, and there is none.",
    },
    clerk: GO_ON,
    technician: {
      vi: 'Bật PWM cho chân còi (firmware/README.md), hoặc lắp còi chủ động và ghi buzzer = "active".',
      en: 'Enable PWM at the buzzer\'s pin (firmware/README.md), or fit an active buzzer and write buzzer = "active".',
    },
  },
  "inputs-unread": {
    code: "T-624",
    severity: "warning",
    title: { vi: "Nút bấm và công tắc không đọc được.", en: "The button and the contacts cannot be read." },
    cause: {
      vi: "Chân của nút hoặc công tắc bị chương trình khác giữ, hoặc thiếu quyền.",
      en: "Another program holds their lines, or permission is missing.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Chạy tram doctor --config TỆP; thử từng công tắc trên trang kỹ thuật.",
      en: "Run tram doctor --config FILE; try each contact on the technician's page.",
    },
  },
  "case-open": {
    code: "T-625",
    severity: "fault",
    title: { vi: "Vỏ máy đang mở.", en: "The case is open." },
    cause: {
      vi: "Có người mở vỏ máy, hoặc dây công tắc vỏ máy bị đứt.",
      en: "Somebody has opened the case, or the cable of its switch is cut.",
    },
    clerk: {
      vi: "Nếu không có kỹ thuật viên đang làm việc: không cho ai dùng máy, gọi người vận hành ngay.",
      en: "Unless a technician is at work: let nobody use the kiosk, and call the operator at once.",
    },
    technician: {
      vi: "Tìm xem có gì lạ được gắn vào máy, đóng vỏ, thử công tắc trên trang kỹ thuật. Việc này đã ghi vào nhật ký.",
      en: "Look for anything that does not belong in there, close the case, try the switch on the technician's page. The journal has it.",
    },
  },
  "input-unfelt": {
    code: "T-626",
    severity: "fault",
    title: { vi: "Thử nút hoặc công tắc mà máy không nhận được.", en: "A button or contact was tried and not felt." },
    cause: {
      vi: "Dây đứt, nối sai chân, hoặc công tắc hỏng.",
      en: "A broken wire, a wrong pin, or a broken contact.",
    },
    clerk: GO_ON,
    technician: {
      vi: "Đo thông mạch khi bấm, so dây với hình trên trang kỹ thuật, rồi thử lại.",
      en: "Measure the contact while it is pressed, compare the wires with the picture on the technician's page, try again.",
    },
  },
  "part-unseen": {
    code: "T-627",
    severity: "fault",
    title: { vi: "Người thử không thấy hoặc không nghe bộ phận này.", en: "Whoever tested this part did not see or hear it." },
    cause: {
      vi: "Đèn cháy, dây đứt, loa hoặc còi không nối, hoặc màn hình tắt.",
      en: "A dead lamp, a broken wire, a loudspeaker or buzzer that is not connected, or a panel that is off.",
    },
    clerk: {
      vi: "Nếu màn hình tắt, mời mọi người đến quầy. Nếu không, cứ làm việc như thường; báo kỹ thuật viên và đọc mã này.",
      en: "If the panel is off, send people to the counter. If not, go on as usual; tell the technician and read out this code.",
    },
    technician: {
      vi: "Đổi đèn hoặc còi sang đường ra khác để biết hỏng ở đâu; thử lại trên trang kỹ thuật.",
      en: "Move the lamp or buzzer to another output to find out what is broken; try again on the technician's page.",
    },
  },
} as const satisfies Record<string, Fault>;
