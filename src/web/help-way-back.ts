/** Pages that lead to help on the kiosk's own panel, which has no button of a browser to go back by. */
const FROM = ["/technician", "/staff", "/desk", "/setup"];

/** Without a touch for so long the panel goes back to its visitors, in milliseconds. */
const IDLE_MS = 180_000;

/** Where "back" leads: to the page that asked, or else to the server's first. */
export function wayBack(search: string): string {
  const from = new URLSearchParams(search).get("from") ?? "";
  return FROM.includes(from) ? from : "/";
}

/**
 * On a panel a help page that somebody has left open would keep the citizens out: after three minutes without a touch, a key or a movement it
 * goes to the first page. Elsewhere, where nobody waits for the screen, nothing happens.
 */
export function returnWhenIdle(search: string): void {
  if (!new URLSearchParams(search).has("from")) return;
  let timer = 0;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => location.assign("/"), IDLE_MS);
  };
  for (const event of ["pointerdown", "keydown", "scroll", "wheel"]) addEventListener(event, wait, { passive: true });
  wait();
}
