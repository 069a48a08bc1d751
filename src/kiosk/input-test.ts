// Whether the button and the contacts of a board are felt: somebody moves them, the machine waits.
import type { InputName } from "../core/board/standard-pins.ts";
import type { ContactName, ContactState } from "../core/board-status.ts";
import type { Text } from "../core/text.ts";
import type { Sleep } from "../ports.ts";
import { type Check, fault, ok } from "./doctor-check.ts";

/** How long somebody has to reach the part, in seconds. */
const MOVE_SECONDS = 20;
const LOOK_EVERY_MS = 100;

const BUTTONS = {
  "service-button": { vi: "nút dịch vụ", en: "service button" },
  "repeat-button": { vi: "nút “Nghe lại”", en: "repeat button" },
} as const satisfies Partial<Record<InputName, Text>>;
/** An input that is pressed, and rests by itself. */
export type ButtonName = keyof typeof BUTTONS;
const isButton = (input: InputName): input is ButtonName => Object.hasOwn(BUTTONS, input);

/** The contact behind an input that is no button. */
const CONTACT_OF: Readonly<Record<Exclude<InputName, ButtonName>, ContactName>> = {
  "door-contact": "door",
  "tamper-switch": "case",
};

/** What is felt of the board. */
export interface Felt {
  /** Absent: not wired, or not to be had. */
  readonly contacts: () => Readonly<Partial<Record<ContactName, ContactState>>>;
  /** How often a button was pressed, or held, until now. */
  readonly presses: (button: ButtonName) => number;
  readonly sleep: Sleep;
}

/** How a contact is now; undefined for a button, and where nothing is felt. */
export function contactState(input: InputName, { contacts }: Pick<Felt, "contacts">): ContactState | undefined {
  return isButton(input) ? undefined : contacts()[CONTACT_OF[input]];
}

/** What whoever stands there has to do, in the twenty seconds of checkMoved(). */
export function moveText(input: InputName, state: ContactState | undefined): Text {
  const soon: Text = { vi: `trong ${MOVE_SECONDS} giây`, en: `within ${MOVE_SECONDS} seconds` };
  if (isButton(input)) return { vi: `Hãy nhấn ${BUTTONS[input].vi} ${soon.vi}.`, en: `Press the ${BUTTONS[input].en} ${soon.en}.` };
  const [vi, en] = { "door-contact": ["cửa", "the door"], "tamper-switch": ["vỏ máy", "the case"] }[input];
  return state === "open"
    ? { vi: `Hãy đóng ${vi} ${soon.vi}.`, en: `Close ${en} ${soon.en}.` }
    : { vi: `Hãy mở ${vi} ${soon.vi}.`, en: `Open ${en} ${soon.en}.` };
}

/** Waits until the part is moved, and for as long as somebody may be expected to take. */
export async function checkMoved(input: InputName, felt: Felt, signal: AbortSignal): Promise<Check> {
  const before = contactState(input, felt);
  const pressed = () => (isButton(input) ? felt.presses(input) : 0);
  const presses = pressed();
  if (!isButton(input) && before === undefined) {
    return fault(input, { vi: "không đọc được chân của công tắc này", en: "its line cannot be read" }, SEE_WIRES);
  }
  const isMoved = () => {
    const now = contactState(input, felt);
    return pressed() > presses || (now !== undefined && now !== before);
  };
  const looks = (MOVE_SECONDS * 1000) / LOOK_EVERY_MS;
  for (let look = 0; look < looks && !isMoved() && !signal.aborted; look++) await felt.sleep(LOOK_EVERY_MS, signal);
  if (!isMoved()) return fault(input, { vi: "không nhận được gì trong thời gian chờ", en: "nothing was felt in time" }, SEE_WIRES);
  if (isButton(input)) return ok(input, { vi: "đã nhấn, máy nhận được", en: "pressed, and the kiosk felt it" });
  const now = contactState(input, felt);
  return ok(input, {
    vi: `${STATES[before ?? "closed"].vi} → ${STATES[now ?? "closed"].vi}, máy nhận được`,
    en: `${before} → ${now}, and the kiosk felt it`,
  });
}

/** As people say it. */
export const STATES: Readonly<Record<ContactState, Text>> = {
  open: { vi: "mở", en: "open" },
  closed: { vi: "đóng", en: "closed" },
};

const SEE_WIRES: Text = {
  vi: "xem dây của nó theo hardware/README.md, và board.inputs trong cấu hình",
  en: "look at its wires (hardware/README.md) and at board.inputs in the configuration",
};
