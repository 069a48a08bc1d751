import type { ProvisioningRefusal } from "../core/provisioning/refusal.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { PrivateKey } from "../core/signature.ts";
import type { SupportCheck } from "../core/support/bundle.ts";
import type { StickView } from "../core/view.ts";
import type { Journal } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import type { Keeping } from "./keeping-assembly.ts";
import type { KioskRun } from "./kept-log-assembly.ts";
import type { PinOrNoneTried } from "./pin-waits.ts";
import type { TrustRefresh } from "./trust-refresh.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** What the running kiosk lends to its technician. */
export interface TechnicianWorkParts {
  readonly run: Pick<KioskRun, "file" | "bytes" | "config" | "log" | "lines">;
  readonly journal: Journal;
  readonly deviceKey: PrivateKey;
  readonly keeping: Pick<Keeping, "acknowledged" | "contradiction" | "isUncompared">;
  readonly carrier: { press(): void; status(): { readonly toCarry: number } } | undefined;
  readonly trust: { readonly vault: { held(): HeldTrust | undefined }; readonly clock: TrustedClock };
  readonly refresh: TrustRefresh;
  readonly status: () => ScreenStatus;
  readonly checks: () => readonly SupportCheck[];
  readonly confirm: (pin: string | undefined) => Promise<PinOrNoneTried>;
  readonly notify: (view: StickView) => void;
  readonly hasStaffPage: boolean;
  /** Why a configuration that was ordered before this start was not taken over; undefined: it was, or there was none. */
  readonly orderRefused: ProvisioningRefusal | undefined;
  /** The kiosk shall stop: to start anew with another configuration, or to be deleted. */
  readonly onEnd: (why: "configured" | "reset") => void;
}
