import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Asks the kiosk again and again for as long as an element is on the page, and tells the element's page where it is not let in any more. */
export class TechnicianLook<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #ask: () => Promise<T>;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  /** What was last heard; undefined: nothing yet. */
  value: T | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, everyMs: number, ask: () => Promise<T>) {
    this.#host = host;
    this.#ask = ask;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isOn = true;
    // The element has its token by then.
    queueMicrotask(() => void this.now());
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** No more looks. */
  stop(): void {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  /** Asks at once, also after something was done. */
  async now(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const value = await this.#ask();
      if (!this.#isOn) return;
      this.value = value;
      this.#host.requestUpdate();
    } catch (error) {
      if (this.#isOn) this.#host.dispatchEvent(new CustomEvent("lost", { detail: error }));
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), this.#everyMs);
  }
}
