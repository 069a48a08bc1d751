// The staff's page on the kiosk's side: one state for the page on its own screen and those on paired devices.
import { drawQr } from "../core/qr-drawing.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Hidden, HideRequest, NoWay, Paired, PairingOffer, PairRequest, StaffState } from "../core/staff.ts";
import { NO_OVERRIDES, type OverrideCounts } from "../core/staff-day.ts";
import type { StaffEvent } from "../core/staff-event.ts";
import type { StaffReport } from "../core/staff-figures.ts";
import { PAIRING_SECONDS } from "../core/staff-limits.ts";
import { VERSION } from "../core/version.ts";
import type { Clock, Journal } from "../ports.ts";
import type { PairingCode, StaffDevices, StaffPins } from "../staff-ports.ts";
import type { OutOfService } from "./out-of-service.ts";
import type { Results } from "./results.ts";
import { type StaffActions, type StaffActionsOptions, staffActions } from "./staff-actions.ts";
import { openStaffSessions, type StaffSessions } from "./staff-sessions.ts";
import type { Today } from "./today.ts";

export interface StaffDeskOptions extends Pick<StaffActionsOptions, "record"> {
  readonly kiosk: string;
  readonly demo: boolean;
  /** The clock that is believed. */
  readonly clock: Clock;
  /** The machine's own, by which a pairing code ends: a command that makes one knows no other. */
  readonly system: Pick<Clock, "now">;
  readonly pins: StaffPins;
  readonly devices: StaffDevices;
  readonly code: PairingCode;
  readonly results: Results;
  readonly service: OutOfService;
  readonly today: Today;
  readonly journal: Pick<Journal, "checkpoint">;
  readonly status: () => ScreenStatus;
  readonly newToken: () => string;
  /** Where other devices find the page, and by which certificate; no address: nowhere. */
  readonly reach: () => StaffReach;
  /** The switch was used. */
  readonly onTurned: () => void;
}

/** Addresses of the page, or why there are none, and the certificate's fingerprint. */
export interface StaffReach {
  readonly urls: readonly string[];
  readonly why?: NoWay;
  readonly fingerprint: string;
}

/** What both pages ask for. */
export interface StaffDesk extends Pick<StaffSessions, "signIn" | "staffOf" | "signOut">, StaffActions {
  standing(): Promise<{ readonly kiosk: string; readonly demo: boolean; readonly hasStaff: boolean }>;
  state(): StaffState;
  pair(request: PairRequest): Promise<Paired & { readonly secret?: string }>;
  offerPairing(): Promise<PairingOffer>;
  hide(request: HideRequest): Hidden;
  report(staff: string): Promise<StaffReport>;
  /** Since the start. */
  overrides(): OverrideCounts;
}

/** Opens it. */
export function openStaffDesk(options: StaffDeskOptions): StaffDesk {
  const { clock, system, pins, devices, results, service, today, code } = options;
  const sessions = openStaffSessions({ pins, clock, newToken: options.newToken });
  let overrides: OverrideCounts = NO_OVERRIDES;
  let pairing: Promise<unknown> = Promise.resolve();

  function onDone(event: StaffEvent): void {
    today.add(event);
    if (event.reason === "event-override") overrides = { ...overrides, [event.because]: overrides[event.because] + 1 };
    if (event.reason === "event-service") options.onTurned();
  }

  async function pairOne({ code: typed, name }: PairRequest): Promise<Paired & { readonly secret?: string }> {
    if (!(await code.take(typed, system.now()))) return { kind: "refused" };
    const added = await devices.add(name, clock.now());
    return added ? { kind: "paired", device: added.device.id, secret: added.secret } : { kind: "full" };
  }

  return {
    ...staffActions({ results, service, record: options.record, tryPin: sessions.tryPin, onDone }),
    signIn: sessions.signIn,
    staffOf: sessions.staffOf,
    signOut: sessions.signOut,
    standing: async () => ({ kiosk: options.kiosk, demo: options.demo, hasStaff: (await pins.codes()).length > 0 }),
    state: () => ({ now: clock.now(), status: options.status(), service: service.current(), results: results.list() }),
    pair(request) {
      // One after the other: of two devices with one code the second comes too late.
      const paired = pairing.then(() => pairOne(request));
      pairing = paired.catch(() => undefined);
      return paired;
    },
    async offerPairing() {
      const made = await code.make(system.now() + PAIRING_SECONDS);
      return pairingOffer(made, options.reach());
    },
    hide: ({ id }) => ({ kind: results.hide(id) ? "done" : "unknown" }),
    async report(staff) {
      const range = today.range();
      const checkpoint = await options.journal.checkpoint();
      const qr = drawQr(checkpoint);
      return {
        kiosk: options.kiosk,
        demo: options.demo,
        version: VERSION,
        at: clock.now(),
        staff,
        figures: today.figures(),
        ...(range && { entries: range }),
        checkpoint,
        ...(qr && { qr }),
      };
    },
    overrides: () => overrides,
  };
}

/** What is shown to whoever pairs a device. The code stands behind `#`, so it is in no log of requests. */
export function pairingOffer(code: string, { urls: bases, why, fingerprint }: StaffReach): PairingOffer {
  const urls = bases.map((base) => `${base}/staff#pair=${code}`);
  const qr = urls[0] === undefined ? undefined : drawQr(urls[0]);
  return { urls, ...(why && { why }), ...(qr && { qr }), code, expiresInSeconds: PAIRING_SECONDS, fingerprint };
}
