import type { StaffResult, StaffService } from "../core/staff.ts";
import { SERVICE_BECAUSES } from "../core/staff-because.ts";
import { canCompare, canOverride } from "../core/staff-result.ts";
import type { Text } from "../core/text.ts";

/** What lies over a page, and what it is about: one result, or the switch as it stood when the window was opened. */
export type OpenWindow =
  | { readonly name: "compare" | "override"; readonly id: number }
  | { readonly name: "service"; readonly service: StaffService }
  | { readonly name: "keys" | "pairing" };

const WORDS = {
  gone: {
    vi: "Cửa sổ đã đóng, chưa ghi gì: máy không còn giữ lần quét này. Mời người dân đưa lại mã.",
    en: "The window was closed and nothing recorded: the kiosk no longer has this scan. Ask for the code once more.",
  },
  hidden: {
    vi: "Cửa sổ đã đóng, chưa ghi gì: thông tin đã che. Mời người dân đưa lại mã.",
    en: "The window was closed and nothing recorded: what is compared has been hidden. Ask for the code once more.",
  },
  compared: { vi: "vừa đối chiếu lần quét này.", en: "has just compared this scan." },
  decided: { vi: "vừa quyết định lần quét này.", en: "has just decided on this scan." },
  opened: { vi: "Máy vừa được mở lại ở nơi khác.", en: "The kiosk has just been opened again elsewhere." },
  paused: { vi: "vừa ngừng máy:", en: "has just put the kiosk out of service:" },
} as const satisfies Record<string, Text>;

/** Why the window must not stay open: what it is about is gone, or somebody else has done it. Undefined: it may. It never turns to another person's scan. */
export function whyToClose(window: OpenWindow, results: readonly StaffResult[], service: StaffService): Text | undefined {
  switch (window.name) {
    case "compare":
    case "override": {
      const result = results.find(({ id }) => id === window.id);
      if (!result) return WORDS.gone;
      if (window.name === "override") return canOverride(result) ? undefined : by(result.overridden?.staff, WORDS.decided);
      if (canCompare(result)) return undefined;
      return result.compared ? by(result.compared.staff, WORDS.compared) : WORDS.hidden;
    }
    case "service":
      return isSameService(window.service, service) ? undefined : serviceWords(service);
    case "keys":
    case "pairing":
      return undefined;
  }
}

function isSameService(before: StaffService, now: StaffService): boolean {
  return before.on ? now.on : !now.on && now.since === before.since;
}

/** What the switch was turned to meanwhile, and by whom. */
export function serviceWords(service: StaffService): Text {
  if (service.on) return WORDS.opened;
  const { vi, en } = SERVICE_BECAUSES[service.because];
  return { vi: `${service.staff} ${WORDS.paused.vi} ${vi}.`, en: `${service.staff} ${WORDS.paused.en} ${en}.` };
}

function by(staff = "", { vi, en }: Text): Text {
  return { vi: `${staff} ${vi}`, en: `${staff} ${en}` };
}
