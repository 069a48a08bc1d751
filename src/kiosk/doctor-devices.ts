import { displayText } from "../core/display-text.ts";
import type { ChipFacts, DeviceFacts, GpioFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, fault, faultIf, missing, ok, REINSTALL, textOf } from "./doctor-check.ts";
import { millisecondsText } from "./doctor-figures.ts";

type Source = KioskConfig["source"][number];
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

/** Serial devices that have a name of their own; a configured one has a check of its own besides. */
export function checkSerialDevices(paths: readonly string[]): Check {
  const name = "serial";
  const [first, ...others] = paths.map(displayText);
  if (first !== undefined) return { ...ok(name, first), ...(others.length > 0 && { also: others.map(textOf) }) };
  return missing(
    name,
    { vi: "không có gì trong /dev/serial/by-id", en: "nothing in /dev/serial/by-id" },
    {
      vi: "cắm đầu đọc USB ở chế độ COM ảo (virtual COM); đầu đọc nối chân UART thì dùng /dev/serial0",
      en: "plug in a USB reader in virtual COM mode; one on the UART pins is /dev/serial0",
    },
  );
}

/** A reader of the configuration, by its place there. It may come later: a kiosk waits for it. */
export function checkReader(
  place: number,
  source: Extract<Source, { kind: "serial" }>,
  state: DeviceFacts,
  present: readonly string[],
): Check {
  const name = `source.${place}`;
  const path = displayText(source.path);
  switch (state) {
    case "ready":
      return ok(name, {
        vi: `${path}, ${source.baudRate} baud, mỗi mã kết thúc bằng ${source.terminator}`,
        en: `${path}, ${source.baudRate} baud, codes end with ${source.terminator}`,
      });
    case "absent": {
      const [other] = present.filter((each) => each !== source.path).map(displayText);
      const todo = {
        vi: `cắm đầu đọc vào${other === undefined ? "" : `, hoặc ghi path = "${other}" trong cấu hình`}; không cần khởi động lại`,
        en: `plug the reader in${other === undefined ? "" : `, or configure path = "${other}"`}; no restart is needed`,
      };
      return missing(name, { vi: `không thấy ${path}`, en: `${path} is not there` }, todo, true);
    }
    case "denied":
      return fault(
        name,
        { vi: `${path}: tài khoản này không được mở`, en: `${path}: this user may not open it` },
        {
          vi: "thêm tài khoản của kiosk vào nhóm dialout: sudo usermod -aG dialout tram",
          en: "add the kiosk's user to the group dialout: sudo usermod -aG dialout tram",
        },
      );
    case "no-device":
      return fault(
        name,
        { vi: `${path} không phải cổng nối tiếp`, en: `${path} is no serial device` },
        {
          vi: "sửa path trong cấu hình; đường dẫn nên ở trong /dev/serial/by-id",
          en: "correct its path in the configuration, best one in /dev/serial/by-id",
        },
      );
  }
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
  return [checkChip(chip, facts.offsets, isNeeded), checkRelay(facts.relayFault, board)];
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

function checkChip(chip: Asked, offsets: readonly number[], isNeeded: boolean): Check {
  const name = "gpio";
  const what: Text = { vi: `${describe([chip])}, ${chip.lines} chân`, en: `${describe([chip])}, ${chip.lines} lines` };
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

function checkRelay(relayFault: string | undefined, board: KioskConfig["board"] | undefined): Check {
  const name = "relay";
  const isNeeded = board?.kind === "gpio" && board.relay;
  if (relayFault === undefined)
    return ok(name, {
      vi: "nhả ra khi chương trình dừng, nên dùng được",
      en: "falls with the process that drives it, so it may be driven",
    });
  const why = relayFault.replace(/^relay: /, "");
  return faultIf(
    isNeeded,
    name,
    { vi: `không điều khiển rơ-le: ${why}`, en: why },
    {
      vi: "trên Raspberry Pi: thêm dtparam=strict_gpiod vào config.txt rồi khởi động lại; rơ-le phải là loại kích mức cao (firmware/README.md)",
      en: "on a Raspberry Pi: add dtparam=strict_gpiod to config.txt and reboot; the relay must be an active-high one (firmware/README.md)",
    },
  );
}

function describe(chips: readonly ChipFacts[]): string {
  return chips.map((chip) => `${chip.path} (${displayText(chip.kind === "asked" ? chip.label : chip.why)})`).join(", ");
}

function also(text: Text, more: Text): Text {
  return { vi: text.vi + more.vi, en: text.en + more.en };
}

function oneLine(text: string): string {
  return displayText(text.split("\n", 1)[0] ?? "");
}
