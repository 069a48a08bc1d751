import { deskDecision } from "../core/desk.ts";
import { countScan, metricsText, NO_SCANS } from "../core/metrics.ts";
import type { StickView } from "../core/view.ts";
import { lookAtClock } from "../drivers/clock-look.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { loadLanguages } from "../drivers/language-files.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { startScreenServer } from "../drivers/screen-server.ts";
import { connectServiceManager } from "../drivers/service-manager.ts";
import { localMinute, systemClock, systemSleep } from "../drivers/system-clock.ts";
import { type Board, openBoard } from "./board-assembly.ts";
import { type CentralConnection, connectCentral } from "./central-assembly.ts";
import { readContacts } from "./contacts-written.ts";
import { openHandOff } from "./hand-off-assembly.ts";
import { DEMO_PATIENCE_MS, idlenessLog } from "./idleness-log.ts";
import { openKioskJournal, openSealing } from "./journal-assembly.ts";
import { openHolding, openKeeping } from "./keeping-assembly.ts";
import type { KioskRun } from "./kept-log-assembly.ts";
import { type Kiosk, startKiosk } from "./kiosk.ts";
import { centralStatusOf } from "./kiosk-status.ts";
import { createReceipts } from "./receipts.ts";
import { keepResults } from "./results.ts";
import { createScreenSide, type MirrorTaker, noticedBy } from "./screen-side.ts";
import { screenStatusOf } from "./screen-status.ts";
import { openSound } from "./sound-assembly.ts";
import { openSources } from "./sources-assembly.ts";
import { openStaffPage, type StaffPage } from "./staff-assembly.ts";
import { openCarrier } from "./stick-assembly.ts";
import { openTechnicianPage } from "./technician-assembly.ts";
import { watchTimekeeping } from "./timekeeping.ts";
import { openKioskTrust } from "./trust-assembly.ts";
import { createWaysLog } from "./ways-log.ts";

/** A scan that takes this long hangs: the watchdog is no longer fed, and systemd starts the kiosk over. */
const HANGING_MS = 10_000;
const STATUS_EVERY_MS = 2000;

/**
 * Runs a kiosk until it is asked to stop; resolves to the exit code. It only puts parts together: what they do is in their own
 * files. Whatever was opened is closed in the opposite order, also where a later part could not be had.
 */
export async function runKiosk(run: KioskRun): Promise<number> {
  const { config, log } = run;
  const stop = stopRequested();
  await using opened = new AsyncDisposableStack();
  await nodeFileSystem.makeFolder(config.data);
  const kept = await openKioskJournal(config, log);
  const { journal, deviceKey } = kept;
  opened.defer(async () => void (await kept.close()));
  const holding = await openHolding(config, kept, log);
  const { sealing, sealedParts } = await openSealing(config, journal, holding, log);
  opened.defer(() => sealing.close());
  let central: CentralConnection | undefined;
  const onAppended = () => central?.sync.appended();
  const trust = await openKioskTrust({ config, journal, system: systemClock, sleep: systemSleep, log, onAppended });
  opened.defer(() => trust.leave());
  journal.onFound(async (from, until) => {
    await trust.catchUp(from, until);
    await sealing.found(from, until);
  });
  const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: (size) => void sealing.acknowledged(size), log });
  opened.defer(() => keeping.close());

  // The desk's routes need the kiosk, and the kiosk needs the screen that serves them.
  let kiosk: Kiosk | undefined;
  const { readers, sources, desk } = await openSources(config, (symbol) => kiosk?.scan(symbol, "desk"), log, opened);
  central = connectCentral({
    config,
    journal,
    deviceKey,
    sealed: sealedParts,
    trust,
    status: () => ({
      ...centralStatusOf(trust.inForce.current(), config.group, trust.clock, journal),
      ...keeping.status(),
    }),
    onCosigned: keeping.onCosigned,
    onAcknowledged: (note) => void keeping.take(note),
    acknowledged: keeping.acknowledged,
    log,
  });
  opened.defer(async () => void (await central?.close()));
  const notify = (view: StickView | undefined) => kiosk?.notify(technician.journalShown(view));
  const carrier = openCarrier({ config, deviceKey, journal, sealedParts, trust, keeping, notify, log });
  opened.defer(() => holding.comparison.close().then(() => carrier?.close())); // it waits for the comparison, with an answer in its hands
  const refresh = trust.startRefresh(() => central?.time.wake());
  opened.defer(() => Promise.all([refresh.close(), trust.vault.close()]).then(() => undefined));
  let scans = NO_SCANS;
  let board: Board | undefined;
  const technician = await openTechnicianPage({
    run,
    sources: readers,
    board: () => board,
    kept: { journal, deviceKey, keeping, carrier, trust, refresh },
    status: () => status(),
    notify: (view) => kiosk?.notify(view),
  });
  opened.defer(() => technician.close());
  const timekeeping = watchTimekeeping({ look: lookAtClock, clock: trust.clock, sleep: systemSleep });
  opened.defer(() => timekeeping.close());
  const languages = await loadLanguages(config.screen.languages, config.screen.languagePacks);
  if (languages.problems.length > 0) log.error({ problems: languages.problems }, "language packs not used");
  const sound = await openSound(config, () => screen, log);
  opened.defer(async () => void (await sound?.close()));
  const policy = () => trust.inForce.current().policy;
  const noticed = () => noticedBy(staff, board?.lamps);
  const mirror: MirrorTaker = (picture) => screen.showMirror(picture);
  const side = createScreenSide({ config, clock: trust.clock, sources, policy, minute: localMinute, noticed, mirror });
  const results = keepResults(systemClock);
  opened.defer(() => results.close());
  const handOff = await openHandOff({ config, journal, results, clock: trust.clock, log });
  opened.defer(() => handOff.close());
  let staff: StaffPage | undefined;
  const status = () =>
    screenStatusOf({
      side,
      config,
      trust,
      refresh,
      sources,
      sync: central?.sync,
      carrier,
      keeping,
      timekeeping: timekeeping.current(),
      board: board?.status(),
      languages: languages.names,
      ...technician.said(),
      sound: sound?.status(),
      staffFault: staff?.fault(),
      handOff: handOff.troubles(),
      kept,
    });
  const tell = (now = status()) => {
    screen.showStatus(now);
    staff?.showStatus(now);
    board?.lamps.call(now.helpCalledAt !== undefined);
  };
  staff = await openStaffPage({
    config,
    journal,
    trust,
    results,
    status,
    isTechnician: technician.isIn,
    side,
    onHelpEnded: tell,
    onTurned: () => kiosk?.refresh(),
    more: handOff.routes,
    log,
  });
  opened.defer(() => staff?.close());
  const syncedAt = () => central && (central.sync.status().lastSuccessAt ?? 0);
  const screen = await startScreenServer({
    port: config.screen.port,
    status: status(),
    ...(desk && { desk: desk.routes }),
    technician: technician.routes,
    ...(staff && { staff: staff.routes }),
    languages: languages.routes,
    ...(sound && { sound: sound.routes }),
    ...(carrier && { onStick: carrier.press }),
    onHelpCall: () => side.callHelp(sound?.speaking, tell),
    metrics: () =>
      metricsText({ status: status(), scans, overrides: staff?.overrides(), syncedAt: syncedAt(), refusedAt: trust.refusedAt() }),
    onFault: (error) => log.error(error, "screen request failed"),
  });
  opened.defer(() => screen.close());
  board = await openBoard({
    config,
    screen,
    clock: systemClock,
    log,
    onPress() {
      if (!technician.pressed()) carrier?.press();
    },
    onHeld() {
      technician.held();
      screen.showTechnician();
    },
    onRepeat() {
      if (!technician.pressed("repeat-button")) sound?.speaking.repeat();
    },
    record: (reason) => trust.recordContact(reason),
    written: await readContacts(journal, trust.clock, systemClock.monotonicMs()),
    simulatedInputs: desk?.inputs,
  });
  opened.defer(() => board?.close());
  const lamps = board?.lamps;

  kiosk = startKiosk({
    clock: trust.clock,
    sources: technician.before(sources),
    outputs: [...(lamps ? [lamps] : []), screen, ...(sound ? [sound.speaking] : [])],
    ...(lamps && { signals: [{ ...lamps, show: lamps.hear }] }),
    journal,
    inForce: trust.inForce.current,
    pseudonyms: trust.pseudonyms,
    sealing,
    paused: () => staff?.service.view(),
    onDropped: () => sound?.speaking.dropped(),
    receipt: createReceipts(config, deviceKey, (error) => log.error(error, "receipt not signed")),
    onAnswered(answer) {
      const { entry, seq, decision, view } = answer;
      scans = countScan(scans, entry.reason, entry.durationMs);
      results.answered(answer);
      handOff.answered(answer);
      screen.showDecision(deskDecision({ ...entry, ...(seq !== undefined && { seq }) }, view, decision));
      central?.sync.appended();
    },
    onBug(error) {
      log.fatal(error, "bug, starting over");
      process.exit(1);
    },
  });
  const running = kiosk;
  // Only now: of a long journal it may take seconds, and scans come first.
  void holding.comparison.begin();
  void staff?.begin();
  opened.defer(() => running.close());
  const manager = await connectServiceManager({
    environment: process.env,
    isAlive: () => running.busyMs() < HANGING_MS,
    onFault: (error) => log.error(error, "service manager"),
  });
  opened.defer(() => manager.close());
  const report = createWaysLog(log, refresh, central);
  const warn = idlenessLog(log, systemClock.monotonicMs, config.demo ? DEMO_PATIENCE_MS : 0);
  warn(status());
  const statusTimer = setInterval(() => {
    board?.look();
    const now = status();
    tell(now);
    running.refresh();
    warn(now);
    central?.changed(refresh.status().central.lastSuccessAt);
    report();
    void trust.tick();
    keeping.retention.tick();
  }, STATUS_EVERY_MS);
  opened.defer(() => clearInterval(statusTimer));

  manager.ready();
  log.info({ url: screen.url, entries: journal.size, trust: trust.vault.held()?.versions.timestamp ?? 0 }, "ready");
  // A demo has no parts that could break.
  if (!config.demo) technician.testStart();
  tellParent({ url: screen.url, ...(desk?.serialLine !== undefined && { serialLine: desk.serialLine }) });
  log.info({ signal: await technician.ended(stop) }, "stopping");
  manager.stopping();
  return 0;
}
