import type { Timekeeping } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import type { Language } from "./language.ts";

/** A real-time clock further off than this has lost its battery or its crystal, in seconds; `tram doctor` says what to do about it. */
const RTC_OFF_SECONDS = 60;

/** A lithium cell of nominally 3 V is empty below this; as in `tram doctor`. */
const LOW_VOLTS = 2.4;

/** What keeps the machine's clock, in a few words, and in one sentence. */
export function timekeepingWords({ isSynchronised, rtc }: Timekeeping): { readonly short: Text; readonly long: Text } {
  const keepers = [...(isSynchronised ? ["NTP"] : []), ...(rtc ? ["RTC"] : [])];
  const network: Text = isSynchronised
    ? { vi: "Giờ được chỉnh qua mạng (NTP).", en: "The clock is kept from the network (NTP)." }
    : { vi: "Không có giờ từ mạng (NTP).", en: "No time comes from the network (NTP)." };
  const battery: Text = rtc
    ? { vi: `Đồng hồ có pin ${rtcText(rtc, "vi")}.`, en: `A clock with a battery: ${rtcText(rtc, "en")}.` }
    : { vi: "Không có đồng hồ pin (RTC): mất điện là máy quên giờ.", en: "No clock with a battery (RTC): a power cut stops the time." };
  return {
    short: keepers.length > 0 ? same(keepers.join(" · ")) : { vi: "không có RTC, NTP", en: "no RTC, no NTP" },
    long: { vi: `${network.vi} ${battery.vi}`, en: `${network.en} ${battery.en}` },
  };
}

/** `rpi-rtc, 3.1 V`, and how far it is off where that is worth knowing. */
function rtcText({ chip, offsetSeconds = 0, batteryVolts }: NonNullable<Timekeeping["rtc"]>, language: Language): string {
  const off = language === "vi" ? "lệch" : "off by";
  return [
    chip,
    ...(batteryVolts === undefined ? [] : [`${batteryVolts.toFixed(1)} V`]),
    ...(Math.abs(offsetSeconds) > RTC_OFF_SECONDS ? [`${off} ${duration(Math.abs(offsetSeconds), language)}`] : []),
  ].join(", ");
}

function same(text: string): Text {
  return { vi: text, en: text };
}

/** What to fit where a clock that is wrong has nothing to be right by after a power cut; undefined: something is there, or nobody has looked. */
export function rtcAdvice(timekeeping: Timekeeping | undefined): Text | undefined {
  if (!timekeeping) return undefined;
  const { rtc } = timekeeping;
  if (!rtc) return { vi: "Máy không có đồng hồ pin (RTC): hãy lắp một cái.", en: "There is no clock with a battery (RTC): fit one." };
  return rtc.batteryVolts !== undefined && rtc.batteryVolts < LOW_VOLTS
    ? { vi: "Pin của đồng hồ RTC yếu hoặc chưa lắp: hãy thay.", en: "The battery of the RTC is low or not fitted: change it." }
    : undefined;
}
