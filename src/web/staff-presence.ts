import { SCREEN_IDLE_SECONDS } from "../core/staff-limits.ts";
import { signOut, touch } from "./staff-request.ts";

/** How often the kiosk hears that somebody is still here, in milliseconds; its own patience is 15 minutes, and two on its own screen. */
const TOUCH_MS = 60_000;
const SCREEN_TOUCH_MS = 15_000;
/** On the kiosk's own screen the visitors wait: before the door and inside, in milliseconds without a touch. */
const DOOR_MS = 60_000;
const INSIDE_MS = SCREEN_IDLE_SECONDS * 1000;

/** Tells the kiosk of touches and keys while somebody is in, and on its own screen gives the screen back to the visitors. */
export class StaffPresence {
  readonly #isOwnScreen: boolean;
  #isInside = false;
  #movedAt = Date.now();
  #told = 0;
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor(isOwnScreen: boolean) {
    this.#isOwnScreen = isOwnScreen;
    for (const event of ["pointerdown", "keydown", "wheel"]) addEventListener(event, () => this.#moved(), { passive: true });
    this.#wait();
  }

  /** True while somebody is signed in. */
  set isInside(isInside: boolean) {
    this.#isInside = isInside;
    this.#wait();
  }

  /** Locks the page and gives the screen back. */
  async goAway(): Promise<void> {
    await signOut();
    location.assign("/");
  }

  #moved(): void {
    this.#movedAt = Date.now();
    this.#wait();
    if (!this.#isInside || Date.now() - this.#told < (this.#isOwnScreen ? SCREEN_TOUCH_MS : TOUCH_MS)) return;
    this.#told = Date.now();
    touch();
  }

  /** Counted from the last touch: where a session ends by itself, nobody has been here for longer than the door stands. */
  #wait(): void {
    if (!this.#isOwnScreen) return;
    clearTimeout(this.#away);
    const until = this.#movedAt + (this.#isInside ? INSIDE_MS : DOOR_MS);
    this.#away = setTimeout(() => void this.goAway(), Math.max(0, until - Date.now()));
  }
}
