import type { BoardStatus } from "../core/board-status.ts";
import { displayText } from "../core/display-text.ts";
import { withCause } from "../core/fault-words.ts";
import type { ChipFacts, GpioFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, fault, faultIf, missing, ok, REINSTALL } from "./doctor-check.ts";
import { millisecondsText } from "./doctor-figures.ts";

type Asked = Extract<ChipFacts, { readonly kind: "asked" }>;

/** Who the kernel says holds the lines while a kiosk of ours runs (drivers/gpio-chardev.ts). */
const OUR_CONSUMER = "tram-kiosk";

/** A native addon; `why` it cannot be loaded. Everything here ships with one, so one that does not load is a broken installation. */
export function checkAddon(name: "serialport" | "koffi", why: string | undefined): Check {
  return why === undefined
    ? ok(name, { vi: "nạp được", en: "the addon loads" })
    : fault(name, { vi: `không nạp được: ${oneLine(why)}`, en: `the addon cannot be loaded: ${oneLine(why)}` }, REINSTALL);
}

/** The decoder has read a code of our own. */
export function checkDecoder(ms: number): Check {
  return ok("decoder", { vi: `đọc mã thử trong ${millisecondsText(ms)}`, en: `read its test code in ${millisecondsText(ms)}` });
}

/** The lamps' chip and, where there is one, whether a relay on it may be driven. */
export function checkGpio(facts: GpioFacts, board: KioskConfig["board"] | undefined): readonly Check[] {
  const isNeeded = board?.kind === "gpio";
  const chips = facts.chips.filter((chip) => chip.kind === "asked" && facts.labels.includes(chip.label));
  const [chip, ...others] = chips as readonly Asked[];
  if (!chip) return [checkNoChip(facts, isNeeded)];
  if (others.length > 0) {
    return [
      faultIf(
        isNeeded,
        "gpio",
        { vi: `${chips.length} chip đều có thể đúng: ${describe(chips)}`, en: `${chips.length} chips could be meant: ${describe(chips)}` },
        {
          vi: "ghi đúng một nhãn vào board.chips",
          en: "name exactly one label in board.chips",
        },
      ),
    ];
  }
  // Of a relay on lines that are closed to this account nothing good is said.
  if (facts.closed !== undefined) return [checkChip(chip, facts, isNeeded)];
  return [checkChip(chip, facts, isNeeded), ...checkTone(facts, isNeeded), checkRelay(facts, board)];
}

function checkNoChip({ chips, labels }: GpioFacts, isNeeded: boolean): Check {
  const name = "gpio";
  if (chips.length === 0) {
    const todo = {
      vi: 'máy này không có chân GPIO: dùng board kind = "none" hoặc "simulated"',
      en: 'this machine has no such lines: use board kind = "none" or "simulated"',
    };
    return missing(name, { vi: "không có /dev/gpiochip*", en: "no /dev/gpiochip*" }, todo, isNeeded);
  }
  const found: Text = {
    vi: `không có chip nhãn ${labels.join(", ")} trong ${describe(chips)}`,
    en: `no chip labelled ${labels.join(", ")} among ${describe(chips)}`,
  };
  if (chips.some((chip) => chip.kind === "unanswered")) {
    return faultIf(isNeeded, name, found, {
      vi: "thêm tài khoản của kiosk vào nhóm gpio và cài quy tắc udev (firmware/README.md)",
      en: "add the kiosk's user to the group gpio and install the udev rule (firmware/README.md)",
    });
  }
  return missing(name, found, { vi: "ghi nhãn của chip vào board.chips", en: "name the chip's label in board.chips" }, isNeeded);
}

function checkChip(chip: Asked, { offsets, driver, closed }: GpioFacts, isNeeded: boolean): Check {
  const name = "gpio";
  const older: Text = {
    vi: ", giao diện cũ của nhân (sysfs): dịch vụ cần firmware/systemd/tram-kiosk-sysfs.conf",
    en: ", the kernel's older interface (sysfs): the service needs firmware/systemd/tram-kiosk-sysfs.conf",
  };
  const lines: Text = { vi: `${describe([chip])}, ${chip.lines} chân`, en: `${describe([chip])}, ${chip.lines} lines` };
  const what = driver === "sysfs" ? also(lines, older) : lines;
  const beyond = offsets.filter((offset) => offset >= chip.lines);
  if (beyond.length > 0) {
    return faultIf(
      isNeeded,
      name,
      also(what, { vi: `, nhưng sơ đồ dây có chân ${beyond.join(", ")}`, en: `, but the wiring names ${beyond.join(", ")}` }),
      {
        vi: "sửa board.pins trong cấu hình (hardware/pins.yaml)",
        en: "correct board.pins in the configuration (hardware/pins.yaml)",
      },
    );
  }
  if (closed !== undefined) {
    const shut: Text = {
      vi: `; tài khoản này không ghi được: ${displayText(closed)}`,
      en: `; this account may not write there: ${displayText(closed)}`,
    };
    return faultIf(isNeeded, name, also(what, shut), OPEN_SYSFS);
  }
  const strangers = chip.holders.filter(({ consumer }) => consumer !== OUR_CONSUMER);
  if (strangers.length > 0) {
    const held = strangers.map(({ offset, consumer }) => `${offset} (${displayText(consumer) || "?"})`).join(", ");
    return faultIf(isNeeded, name, also(what, { vi: `; đang bị giữ: ${held}`, en: `; in use: ${held}` }), {
      vi: "dừng chương trình đang giữ chân đó, hoặc nối dây sang chân khác",
      en: "stop the program that holds the line, or wire another one",
    });
  }
  return ok(name, chip.holders.length > 0 ? also(what, { vi: ", kiosk đang chạy giữ", en: ", held by the running kiosk" }) : what);
}

const OPEN_SYSFS: Text = {
  vi: "cài firmware/systemd/tram-kiosk-sysfs.conf và firmware/udev/60-tram-gpio.rules; chạy lại bằng tài khoản của kiosk (sudo -u tram)",
  en: "install firmware/systemd/tram-kiosk-sysfs.conf and firmware/udev/60-tram-gpio.rules; run this as the kiosk's user (sudo -u tram)",
};

/** Nothing is said of a buzzer that sounds as it should. */
function checkTone({ toneFault }: GpioFacts, isNeeded: boolean): readonly Check[] {
  if (toneFault === undefined) return [];
  return [said(toneFault, isNeeded, "buzzer", withCause(NO_TONE, "tone", toneFault), SET_TONE)];
}

function checkRelay({ relayFault, stopFault, driver }: GpioFacts, board: KioskConfig["board"] | undefined): Check {
  const name = "relay";
  const isNeeded = board?.kind === "gpio" && board.relay;
  if (relayFault === undefined) {
    const falls = driver === "sysfs" ? SWITCHED_OFF : FALLS;
    if (stopFault === undefined || !isNeeded) return ok(name, falls);
    const nobody: Text = { vi: "; dịch vụ không tắt lại lần nữa khi dừng", en: "; the service does not switch it off once more" };
    return missing(name, also(falls, nobody), INSTALL_SERVICE);
  }
  return said(relayFault, isNeeded, name, withCause(NO_RELAY, "relay", relayFault), letRelayFall(driver));
}

const FALLS: Text = { vi: "nhả ra khi chương trình dừng, nên dùng được", en: "falls with the process that drives it, so it may be driven" };
/** The older interface lets nothing fall. */
const SWITCHED_OFF: Text = {
  vi: "dịch vụ tắt rơ-le sau khi chương trình dừng, nên dùng được",
  en: "the service switches it off after the program has ended, so it may be driven",
};

/** A relay that is refused, and a buzzer that has no tone. */
export const NO_RELAY: Text = { vi: "rơ-le không được điều khiển", en: "the relay is not driven" };
export const NO_TONE: Text = { vi: "còi không kêu được bằng PWM", en: "the buzzer gets no tone by PWM" };

/** What to do where a relay is refused, on this interface of the kernel. */
export function letRelayFall(driver: BoardStatus["driver"]): Text {
  return driver === "sysfs" ? INSTALL_SERVICE : STRICT_GPIOD;
}

/** What to do where a buzzer has no tone. */
export const SET_TONE: Text = {
  vi: 'bật PWM cho chân còi như firmware/README.md, hoặc thay còi chủ động và ghi buzzer = "active"',
  en: 'give its pin a PWM (firmware/README.md), or wire an active one and set buzzer = "active"',
};

const STRICT_GPIOD: Text = {
  vi: "trên Raspberry Pi: thêm dtparam=strict_gpiod vào config.txt rồi khởi động lại; rơ-le phải là loại kích mức cao (firmware/README.md)",
  en: "on a Raspberry Pi: add dtparam=strict_gpiod to config.txt and reboot; the relay must be an active-high one (firmware/README.md)",
};

/** With the driver's own words. */
function said(words: string, ...check: Parameters<typeof faultIf>): Check {
  return { ...faultIf(...check), detail: oneLine(words) };
}

const INSTALL_SERVICE: Text = {
  vi: "cài firmware/systemd/tram-kiosk.service: dòng ExecStopPost tắt mọi đường ra sau khi kiosk dừng (firmware/README.md)",
  en: "install firmware/systemd/tram-kiosk.service: its ExecStopPost switches all lines off after the kiosk (firmware/README.md)",
};

function describe(chips: readonly ChipFacts[]): string {
  return chips.map((chip) => `${chip.path} (${displayText(chip.kind === "asked" ? chip.label : chip.why)})`).join(", ");
}

function also(text: Text, more: Text): Text {
  return { vi: text.vi + more.vi, en: text.en + more.en };
}

function oneLine(text: string): string {
  return displayText(text.split("\n", 1)[0] ?? "");
}
