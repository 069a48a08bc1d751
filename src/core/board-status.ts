import type { LineName } from "./indication.ts";

/** The contacts of the door beside the kiosk and of its case. */
export type ContactName = "door" | "case";
export type ContactState = "open" | "closed";

/** What an operator should know of the kiosk's board. Faults are sentences in English that say what to do, for logs and technicians. */
export interface BoardStatus {
  /** What drives the lines now; `none`: nothing does, see `fault`. */
  readonly driver: "chardev" | "sysfs" | "simulated" | "none";
  /** Why lamps, buzzer and relay cannot be driven; the kiosk answers on its screen. */
  readonly fault?: string;
  /** Lines whose pin does not do what it is told, as one that is shorted. */
  readonly astray?: readonly LineName[];
  /** Why the relay is held low although this kiosk should drive it. */
  readonly relayFault?: string;
  /** Why a buzzer that needs a tone has none. */
  readonly toneFault?: string;
  /** Why button and contacts cannot be read. */
  readonly inputsFault?: string;
  /** As far as they are wired and can be read. */
  readonly contacts: Readonly<Partial<Record<ContactName, ContactState>>>;
}

/** The parts of a board that may fail by themselves. */
export const BOARD_PARTS = ["lines", "astray", "relay", "tone", "inputs"] as const;
export type BoardPart = (typeof BOARD_PARTS)[number];

/** Which of them do not work now. */
export function boardFaults({ fault, astray, relayFault, toneFault, inputsFault }: BoardStatus): readonly BoardPart[] {
  const found: Readonly<Record<BoardPart, unknown>> = {
    lines: fault,
    astray,
    relay: relayFault,
    tone: toneFault,
    inputs: inputsFault,
  };
  return BOARD_PARTS.filter((part) => found[part] !== undefined);
}
