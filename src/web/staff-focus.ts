/** What has the focus, however deep it lies; undefined: nothing but the page itself. */
export function focused(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : undefined;
}

/** Gives the focus to what had it before, and where that is gone to the other: never to nothing, from where a keyboard begins anew. */
export function focusOn(before: HTMLElement | undefined, other: HTMLElement | null): void {
  if (before?.isConnected && before.checkVisibility()) before.focus({ preventScroll: true });
  else other?.focus({ preventScroll: true });
}
