// Who is signed in to the staff's page, and from where.
import type { SignedIn, SignInRequest } from "../core/staff.ts";
import { SCREEN_IDLE_SECONDS, SESSION_SECONDS, STAFF_IDLE_SECONDS } from "../core/staff-limits.ts";
import type { Clock } from "../ports.ts";
import type { StaffPins } from "../staff-ports.ts";
import { openPinWaits, type PinTried } from "./pin-waits.ts";

/** Attempts that may wait for their turn: each is a slow hash. */
const MAX_WAITING = 8;

export interface StaffSessionsOptions {
  readonly pins: StaffPins;
  /** One that never jumps. */
  readonly clock: Pick<Clock, "monotonicMs">;
  /** A secret of at least 128 bits, another at each call. */
  readonly newToken: () => string;
}

/** Sessions: one a place, the last that signed in there. A place is the id of a paired device, or `screen`, the kiosk's own. */
export interface StaffSessions {
  /** With a token, where the PIN is right. */
  signIn(request: SignInRequest, place: string): Promise<SignedIn & { readonly token?: string }>;
  /** Looks at a PIN as signIn() does, for what wants it again. */
  tryPin(staff: string, pin: string, place: string): Promise<PinTried>;
  /**
   * Whose session it is; undefined: nobody's, or it was idle or went on for too long, or the code was removed or has another PIN. It counts only where it began. `isUse`: a
   * person does something, and the page did not ask by itself.
   */
  staffOf(token: string, place: string, isUse: boolean): Promise<string | undefined>;
  signOut(token: string): void;
}

interface Session {
  readonly token: string;
  readonly staff: string;
  /** Of the PIN that opened it. */
  readonly edition: string | undefined;
  /** Ends it without a touch, and in any case. */
  readonly untilMs: number;
  readonly endsMs: number;
}

/** Starts with nobody signed in: a restart signs everybody out. */
export function openStaffSessions({ pins, clock, newToken }: StaffSessionsOptions): StaffSessions {
  const sessions = new Map<string, Session>();
  const tryWaiting = openPinWaits(clock);
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function look(staff: string, pin: string, place: string): Promise<PinTried> {
    const tried = await tryWaiting(`${place} ${staff}`, {
      mistakes: () => pins.mistakes(staff, place),
      note: (mistakes) => pins.note(staff, place, mistakes),
      isRight: () => pins.isRight(staff, pin),
    });
    // Codes are no secret: journal and reports have them. So a code that does not exist may be told by the time this takes.
    return tried.kind === "no-pin" ? { kind: "wrong", waitSeconds: 0 } : tried;
  }

  /** One after the other: a hundred attempts at once are a hundred mistakes. */
  function tryPin(staff: string, pin: string, place: string): Promise<PinTried> {
    if (waiting >= MAX_WAITING) return Promise.resolve({ kind: "wait", waitSeconds: 1 });
    waiting++;
    const tried = turn.then(() => look(staff, pin, place)).finally(() => waiting--);
    turn = tried.catch(() => undefined);
    return tried;
  }

  return {
    tryPin,
    async signIn({ staff, pin }, place) {
      const tried = await tryPin(staff, pin, place);
      if (tried.kind !== "right") return tried;
      const token = newToken();
      const nowMs = clock.monotonicMs();
      const edition = await pins.edition(staff);
      sessions.set(place, { token, staff, edition, untilMs: nowMs + idleMs(place), endsMs: nowMs + SESSION_SECONDS * 1000 });
      return { kind: "in", staff, token };
    },
    async staffOf(token, place, isUse) {
      const session = sessions.get(place);
      if (!session || session.token !== token) return undefined;
      const edition = await pins.edition(session.staff);
      const isOver = clock.monotonicMs() >= Math.min(session.untilMs, session.endsMs);
      if (isOver || edition === undefined || edition !== session.edition) {
        // Unless somebody has signed in here meanwhile.
        if (sessions.get(place) === session) sessions.delete(place);
        return undefined;
      }
      if (isUse && sessions.get(place) === session) {
        sessions.set(place, { ...session, untilMs: clock.monotonicMs() + idleMs(place) });
      }
      return session.staff;
    },
    signOut(token) {
      for (const [place, session] of sessions) if (session.token === token) sessions.delete(place);
    },
  };
}

function idleMs(place: string): number {
  return 1000 * (place === "screen" ? SCREEN_IDLE_SECONDS : STAFF_IDLE_SECONDS);
}
