import type { Logger } from "pino";
import { deskDecision } from "../core/desk.ts";
import { idlenessOf } from "../core/idleness.ts";
import { countScan, metricsText, NO_SCANS } from "../core/metrics.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { StickView } from "../core/view.ts";
import { lookAtClock } from "../drivers/clock-look.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { startScreenServer } from "../drivers/screen-server.ts";
import { connectServiceManager } from "../drivers/service-manager.ts";
import { returnSpareMemory } from "../drivers/spare-memory.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import { type Board, openBoard } from "./board-assembly.ts";
import { type CentralConnection, connectCentral, stateLog } from "./central-assembly.ts";
import type { KioskConfig } from "./config.ts";
import { readContacts } from "./contacts-written.ts";
import { openDesk } from "./desk-assembly.ts";
import { openKioskJournal, openSealing } from "./journal-assembly.ts";
import { openHolding, openKeeping } from "./keeping-assembly.ts";
import { type Kiosk, startKiosk } from "./kiosk.ts";
import { centralStatusOf } from "./kiosk-status.ts";
import { createReceipts } from "./receipts.ts";
import { screenStatusOf } from "./screen-status.ts";
import { createSource, needsDecoder } from "./source-assembly.ts";
import { openCarrier } from "./stick-assembly.ts";
import { openTechnicianPage } from "./technician-assembly.ts";
import { watchTimekeeping } from "./timekeeping.ts";
import { openKioskTrust } from "./trust-assembly.ts";
import type { TrustRefresh } from "./trust-refresh.ts";

/** A scan that takes this long hangs: the watchdog is no longer fed, and systemd starts the kiosk over. */
const HANGING_MS = 10_000;
const STATUS_EVERY_MS = 2000;

/**
 * Runs a kiosk until it is asked to stop; resolves to the exit code. It only puts parts together: what they do is in their own
 * files. Whatever was opened is closed in the opposite order, also where a later part could not be had.
 */
export async function runKiosk(config: KioskConfig, log: Logger): Promise<number> {
  const stop = stopRequested();
  await using opened = new AsyncDisposableStack();
  await nodeFileSystem.makeFolder(config.data);
  const kept = await openKioskJournal(config, log);
  const { journal, deviceKey } = kept;
  opened.defer(async () => void (await kept.close()));
  const holding = await openHolding(config, kept, log);
  const { sealing, sealedParts } = await openSealing(config, journal, holding.wholeSize, log);
  opened.defer(() => sealing.close());
  let central: CentralConnection | undefined;
  const trust = await openKioskTrust({
    config,
    journal,
    system: systemClock,
    sleep: systemSleep,
    log,
    onAppended: () => central?.sync.appended(),
  });
  opened.defer(() => trust.leave());
  journal.onFound(trust.catchUp);
  const keeping = openKeeping({ config, journal, holding, trust, onGrown: (size) => void sealing.acknowledged(size), log });
  opened.defer(() => keeping.close());
  const { acknowledged } = keeping;

  // The desk's routes need the kiosk, and the kiosk needs the screen that serves them.
  let kiosk: Kiosk | undefined;
  const decoder = needsDecoder(config) ? createQrDecoder() : undefined;
  opened.defer(() => decoder?.close());
  const spare = decoder && returnSpareMemory();
  opened.defer(() => spare?.close());
  const desk = config.desk && decoder ? await openDesk(config.desk, decoder, (symbol) => kiosk?.scan(symbol, "desk"), log) : undefined;
  opened.defer(() => desk?.close());
  const readers = config.source.map((source) => createSource(source, decoder, log));
  const sources = [...readers, ...(desk?.sources ?? [])];
  central = connectCentral({
    config,
    journal,
    deviceKey,
    sealed: sealedParts,
    trust,
    status: () => ({
      ...centralStatusOf(trust.inForce.current(), config.group, trust.clock, journal),
      ...(keeping.contradiction && { contradiction: keeping.contradiction.kind }),
    }),
    onCosigned: keeping.onCosigned,
    onAcknowledged: (note) => void keeping.take(note),
    acknowledged,
    log,
  });
  opened.defer(async () => void (await central?.close()));
  const notify = (view: StickView | undefined) => kiosk?.notify(view);
  const carrier = openCarrier({ config, deviceKey, journal, sealedParts, trust, keeping, notify, log });
  opened.defer(() => carrier?.close());
  const refresh = trust.startRefresh(() => central?.time.wake());
  opened.defer(() => Promise.all([refresh.close(), trust.vault.close()]).then(() => undefined));
  let scans = NO_SCANS;
  let board: Board | undefined;
  const technician = await openTechnicianPage({ config, sources: readers, board: () => board, clock: trust.clock, log });
  opened.defer(() => technician.close());
  const timekeeping = watchTimekeeping({ look: lookAtClock, clock: trust.clock, sleep: systemSleep });
  opened.defer(() => timekeeping.close());
  const status = () =>
    screenStatusOf({
      config,
      trust,
      refresh,
      sources,
      sync: central?.sync,
      carrier,
      keeping,
      timekeeping: timekeeping.current(),
      board: board?.status(),
      selfTest: technician.status(),
      kept,
    });
  const screen = await startScreenServer({
    port: config.screen.port,
    status: status(),
    ...(desk && { desk: desk.routes }),
    technician: technician.routes,
    ...(carrier && { onStick: carrier.press }),
    metrics: () =>
      metricsText({
        status: status(),
        scans,
        syncedAt: central && (central.sync.status().lastSuccessAt ?? 0),
        refusedAt: trust.refusedAt(),
      }),
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
    record: (reason) => trust.recordContact(reason),
    written: await readContacts(journal, trust.clock, systemClock.monotonicMs()),
    simulatedInputs: desk?.inputs,
  });
  opened.defer(() => board?.close());
  const lamps = board?.lamps;

  kiosk = startKiosk({
    clock: trust.clock,
    sources,
    outputs: lamps ? [lamps, screen] : [screen],
    ...(lamps && { signals: [lamps] }),
    journal,
    inForce: trust.inForce.current,
    pseudonyms: trust.pseudonyms,
    sealing,
    receipt: createReceipts(config, deviceKey, (error) => log.error(error, "receipt not signed")),
    onAnswered({ entry, seq, decision, view }) {
      scans = countScan(scans, entry.reason, entry.durationMs);
      screen.showDecision(deskDecision({ ...entry, ...(seq !== undefined && { seq }) }, view, decision));
      central?.sync.appended();
    },
    onBug(error) {
      log.fatal(error, "bug, starting over");
      process.exit(1);
    },
  });
  const running = kiosk;
  opened.defer(() => running.close());
  const manager = await connectServiceManager({
    environment: process.env,
    isAlive: () => running.busyMs() < HANGING_MS,
    onFault: (error) => log.error(error, "service manager"),
  });
  opened.defer(() => manager.close());
  const report = createReport(log, refresh, central);
  const warn = warnOfIdleness(log);
  warn(status());
  const statusTimer = setInterval(() => {
    board?.look();
    const now = status();
    screen.showStatus(now);
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
  log.info({ signal: await stop }, "stopping");
  manager.stopping();
  return 0;
}

/** Logs what has changed on the ways to central and to the publisher. */
function createReport(log: Logger, refresh: TrustRefresh, central: CentralConnection | undefined): () => void {
  const isRefused = (state: string) => state === "refused";
  const logs = {
    sync: stateLog(log, "sync", (state) => state === "stopped"),
    time: stateLog(log, "time", isRefused),
    central: stateLog(log, "trust from central", isRefused),
    folder: stateLog(log, "trust from stick", isRefused),
  };
  return () => {
    const { central: network, folder } = refresh.status();
    if (central) {
      logs.sync(central.sync.status());
      logs.time(central.time.status());
      logs.central(network);
    }
    // Nothing is said of sticks where none has ever been put in.
    if (folder.state !== "starting") logs.folder(folder);
  };
}

/** Warns once of each thing that keeps this kiosk from checking credentials, and tells when it is over. */
function warnOfIdleness(log: Logger): (status: ScreenStatus) => void {
  let known: string | undefined;
  return (status) => {
    const why = idlenessOf(status);
    if (why === known) return;
    known = why;
    if (why === undefined) log.info("credentials are checked again");
    else log.warn({ why }, "not ready");
  };
}
