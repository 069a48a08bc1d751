// What the page reads of central's answers (core/protocol.ts has all of them, and needs more than a browser to be checked; a
// test holds the two together). Central may be newer than the page in somebody's tab: names that it does not know are text.

/** One kiosk of `GET /v1/kiosks`. Times in epoch seconds, `chain` in hex. */
export interface FleetKiosk {
  readonly id: string;
  readonly size: number;
  readonly chain: string;
  readonly lastSeenAt?: number | undefined;
  readonly clockOffsetSeconds?: number | undefined;
  readonly lastEntry?: FleetEntry | undefined;
  readonly scansToday: number;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly contradiction?: (FleetContradiction & { readonly others?: readonly FleetContradiction[] | undefined }) | undefined;
  readonly refusedFrom?: number | undefined;
  readonly lost?: { readonly count: number; readonly first: number } | undefined;
  readonly status?: FleetStatus | undefined;
  readonly replacedBy?: string | undefined;
}

/** From which entry on a kiosk's journal is another than central's copy, and in which way. */
export interface FleetContradiction {
  readonly kind: string;
  readonly seq: number;
}

/** The newest status of a kiosk. */
export interface FleetStatus {
  readonly version: string;
  readonly trust?:
    | { readonly version: number; readonly expiresAt: number; readonly stopsAt?: number | undefined; readonly state: string }
    | undefined;
  readonly unknownGroup?: string | undefined;
  readonly clock: { readonly state: string };
  readonly firstSeq?: number | undefined;
  readonly setAside?: number | undefined;
  readonly contradiction?: string | undefined;
  readonly uncompared?: true | undefined;
}

/** One entry of `GET /v1/kiosks/:id/entries`. */
export interface FleetEntry {
  readonly seq: number;
  readonly at: number;
  readonly reason: string;
  readonly verdict?: string | undefined;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly issuer?: string | undefined;
  readonly source?: string | undefined;
  readonly durationMs?: number | undefined;
}
