import * as v from "valibot";
import { faultCode } from "../core/faults.ts";
import { LATER_TEXTS } from "../core/later-texts.ts";
import type { ServiceRequest, StaffService } from "../core/staff.ts";
import { isServiceBecause, STAFF_CODE } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import type { OutOfServiceView } from "../core/view.ts";
import type { Clock, KeptFile } from "../ports.ts";

const KeptSchema = v.strictObject({
  because: v.pipe(v.string(), v.guard(isServiceBecause)),
  staff: v.pipe(v.string(), v.regex(STAFF_CODE)),
  since: v.pipe(v.number(), v.minValue(0)),
  back: v.exactOptional(v.pipe(v.string(), v.regex(/^\d\d:\d\d$/))),
});

/** The switch by which staff put the kiosk out of service. It stays as it is over a restart. */
export interface OutOfService {
  current(): StaffService;
  /** What stands on the citizen's screen while it is off; undefined: it is on. */
  view(): OutOfServiceView | undefined;
  /** Resolves when a power cut would leave it so. */
  turn(to: ServiceRequest, staff: string): Promise<void>;
}

/** Reads how it was left. A file that is damaged leaves the kiosk on: the journal says who switched, and a counter must open in the morning. */
export async function openOutOfService(file: KeptFile, clock: Pick<Clock, "now">): Promise<OutOfService> {
  let service = serviceIn(await file.read());
  return {
    current: () => service,
    view: () => (service.on ? undefined : closedView(service)),
    async turn(to, staff) {
      const next: StaffService = to.on ? { on: true } : { on: false, because: to.because, staff, since: clock.now(), ...backOf(to) };
      await file.replace(Buffer.from(next.on ? "{}\n" : `${JSON.stringify(keptOf(next))}\n`, "utf8"));
      service = next;
    },
  };
}

function keptOf({ on: _, ...kept }: Exclude<StaffService, { readonly on: true }>): object {
  return kept;
}

function backOf({ back }: { readonly back?: string }): { readonly back?: string } {
  return back === undefined ? {} : { back };
}

function closedView({ back }: { readonly back?: string }): OutOfServiceView {
  return {
    kind: "out-of-service",
    code: faultCode("staff-paused"),
    detail: LATER_TEXTS.paused,
    next: LATER_TEXTS["paused-next"],
    ...(back !== undefined && { back: backAt(back) }),
  };
}

function backAt(time: string): Text {
  const { vi, en } = LATER_TEXTS["back-at"];
  return { vi: vi.replace("{time}", time), en: en.replace("{time}", time) };
}

function serviceIn(bytes: Uint8Array | undefined): StaffService {
  if (!bytes) return { on: true };
  try {
    const parsed = v.safeParse(KeptSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? { on: false, ...parsed.output } : { on: true };
  } catch {
    return { on: true }; // no JSON
  }
}
