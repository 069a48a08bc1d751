import type { ClockFacts, MachineFacts, RtcFacts, SensorFacts, ServiceFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type Check, coded, fault, faultIf, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam, sizeText, spanText } from "./doctor-figures.ts";

/** The Node we build for: it runs TypeScript as it stands and has SQLite. */
const NODE_MAJOR = 24;
/** As balena's device diagnostics: above it, a Raspberry Pi slows down. */
const HOT_CELSIUS = 80;
/** How far two honest clocks may be apart, in seconds; the same as in core/verify.ts. */
const CLOCK_TOLERANCE_SECONDS = 300;
/** A real-time clock this far off has lost its battery. */
const RTC_LOST_SECONDS = 86_400;

/** Below this a lithium cell of nominally 3 V keeps no clock through a week without power. */
const LOW_VOLTS = 2.4;
const NO_SENSOR: Text = { vi: "không có cảm biến", en: "no sensor" };

/** The board, the program on it, and the account it runs under. */
export function checkMachine(facts: MachineFacts): readonly Check[] {
  const { version, node, platform, arch, libc, model, kernel, memoryBytes, user } = facts;
  const [total, free] = [sizeText(memoryBytes.total), sizeText(memoryBytes.available)];
  const machine = ok("machine", {
    vi: `${model ?? `máy tính ${arch}`}, ${platform} ${kernel}, bộ nhớ ${total} (còn ${free})`,
    en: `${model ?? `${arch} computer`}, ${platform} ${kernel}, ${total} of memory (${free} free)`,
  });
  const program = `Trạm ${version}, Node ${node}, ${platform} ${arch}${libc === undefined ? "" : `, ${libc}`}`;
  const runtime =
    Number.parseInt(node, 10) >= NODE_MAJOR
      ? ok("node", program)
      : fault("node", program, {
          vi: `cần Node ${NODE_MAJOR} trở lên: chạy bằng npx tram, lệnh này tự mang theo Node phù hợp`,
          en: `Node ${NODE_MAJOR} or later is needed: start it with npx tram, which brings its own`,
        });
  return [machine, runtime, checkUser(user)];
}

function checkUser({ name, id }: MachineFacts["user"]): Check {
  // An account that belongs to a person may bear the person's name; those of the system have the numbers below 1000.
  if (id !== 0) return ok("user", id < 1000 ? `${name} (${id})` : { vi: `tài khoản số ${id}`, en: `account ${id}` });
  const found = {
    vi: "root, làm được mọi thứ: điều nói về quyền ở đây chưa chắc đúng với kiosk",
    en: "root, who may do everything: what is said of permissions need not hold for the kiosk",
  };
  return missing("user", found, {
    vi: "để kiểm tra quyền, chạy lại bằng tài khoản của kiosk: sudo -u tram npx tram doctor",
    en: "to check permissions, too, run it as the kiosk's user: sudo -u tram npx tram doctor",
  });
}

/** Heat and supply. Undefined figures are those of a machine without the sensor. */
export function checkSensors({ celsius, isUnderVoltage }: SensorFacts): readonly Check[] {
  return [checkHeat(celsius), checkPower(isUnderVoltage)];
}

function checkHeat(celsius: number | undefined): Check {
  const name = "temperature";
  const none = {
    vi: "không cần làm gì; máy vẫn chạy, chỉ là không biết nóng hay không",
    en: "nothing: the kiosk runs, but cannot tell heat",
  };
  if (celsius === undefined) return missing(name, NO_SENSOR, none);
  const found = `${Math.round(celsius)} °C`;
  if (celsius < HOT_CELSIUS) return ok(name, found);
  return fault(
    name,
    { vi: `${found}, giới hạn là ${HOT_CELSIUS} °C`, en: `${found}, the limit is ${HOT_CELSIUS} °C` },
    {
      vi: "máy quá nóng: thông khe gió, tránh nắng, gắn tản nhiệt hoặc quạt",
      en: "too hot: clear the vents, keep it out of the sun, fit a heat sink or a fan",
    },
  );
}

function checkPower(isUnderVoltage: boolean | undefined): Check {
  const name = "power";
  if (isUnderVoltage === undefined) {
    return missing(name, NO_SENSOR, {
      vi: "không cần làm gì; chỉ nhân (kernel) của Raspberry Pi báo được điện áp thấp",
      en: "nothing: only the Raspberry Pi's own kernel tells low voltage",
    });
  }
  if (!isUnderVoltage) return ok(name, { vi: "lúc này đủ điện áp", en: "no under-voltage now" });
  return fault(
    name,
    { vi: "lúc này thiếu điện áp", en: "under-voltage now" },
    {
      vi: "dùng bộ nguồn chính hãng và dây ngắn; bớt thiết bị USB. Điện yếu làm hỏng thẻ nhớ",
      en: "use the board's own supply and a short cable, fewer USB devices: low voltage damages storage",
    },
  );
}

/** Who starts the kiosk again when it stops. */
export function checkService({ isSystemd, unit, isNotified, hasHardwareWatchdog }: ServiceFacts): Check {
  const name = "service";
  if (!isSystemd) {
    return missing(
      name,
      { vi: "không có systemd", en: "no systemd" },
      {
        vi: "máy thử thì không cần; ở quầy, phải có chương trình tự khởi động lại kiosk",
        en: "nothing on a desk; at a counter something has to start the kiosk again when it stops",
      },
    );
  }
  const found = (vi: string, en: string): Text => {
    const notified = isNotified ? ", NOTIFY_SOCKET" : "";
    const [viDog, enDog] = hasHardwareWatchdog ? [", watchdog phần cứng", ", hardware watchdog"] : ["", ""];
    return { vi: `systemd, ${vi}${viDog}${notified}`, en: `systemd, ${en}${enDog}${notified}` };
  };
  switch (unit) {
    case "enabled":
      return ok(name, found("tram-kiosk.service đang bật", "tram-kiosk.service enabled"));
    case "installed":
      return missing(name, found("tram-kiosk.service đã cài nhưng chưa bật", "tram-kiosk.service installed but not enabled"), {
        vi: "để kiosk tự chạy khi bật máy: sudo systemctl enable --now tram-kiosk",
        en: "to have it started with the machine: sudo systemctl enable --now tram-kiosk",
      });
    case "absent":
      return missing(name, found("không có tram-kiosk.service", "no tram-kiosk.service"), {
        vi: "ở quầy: cài dịch vụ theo firmware/README.md",
        en: "at a counter: install the service as firmware/README.md says",
      });
  }
}

/** Points in time that the clock must not contradict; undefined where there is none. */
export interface ClockWitnesses {
  readonly trustIssuedAt?: EpochSeconds | undefined;
  readonly lastEntryAt?: EpochSeconds | undefined;
  readonly centralAt?: EpochSeconds | undefined;
}

/** The system clock, before everything that is known to have happened already. */
export function checkClock({ programAt, isSynchronised }: ClockFacts, now: EpochSeconds, witnesses: ClockWitnesses): Check {
  const name = "clock";
  const time = minuteInVietnam(now);
  const { trustIssuedAt, lastEntryAt, centralAt } = witnesses;
  const past = [
    [{ vi: "bộ tin cậy", en: "the trust bundle" }, trustIssuedAt],
    [{ vi: "mục cuối của nhật ký", en: "the last entry of the journal" }, lastEntryAt],
    [{ vi: "tệp của chính chương trình này", en: "this program's own files" }, programAt],
  ] as const;
  const todo = {
    vi: "chỉnh giờ: timedatectl set-ntp true, hoặc timedatectl set-time; lắp đồng hồ RTC nếu máy hay mất điện",
    en: "set the clock: timedatectl set-ntp true, or timedatectl set-time; fit an RTC where power is cut often",
  };
  for (const [what, at] of past) {
    if (at !== undefined && now < at - CLOCK_TOLERANCE_SECONDS) {
      const span = spanText(at - now);
      return fault(name, { vi: `${time}, sớm hơn ${what.vi} ${span.vi}`, en: `${time} is ${span.en} before ${what.en}` }, todo);
    }
  }
  if (centralAt !== undefined && Math.abs(now - centralAt) > CLOCK_TOLERANCE_SECONDS) {
    const [vi, en] = now < centralAt ? ["chậm hơn", "behind"] : ["nhanh hơn", "ahead of"];
    const span = spanText(now - centralAt);
    return coded(
      now < centralAt ? "clock-behind" : "clock-ahead",
      fault(name, { vi: `${time}, ${vi} đồng hồ máy chủ ${span.vi}`, en: `${time} is ${span.en} ${en} central's clock` }, todo),
    );
  }
  const network = { vi: "chỉnh qua mạng (NTP)", en: "set from the network" };
  const plausible = { vi: "hợp lý, không rõ có chỉnh qua mạng hay không", en: "plausible, not known to be set from the network" };
  const central = { vi: "khớp với máy chủ", en: "agrees with central's clock" };
  const proof = isSynchronised ? network : centralAt === undefined ? plausible : central;
  return ok(name, { vi: `${time}, ${proof.vi}`, en: `${time}, ${proof.en}` });
}

/** The clock that runs while the power is off. `isNeeded`: a kiosk depends on it, because nothing else sets its clock. */
export function checkRtc({ rtcs }: ClockFacts, now: EpochSeconds, isNeeded: boolean): Check {
  const name = "rtc";
  const [rtc] = rtcs;
  if (!rtc) {
    const todo = {
      vi: "mất điện là sai giờ: lắp mô-đun DS3231 (dtoverlay=i2c-rtc,ds3231); Pi 5 chỉ cần gắn pin",
      en: "without one a power cut stops the time: fit a DS3231 (dtoverlay=i2c-rtc,ds3231); a Pi 5 needs its battery only",
    };
    return missing(name, { vi: "không có đồng hồ RTC", en: "no real-time clock" }, todo, isNeeded);
  }
  const which = rtcText(rtc);
  const battery = {
    vi: "thay pin đồng hồ RTC, chỉnh giờ máy rồi chạy: sudo hwclock --systohc",
    en: "change its battery, set the system clock, then: sudo hwclock --systohc",
  };
  if (rtc.batteryVolts !== undefined && rtc.batteryVolts < LOW_VOLTS)
    return faultIf(
      isNeeded,
      name,
      { vi: `${which.vi}: pin yếu hoặc chưa lắp`, en: `${which.en}: the battery is low or not fitted` },
      battery,
    );
  if (rtc.at === undefined) return ok(name, which);
  const offset = rtc.at - now;
  const span = spanText(offset);
  const off = { vi: `${which.vi}, lệch đồng hồ máy ${span.vi}`, en: `${which.en}, ${span.en} off the system clock` };
  return Math.abs(offset) <= RTC_LOST_SECONDS ? ok(name, off) : fault(name, off, battery);
}

/** `rtc0 (rpi-rtc), 3.1 V, the system clock was set from it`. */
function rtcText({ name, chip, batteryVolts, hasSetClock }: RtcFacts): Text {
  const which = chip === undefined ? name : `${name} (${chip})`;
  const volts = batteryVolts === undefined ? "" : `, ${batteryVolts.toFixed(1)} V`;
  const [vi, en] = hasSetClock ? [", giờ máy lấy từ đây khi bật", ", the system clock was set from it"] : ["", ""];
  return { vi: `${which}${volts}${vi}`, en: `${which}${volts}${en}` };
}
