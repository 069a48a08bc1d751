// A signed configuration read on a kiosk that runs: its readers are the technician's for as long as he looks, and what changes is shown first.
import { faultCode } from "../core/faults.ts";
import type { SetupAnswer, SetupView } from "../core/provisioning/setup-view.ts";
import type { Text } from "../core/text.ts";
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

const NOT_READABLE: Text = {
  vi: `Máy không đọc được tệp cấu hình đang dùng, nên không so sánh được (${faultCode("configuration-wrong")}). Chạy tram doctor --config TỆP.`,
  en: `The configuration in use cannot be read, so nothing can be compared with it (${faultCode("configuration-wrong")}). Run tram doctor --config FILE.`,
};

/** The reading of a configuration. */
export interface TechnicianConfiguration {
  /** Undefined: nobody reads one. */
  view(): SetupView | undefined;
  /** Resolves to why it did not; undefined: it did. */
  act(what: "begin" | "again" | "end" | "finish"): Promise<Text | undefined>;
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

  async function begin(): Promise<Text | undefined> {
    if (setup) return undefined;
    const begun = await options.begin(wait);
    if (!begun) return NOT_READABLE;
    setup = begun;
    wait();
    void begun.finished.then(() => {
      if (setup !== begun) return;
      end();
      options.onApplied();
    });
    return undefined;
  }

  return {
    view: () => setup?.view(),
    async act(what) {
      if (what === "begin") return await begin();
      if (what === "again") await setup?.again();
      else if (what === "finish") await setup?.finish();
      // What is applied, or is just being, is not taken back by looking away.
      else if (setup && !["applying", "done"].includes(setup.view().kind)) end();
      return undefined;
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
