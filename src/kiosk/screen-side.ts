import { DISCLOSED_SECONDS } from "../core/desk.ts";
import { keptOfVisitors } from "../core/kept-of-visitors.ts";
import type { Policy } from "../core/policy.ts";
import type { ScreenStatus } from "../core/screen.ts";
import { BRIGHT, nextTheme } from "../core/screen-theme.ts";
import { RESULT_SECONDS } from "../core/staff-limits.ts";
import type { Clock, Source, SourceHealth } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { darkHours } from "./screen-config.ts";
import type { Speaking } from "./speaking.ts";

/** Seconds after which a call for help is over by itself: whoever called has been seen to, or has gone. */
const HELP_SECONDS = 120;

export interface ScreenSideParts {
  readonly config: Pick<KioskConfig, "screen" | "service" | "journal" | "central" | "desk" | "staff">;
  readonly clock: Clock;
  readonly sources: readonly Pick<Source, "light" | "mirror">[];
  readonly policy: () => Policy | undefined;
  /** Local time, minutes since midnight. */
  readonly minute: () => number;
  /** Who would notice a call, at this moment. */
  readonly noticed: () => ScreenStatus["callsNoticed"];
  /** Told what a camera sees while somebody stands before it. */
  readonly mirror: MirrorTaker;
}

/** Takes what a camera sees (core/mirror-picture.ts); nothing: nobody stands there. */
export type MirrorTaker = (picture: Uint8Array | undefined) => void;

/** Who would notice a call for help: staff at their desk, or whoever sees the lamp. */
export function noticedBy(
  staff: { isWatched(): boolean } | undefined,
  lamps: { health(): Pick<SourceHealth, "state"> } | undefined,
): ScreenStatus["callsNoticed"] {
  if (staff?.isWatched()) return "desk";
  if (lamps?.health().state === "ok") return "lamp";
  return staff && "nobody";
}

/** What the screen says that is neither about the kiosk's parts nor about a code: how it is to look, whom to turn to, what is kept, who called. */
export interface ScreenSide {
  status(): Pick<ScreenStatus, "panel" | "isUntouchable" | "theme" | "service" | "kept" | "callsNoticed" | "helpCalledAt">;
  /** Somebody has pressed the button that calls staff: they hear what came of it, and everybody is told. False: nobody would notice, and nobody was called. */
  callHelp(voice: Pick<Speaking, "helpCalled"> | undefined, tell: () => void): boolean;
  /** Staff have come. */
  endHelp(): void;
}

/** Knows it from the configuration, the policy in force, the clock and the light in the room. */
export function createScreenSide({ config, clock, sources, policy, minute, noticed, mirror }: ScreenSideParts): ScreenSide {
  const { screen, service, journal, central, desk, staff } = config;
  const hours = darkHours(screen);
  for (const source of sources) source.mirror?.(mirror);
  let theme = BRIGHT;
  let help: { readonly at: number; readonly ms: number } | undefined;
  const staffSeconds = staff ? RESULT_SECONDS : desk && DISCLOSED_SECONDS;
  const own = {
    keepDays: journal.keepDays,
    hasCentral: central !== undefined,
    ...(staffSeconds !== undefined && { staffSeconds }),
  };
  return {
    status() {
      const atMs = clock.monotonicMs();
      const light = sources.map((source) => source.light?.()).find((level) => level !== undefined);
      theme = nextTheme(theme, hours, { minute: minute(), light, atMs });
      if (help && atMs - help.ms >= HELP_SECONDS * 1000) help = undefined;
      return {
        panel: screen.panel,
        ...(!screen.touch && { isUntouchable: true }),
        theme: theme.theme,
        ...(service && { service }),
        kept: keptOfVisitors(policy(), own),
        ...calls(noticed()),
        ...(help && { helpCalledAt: help.at }),
      };
    },
    callHelp(voice, tell) {
      const isHeard = (noticed() ?? "nobody") !== "nobody";
      if (isHeard) help ??= { at: clock.now(), ms: clock.monotonicMs() };
      voice?.helpCalled(isHeard);
      tell();
      return isHeard;
    },
    endHelp() {
      help = undefined;
    },
  };
}

function calls(callsNoticed: ScreenStatus["callsNoticed"]): Pick<ScreenStatus, "callsNoticed"> {
  return callsNoticed === undefined ? {} : { callsNoticed };
}
