import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Hears the keys of the whole page while its element is on it: what is typed there needs no focus. */
export class PageKeys implements ReactiveController {
  readonly #hear: (event: KeyboardEvent) => void;

  /** `take`: whether the key is the element's; it then does nothing else on the page, such as to press the button that has the focus. */
  constructor(element: ReactiveControllerHost, take: (key: string, event: KeyboardEvent) => boolean) {
    this.#hear = (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (take(event.key, event)) event.preventDefault();
    };
    element.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("keydown", this.#hear);
  }

  hostDisconnected(): void {
    document.removeEventListener("keydown", this.#hear);
  }
}
