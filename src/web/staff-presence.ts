import { signOut, touch } from "./staff-request.ts";

/** How often the kiosk hears that somebody is still here, in milliseconds; its own patience is 15 minutes. */
const TOUCH_MS = 60_000;
/** On the kiosk's own screen the visitors wait: before the door and inside, in milliseconds without a touch. */
const DOOR_MS = 60_000;
const INSIDE_MS = 300_000;

/** Tells the kiosk of touches and keys while somebody is in, and on its own screen gives the screen back to the visitors. */
export class StaffPresence {
  /** True while somebody is signed in. */
  isInside = false;
  readonly #isOwnScreen: boolean;
  #told = 0;
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor(isOwnScreen: boolean) {
    this.#isOwnScreen = isOwnScreen;
    for (const event of ["pointerdown", "keydown", "wheel"]) addEventListener(event, () => this.#moved(), { passive: true });
    this.#wait();
  }

  /** Locks the page and gives the screen back. */
  async goAway(): Promise<void> {
    await signOut();
    location.assign("/");
  }

  #moved(): void {
    this.#wait();
    if (!this.isInside || Date.now() - this.#told < TOUCH_MS) return;
    this.#told = Date.now();
    touch();
  }

  #wait(): void {
    if (!this.#isOwnScreen) return;
    clearTimeout(this.#away);
    this.#away = setTimeout(() => void this.goAway(), this.isInside ? INSIDE_MS : DOOR_MS);
  }
}
