// What the desk page and the demo around the kiosk say to each other about the kiosk's network cable and its USB port.
import type { EpochSeconds } from "./time.ts";

/** The demo's sticks. Two, so that an old one can be put in after a newer one. */
export const STICK_NAMES = ["usb-1", "usb-2"] as const;
export type StickName = (typeof STICK_NAMES)[number];

/** A stick and what is on it; absent: it is not there, or cannot be read. */
export interface StickState {
  readonly name: StickName;
  /** A publication. */
  readonly holds?: { readonly version: number; readonly issuedAt: EpochSeconds };
  /** Entries of the kiosk's journal on their way to central; absent: none. */
  readonly carries?: number;
}

/** What is plugged into the kiosk. */
export interface SocketsState {
  readonly isNetworkPlugged: boolean;
  /** The stick in the kiosk's USB port. */
  readonly usbPort?: StickName;
  readonly sticks: readonly StickState[];
}

/** Body of a change: the cable in or out; a stick in, or none. */
export type SocketsChange = { readonly network: boolean } | { readonly usbPort: StickName | null };
