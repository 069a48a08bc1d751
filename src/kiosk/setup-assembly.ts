import { setTimeout as delay } from "node:timers/promises";
import { displayJson } from "../core/display-text.ts";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { connectServiceManager } from "../drivers/service-manager.ts";
import { type SetupServer, startSetupServer } from "../drivers/setup-panel.ts";
import { mountedFolders } from "../drivers/stick-folder.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Source } from "../ports.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import type { ScreenCommand } from "./provision-options.ts";
import { readBefore } from "./provision-plan.ts";
import { openAnyReaders, openReaders } from "./provision-readers-assembly.ts";
import { replacementParts } from "./provision-stick-assembly.ts";
import { complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE } from "./provision-texts.ts";
import { createSetup, type Setup } from "./setup.ts";

/** How often sticks are looked for, in milliseconds. */
const LOOK_EVERY_MS = 1500;
/** How long the enrolment code stays on the screen where nobody sends it away, in milliseconds: then the kiosk begins its work. */
const DONE_AFTER_MS = 10 * 60_000;

/** `tram provision screen`: the set-up page where the kiosk's own screen will be, until a configuration is applied. Resolves to the exit code. */
export async function runSetupScreen(options: ScreenCommand): Promise<number> {
  const { config, data, port, sticks, json = false } = options;
  const parts = replacementParts(provisionParts());
  const before = await readBefore(config, parts);
  if (before === "unusable") return EXIT_USAGE;
  const stop = stopRequested();
  await using opened = new AsyncDisposableStack();
  const ended = new AbortController();
  opened.defer(() => ended.abort());

  let sources: () => readonly Source[] = () => [];
  let show: (view: SetupView) => void = () => undefined;
  const setup = createSetup({
    parts,
    options: { config, data },
    before,
    readers: () => sources().map((source) => ({ kind: source.kind, ...source.health() })),
    monotonicMs: systemClock.monotonicMs,
    onView(view) {
      show(view);
      if (json) tellProgram(view, parts.out);
      if (view.kind === "done") void delay(DONE_AFTER_MS, undefined, { signal: ended.signal }).then(setup.finish, () => undefined);
    },
  });
  const onFault = (error: unknown) => parts.err(`tram provision screen: ${faultOf(error)}\n`);
  let server: SetupServer;
  try {
    const { answer, again, finish } = setup;
    server = await startSetupServer({
      port,
      view: setup.view,
      onAnswer: (given) => void answer(given),
      onAgain: () => void again(),
      onFinish: () => void finish(),
      onFault,
    });
  } catch (error) {
    const cause = faultOf(error);
    return complain(parts.err, `không mở được cổng ${port} (${cause})`, `the port ${port} cannot be had: ${cause}`);
  }
  opened.defer(() => server.close());
  show = server.show;
  sources = await readersOf(options, (symbol) => void setup.symbol(symbol), opened);
  const looking = lookAtSticks(setup, sticks, () => server.show(setup.view()), ended.signal);
  opened.defer(async () => {
    ended.abort();
    await looking;
  });

  const manager = await connectServiceManager({ environment: process.env, isAlive: () => true, onFault });
  opened.defer(() => manager.close());
  manager.ready();
  parts.out(json ? `${displayJson({ event: "listening", url: server.url })}\n` : listeningText(server.url));
  tellParent({ url: server.url });
  const isDone = await Promise.race([setup.finished.then(() => true), stop.then(() => setup.view().kind === "done")]);
  return isDone ? EXIT_DONE : EXIT_REFUSED;
}

/** The readers that were named, or every reader there is. */
async function readersOf(
  { serial = [], baud, camera = false }: ScreenCommand,
  onSymbol: (symbol: Uint8Array) => void,
  opened: AsyncDisposableStack,
): Promise<() => readonly Source[]> {
  if (serial.length === 0 && !camera) return await openAnyReaders(baud, onSymbol, opened);
  const sources = await openReaders({ serial, camera, ...(baud !== undefined && { baudRate: baud }) }, opened);
  for (const source of sources) source.open(onSymbol);
  return () => sources;
}

/** Looks at what is in the USB ports, and tells the page anew how the readers are. */
async function lookAtSticks(setup: Setup, root: string, tell: () => void, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await setup.sticks(await mountedFolders(root));
    if (setup.view().kind === "waiting") tell();
    await delay(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** For whoever started this with --json: what is refused and what is applied, and nothing between. */
function tellProgram(view: SetupView, out: (text: string) => void): void {
  if (view.kind === "waiting" && view.refused) out(`${displayJson({ event: "refused", ...view.refused })}\n`);
  if (view.kind === "done") out(`${displayJson({ event: "applied", kiosk: view.kiosk, deviceFingerprint: view.deviceFingerprint })}\n`);
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function listeningText(url: string): string {
  return `Trang cài đặt: ${url} (Ctrl-C: thôi)\nSet-up page: ${url} (Ctrl-C: give up)\n`;
}
