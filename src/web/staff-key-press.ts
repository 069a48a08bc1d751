const KEY = "tram-staff-keys";

/** True where letters and digits alone do something (WCAG 2.2 §2.1.4 wants them to be put off by whoever dictates to a browser). */
export function areKeysOn(): boolean {
  return localStorage.getItem(KEY) !== "off";
}

/** Puts them on or off, in this browser. */
export function turnKeys(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? "on" : "off");
}

/** True where somebody types or chooses in a field: then letters are letters. A field of digits takes none, and one with `data-takes` only those. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement) return target.type !== "radio" && isTaken(target, event.key);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** True where this field takes what the key types; what is no character at all is the field's. */
function isTaken({ inputMode, dataset }: HTMLInputElement, key: string): boolean {
  if (dataset["takes"] !== undefined) return [...key].length > 1 || dataset["takes"].includes(key.toLowerCase());
  return !(inputMode === "numeric" && /^\p{L}$/u.test(key));
}

/** Keeps out of a field what it does not take; such keys are the page's. */
export function keepOut(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.altKey && !event.metaKey && !isTyping(event)) event.preventDefault();
}

/** True where Enter presses what has the focus: it is nobody else's then. */
export function isPressing(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;
}
