// Made by `npm run hardware` from hardware/pins.yaml: change that, not this.
import type { PinFacts } from "./pin-facts.ts";

/** The parts at the header, of STANDARD_FACTS. */
export const STANDARD_PARTS: PinFacts["parts"] = {
  U2: {
    side: "left",
    vi: "Đồng hồ DS3231",
    en: "Clock DS3231",
    note: { vi: "Pi 5: bỏ, đã có đồng hồ; gắn pin vào J5", en: "Pi 5: leave out, it has one; fit the cell on J5" },
    terminals: [
      { name: "VCC", pin: 1, volts: 3.3, colour: "OG" },
      { name: "SDA", pin: 3, volts: 3.3, colour: "BU" },
      { name: "SCL", pin: 5, volts: 3.3, colour: "YE" },
      { name: "GND", pin: 9, volts: 0, colour: "BK" },
    ],
  },
  U1: {
    side: "left",
    vi: "Mạch đệm TBD62083A",
    en: "Driver TBD62083A",
    note: { vi: "còi thụ động: R5 1 kΩ giữa OUT5 và COM", en: "passive buzzer: R5 1 kΩ from OUT5 to COM" },
    terminals: [
      { name: "IN1", line: "red", colour: "BN" },
      { name: "IN2", line: "amber", colour: "YE" },
      { name: "IN3", line: "green", colour: "GN" },
      { name: "IN4", line: "white", colour: "GY", row: 9.5 },
      { name: "GND", pin: 25, volts: 0, colour: "BK" },
      { name: "IN7", line: "relay", colour: "YE", row: 14, pullDown: "R1" },
      { name: "IN5", line: "buzzer", colour: "VT", row: 16 },
      { name: "IN6", line: "illumination", colour: "BU", row: 17.3 },
    ],
  },
  S3: {
    side: "left",
    vi: "Công tắc nắp NO",
    en: "Tamper switch, NO",
    note: { vi: "nắp ấn vào: thông", en: "lid presses: closed" },
    contact: "NO",
    held: true,
    terminals: [
      { name: "COM", line: "tamper-switch", colour: "BN", series: "R4" },
      { name: "NO", pin: 39, volts: 0, colour: "BK" },
    ],
  },
  B1: {
    side: "right",
    vi: "Đầu đọc mã 5 V, TTL",
    en: "Code reader of 5 V, TTL",
    note: { vi: "không phải GM861, GM65-S: 3,3 V. USB: bỏ 4 dây này", en: "not a GM861 or GM65-S: 3.3 V. USB: none of these" },
    ma5: 300,
    terminals: [
      { name: "VCC", pin: 2, volts: 5, colour: "RD" },
      { name: "GND", pin: 6, volts: 0, colour: "BK" },
      { name: "RX", pin: 8, volts: 3.3, colour: "GN" },
      { name: "TX", pin: 10, volts: 3.3, colour: "VT" },
    ],
  },
  S1: {
    side: "right",
    vi: "Nút dịch vụ NO",
    en: "Service button, NO",
    contact: "NO",
    held: false,
    terminals: [
      { name: "1", pin: 30, volts: 0, colour: "BK" },
      { name: "2", line: "service-button", colour: "BU", row: 16, series: "R2" },
    ],
  },
  S2: {
    side: "right",
    vi: "Tiếp điểm cửa",
    en: "Door contact",
    note: { vi: "nam châm ở gần: thông", en: "magnet near: closed" },
    contact: "NO",
    held: true,
    terminals: [
      { name: "1", pin: 34, volts: 0, colour: "BK" },
      { name: "2", line: "door-contact", colour: "VT", series: "R3" },
    ],
  },
  S4: {
    side: "right",
    vi: "Nghe lại, NO",
    en: "Repeat button, NO",
    note: { vi: "tuỳ chọn", en: "optional" },
    contact: "NO",
    held: false,
    terminals: [
      { name: "2", line: "repeat-button", colour: "GY", series: "R6" },
      { name: "1", pin: 20, volts: 0, colour: "BK" },
    ],
  },
};
