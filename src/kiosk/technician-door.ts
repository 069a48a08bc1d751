// Who may use the technician's page: whoever holds the service button, or knows the PIN.
import type { Entered } from "../core/technician.ts";
import type { Clock, TechnicianPin } from "../ports.ts";
import { openPinWaits, type PinOrNoneTried } from "./pin-waits.ts";

/** For two minutes after the button the page opens without a PIN, once; and whoever is idle for ten stands before the door again. */
const HELD_MS = 120_000;
const IDLE_MS = 600_000;

export interface DoorOptions {
  readonly pin: TechnicianPin;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** A secret of at least 128 bits, another at each call. */
  readonly newToken: () => string;
}

/** The door. It lets one technician in at a time: the last who came. */
export interface Door {
  held(): void;
  enter(pin: string | undefined): Promise<Entered>;
  /**
   * The PIN once more, from somebody who is inside, before what cannot be taken back. Mistakes count as before the door.
   * Where none is set it comes to `no-pin`: then whoever is inside has held the button.
   */
  confirm(pin: string | undefined): Promise<PinOrNoneTried>;
  isIn(token: string, isUse: boolean): boolean;
  leave(): void;
}

/** A door that is closed. */
export function openDoor({ pin, clock, newToken }: DoorOptions): Door {
  const tryPin = openPinWaits(clock);
  let heldUntilMs = 0;
  let guest: { readonly token: string; readonly untilMs: number } | undefined;
  let trying: Promise<unknown> = Promise.resolve();

  function letIn(): Entered {
    heldUntilMs = 0;
    guest = { token: newToken(), untilMs: clock.monotonicMs() + IDLE_MS };
    return { kind: "in", token: guest.token };
  }

  function judge(typed: string | undefined): Promise<PinOrNoneTried> {
    return tryPin("technician", {
      mistakes: () => pin.mistakes(),
      note: (mistakes) => pin.note(mistakes),
      ...(typed !== undefined && { isRight: () => pin.isRight(typed) }),
    });
  }

  async function tryDoor(typed: string | undefined): Promise<Entered> {
    if (clock.monotonicMs() < heldUntilMs) return letIn();
    const judged = await judge(typed);
    return judged.kind === "right" ? letIn() : judged;
  }

  /** One after the other: a hundred attempts at once are a hundred mistakes. */
  function inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    const tried = trying.then(attempt);
    trying = tried.catch(() => undefined);
    return tried;
  }

  return {
    held() {
      heldUntilMs = clock.monotonicMs() + HELD_MS;
    },
    enter: (typed) => inTurn(() => tryDoor(typed)),
    confirm: (typed) => inTurn(() => judge(typed)),
    isIn(token, isUse) {
      const nowMs = clock.monotonicMs();
      if (!guest || guest.token !== token || nowMs >= guest.untilMs) return false;
      if (isUse) guest = { token, untilMs: nowMs + IDLE_MS };
      return true;
    },
    leave() {
      guest = undefined;
    },
  };
}
