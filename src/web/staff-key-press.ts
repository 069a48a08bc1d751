const KEY = "tram-staff-keys";

/** True where letters and digits alone do something (WCAG 2.2 §2.1.4 wants them to be put off by whoever dictates to a browser). */
export function areKeysOn(): boolean {
  return localStorage.getItem(KEY) !== "off";
}

/** Puts them on or off, in this browser. */
export function turnKeys(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? "on" : "off");
}

/** True where somebody types or chooses in a field: then letters are letters. A field of digits takes none. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement) return target.type !== "radio" && !(target.inputMode === "numeric" && /^\p{L}$/u.test(event.key));
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** True where Enter presses what has the focus: it is nobody else's then. */
export function isPressing(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;
}
