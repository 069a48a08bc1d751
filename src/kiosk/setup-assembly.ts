import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { displayJson } from "../core/display-text.ts";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import { DRAFT_FILE, EMPTY_DRAFT, readDraft, type SetUpDraft } from "../core/set-up/draft.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { shippedLanguages } from "../drivers/language-files.ts";
import { removeDurably } from "../drivers/order-file.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { connectServiceManager } from "../drivers/service-manager.ts";
import { type SetupServer, startSetupServer } from "../drivers/setup-panel.ts";
import { mountedFolders } from "../drivers/stick-folder.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { deviceKeyFile } from "./config.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import type { ScreenCommand } from "./provision-options.ts";
import { type Before, readBefore } from "./provision-plan.ts";
import { replacementParts } from "./provision-stick-assembly.ts";
import { complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE } from "./provision-texts.ts";
import { createSetup, type Setup } from "./setup.ts";
import type { Guide } from "./setup-guide.ts";
import { openGuide } from "./setup-guide-assembly.ts";
import { setupPins } from "./setup-pins-assembly.ts";
import { openSetupReaders, type SetupReaders } from "./setup-readers-assembly.ts";

/** How often sticks and readers are looked for, in milliseconds. */
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

  const draftFile = join(data, DRAFT_FILE);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const draft = await draftOf(draftFile);
  let readers: SetupReaders | undefined;
  let guide: Guide | undefined;
  let server: SetupServer | undefined;
  const setup = createSetup({
    parts,
    options: { config, data, chosen: () => guide?.chosen() ?? {} },
    before: draft ? undefined : before,
    readers: () => readers?.statuses() ?? [],
    monotonicMs: systemClock.monotonicMs,
    onView(view) {
      server?.show(view);
      guide?.onSetup(view);
      if (json) tellProgram(view, parts.out);
      if (view.kind === "done") void delay(DONE_AFTER_MS, undefined, { signal: ended.signal }).then(setup.finish, () => undefined);
    },
    onOffer: (offer) => guide?.onOffer(offer),
  });
  const onFault = (error: unknown) => parts.err(`tram provision screen: ${faultOf(error)}\n`);
  try {
    const { answer, again, finish } = setup;
    server = await startSetupServer({
      port,
      view: setup.view,
      guide: async () => await guide?.view(),
      onGuide: async (given) => await guide?.answer(given),
      onAnswer: (given) => void answer(given),
      onAgain: () => void again(),
      onFinish: () => void finish(),
      pins: setupPins(config),
      onFault,
    });
  } catch (error) {
    const cause = faultOf(error);
    return complain(parts.err, `không mở được cổng ${port} (${cause})`, `the port ${port} cannot be had: ${cause}`);
  }
  const { url, close, showGuide } = server;
  opened.defer(close);
  const take = (symbol: Uint8Array) => void (guide ?? setup).symbol(symbol);
  readers = await openSetupReaders(options, take, opened);
  // A kiosk that has a configuration, and no first run that was cut off, is asked for another one: nothing else of it is set up here.
  if (draft || !before) {
    const languages = await shippedLanguages();
    const onGuide = showGuide;
    guide = openGuide({ data, draft: draft ?? EMPTY_DRAFT, readers, setup: () => setup, languages, onGuide, environment: process.env });
    if (draft && before) await setup.show(appliedOf(draft, before));
    else await guide.resume();
    await guide.tell();
  }
  const looking = lookAround({ setup, guide, root: sticks, tell: () => server?.show(setup.view()), ended: ended.signal });
  opened.defer(async () => {
    ended.abort();
    await looking;
  });

  const manager = await connectServiceManager({ environment: process.env, isAlive: () => true, onFault });
  opened.defer(() => manager.close());
  manager.ready();
  parts.out(json ? `${displayJson({ event: "listening", url: url })}\n` : listeningText(url));
  tellParent({ url: url });
  const isFinished = await Promise.race([setup.finished.then(() => true), stop.then(() => false)]);
  // Whoever stops it before the code was taken away finds it there again: the draft stays.
  await guide?.end();
  if (isFinished) await removeDurably(draftFile);
  return isFinished || setup.view().kind === "done" ? EXIT_DONE : EXIT_REFUSED;
}

/** What an earlier run has kept; a damaged draft is none, and its answers are asked for again. */
async function draftOf(file: string): Promise<SetUpDraft | undefined> {
  const bytes = await keptFile(file).read();
  return bytes && (readDraft(bytes) ?? EMPTY_DRAFT);
}

/** The power was cut after the configuration was in place: this is the kiosk that it names. */
function appliedOf({ applied }: SetUpDraft, { config }: Before) {
  const { kiosk: _, ...memory } = applied ?? { kiosk: config.id };
  return { ok: true as const, kiosk: config.id, deviceKey: deviceKeyFile(config), ...memory };
}

interface Around {
  readonly setup: Setup;
  readonly guide: Guide | undefined;
  readonly root: string;
  readonly tell: () => void;
  readonly ended: AbortSignal;
}

/** Looks at what is in the USB ports, and tells the page anew how clock and readers are. */
async function lookAround({ setup, guide, root, tell, ended }: Around): Promise<void> {
  while (!ended.aborted) {
    await (guide ?? setup).sticks(await mountedFolders(root));
    if (["waiting", "codes"].includes(setup.view().kind)) tell();
    await guide?.tell();
    await delay(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** For whoever started this with --json: what is refused and what is applied, and nothing between. */
function tellProgram(view: SetupView, out: (text: string) => void): void {
  if (view.kind === "waiting" && view.refused && !view.heard) out(`${displayJson({ event: "refused", ...view.refused })}\n`);
  if (view.kind === "done") out(`${displayJson({ event: "applied", kiosk: view.kiosk, deviceFingerprint: view.deviceFingerprint })}\n`);
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function listeningText(url: string): string {
  return `Trang cài đặt: ${url} (Ctrl-C: thôi)\nSet-up page: ${url} (Ctrl-C: give up)\n`;
}
