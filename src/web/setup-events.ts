import type { SetupView } from "../core/provisioning/setup-view.ts";
import type { GuideView } from "../core/set-up/guide-view.ts";

/** Pause between two looks whether the kiosk itself is there by now, in milliseconds. */
const LOOK_AGAIN_MS = 2000;

/**
 * Follows the setting-up for as long as it lasts, and then the kiosk: its own page comes to the same address as soon as it works. `undefined`:
 * nobody answers.
 */
export function followSetup(onView: (view: SetupView | undefined) => void, onGuide: (guide: GuideView) => void = () => undefined): void {
  const source = new EventSource("/setup/events");
  source.addEventListener("setup", (event: MessageEvent<string>) => onView(JSON.parse(event.data) as SetupView));
  source.addEventListener("guide", (event: MessageEvent<string>) => onGuide(JSON.parse(event.data) as GuideView));
  source.addEventListener("error", () => {
    onView(undefined);
    if (source.readyState !== EventSource.CLOSED) return;
    // Refused: somebody is there, and it is not the set-up any more.
    source.close();
    setTimeout(() => void lookAgain(), LOOK_AGAIN_MS);
  });
}

async function lookAgain(): Promise<void> {
  const isThere = await fetch("/").then(
    (response) => response.ok,
    () => false,
  );
  if (isThere) location.reload();
  else setTimeout(() => void lookAgain(), LOOK_AGAIN_MS);
}
