import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPseudoTerminal, type PseudoTerminal } from "../drivers/pseudo-terminal.ts";
import { type Running, runUntilDone } from "./program-assembly.ts";

/** A second machine, out of its box: what it shows until somebody has set it up. */
export interface NewKiosk {
  /** Switches it on where it is not, and resolves to its set-up page. */
  url(): Promise<string>;
  close(): Promise<void>;
}

/**
 * A machine that is not set up, in a folder of its own: `serial` is the line of its reader, what lies in a folder of `media` is on its
 * stick. Nothing of it runs before somebody looks at it; one that was set up or given up begins anew at the next look.
 */
export function createNewKiosk(folder: string): NewKiosk {
  const at = (...names: readonly string[]) => join(folder, ...names);
  let running: Promise<Running> | undefined;
  let line: PseudoTerminal | undefined;

  async function start(): Promise<Running> {
    await line?.close();
    for (const name of ["etc", "data"]) await rm(at(name), { recursive: true, force: true });
    for (const name of ["etc", "media"]) await mkdir(at(name), { recursive: true, mode: 0o700 });
    const opened = await openPseudoTerminal({ link: at("serial") });
    line = opened.ok ? opened.terminal : undefined;
    // A line that is not there keeps it from the readers and cameras of whoever tries this out.
    const words = ["--serial", line?.readerPath ?? at("serial"), "--sticks", at("media"), "--port", "0"];
    return runUntilDone(["provision", "screen", "--config", at("etc", "kiosk.toml"), "--data", at("data"), ...words], () => {
      running = undefined;
    });
  }

  return {
    async url() {
      running ??= start().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      const { ready } = await running;
      return (await ready).url;
    },
    async close() {
      await (await running)?.stop();
      await line?.close();
    },
  };
}
