// A signed configuration read on a kiosk that runs: its readers are the technician's for as long as he looks, and what changes is shown first.
import type { SetupAnswer, SetupView } from "../core/provisioning/setup-view.ts";
import type { Source } from "../ports.ts";
import type { Setup } from "./setup.ts";

/** Nobody has answered for so long: the readers are the visitors' again, in milliseconds. */
const IDLE_MS = 180_000;

export interface TechnicianConfigurationOptions {
  /** Begins one; `onView` is told of every change. Undefined: the configuration in use cannot be read. */
  readonly begin: (onView: (view: SetupView) => void) => Promise<Setup | undefined>;
  /** The configuration has been replaced, and somebody has seen it: the kiosk shall start anew. */
  readonly onApplied: () => void;
  readonly sticks: () => Promise<readonly string[]>;
}

/** The reading of a configuration. */
export interface TechnicianConfiguration {
  /** Undefined: nobody reads one. */
  view(): SetupView | undefined;
  act(what: "begin" | "again" | "end" | "finish"): Promise<void>;
  answer(answer: SetupAnswer): Promise<void>;
  /** Looks what sticks are in; call it now and then. */
  look(): Promise<void>;
  /** The sources, whose symbols go to the configuration while one is read: no visitor is answered meanwhile. */
  before(sources: readonly Source[]): readonly Source[];
}

/** A reading that has not begun. */
export function createTechnicianConfiguration(options: TechnicianConfigurationOptions): TechnicianConfiguration {
  let setup: Setup | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    clearTimeout(idle);
    setup = undefined;
  }

  /** Applied or given up, an open question must not keep the readers for ever. */
  function wait(): void {
    clearTimeout(idle);
    idle = setTimeout(() => (setup?.view().kind === "done" ? options.onApplied() : end()), IDLE_MS);
    idle.unref();
  }

  async function begin(): Promise<void> {
    if (setup) return;
    const begun = await options.begin(wait);
    if (!begun) return;
    setup = begun;
    wait();
    void begun.finished.then(() => {
      if (setup !== begun) return;
      end();
      options.onApplied();
    });
  }

  return {
    view: () => setup?.view(),
    async act(what) {
      if (what === "begin") return await begin();
      if (what === "again") return await setup?.again();
      if (what === "finish") return await setup?.finish();
      // What is applied, or is just being, is not taken back by looking away.
      if (setup && !["applying", "done"].includes(setup.view().kind)) end();
    },
    answer: async (answer) => await setup?.answer(answer),
    async look() {
      if (setup) await setup.sticks(await options.sticks());
    },
    before: (sources) =>
      sources.map((source) => ({
        kind: source.kind,
        health: () => source.health(),
        ...(source.light && { light: () => source.light?.() }),
        close: () => source.close(),
        open: (onSymbol, onHint) => source.open((symbol) => (setup ? void setup.symbol(symbol) : onSymbol(symbol)), onHint),
      })),
  };
}
