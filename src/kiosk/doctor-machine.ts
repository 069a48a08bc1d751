import type { ClockFacts, MachineFacts, SensorFacts, ServiceFacts } from "../core/machine-facts.ts";
import type { EpochSeconds } from "../core/time.ts";
import { type Check, fault, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam, sizeText, spanText } from "./doctor-figures.ts";

/** The Node we build for: it runs TypeScript as it stands and has SQLite. */
const NODE_MAJOR = 24;
/** As balena's device diagnostics: above it, a Raspberry Pi slows down. */
const HOT_CELSIUS = 80;
/** How far two honest clocks may be apart, in seconds; the same as in core/verify.ts. */
const CLOCK_TOLERANCE_SECONDS = 300;
/** A real-time clock this far off has lost its battery. */
const RTC_LOST_SECONDS = 86_400;

/** The board, the program on it, and the account it runs under. */
export function checkMachine(facts: MachineFacts): readonly Check[] {
  const { version, node, platform, arch, libc, model, kernel, memoryBytes, user } = facts;
  const memory = `${sizeText(memoryBytes.total)} of memory (${sizeText(memoryBytes.available)} free)`;
  const machine = ok("machine", `${model ?? `${arch} computer`}, ${platform} ${kernel}, ${memory}`);
  const program = `Trạm ${version} on Node ${node}, ${platform} ${arch}${libc === undefined ? "" : `, ${libc}`}`;
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
  if (id !== 0) return ok("user", id < 1000 ? `${name} (${id})` : `account ${id}`);
  return missing("user", "root, who may do everything: what is said of permissions need not hold for the kiosk", {
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
  if (celsius === undefined) return missing(name, "no sensor", none);
  const found = `${Math.round(celsius)} °C`;
  if (celsius < HOT_CELSIUS) return ok(name, found);
  return fault(name, `${found}, the limit is ${HOT_CELSIUS} °C`, {
    vi: "máy quá nóng: thông khe gió, tránh nắng, gắn tản nhiệt hoặc quạt",
    en: "too hot: clear the vents, keep it out of the sun, fit a heat sink or a fan",
  });
}

function checkPower(isUnderVoltage: boolean | undefined): Check {
  const name = "power";
  if (isUnderVoltage === undefined) {
    return missing(name, "no sensor", {
      vi: "không cần làm gì; chỉ nhân (kernel) của Raspberry Pi báo được điện áp thấp",
      en: "nothing: only the Raspberry Pi's own kernel tells low voltage",
    });
  }
  if (!isUnderVoltage) return ok(name, "no under-voltage now");
  return fault(name, "under-voltage now", {
    vi: "dùng bộ nguồn chính hãng và dây ngắn; bớt thiết bị USB. Điện yếu làm hỏng thẻ nhớ",
    en: "use the board's own supply and a short cable, fewer USB devices: low voltage damages storage",
  });
}

/** Who starts the kiosk again when it stops. */
export function checkService({ isSystemd, unit, isNotified, hasHardwareWatchdog }: ServiceFacts): Check {
  const name = "service";
  if (!isSystemd) {
    return missing(name, "no systemd", {
      vi: "máy thử thì không cần; ở quầy, phải có chương trình tự khởi động lại kiosk",
      en: "nothing on a desk; at a counter something has to start the kiosk again when it stops",
    });
  }
  const watchdog = hasHardwareWatchdog ? ", hardware watchdog" : "";
  const notified = isNotified ? ", NOTIFY_SOCKET" : "";
  switch (unit) {
    case "enabled":
      return ok(name, `systemd, tram-kiosk.service enabled${watchdog}${notified}`);
    case "installed":
      return missing(name, `systemd, tram-kiosk.service installed but not enabled${watchdog}${notified}`, {
        vi: "để kiosk tự chạy khi bật máy: sudo systemctl enable --now tram-kiosk",
        en: "to have it started with the machine: sudo systemctl enable --now tram-kiosk",
      });
    case "absent":
      return missing(name, `systemd, no tram-kiosk.service${watchdog}${notified}`, {
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
    ["the trust bundle", trustIssuedAt],
    ["the last entry of the journal", lastEntryAt],
    ["this program's own files", programAt],
  ] as const;
  const todo = {
    vi: "chỉnh giờ: timedatectl set-ntp true, hoặc timedatectl set-time; lắp đồng hồ RTC nếu máy hay mất điện",
    en: "set the clock: timedatectl set-ntp true, or timedatectl set-time; fit an RTC where power is cut often",
  };
  for (const [what, at] of past) {
    if (at !== undefined && now < at - CLOCK_TOLERANCE_SECONDS) return fault(name, `${time} is ${spanText(at - now)} before ${what}`, todo);
  }
  if (centralAt !== undefined && Math.abs(now - centralAt) > CLOCK_TOLERANCE_SECONDS) {
    const side = now < centralAt ? "behind" : "ahead of";
    return fault(name, `${time} is ${spanText(now - centralAt)} ${side} central's clock`, todo);
  }
  const proof = isSynchronised
    ? "set from the network"
    : centralAt === undefined
      ? "plausible, not known to be set from the network"
      : undefined;
  return ok(name, `${time}, ${proof ?? "agrees with central's clock"}`);
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
    return missing(name, "no real-time clock", todo, isNeeded);
  }
  if (rtc.at === undefined) return ok(name, rtc.name);
  const offset = rtc.at - now;
  if (Math.abs(offset) <= RTC_LOST_SECONDS) return ok(name, `${rtc.name}, ${Math.round(Math.abs(offset))} s off the system clock`);
  return fault(name, `${rtc.name} is ${spanText(offset)} off the system clock`, {
    vi: "thay pin đồng hồ RTC, chỉnh giờ máy rồi chạy: sudo hwclock --systohc",
    en: "change its battery, set the system clock, then: sudo hwclock --systohc",
  });
}
