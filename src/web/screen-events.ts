import type { DeskDecision } from "../core/desk.ts";
import type { Levels } from "../core/indication.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { Utterance } from "../core/utterance.ts";
import type { View } from "../core/view.ts";

/** What the kiosk tells its pages, by event name. */
export interface ScreenEvents {
  view(view: View): void;
  lamps(levels: Levels): void;
  status(status: ScreenStatus): void;
  /** Somebody has held the service button. */
  technician?(): void;
  /** To be heard now, where this page plays it. */
  prompts?(utterance: Utterance): void;
  decision?(decision: DeskDecision): void;
  /** A new connection begins: everything that follows is the present state. */
  connected(): void;
  /** The kiosk does not answer; the browser goes on trying. */
  lost(): void;
}

/** Follows a stream of the kiosk for as long as the page lives. Both ends are one release, so the data is what its type says. */
export function followScreen(path: string, events: ScreenEvents): void {
  const source = new EventSource(path);
  const on = <T>(name: string, take: (data: T) => void) =>
    source.addEventListener(name, (event: MessageEvent<string>) => take(JSON.parse(event.data) as T));
  on<View>("view", (view) => events.view(view));
  on<Levels>("lamps", (levels) => events.lamps(levels));
  on<ScreenStatus>("status", (status) => events.status(status));
  on<Utterance>("prompts", (utterance) => events.prompts?.(utterance));
  on<unknown>("technician", () => events.technician?.());
  on<DeskDecision>("decision", (decision) => events.decision?.(decision));
  source.addEventListener("open", () => events.connected());
  source.addEventListener("error", () => {
    events.lost();
    // A refused connection (the kiosk has too many screens) is final to the browser, not to us.
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => followScreen(path, events), 2000);
  });
}
