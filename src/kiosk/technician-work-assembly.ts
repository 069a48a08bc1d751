import { basename } from "node:path";
import type { ProvisioningRefusal } from "../core/provisioning/refusal.ts";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import type { WorkView } from "../core/technician-work.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import type { StickView } from "../core/view.ts";
import { journalStickFolder } from "../drivers/journal-stick.ts";
import { mountedFolders } from "../drivers/stick-folder.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { TechnicianWorkOptions } from "../drivers/technician-work-panel.ts";
import type { Source } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import { forgetRefusal, mayReplace, replaceOrOrder } from "./configuration-order-assembly.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { readBefore } from "./provision-plan.ts";
import { replacementParts } from "./provision-stick-assembly.ts";
import { createSetup } from "./setup.ts";
import { createTechnicianConfiguration } from "./technician-configuration.ts";
import { createTechnicianJobs } from "./technician-jobs.ts";
import type { TechnicianWorkParts } from "./technician-lent-assembly.ts";
import { beginReset, resetViewOf } from "./technician-reset-assembly.ts";
import { backUpOn, jobTroubleOf, writeSupportOn } from "./technician-sticks-assembly.ts";
import type { TrustRefresh } from "./trust-refresh.ts";

/** How often sticks are looked for while a configuration is read, in milliseconds. */
const LOOK_EVERY_MS = 1500;

/** The technician's work on a kiosk that runs: its routes, and what has to pass by it. */
export interface TechnicianWork {
  readonly options: TechnicianWorkOptions;
  /** The sources, from which a configuration can be read. */
  before(sources: readonly Source[]): readonly Source[];
  /** Hears what the way of the journal onto a stick shows, and hands it on. */
  journalShown(view: StickView | undefined): StickView | undefined;
  /** The same, until somebody reads another. */
  orderRefused(): ProvisioningRefusal | undefined;
  close(): Promise<void>;
}

/** Puts it together. */
export function openTechnicianWork(parts: TechnicianWorkParts): TechnicianWork {
  const { run, trust, refresh } = parts;
  const { config, log } = run;
  const root = config.trust.sticks;
  const sticks = async () => (root === undefined ? [] : (await journalStickFolder(root, config.id).look()).map(({ path }) => path));
  const jobs = createTechnicianJobs({
    stick: async () => (await sticks())[0],
    write: {
      support: (stick) => writeSupportOn(stick, parts),
      backup: (stick, onProgress, secret) => backUpOn(stick, onProgress, secret, run),
    },
    writeJournal: parts.carrier && (() => parts.carrier?.press()),
    notify: parts.notify,
    clock: trust.clock,
    onFault: (error) => log.error(error, "stick"),
    troubleOf: jobTroubleOf,
  });
  let isOrdered = false;
  let { orderRefused } = parts;
  const configuration = createTechnicianConfiguration({
    begin: async (onView) => {
      isOrdered = false;
      let asks: string | undefined;
      const hear = (shown: SetupView) => {
        if (shown.kind === "review") asks = shown.asks;
        onView(shown);
      };
      const plain = { ...provisionParts(), out: () => undefined, err: () => undefined };
      const machine = replacementParts({
        ...plain,
        replaceConfiguration: replaceOrOrder(
          config,
          plain,
          () => asks === "yes",
          () => (isOrdered = true),
        ),
      });
      const before = await readBefore(run.file, machine);
      if (!before || before === "unusable") return undefined;
      orderRefused = undefined;
      await forgetRefusal(config.data);
      const mustBeKnown = !(await mayReplace(run.file));
      const readers = () => parts.status().sources;
      const options = { config: run.file, data: config.data };
      return createSetup({ parts: machine, options, before, readers, mustBeKnown, monotonicMs: systemClock.monotonicMs, onView: hear });
    },
    sticks: async () => (root === undefined ? [] : await mountedFolders(root)),
    onApplied: () => parts.onEnd("configured"),
  });
  const looking = setInterval(() => void configuration.look().catch((error: unknown) => log.error(error, "stick")), LOOK_EVERY_MS);
  const view = async (): Promise<WorkView> => {
    const shown = configuration.view();
    const [first, ...others] = await sticks();
    return {
      now: trust.clock.now(),
      stick: root === undefined ? "unwatched" : first !== undefined ? "in" : "none",
      ...(first !== undefined && others.length > 0 && { sticks: { count: others.length + 1, writesOn: basename(first) } }),
      jobs: jobs.states(),
      trust: trustOf(trust.vault.held(), refresh),
      ...(shown && { configuration: shown.kind === "done" && isOrdered ? { ...shown, isOrdered } : shown }),
      hasStaffPage: parts.hasStaffPage,
    };
  };
  return {
    options: {
      view,
      log: () => ({ lines: run.lines.lines() }),
      beginJob: jobs.begin,
      configuration: configuration.act,
      answer: configuration.answer,
      resetView: () => resetViewOf(parts),
      reset: (wish) => beginReset(wish, parts, async () => (await sticks())[0]),
    },
    before: configuration.before,
    orderRefused: () => orderRefused,
    journalShown(shown) {
      if (shown) jobs.journalShown(shown);
      return shown;
    },
    async close() {
      clearInterval(looking);
      await jobs.close();
    },
  };
}

function trustOf(held: HeldTrust | undefined, refresh: TrustRefresh): WorkView["trust"] {
  const { state, refusal } = refresh.status().folder;
  const version = held?.versions.timestamp ?? 0;
  if (refusal === undefined) return { state: state === "ok" ? "ok" : "none", version };
  const { detail, next } = TRUST_REFUSALS[refusal];
  return { state: "refused", version, refused: { vi: `${detail.vi} ${next.vi}`, en: `${detail.en} ${next.en}` } };
}
