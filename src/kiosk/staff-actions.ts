// What staff do with a result or with the kiosk: in the journal before it is said to be done.
import type { Unnumbered } from "../core/journal-entry.ts";
import type { Compared, CompareRequest, Overridden, OverrideRequest, ServiceRequest, ServiceSwitched, StaffResult } from "../core/staff.ts";
import type { StaffEvent } from "../core/staff-event.ts";
import type { OutOfService } from "./out-of-service.ts";
import type { PinTried } from "./pin-waits.ts";
import type { Results } from "./results.ts";

/** An event as staff cause it: when, and what the clock is worth, is for the recorder to say. */
export type StaffAct = Unnumbered<StaffEvent> extends infer T ? (T extends unknown ? Omit<T, "at" | "clock"> : never) : never;

export interface StaffActionsOptions {
  readonly results: Pick<Results, "bySeq" | "mark">;
  readonly service: OutOfService;
  /** Resolves to the event when it would survive a power cut; undefined where it could not be written. */
  readonly record: (act: StaffAct) => Promise<StaffEvent | undefined>;
  readonly tryPin: (staff: string, pin: string, place: string) => Promise<PinTried>;
  /** Told of each event that was written. */
  readonly onDone: (event: StaffEvent) => void;
}

/** What the staff's page can do. An override opens nothing: no relay, no door. */
export interface StaffActions {
  override(request: OverrideRequest, staff: string, place: string): Promise<Overridden>;
  compare(request: CompareRequest, staff: string): Promise<Compared>;
  turn(request: ServiceRequest, staff: string): Promise<ServiceSwitched>;
}

/** Puts them together. */
export function staffActions({ results, service, record, tryPin, onDone }: StaffActionsOptions): StaffActions {
  /** Of two presses at once one counts. */
  const underWay = new Set<number>();
  let turning: Promise<unknown> = Promise.resolve();

  async function once<T>(seq: number, act: () => Promise<T>, already: T): Promise<T> {
    if (underWay.has(seq)) return already;
    underWay.add(seq);
    try {
      return await act();
    } finally {
      underWay.delete(seq);
    }
  }

  /** Undefined: it could not be recorded. */
  async function done(act: StaffAct, mark: (event: StaffEvent) => StaffResult | undefined): Promise<StaffResult | undefined> {
    const event = await record(act);
    if (!event) return undefined;
    onDone(event);
    return mark(event);
  }

  return {
    override: ({ seq, because, pin }, staff, place) =>
      once<Overridden>(
        seq,
        async () => {
          const found = results.bySeq(seq)?.result;
          if (!found) return { kind: "unknown" };
          if (found.overridden) return { kind: "already" };
          if (found.verdict === "accept") return { kind: "was-accepted" };
          const tried = await tryPin(staff, pin, place);
          if (tried.kind !== "right") return tried;
          const result = await done({ reason: "event-override", of: seq, because, staff }, ({ at }) =>
            results.mark(seq, { overridden: { because, staff, at } }),
          );
          return result ? { kind: "done", result } : { kind: "not-recorded" };
        },
        { kind: "already" },
      ),
    compare: ({ seq, matches }, staff) =>
      once<Compared>(
        seq,
        async () => {
          const found = results.bySeq(seq)?.result;
          if (!found) return { kind: "unknown" };
          if (found.compared) return { kind: "already" };
          if (!found.mustCompare) return { kind: "not-unsigned" };
          const result = await done({ reason: "event-compared", of: seq, matches, staff }, ({ at }) =>
            results.mark(seq, { compared: { matches, staff, at } }),
          );
          return result ? { kind: "done", result } : { kind: "not-recorded" };
        },
        { kind: "already" },
      ),
    turn(request, staff) {
      const turned = turning.then(async (): Promise<ServiceSwitched> => {
        // Whoever looked at another state than the present one meant something else.
        const present = service.current();
        const isAsSeen = request.on ? !present.on && present.since === request.since : present.on;
        if (!isAsSeen) return { kind: "changed", service: present };
        const act = request.on
          ? ({ reason: "event-service", on: true, staff } as const)
          : ({ reason: "event-service", on: false, because: request.because, staff } as const);
        const event = await record(act);
        if (!event) return { kind: "not-recorded" };
        await service.turn(request, staff);
        onDone(event);
        return { kind: "done", service: service.current() };
      });
      turning = turned.catch(() => undefined);
      return turned;
    },
  };
}
