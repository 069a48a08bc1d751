// The PINs that are chosen on the last screen of a first run, where nobody has a keyboard for `tram technician pin` and `tram staff add`. Pages load this, so nothing here parses.

/** The first clerk's code: more of them are made with `tram staff add`. */
export const FIRST_STAFF = "s-01";

/** Whose PIN: the technician's page, or the first clerk at the staff's page. */
export const PIN_OWNERS = ["technician", "staff"] as const;
export type PinOwner = (typeof PIN_OWNERS)[number];

/** Which PINs this kiosk has; `absent`: its configuration has no page that would ask for it. */
export interface PinsView {
  readonly technician: "open" | "set";
  readonly staff: "open" | "set" | "absent";
  /** The last one was too easy to guess, and was not taken. */
  readonly isWeak?: true;
}

/** The one who is to choose now; undefined: everybody has one, or need not. */
export function nextOwner(view: PinsView, later: readonly PinOwner[]): PinOwner | undefined {
  return PIN_OWNERS.find((owner) => view[owner] === "open" && !later.includes(owner));
}
